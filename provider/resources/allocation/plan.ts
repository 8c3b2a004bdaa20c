import { isRahError } from '../../../src/errors/rah-error.ts';
import type { PlannedSlice } from '../../../src/model/plan.ts';
import type { Request } from '../../../src/model/request.ts';
import type { PlanContext } from '../../framework/definition.ts';
import { path } from '../../values/path.ts';
import { isObjectValue, type ObjectValue, objectValue, UNKNOWN } from '../../values/value.ts';
import { isWhollyKnown } from '../../values/walk.ts';
import { diagnose, diagnosed, isAboutRoom, isAboutWishes } from '../diagnose.ts';
import { checkAllocationName } from '../names.ts';
import { previewCreate } from '../patience.ts';
import { decisionValues, drmsOf, placementFrom, sameSegments, unknownDecision } from '../placement-values.ts';
import { isRequestKnown, keepWords, requestFrom, requestIfValid, sameRequest } from '../request-values.ts';
import { waysOut } from '../room.ts';
import type { Session } from '../session.ts';
import { locate } from './locate.ts';
import { reportExcluded, reportMismatch } from './placement-match.ts';
import { signature, walkObject } from './state.ts';

type Context = PlanContext<Session>;

export async function planAllocation(context: Context): Promise<void> {
  const { planned, prior } = context;
  keepWords(planned, prior ?? objectValue());
  if (prior === null) {
    await planCreate(context);
    return;
  }
  await acknowledge(context, String(prior.id));
  context.client.walk.planned(walkObject(prior));
  if (prior.status === 'lost' || ['name', 'vm', 'medium'].some((name) => context.changed(name))) {
    planReplacement(context, prior);
  } else await planUpdate(context, prior);
}

/**
 * What this process knows of is kept. Without being told so the fabric takes what was made last for left over from an
 * interrupted run, and may hand it to the next create of the same sort. Normally the refresh tells it; with
 * -refresh=false the plan does.
 */
async function acknowledge({ client, diagnostics }: Context, id: string): Promise<void> {
  if (client.walk.knows(id)) return;
  await diagnosed(diagnostics, null, () => client.fabric.allocation(id, { acknowledge: true }));
}

async function planCreate(context: Context): Promise<void> {
  const { planned, client, diagnostics } = context;
  await client.lookForLost();
  if (typeof planned.name === 'string') await checkAllocationName(client, planned.name, diagnostics);
  if (diagnostics.hasErrors()) return;
  const given = planned.placement ?? null;
  if (given !== null) {
    if (!isObjectValue(given) || !isWhollyKnown(given)) return;
    await checkGiven(context, given, true);
    Object.assign(planned, decisionValues(placementFrom(given)));
    return;
  }
  if (!isRequestKnown(planned)) return;
  // Where it goes is decided at apply, but that it goes nowhere can be told now.
  const wanted = [{ key: '', request: requestFrom(planned) }];
  const outlook = await previewCreate(client, { type: 'allocation', id: null }, wanted, signature(planned));
  if (outlook !== 'later' && 'error' in outlook) diagnose(diagnostics, outlook.error, locate);
}

async function checkGiven(
  { client, planned, diagnostics }: Context,
  given: ObjectValue,
  isNew: boolean,
): Promise<void> {
  if (client.isDestroying || !isRequestKnown(planned)) return;
  const request = requestFrom(planned);
  reportMismatch(given, request, isNew, diagnostics);
  if (!diagnostics.hasErrors()) await reportExcluded(client, given, request, diagnostics);
}

function unknownOutcome(): ObjectValue {
  return objectValue({ ...unknownDecision(), mapping_table: UNKNOWN, status: UNKNOWN, generation: UNKNOWN });
}

/** What the new one will be like is planned in a second call, as a create. */
function planReplacement({ planned, client, requireReplace }: Context, prior: ObjectValue): void {
  const { key, allocations } = walkObject(prior);
  client.walk.releases(key, allocations);
  Object.assign(planned, unknownOutcome());
  if (prior.status === 'lost') requireReplace(path('status'));
}

async function planUpdate(context: Context, prior: ObjectValue): Promise<void> {
  const { planned } = context;
  const given = planned.placement ?? null;
  if (!isWhollyKnown(given) || !isRequestKnown(planned)) Object.assign(planned, unknownOutcome());
  else if (isObjectValue(given)) await planGiven(context, prior, given);
  else await planDecided(context, prior, requestFrom(planned));
}

/** The config says where: only whether that can be done in place is open. */
async function planGiven(context: Context, prior: ObjectValue, given: ObjectValue): Promise<void> {
  const wanted = drmsOf(given).sort();
  const present = drmsOf(prior).sort();
  const before = requestIfValid(prior);
  const isSame = before !== null && sameRequest(before, requestFrom(context.planned)) && !context.changed('placement');
  if (!isSame) await checkGiven(context, given, false);
  if (JSON.stringify(wanted) !== JSON.stringify(present)) {
    planElsewhere(context, prior, ['placement']);
    return;
  }
  if (!isSame) planChange(context, prior, decisionValues(placementFrom(given)));
}

/** The fabric says where: it is asked now, and the answer is what apply will send. */
async function planDecided(context: Context, prior: ObjectValue, request: Request): Promise<void> {
  const before = requestIfValid(prior);
  if (before !== null && sameRequest(before, request) && !context.changed('placement')) return;
  const slice = await previewChange(context, String(prior.id), request);
  if (slice === null) Object.assign(context.planned, unknownOutcome());
  else if (slice.action === 'move') planElsewhere(context, prior, ['size', 'host', 'constraints', 'weights']);
  else planChange(context, prior, decisionValues(slice.placement));
}

/** Null where the fabric does not say, with an error unless everything is destroyed anyway. */
async function previewChange(context: Context, id: string, request: Request): Promise<PlannedSlice | null> {
  const { client, diagnostics } = context;
  const wanted = [{ key: '', request }];
  try {
    const preview = await client.fabric.preview({ type: 'allocation', id }, wanted, client.run);
    return preview.slices[0] ?? null;
  } catch (error) {
    if (!isRahError(error)) throw error;
    if (client.isDestroying && isAboutWishes(error)) return null;
    diagnose(diagnostics, isAboutRoom(error) ? await waysOut(client, error, wanted) : error, locate);
    return null;
  }
}

/** The slice cannot stay where it is: another one takes its place. */
function planElsewhere(context: Context, prior: ObjectValue, because: readonly string[]): void {
  const { client, diagnostics, changed, requireReplace } = context;
  const changes = because.filter(changed);
  if (client.walk.isApplying) {
    // Terraform refuses a replacement now, when the plan has shown an update: it was made before the values were known.
    diagnostics.error(
      changes.length === 1 ? path(changes[0] as string) : null,
      'The change needs other modules',
      `Some values were known only after the plan was made. Now that they are, ${changes.join(' and ')} cannot be changed ` +
        `where allocation ${String(prior.id)} is: it has to be replaced, which the plan did not show. Nothing was ` +
        'changed. Run terraform apply again: the next plan knows the values and shows the replacement.',
    );
    return;
  }
  for (const name of changes) requireReplace(path(name));
  planReplacement(context, prior);
}

/** A change in place. `generation` unknown is what tells update() that there is something to send. */
function planChange(context: Context, prior: ObjectValue, decision: ObjectValue): void {
  const { planned } = context;
  const stays = sameSegments(placementFrom(prior).segments, placementFrom(decision).segments);
  Object.assign(planned, decision, { generation: UNKNOWN, status: UNKNOWN });
  if (!stays || context.changed('host') || context.changed('constraints')) planned.mapping_table = UNKNOWN;
}
