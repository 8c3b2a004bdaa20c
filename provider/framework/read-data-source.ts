import type { ObjectValue } from '../values/value.ts';
import { Diagnostics } from './diagnostics.ts';
import { guard } from './internal-error.ts';
import { propose } from './proposal.ts';
import { knownState, nullUnknowns } from './resource-state.ts';
import { schemaBlocks } from './schema.ts';
import type { ProviderSession } from './session.ts';
import { timeout_ms } from './timeouts.ts';

export async function readDataSource<Client>(
  session: ProviderSession<Client>,
  input: { readonly typeName: string; readonly config: ObjectValue },
): Promise<{ readonly state: ObjectValue | null; readonly diagnostics: Diagnostics }> {
  const diagnostics = new Diagnostics();
  const state = await guard(session.host, diagnostics, `reading data source ${input.typeName}`, async () => {
    const definition = session.dataSource(input.typeName);
    const { schema } = definition;
    const client = session.requireClient(diagnostics);
    if (client === null) return null;
    // Core sends the config as written, so defaults are ours to add; and it calls only when all of it is known, so
    // whatever is unknown in the proposal is computed: nothing yet.
    const config = nullUnknowns(propose(schema, null, input.config, input.config)) as ObjectValue;
    const deadline_ms = timeout_ms(schema, 'read', config, diagnostics);
    const answer = await session.withDeadline(deadline_ms, (signal) =>
      definition.read({ client, config, deadline_ms, signal, diagnostics }),
    );
    if (answer === null) {
      if (!diagnostics.hasErrors()) throw new TypeError('read gave neither a value nor an error');
      return null;
    }
    const complete: ObjectValue = Object.assign(Object.create(null), answer);
    for (const name of [...Object.keys(schema.attributes), ...Object.keys(schemaBlocks(schema))]) {
      if (complete[name] === undefined) complete[name] = config[name] ?? null;
    }
    return knownState(schema, complete, diagnostics);
  });
  return { state, diagnostics };
}
