import type { ObjectValue } from '../values/value.ts';
import { Diagnostics } from './diagnostics.ts';
import { guard } from './internal-error.ts';
import { encodePrivate } from './private-state.ts';
import { completeState } from './resource-state.ts';
import type { ProviderSession } from './session.ts';
import { DEFAULT_TIMEOUT_MS } from './timeouts.ts';

export interface ImportResult {
  /** Null with errors. */
  readonly state: ObjectValue | null;
  readonly private: Uint8Array;
  readonly diagnostics: Diagnostics;
}

/** Finds a resource by its id; Terraform reads it next. */
export async function importResourceState<Client>(
  session: ProviderSession<Client>,
  input: { readonly typeName: string; readonly id: string },
): Promise<ImportResult> {
  const diagnostics = new Diagnostics();
  const { typeName, id } = input;
  const failed: ImportResult = { state: null, private: new Uint8Array(0), diagnostics };
  const result = await guard(session.host, diagnostics, `importing ${typeName}`, async () => {
    const definition = session.resource(typeName);
    if (definition.importState === undefined) {
      diagnostics.error(null, 'Import not supported', `Resources of type ${typeName} cannot be imported.`);
      return failed;
    }
    const client = session.requireClient(diagnostics);
    if (client === null) return failed;
    const found = await session.withDeadline(DEFAULT_TIMEOUT_MS, (signal) =>
      definition.importState?.({ client, id, diagnostics, signal, deadline_ms: DEFAULT_TIMEOUT_MS }),
    );
    if (found === null || found === undefined) {
      if (!diagnostics.hasErrors()) {
        diagnostics.error(null, 'Resource not found', `No ${typeName} with the id ${JSON.stringify(id)} exists.`);
      }
      return failed;
    }
    return {
      state: completeState(definition.schema, found.state, null),
      private: encodePrivate(found.private ?? {}),
      diagnostics,
    };
  });
  return result ?? failed;
}
