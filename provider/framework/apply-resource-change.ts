/** Create, update, delete. What exists is never lost: on an error the state says what is still there. */
import type { ObjectValue } from '../values/value.ts';
import type { ResourceDefinition, ResourceResult } from './definition.ts';
import { Diagnostics } from './diagnostics.ts';
import { guard } from './internal-error.ts';
import { decodePrivate, encodePrivate } from './private-state.ts';
import { completeState, knownState } from './resource-state.ts';
import type { ProviderSession } from './session.ts';
import { timeout_ms } from './timeouts.ts';

export interface ApplyInput {
  readonly typeName: string;
  /** Null: create. */
  readonly prior: ObjectValue | null;
  /** Null: delete. */
  readonly planned: ObjectValue | null;
  readonly config: ObjectValue | null;
  readonly private: Uint8Array;
}

export interface ApplyResult {
  readonly state: ObjectValue | null;
  readonly private: Uint8Array;
  readonly diagnostics: Diagnostics;
}

export async function applyResourceChange<Client>(
  session: ProviderSession<Client>,
  input: ApplyInput,
): Promise<ApplyResult> {
  const diagnostics = new Diagnostics();
  const failed: ApplyResult = { state: input.prior, private: input.private, diagnostics };
  const action = input.prior === null ? 'creating' : input.planned === null ? 'deleting' : 'updating';
  const result = await guard(session.host, diagnostics, `${action} ${input.typeName}`, () => {
    const definition = session.resource(input.typeName);
    const client = session.requireClient(diagnostics);
    if (client === null) return failed;
    const call: Call<Client> = { session, definition, client, input, diagnostics };
    if (input.planned === null) return input.prior === null ? failed : applyDelete(call, input.prior);
    return input.prior === null ? applyCreate(call, input.planned) : applyUpdate(call, input.prior, input.planned);
  });
  return result ?? failed;
}

interface Call<Client> {
  readonly session: ProviderSession<Client>;
  readonly definition: ResourceDefinition<Client>;
  readonly client: Client;
  readonly input: ApplyInput;
  readonly diagnostics: Diagnostics;
}

async function applyCreate<Client>(call: Call<Client>, planned: ObjectValue): Promise<ApplyResult> {
  const { session, definition, client, input, diagnostics } = call;
  const deadline_ms = timeout_ms(definition.schema, 'create', planned, diagnostics);
  const config = input.config ?? planned;
  const privateState = decodePrivate(input.private);
  const result = await session.withDeadline(deadline_ms, (signal) =>
    definition.create({ client, planned, config, private: privateState, deadline_ms, signal, diagnostics }),
  );
  if (result !== null) return applied(call, result, planned);
  if (!diagnostics.hasErrors()) throw new TypeError('create gave neither a state nor an error');
  return { state: null, private: new Uint8Array(0), diagnostics };
}

async function applyUpdate<Client>(call: Call<Client>, prior: ObjectValue, planned: ObjectValue): Promise<ApplyResult> {
  const { session, definition, client, input, diagnostics } = call;
  // Without an update every change replaces, all but one of the timeouts, which only Terraform keeps.
  if (definition.update === undefined) return applied(call, { state: planned }, planned);
  const deadline_ms = timeout_ms(definition.schema, 'update', planned, diagnostics);
  const config = input.config ?? planned;
  const privateState = decodePrivate(input.private);
  const result = await session.withDeadline(deadline_ms, (signal) =>
    definition.update?.({ client, prior, planned, config, private: privateState, deadline_ms, signal, diagnostics }),
  );
  if (result !== null && result !== undefined) return applied(call, result, planned);
  if (!diagnostics.hasErrors()) throw new TypeError('update gave neither a state nor an error');
  return { state: prior, private: input.private, diagnostics };
}

async function applyDelete<Client>(call: Call<Client>, prior: ObjectValue): Promise<ApplyResult> {
  const { session, definition, client, input, diagnostics } = call;
  const deadline_ms = timeout_ms(definition.schema, 'delete', prior, diagnostics);
  const privateState = decodePrivate(input.private);
  await session.withDeadline(deadline_ms, (signal) =>
    definition.delete({ client, prior, private: privateState, deadline_ms, signal, diagnostics }),
  );
  if (diagnostics.hasErrors()) return { state: prior, private: input.private, diagnostics };
  return { state: null, private: new Uint8Array(0), diagnostics };
}

function applied<Client>(call: Call<Client>, result: ResourceResult, planned: ObjectValue): ApplyResult {
  const { schema } = call.definition;
  const state = knownState(schema, completeState(schema, result.state, planned), call.diagnostics);
  return {
    state,
    private: result.private === undefined ? call.input.private : encodePrivate(result.private),
    diagnostics: call.diagnostics,
  };
}
