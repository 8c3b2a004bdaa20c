import type { ApplyAllocation } from '../../../src/model/change.ts';
import type { CreateContext, ResourceDefinition, ResourceResult, UpdateContext } from '../../framework/definition.ts';
import { path } from '../../values/path.ts';
import { isObjectValue, type ObjectValue, objectValue, UNKNOWN } from '../../values/value.ts';
import { diagnosed, sentence } from '../diagnose.ts';
import { existing, listed } from '../existing.ts';
import { fabricMark, isOnThisFabric } from '../fabric-identity.ts';
import { patiently } from '../patience.ts';
import { placementFrom } from '../placement-values.ts';
import { requestFrom, validateRequest } from '../request-values.ts';
import type { Session } from '../session.ts';
import { locate } from './locate.ts';
import { planAllocation } from './plan.ts';
import { ALLOCATION_SCHEMA } from './schema.ts';
import { importedState, refreshedState, toldValues, walkObject } from './state.ts';

export const allocation: ResourceDefinition<Session> = {
  typeName: 'rah_allocation',
  schema: ALLOCATION_SCHEMA,

  validate({ config, diagnostics }) {
    validateRequest(config, [], diagnostics);
  },

  // A lost slice is to be replaced although the config is as it was.
  planAlways: true,
  plan: planAllocation,

  create: (context) => apply(context, null),

  async update(context) {
    // Nothing that the fabric knows of: another timeout, the same size in other words.
    if (context.planned.generation !== UNKNOWN) return { state: context.planned };
    return apply(context, String(context.prior.id));
  },

  async read({ client, state, private: mark, diagnostics }) {
    const id = String(state.id);
    const gone = 'It is treated as gone, and will be made anew.';
    if (!isOnThisFabric(client, mark, `Allocation ${id}`, gone, diagnostics)) return { state: null };
    const view = await diagnosed(diagnostics, null, () => client.fabric.allocation(id, { acknowledge: true }));
    if (view === undefined) return { state };
    // A name may look like an id: only the id counts here.
    if (view === null || view.id !== id || view.state === 'released') return { state: null };
    if (view.state === 'lost') {
      diagnostics.warning(
        path('status'),
        `Allocation ${id} is lost`,
        `${sentence(view.lost_reason ?? 'Its module failed or was removed')} VM "${view.request.vm}" no longer has ` +
          `this slice of ${view.placement.segments.map((segment) => segment.drm).join(', ')}. ` +
          'The plan proposes to replace it.',
      );
    }
    if (view.concerns.length > 0) {
      diagnostics.warning(
        path('constraints'),
        `Allocation ${id} no longer has all that it asks for`,
        `${view.concerns.join(' ')} The inventory changed around it; nothing moves by itself. ` +
          'Change the constraints, mend the inventory, or replace it with -replace.',
      );
    }
    const fresh = refreshedState(state, view);
    client.walk.read(walkObject(fresh));
    return { state: fresh, private: fabricMark(client) };
  },

  async delete({ client, prior, private: mark, deadline_ms, diagnostics }) {
    const id = String(prior.id);
    const left = 'Nothing is released.';
    if (!isOnThisFabric(client, mark, `Allocation ${id}`, left, diagnostics)) return;
    await diagnosed(diagnostics, null, () =>
      client.walk.change(() => client.fabric.releaseAllocation(id, deadline_ms)),
    );
  },

  planDelete({ client, prior }) {
    const { key, allocations } = walkObject(prior);
    client.walk.releases(key, allocations);
  },

  async importState({ client, id, diagnostics }): Promise<ResourceResult | null> {
    const view = await diagnosed(diagnostics, null, () => client.fabric.allocation(id, { acknowledge: true }));
    if (view === undefined) return null;
    if (view === null) {
      const known = await existing(client);
      const detail = `Import takes the id or the name of a live allocation. ${listed(known.allocations)}`;
      diagnostics.error(null, `There is no allocation "${id}"`, detail);
      return null;
    }
    return { state: importedState(view), private: fabricMark(client) };
  },
};

/** @param id null creates */
async function apply(
  context: CreateContext<Session> | UpdateContext<Session>,
  id: string | null,
): Promise<ResourceResult | null> {
  const { client, planned, deadline_ms, diagnostics, signal } = context;
  const { fabric, requester, run, walk } = client;
  const given = planned.placement ?? null;
  const request = requestFrom(planned);
  const change: ApplyAllocation = {
    id,
    name: typeof planned.name === 'string' ? planned.name : null,
    request,
    // What the plan showed, exactly; what it did not show is decided now.
    placement: planned.segments === UNKNOWN ? null : placementFrom(planned),
    origin: isObjectValue(given) && typeof given.origin === 'string' ? given.origin : null,
    requester,
    run,
  };
  const wanted = [{ key: '', request }];
  const view = await diagnosed(diagnostics, locate, () =>
    id === null
      ? patiently(client, deadline_ms, signal, wanted, (within_ms) => fabric.applyAllocation(change, within_ms))
      : walk.change(() => fabric.applyAllocation(change, deadline_ms)),
  );
  if (view === undefined) return null;
  if (id === null) walk.made();
  const state: ObjectValue = objectValue({ ...planned, ...toldValues(view) });
  return { state, private: fabricMark(client) };
}
