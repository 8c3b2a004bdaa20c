import { isRahError } from '../../../src/errors/rah-error.ts';
import type { PlannedSlice, Preview, WantedSlice } from '../../../src/model/plan.ts';
import type { PlanContext } from '../../framework/definition.ts';
import { isObjectValue, type ObjectValue, objectValue, UNKNOWN, type Value } from '../../values/value.ts';
import { diagnose, diagnosed } from '../diagnose.ts';
import { decisionValues } from '../placement-values.ts';
import { byKey, locateRequest, wantedSlices } from '../request-map.ts';
import { keepWords, sameRequest } from '../request-values.ts';
import type { Session } from '../session.ts';

type Context = PlanContext<Session>;

/** The sort under which Replacements knows compositions; media are the others. */
const SORT = 'composition';

export async function planComposition(context: Context): Promise<void> {
  const { planned, prior, client } = context;
  planned.id = planned.name ?? null;
  keepAllWords(planned.requests, prior?.requests);
  if (prior !== null) {
    client.replacements.seen(signature(String(prior.name)));
    await acknowledge(context, String(prior.name));
    if (context.changed('name')) client.replacements.planned(SORT);
  }
  const wanted = typeof planned.name === 'string' ? wantedSlices(planned.requests) : null;
  if (wanted !== null && prior !== null && !isChanged(context, prior, wanted)) return;
  Object.assign(planned, { placements: UNKNOWN, cost_per_hour_micros: UNKNOWN, generation: UNKNOWN });
  // A rename replaces it: what the new one will be like is planned in a second call, as a create.
  if (wanted === null || (prior !== null && context.changed('name'))) return;
  const preview = await previewed(context, wanted);
  if (preview === null) return;
  planned.placements = plannedPlacements(preview.slices, prior);
  planned.cost_per_hour_micros = preview.slices.reduce((sum, { placement }) => sum + placement.cost_per_hour_micros, 0);
}

/** See Session.acknowledged. */
async function acknowledge({ client, diagnostics }: Context, name: string): Promise<void> {
  const known = signature(name);
  if (client.acknowledged.has(known)) return;
  await diagnosed(diagnostics, null, () => client.fabric.composition(name, { acknowledge: true }));
  client.acknowledged.add(known);
}

async function previewed(context: Context, wanted: readonly WantedSlice[]): Promise<Preview | null> {
  const { planned, prior, client, diagnostics } = context;
  const name = String(planned.name);
  // The one that exists goes first (-replace, a taint): its slices are no guide to where the new ones will be.
  if (prior === null && client.replacements.isAnew(signature(name))) return null;
  try {
    return await client.fabric.preview({ type: 'composition', name }, wanted, client.run);
  } catch (error) {
    if (!isRahError(error)) throw error;
    // The second half of a rename: the old one goes first, then it is decided.
    const freed = prior === null && client.replacements.mayFree(SORT, signature(name));
    if (error.code !== 'unplaceable' || !freed) diagnose(diagnostics, error, locateRequest);
    return null;
  }
}

/** For telling whether a planned create is the same composition anew; see Replacements. */
export function signature(name: string): string {
  return `${SORT} ${name}`;
}

function keepAllWords(requests: Value | undefined, prior: Value | undefined): void {
  if (!isObjectValue(requests)) return;
  for (const [key, request] of Object.entries(requests)) {
    const before = isObjectValue(prior) && Object.hasOwn(prior, key) ? prior[key] : undefined;
    if (isObjectValue(request)) keepWords(request, isObjectValue(before) ? before : objectValue());
  }
}

/** Whether the fabric has to do anything: another timeout, or the same size in other words, is nothing to it. */
function isChanged(context: Context, prior: ObjectValue, wanted: readonly WantedSlice[]): boolean {
  if (context.changed('name')) return true;
  const before = new Map(wantedSlices(prior.requests)?.map(({ key, request }) => [key, request]));
  return (
    before.size !== wanted.length ||
    wanted.some(({ key, request }) => {
      const old = before.get(key);
      return old === undefined || !sameRequest(old, request);
    })
  );
}

/** Ids and states of what is still to be made are known after apply; everything else is known now. */
function plannedPlacements(slices: readonly PlannedSlice[], prior: ObjectValue | null): ObjectValue {
  const before = prior?.placements;
  return byKey(
    slices.map((slice) => {
      const decision = decisionValues(slice.placement);
      const old = isObjectValue(before) && Object.hasOwn(before, slice.key) ? before[slice.key] : undefined;
      // On create whatever the fabric holds under this name is not ours yet, or goes before this is made.
      const stays = prior !== null && slice.allocation !== null && slice.action !== 'move';
      return [
        slice.key,
        objectValue({
          allocation_id: stays ? slice.allocation : UNKNOWN,
          ...decision,
          status: stays && isObjectValue(old) ? (old.status ?? UNKNOWN) : UNKNOWN,
        }),
      ];
    }),
  );
}
