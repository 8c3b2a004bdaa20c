import type { CreateContext, ResourceDefinition, ResourceResult } from '../../framework/definition.ts';
import { type ObjectValue, objectValue, UNKNOWN } from '../../values/value.ts';
import { diagnosed } from '../diagnose.ts';
import { fabricMark, isOnThisFabric } from '../fabric-identity.ts';
import { locateRequest, validateRequests, wantedSlices } from '../request-map.ts';
import type { Session } from '../session.ts';
import { planComposition, signature } from './plan.ts';
import { COMPOSITION_SCHEMA } from './schema.ts';
import { slicesFrom } from './slices.ts';
import { refreshedState, toldValues, warnOfMissing } from './state.ts';

export const composition: ResourceDefinition<Session> = {
  typeName: 'rah_composition',
  schema: COMPOSITION_SCHEMA,

  validate({ config, diagnostics }) {
    validateRequests(config.requests, diagnostics);
  },

  // So that a replacement that was asked for with -replace is known for one; see Replacements.
  planAlways: true,
  plan: planComposition,

  create: (context) => apply(context, null),

  async update(context) {
    // Nothing that the fabric knows of: another timeout, the same size in other words.
    if (context.planned.generation !== UNKNOWN) return { state: context.planned };
    return apply(context, context.prior);
  },

  async read({ client, state, private: mark, diagnostics }) {
    const name = String(state.id);
    const gone = 'It is treated as gone, and will be made anew.';
    if (!isOnThisFabric(client, mark, `Composition "${name}"`, gone, diagnostics)) return { state: null };
    const view = await diagnosed(diagnostics, null, () => client.fabric.composition(name, { acknowledge: true }));
    if (view === undefined) return { state };
    if (view === null) return { state: null };
    client.replacements.seen(signature(name));
    client.acknowledged.add(signature(name));
    warnOfMissing(state, view, diagnostics);
    return { state: refreshedState(state, view), private: fabricMark(client) };
  },

  async delete({ client, prior, private: mark, deadline_ms, diagnostics }) {
    const name = String(prior.id);
    const left = 'Nothing is released.';
    if (!isOnThisFabric(client, mark, `Composition "${name}"`, left, diagnostics)) return;
    await diagnosed(diagnostics, null, () => client.fabric.releaseComposition(name, deadline_ms));
  },

  async importState({ client, id, diagnostics }): Promise<ResourceResult | null> {
    const view = await diagnosed(diagnostics, null, () => client.fabric.composition(id, { acknowledge: true }));
    if (view === undefined) return null;
    if (view === null) {
      diagnostics.error(null, `There is no composition "${id}"`, 'Import takes the name of a composition.');
      return null;
    }
    return { state: refreshedState(objectValue(), view), private: fabricMark(client) };
  },
};

/** @param prior null creates */
async function apply(context: CreateContext<Session>, prior: ObjectValue | null): Promise<ResourceResult | null> {
  const { client, planned, deadline_ms, diagnostics } = context;
  const view = await diagnosed(diagnostics, locateRequest, () =>
    client.fabric.applyComposition(
      {
        name: String(planned.name),
        wanted: wantedSlices(planned.requests) ?? [],
        slices: slicesFrom(planned, prior),
        create: prior === null,
        requester: client.requester,
        run: client.run,
      },
      deadline_ms,
    ),
  );
  if (view === undefined) return null;
  return { state: objectValue({ ...planned, ...toldValues(view) }), private: fabricMark(client) };
}
