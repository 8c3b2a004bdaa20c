import type { ApplyComposition } from '../../../src/model/change.ts';
import type { CreateContext, ResourceDefinition, ResourceResult } from '../../framework/definition.ts';
import { type ObjectValue, objectValue, UNKNOWN } from '../../values/value.ts';
import { diagnosed } from '../diagnose.ts';
import { existing, listed } from '../existing.ts';
import { fabricMark, isOnThisFabric } from '../fabric-identity.ts';
import { patiently } from '../patience.ts';
import { locateRequest, validateRequests, wantedSlices } from '../request-map.ts';
import type { Session } from '../session.ts';
import { planComposition } from './plan.ts';
import { COMPOSITION_SCHEMA } from './schema.ts';
import { slicesFrom } from './slices.ts';
import { refreshedState, toldValues, walkObject, warnOfMissing } from './state.ts';

export const composition: ResourceDefinition<Session> = {
  typeName: 'rah_composition',
  schema: COMPOSITION_SCHEMA,

  validate({ config, diagnostics }) {
    validateRequests(config.requests, diagnostics, { mayBeEmpty: false });
  },

  // So that what stays is known to stay; see Walk.
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
    warnOfMissing(state, view, diagnostics);
    const fresh = refreshedState(state, view);
    client.walk.read(walkObject(fresh));
    return { state: fresh, private: fabricMark(client) };
  },

  async delete({ client, prior, private: mark, deadline_ms, diagnostics }) {
    const name = String(prior.id);
    const left = 'Nothing is released.';
    if (!isOnThisFabric(client, mark, `Composition "${name}"`, left, diagnostics)) return;
    await diagnosed(diagnostics, null, () =>
      client.walk.change(() => client.fabric.releaseComposition(name, deadline_ms)),
    );
  },

  planDelete({ client, prior }) {
    const { key, allocations } = walkObject(prior);
    client.walk.releases(key, allocations);
  },

  async importState({ client, id, diagnostics }): Promise<ResourceResult | null> {
    const view = await diagnosed(diagnostics, null, () => client.fabric.composition(id, { acknowledge: true }));
    if (view === undefined) return null;
    if (view === null) {
      const known = await existing(client);
      const detail = `Import takes the name of a composition. ${listed(known.compositions)}`;
      diagnostics.error(null, `There is no composition "${id}"`, detail);
      return null;
    }
    return { state: refreshedState(objectValue(), view), private: fabricMark(client) };
  },
};

/** @param prior null creates */
async function apply(context: CreateContext<Session>, prior: ObjectValue | null): Promise<ResourceResult | null> {
  const { client, planned, deadline_ms, diagnostics, signal } = context;
  const { fabric, requester, run, walk } = client;
  const wanted = wantedSlices(planned.requests) ?? [];
  const change: ApplyComposition = {
    name: String(planned.name),
    wanted,
    slices: slicesFrom(planned, prior),
    create: prior === null,
    requester,
    run,
  };
  const view = await diagnosed(diagnostics, locateRequest, () =>
    prior === null
      ? patiently(client, deadline_ms, signal, wanted, (within_ms) => fabric.applyComposition(change, within_ms))
      : walk.change(() => fabric.applyComposition(change, deadline_ms)),
  );
  if (view === undefined) return null;
  walk.made();
  return { state: objectValue({ ...planned, ...toldValues(view) }), private: fabricMark(client) };
}
