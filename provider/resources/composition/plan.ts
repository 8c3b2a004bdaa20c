import { isRahError } from '../../../src/errors/rah-error.ts';
import type { PlannedSlice, Preview, WantedSlice } from '../../../src/model/plan.ts';
import type { PlanContext } from '../../framework/definition.ts';
import { isObjectValue, type ObjectValue, objectValue, UNKNOWN, type Value } from '../../values/value.ts';
import { diagnose, diagnosed, isAboutRoom, isAboutWishes } from '../diagnose.ts';
import { checkCompositionName } from '../names.ts';
import { previewCreate } from '../patience.ts';
import { decisionValues, unknownDecision } from '../placement-values.ts';
import { byKey, locateRequest, wantedSlices } from '../request-map.ts';
import { keepWords, sameRequest } from '../request-values.ts';
import { waysOut } from '../room.ts';
import type { Session } from '../session.ts';
import { compositionKey } from '../walk.ts';
import { walkObject } from './state.ts';

type Context = PlanContext<Session>;

export async function planComposition(context: Context): Promise<void> {
  const { planned, prior, client } = context;
  planned.id = planned.name ?? null;
  keepAllWords(planned.requests, prior?.requests);
  const { walk } = client;
  if (prior !== null) {
    const object = walkObject(prior);
    await acknowledge(context, String(prior.name));
    walk.planned(object);
    if (context.changed('name')) walk.releases(object.key, object.allocations);
  } else if (typeof planned.name === 'string') {
    await client.lookForLost();
    await checkCompositionName(client, planned.name, context.diagnostics);
    if (context.diagnostics.hasErrors()) return;
  }
  const wanted = typeof planned.name === 'string' ? wantedSlices(planned.requests) : null;
  if (wanted !== null && prior !== null && !isChanged(context, prior, wanted)) return;
  Object.assign(planned, { placements: UNKNOWN, cost_per_hour_micros: UNKNOWN, generation: UNKNOWN });
  // A rename replaces it: what the new one will be like is planned in a second call, as a create.
  if (wanted === null || (prior !== null && context.changed('name'))) return;
  const preview = prior === null ? await previewed(context, wanted) : await previewChange(context, prior, wanted);
  if (preview === null) {
    planned.placements = undecided(wanted);
    return;
  }
  planned.placements = plannedPlacements(preview.slices, prior);
  planned.cost_per_hour_micros = preview.slices.reduce((sum, { placement }) => sum + placement.cost_per_hour_micros, 0);
}

/** As for allocations: what this process knows of is kept. */
async function acknowledge({ client, diagnostics }: Context, name: string): Promise<void> {
  if (client.walk.knows(compositionKey(name))) return;
  await diagnosed(diagnostics, null, () => client.fabric.composition(name, { acknowledge: true }));
}

/** Null: decided at apply; with an error when it never will be. */
async function previewed(
  { planned, client, diagnostics }: Context,
  wanted: readonly WantedSlice[],
): Promise<Preview | null> {
  const name = String(planned.name);
  // The one that exists goes first (-replace, a taint, another address): its slices are no guide to where the new ones
  // will be.
  if (client.walk.knows(compositionKey(name))) return null;
  const outlook = await previewCreate(client, { type: 'composition', name }, wanted, compositionKey(name));
  if (outlook === 'later') return null;
  if ('preview' in outlook) return outlook.preview;
  diagnose(diagnostics, outlook.error, locateRequest);
  return null;
}

async function previewChange(
  { planned, client, diagnostics }: Context,
  prior: ObjectValue,
  wanted: readonly WantedSlice[],
): Promise<Preview | null> {
  try {
    const preview = await client.fabric.preview(
      { type: 'composition', name: String(planned.name) },
      wanted,
      client.run,
    );
    const moved = preview.slices.flatMap(({ action, allocation }) =>
      action === 'move' && allocation !== null ? [allocation] : [],
    );
    const gone = [...preview.released, ...moved];
    if (gone.length > 0) client.walk.releases(walkObject(prior).key, gone);
    return preview;
  } catch (error) {
    if (!isRahError(error)) throw error;
    if (client.isDestroying && isAboutWishes(error)) return null;
    diagnose(diagnostics, isAboutRoom(error) ? await waysOut(client, error, wanted) : error, locateRequest);
    return null;
  }
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

/** Which slices there will be is known, so that the configuration can go through them; where they will be is not. */
function undecided(wanted: readonly WantedSlice[]): ObjectValue {
  return byKey(
    wanted.map(({ key }) => [key, objectValue({ allocation_id: UNKNOWN, ...unknownDecision(), status: UNKNOWN })]),
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
