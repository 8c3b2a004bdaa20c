import type { RahError } from '../errors/rah-error.ts';
import type { Allocation } from '../model/allocation.ts';
import type { Placement } from '../model/placement.ts';
import type { PlannedSlice, WantedSlice } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import { decidedPlacement } from './decided-placement.ts';
import { changedInPlace, standing } from './in-place.ts';
import type { Journal } from './journal.ts';
import type { Landscape } from './landscape.ts';
import { checkReferences } from './references.ts';
import { resizeInPlace } from './resize.ts';
import { unplaceable } from './unplaceable.ts';

export interface JointPlan {
  /** In the order of what was wanted. */
  readonly slices: readonly PlannedSlice[];
  /** Ids of what no key wants any more. */
  readonly released: readonly string[];
}

/** What is still to be placed anew: new keys, and slices that cannot stay. */
interface Open extends WantedSlice {
  readonly allocation: string | null;
}

/**
 * Decides jointly, all or nothing. Afterwards the journal holds everything that the plan takes and gives back;
 * when it throws, the caller rolls the journal back.
 */
export function planJointly(
  journal: Journal,
  current: ReadonlyMap<string, Allocation>,
  wanted: readonly WantedSlice[],
): JointPlan {
  const { landscape } = journal;
  checkReferences(landscape, wanted);
  const keys = new Set(wanted.map(({ key }) => key));
  const released: string[] = [];
  for (const [key, allocation] of current) {
    if (keys.has(key)) continue;
    released.push(allocation.id);
    journal.release(allocation.placement.segments);
  }
  const decided = new Map<string, PlannedSlice>();
  const open: Open[] = [];
  const growing: WantedSlice[] = [];
  const move = (slice: WantedSlice, allocation: Allocation): void => {
    journal.release(allocation.placement.segments);
    open.push({ ...slice, allocation: allocation.id });
  };
  for (const slice of wanted) {
    const { key, request } = slice;
    const allocation = current.get(key);
    if (allocation === undefined) {
      open.push({ ...slice, allocation: null });
      continue;
    }
    const verdict = standing(landscape, allocation, request);
    if (verdict === 'move') move(slice, allocation);
    else if (verdict === 'resize' && request.size.amount > allocation.request.size.amount) growing.push(slice);
    else if (verdict === 'resize') {
      const resized = resize(journal, key, allocation, request);
      if (resized === null) move(slice, allocation);
      else decided.set(key, resized);
    } else decided.set(key, stay(landscape, key, verdict, allocation, request));
  }
  // Slices grow after all others have given back, and before anything new may take what lies behind them.
  for (const slice of growing) {
    const allocation = current.get(slice.key) as Allocation;
    const resized = resize(journal, slice.key, allocation, slice.request);
    if (resized === null) move(slice, allocation);
    else decided.set(slice.key, resized);
  }
  for (const [key, { placement, allocation }] of placeAll(journal, open)) {
    decided.set(key, { key, action: allocation === null ? 'create' : 'move', allocation, placement });
  }
  return { slices: wanted.map(({ key }) => decided.get(key) as PlannedSlice), released };
}

function stay(
  landscape: Landscape,
  key: string,
  action: 'keep' | 'update',
  { id, placement }: Allocation,
  request: Request,
): PlannedSlice {
  if (action === 'keep') return { key, action, allocation: id, placement };
  return { key, action, allocation: id, placement: changedInPlace(landscape, placement, request, placement.segments) };
}

function resize(journal: Journal, key: string, allocation: Allocation, request: Request): PlannedSlice | null {
  const segments = resizeInPlace(journal, allocation, request);
  if (segments === null) return null;
  const placement = changedInPlace(journal.landscape, allocation.placement, request, segments);
  return { key, action: 'resize', allocation: allocation.id, placement };
}

type Placed = Map<string, { readonly placement: Placement; readonly allocation: string | null }>;

/** Tight and large ones first; when that leaves one without room, those with the least choice first. */
function placeAll(journal: Journal, open: readonly Open[]): Placed {
  if (open.length === 0) return new Map();
  const mark = journal.mark();
  const first = placeInOrder(journal, [...open].sort(byTightness));
  if (first instanceof Map) return first;
  journal.rollback(mark);
  if (open.length > 1) {
    const choices = new Map<string, number>();
    for (const { key, request } of open) {
      const decision = journal.landscape.core.select(journal.landscape.policyRequest(request));
      choices.set(key, decision.candidates);
    }
    const least = (a: Open, b: Open): number => (choices.get(a.key) ?? 0) - (choices.get(b.key) ?? 0);
    const orders = [
      [...open].sort((a, b) => least(a, b) || byTightness(a, b)),
      [...open].sort((a, b) => b.request.size.amount - a.request.size.amount || least(a, b) || byKey(a, b)),
    ];
    for (const order of orders) {
      const placed = placeInOrder(journal, order);
      if (placed instanceof Map) return placed;
      journal.rollback(mark);
    }
  }
  throw first;
}

function placeInOrder(journal: Journal, order: readonly Open[]): Placed | RahError {
  const placed: Placed = new Map();
  for (const { key, request, allocation } of order) {
    const decision = journal.place(request);
    if (decision.chosen.length === 0) {
      return unplaceable(journal.landscape, key, request, decision, placed.size);
    }
    placed.set(key, { placement: decidedPlacement(journal.landscape, request, decision), allocation });
  }
  return placed;
}

function byTightness(a: Open, b: Open): number {
  return tightness(b.request) - tightness(a.request) || b.request.size.amount - a.request.size.amount || byKey(a, b);
}

function byKey(a: Open, b: Open): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** How many things narrow the choice; named DRMs and interleaving most of all. */
function tightness({ constraints }: Request): number {
  const labels = Object.keys(constraints.labels).length + Object.keys(constraints.not_labels).length;
  const limits = (constraints.max_latency_ns === null ? 0 : 1) + (constraints.min_bandwidth_mbps === null ? 0 : 1);
  return (constraints.drm_ids.length > 0 ? 100 : 0) + constraints.interleave_ways * 10 + (labels + limits) * 5;
}
