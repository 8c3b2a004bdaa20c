import { RahError } from '../errors/rah-error.ts';
import type { Allocation, Composition } from '../model/allocation.ts';
import { canonicalJson, sameValue } from '../model/canonical.ts';
import type { ApplyAllocation, ApplyComposition } from '../model/change.ts';
import type { IdSource } from '../model/clock.ts';
import type { Placement } from '../model/placement.ts';
import type { PlannedSlice, PlanRun, WantedSlice } from '../model/plan.ts';
import { planJointly } from '../planner/joint.ts';
import type { Journal } from '../planner/journal.ts';
import { checkReferences } from '../planner/references.ts';
import { findAbandoned, isAbandoned, type Liveness, nameTaken } from './adoption.ts';
import { type Member, writeMoved, writeSlices } from './commit.ts';
import type { Draft } from './draft.ts';
import { claimExactly } from './exact-claim.ts';
import { claimShown, hostsOf, shownFor, shownToOthers } from './preview-desk.ts';
import { membersOf, mustFind } from './subject.ts';
import { takenAlong } from './vm-host.ts';

/** What the changes need besides the draft that they write to. */
export interface ApplyContext {
  readonly ids: IdSource;
  readonly isAlive: Liveness;
}

interface Change {
  readonly current: ReadonlyMap<string, Allocation>;
  readonly wanted: readonly WantedSlice[];
  /** Exactly these, or null to decide now. */
  readonly slices: readonly PlannedSlice[] | null;
  readonly run: PlanRun | null;
  /** Key of the subject's own previews, which do not stand in its way. */
  readonly subject: string;
  /** `<rah_placement name>/<key>` that decided it, when one did. */
  readonly origin: string | null;
}

/** Answers the id of the allocation. */
export function applyAllocation(draft: Draft, input: ApplyAllocation, context: ApplyContext): string {
  const { state } = draft;
  const found = input.id === null ? findAbandoned(state, input, context.isAlive) : null;
  if (found?.how === 'adopt') {
    draft.putAllocation({ ...found.allocation, requester: input.requester });
    return found.allocation.id;
  }
  const before = input.id === null ? null : mustFind(state, input.id);
  if (before !== null) checkOwnership(draft, before, input.name);
  const slice: PlannedSlice | null = input.placement && {
    key: '',
    action: before === null ? 'create' : 'update',
    allocation: before?.id ?? null,
    placement: input.placement,
  };
  const change: Change = {
    current: new Map(before === null ? [] : [['', before]]),
    wanted: [{ key: '', request: input.request }],
    slices: slice && [slice],
    run: input.run,
    subject: `allocation:${input.id}`,
    origin: input.origin,
  };
  const id = before?.id ?? newId(context);
  const superseded = found === null ? [] : [found.allocation];
  carryOut(draft, change, superseded, (planned) => ({
    id,
    before,
    slice: planned,
    request: input.request,
    name: input.name,
    composition: null,
    key: null,
    origin: input.origin,
    requester: input.requester,
    // Whoever changes it has its id.
    acknowledged: before !== null,
  }));
  return id;
}

function checkOwnership(draft: Draft, before: Allocation, name: string | null): void {
  if (before.composition !== null) throw belongsTo(before);
  if (name === null || name === before.name) return;
  const id = draft.state.byName.get(name);
  if (id !== undefined) throw nameTaken(name, mustFind(draft.state, id));
}

export function belongsTo(allocation: Allocation): RahError {
  const { id, key, composition } = allocation;
  return new RahError('composition_member', `The allocation ${id} is "${key}" of the composition "${composition}".`, {
    details: { allocation: id, composition, key },
  });
}

export function applyComposition(draft: Draft, input: ApplyComposition, context: ApplyContext): void {
  const { state } = draft;
  checkKeys(input.wanted);
  const known = state.compositions.get(input.name)?.body;
  if (known !== undefined) checkComposition(known, input, context.isAlive);
  const current = membersOf(state, input.name);
  const members: Record<string, string> = {};
  const change: Change = {
    current,
    wanted: input.wanted,
    slices: input.slices,
    run: input.run,
    subject: `composition:${input.name}`,
    origin: null,
  };
  carryOut(draft, change, [], (slice, { key, request }) => {
    const before = current.get(key) ?? null;
    const id = before?.id ?? newId(context);
    members[key] = id;
    return {
      id,
      before,
      slice,
      request,
      name: null,
      composition: input.name,
      key,
      origin: null,
      requester: slice.action === 'keep' && before !== null ? before.requester : input.requester,
      acknowledged: before?.acknowledged ?? false,
    };
  });
  const composition: Composition = {
    name: input.name,
    members,
    requester: input.requester,
    acknowledged: known?.acknowledged ?? false,
  };
  if (known === undefined || !sameValue(known, composition)) draft.putComposition(composition);
}

