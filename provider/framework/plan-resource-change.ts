/**
 * The plan of one change. Core calls it twice for the same change (at plan, and again at apply in another process) and
 * demands the same known values, so both phases take exactly this way.
 */
import { cloneValue, equalValues } from '../values/equality.ts';
import { formatPath, type Path } from '../values/path.ts';
import type { ObjectValue } from '../values/value.ts';
import type { PrivateState, ResourceDefinition } from './definition.ts';
import { Diagnostics } from './diagnostics.ts';
import { guard } from './internal-error.ts';
import { decodePrivate, encodePrivate } from './private-state.ts';
import { propose, withoutWriteOnly } from './proposal.ts';
import { allDifferences, differsAt, replacedBySchema } from './replacement.ts';
import { attributeType, schemaType } from './schema.ts';
import type { ProviderSession } from './session.ts';
import { timeout_ms } from './timeouts.ts';

export interface PlanInput {
  readonly typeName: string;
  /** Null on create. */
  readonly prior: ObjectValue | null;
  /** Null on destroy. */
  readonly proposed: ObjectValue | null;
  readonly config: ObjectValue | null;
  readonly private: Uint8Array;
}

export interface PlanResult {
  readonly planned: ObjectValue | null;
  readonly requiresReplace: readonly Path[];
  readonly private: Uint8Array;
  readonly diagnostics: Diagnostics;
}

export async function planResourceChange<Client>(
  session: ProviderSession<Client>,
  input: PlanInput,
): Promise<PlanResult> {
  const diagnostics = new Diagnostics();
  const refused = { planned: input.proposed, requiresReplace: [], private: input.private, diagnostics };
  const { proposed, config } = input;
  if (proposed === null || config === null) {
    await planDelete(session, input, diagnostics);
    return { ...refused, planned: null };
  }
  const result = await guard(session.host, diagnostics, `planning ${input.typeName}`, () =>
    planChange(session, input, proposed, config, diagnostics),
  );
  return result ?? refused;
}

/** A delete needs no plan of ours; whoever wants to know of it is told. */
async function planDelete<Client>(
  session: ProviderSession<Client>,
  { typeName, prior }: PlanInput,
  diagnostics: Diagnostics,
): Promise<void> {
  await guard(session.host, diagnostics, `planning to delete ${typeName}`, async () => {
    const { client } = session;
    if (client !== null && prior !== null) await session.resource(typeName).planDelete?.({ client, prior });
  });
}

async function planChange<Client>(
  session: ProviderSession<Client>,
  input: PlanInput,
  proposed: ObjectValue,
  config: ObjectValue,
  diagnostics: Diagnostics,
): Promise<PlanResult> {
  const definition = session.resource(input.typeName);
  const { schema } = definition;
  const type = schemaType(schema);
  const { prior } = input;
  const proposal = propose(schema, prior, config, proposed);
  const unchanged = { planned: prior, requiresReplace: [], private: input.private, diagnostics };
  const isSame = prior !== null && equalValues(prior, proposal, type);
  if (isSame && definition.planAlways !== true) return unchanged;

  const asked: Path[] = [];
  let privateState: Uint8Array = input.private;
  if (definition.plan !== undefined) {
    const client = session.requireClient(diagnostics);
    if (client === null) return { ...unchanged, planned: proposal };
    const outcome = await runPlan(session, definition, client, { input, proposal, config, diagnostics });
    asked.push(...outcome.asked);
    if (outcome.private !== null) privateState = encodePrivate(outcome.private);
  }
  const planned = withoutWriteOnly(schema, proposal);
  if (prior !== null && equalValues(prior, planned, type)) return { ...unchanged, private: privateState };
  return {
    planned,
    requiresReplace: prior === null ? [] : replacements(definition, prior, planned, asked),
    private: privateState,
    diagnostics,
  };
}

interface RunInput {
  readonly input: PlanInput;
  readonly proposal: ObjectValue;
  readonly config: ObjectValue;
  readonly diagnostics: Diagnostics;
}

async function runPlan<Client>(
  session: ProviderSession<Client>,
  definition: ResourceDefinition<Client>,
  client: Client,
  { input, proposal, config, diagnostics }: RunInput,
): Promise<{ asked: Path[]; private: PrivateState | null }> {
  const { schema } = definition;
  const asked: Path[] = [];
  let replaced: PrivateState | null = null;
  const deadline_ms = timeout_ms(schema, input.prior === null ? 'create' : 'update', proposal, diagnostics);
  const prior = input.prior === null ? null : cloneValue(input.prior);
  await session.withDeadline(deadline_ms, (signal) =>
    definition.plan?.({
      client,
      prior,
      config,
      planned: proposal,
      changed: (name) => {
        const attribute = schema.attributes[name];
        if (attribute === undefined) throw new TypeError(`the schema has no attribute ${name}`);
        return !equalValues(prior?.[name], proposal[name], attributeType(attribute));
      },
      private: decodePrivate(input.private),
      setPrivate: (value) => {
        replaced = value;
      },
      requireReplace: (path) => {
        asked.push(path);
      },
      diagnostics,
      signal,
      deadline_ms,
    }),
  );
  return { asked, private: replaced };
}

/** Core demands that each path exists and that its values differ. */
function replacements<Client>(
  definition: ResourceDefinition<Client>,
  prior: ObjectValue,
  planned: ObjectValue,
  asked: readonly Path[],
): Path[] {
  const { schema } = definition;
  const paths = new Map<string, Path>();
  for (const path of replacedBySchema(schema, prior, planned)) paths.set(formatPath(path), path);
  for (const path of asked) {
    if (differsAt(schema, prior, planned, path)) paths.set(formatPath(path), path);
  }
  if (definition.update === undefined) {
    for (const path of allDifferences(schema, prior, planned)) paths.set(formatPath(path), path);
  }
  return [...paths.values()];
}
