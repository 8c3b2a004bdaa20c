import type { ObjectValue } from '../values/value.ts';
import { Diagnostics } from './diagnostics.ts';
import { guard } from './internal-error.ts';
import { decodePrivate, encodePrivate } from './private-state.ts';
import { completeState, knownState } from './resource-state.ts';
import type { ProviderSession } from './session.ts';
import { timeout_ms } from './timeouts.ts';

export interface ReadResult {
  /** Null: the resource is gone. */
  readonly state: ObjectValue | null;
  readonly private: Uint8Array;
  readonly diagnostics: Diagnostics;
}

/** Refreshes one resource. On an error the state stays as it is. */
export async function readResource<Client>(
  session: ProviderSession<Client>,
  input: { readonly typeName: string; readonly state: ObjectValue | null; readonly private: Uint8Array },
): Promise<ReadResult> {
  const diagnostics = new Diagnostics();
  const { state } = input;
  const same: ReadResult = { state, private: input.private, diagnostics };
  if (state === null) return same;
  const result = await guard(session.host, diagnostics, `reading ${input.typeName}`, async () => {
    const definition = session.resource(input.typeName);
    const { schema } = definition;
    const client = session.requireClient(diagnostics);
    if (client === null) return same;
    const deadline_ms = timeout_ms(schema, 'read', state, diagnostics);
    const privateState = decodePrivate(input.private);
    const answer = await session.withDeadline(deadline_ms, (signal) =>
      definition.read({ client, state, private: privateState, deadline_ms, signal, diagnostics }),
    );
    if (diagnostics.hasErrors()) return same;
    if (answer.state === null) return { state: null, private: new Uint8Array(0), diagnostics };
    return {
      state: knownState(schema, completeState(schema, answer.state, state), diagnostics),
      private: answer.private === undefined ? input.private : encodePrivate(answer.private),
      diagnostics,
    };
  });
  return result ?? same;
}