function checkKeys(wanted: readonly WantedSlice[]): void {
  const seen = new Set<string>();
  for (const { key } of wanted) {
    if (seen.has(key))
      throw new RahError('invalid_request', `The key "${key}" is wanted twice.`, { path: ['requests', key] });
    seen.add(key);
  }
}

/** A name that somebody else uses is not ours to change. */
function checkComposition(known: Composition, input: ApplyComposition, isAlive: Liveness): void {
  const abandoned = isAbandoned(known, input.requester, isAlive);
  const creates = input.create ?? (!known.acknowledged && known.requester.owner !== input.requester.owner);
  if (!creates || abandoned) return;
  throw new RahError('name_taken', `The name "${input.name}" is taken by a composition of ${known.requester.owner}.`, {
    details: { name: input.name, owner: known.requester.owner },
    hint: `Import the composition "${input.name}", release it, or choose another name.`,
  });
}

/** Decides or re-checks a change on the present state, and writes its records. */
function carryOut(
  draft: Draft,
  change: Change,
  superseded: readonly Allocation[],
  member: (slice: PlannedSlice, wanted: WantedSlice) => Member,
): void {
  const { state } = draft;
  const { current, wanted } = change;
  checkReferences(state.scenery(), wanted);
  state.tryOut(hostsOf(wanted), (journal) => {
    for (const { placement } of superseded) journal.release(placement.segments);
    const slices = decide(draft, journal, change);
    const byKey = new Map(slices.map((slice) => [slice.key, slice]));
    const keys = new Set(wanted.map(({ key }) => key));
    const released = [...current].filter(([key]) => !keys.has(key)).map(([, { id }]) => id);
    released.push(...superseded.map(({ id }) => id));
    const claimants = wanted.map(({ key, request }) => ({ request, continues: current.get(key) ?? null }));
    const along = takenAlong(state, journal.landscape, claimants, new Set(released));
    const hosts = new Map(wanted.map(({ request }) => [request.vm, request.host]));
    writeMoved(draft, journal.landscape, along, (vm) => hosts.get(vm) as string);
    const members = wanted.map((slice) => member(byKey.get(slice.key) as PlannedSlice, slice));
    writeSlices(draft, journal.landscape, members, released);
    draft.settleVms();
  });
}

function decide(draft: Draft, journal: Journal, change: Change): readonly PlannedSlice[] {
  const { current, wanted, slices, run, subject } = change;
  if (slices !== null) {
    claimExactly(draft.state, journal, current, wanted, slices);
    const subjects = change.origin === null ? [subject] : [subject, `placement:${change.origin.split('/')[0]}`];
    return withExplanations(slices, current, run === null ? [] : shownFor(draft.writer.ledger, run.owner, subjects));
  }
  if (run !== null) claimShown(draft.state, journal, shownToOthers(draft.writer.ledger, run, change.subject));
  return planJointly(journal, current, wanted).slices;
}

/** Terraform carries a placement from plan to apply without its explanation; the preview's own record still has it. */
function withExplanations(
  slices: readonly PlannedSlice[],
  current: ReadonlyMap<string, Allocation>,
  shown: readonly Placement[],
): PlannedSlice[] {
  const known = new Map<string, Placement>();
  for (const placement of shown) known.set(canonicalJson(placement.segments), placement);
  return slices.map((slice) => {
    if (slice.placement.explanation.considered > 0) return slice;
    const before = current.get(slice.key)?.placement;
    const same = before !== undefined && sameValue(before.segments, slice.placement.segments) ? before : undefined;
    const explanation = (known.get(canonicalJson(slice.placement.segments)) ?? same ?? before)?.explanation;
    return explanation === undefined ? slice : { ...slice, placement: { ...slice.placement, explanation } };
  });
}

function newId(context: ApplyContext): string {
  return `alloc-${context.ids.next().slice(0, 16)}`;
}
