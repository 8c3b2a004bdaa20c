import { isRahError } from '../../../src/errors/rah-error.ts';
import type { PlannedSlice } from '../../../src/model/plan.ts';
import type { Request } from '../../../src/model/request.ts';
import type { PlanContext } from '../../framework/definition.ts';
import { path } from '../../values/path.ts';
import { isObjectValue, type ObjectValue, objectValue, UNKNOWN } from '../../values/value.ts';
import { isWhollyKnown } from '../../values/walk.ts';
import { diagnose, diagnosed } from '../diagnose.ts';
import { decisionValues, drmsOf, placementFrom, sameSegments, unknownDecision } from '../placement-values.ts';
import { isRequestKnown, keepWords, requestFrom, requestIfValid, sameRequest } from '../request-values.ts';
import type { Session } from '../session.ts';
import { locate } from './locate.ts';
import { signature } from './state.ts';

type Context = PlanContext<Session>;

export async function planAllocation(context: Context): Promise<void> {
  const { planned, prior } = context;
  keepWords(planned, prior ?? objectValue());
  if (prior === null) {
    await planCreate(context);
    return;
  }
  context.client.replacements.seen(signature(prior));
  await acknowledge(context, String(prior.id));
  if (prior.status === 'lost' || ['name', 'vm', 'medium'].some((name) => context.changed(name))) {
    planReplacement(context);
  } else await planUpdate(context, prior);
}

/** See Session.acknowledged. */
async function acknowledge({ client, diagnostics }: Context, id: string): Promise<void> {
  if (client.acknowledged.has(id)) return;
  await diagnosed(diagnostics, null, () => client.fabric.allocation(id, { acknowledge: true }));
  client.acknowledged.add(id);
}

async function planCreate(context: Context): Promise<void> {
  const { planned, client } = context;
  const given = planned.placement ?? null;
  if (given !== null) {
    if (isObjectValue(given) && isWhollyKnown(given)) Object.assign(planned, decisionValues(placementFrom(given)));
    return;
  }
  if (!isRequestKnown(planned)) return;
  // Where it goes is decided at apply, but that it goes nowhere can be told now.
  const wanted = [{ key: '', request: requestFrom(planned) }];
  try {
    await client.fabric.preview({ type: 'allocation', id: null }, wanted, client.run);
  } catch (error) {
    if (!isRahError(error)) throw error;
    const freed = client.replacements.mayFree(String(planned.medium), signature(planned));
    if (error.code === 'unplaceable' && freed) return;
    diagnose(context.diagnostics, error, locate);
  }
}

/** What the new one will be like is planned in a second call, as a create. */
function planReplacement({ planned, prior, client, requireReplace }: Context): void {
  client.replacements.planned(String(prior?.medium));
  Object.assign(planned, unknownDecision(), { mapping_table: UNKNOWN, status: UNKNOWN, generation: UNKNOWN });
  if (prior?.status === 'lost') requireReplace(path('status'));
}

async function planUpdate(context: Context, prior: ObjectValue): Promise<void> {
  const { planned } = context;
  const given = planned.placement ?? null;
  if (!isWhollyKnown(given) || !isRequestKnown(planned)) {
    Object.assign(planned, unknownDecision(), { mapping_table: UNKNOWN, status: UNKNOWN, generation: UNKNOWN });
  } else if (isObjectValue(given)) planGiven(context, prior, given);
  else await planDecided(context, prior, requestFrom(planned));
}

/** The config says where: only whether that can be done in place is open. */
function planGiven(context: Context, prior: ObjectValue, given: ObjectValue): void {
  const wanted = drmsOf(given).sort();
  const present = drmsOf(prior).sort();
  if (JSON.stringify(wanted) !== JSON.stringify(present)) {
    context.requireReplace(path('placement'));
    // The medium decides nothing here, but what is released frees it.
    planReplacement(context);
    return;
  }
  const before = requestIfValid(prior);
  const same = before !== null && sameRequest(before, requestFrom(context.planned)) && !context.changed('placement');
  if (!same) planChange(context, prior, decisionValues(placementFrom(given)));
}

/** The fabric says where: it is asked now, and the answer is what apply will send. */
async function planDecided(context: Context, prior: ObjectValue, request: Request): Promise<void> {
  const before = requestIfValid(prior);
  if (before !== null && sameRequest(before, request) && !context.changed('placement')) return;
  const slice = await previewChange(context, String(prior.id), request);
  if (slice === undefined) return;
  if (slice.action !== 'move') {
    planChange(context, prior, decisionValues(slice.placement));
    return;
  }
  for (const name of ['size', 'host', 'constraints', 'weights']) {
    if (context.changed(name)) context.requireReplace(path(name));
  }
  planReplacement(context);
}

async function previewChange(context: Context, id: string, request: Request): Promise<PlannedSlice | undefined> {
  const { client, diagnostics } = context;
  const preview = await diagnosed(diagnostics, locate, () =>
    client.fabric.preview({ type: 'allocation', id }, [{ key: '', request }], client.run),
  );
  return preview?.slices[0];
}

/** A change in place. `generation` unknown is what tells update() that there is something to send. */
function planChange(context: Context, prior: ObjectValue, decision: ObjectValue): void {
  const { planned } = context;
  const stays = sameSegments(placementFrom(prior).segments, placementFrom(decision).segments);
  Object.assign(planned, decision, { generation: UNKNOWN, status: UNKNOWN });
  if (!stays || context.changed('host') || context.changed('constraints')) planned.mapping_table = UNKNOWN;
}
