import { STATUS_FULL } from '../../../../../policy-assembly/abi/abi.ts';
import { Failure } from '../failure.ts';
import type { Request } from '../request.ts';
import { at } from '../row.ts';
import { liveAllocations, type Part, type PoolState } from '../state.ts';
import { Search } from './ejections.ts';
import { Eligibility } from './eligible.ts';
import { bySize, sizesOf } from './sizes.ts';
import { Trial } from './trial.ts';

/** Where every request of a batch goes, by request; or the one to name when they do not all fit. */
export type Whole = { readonly settled: readonly (readonly Part[])[] } | { readonly failed: number };

/** Room for parts. Every request needs a slot and a part: throws Failure (FULL, the first request that has none). */
function roomFor(state: PoolState, requests: readonly Request[]): number {
  const live = liveAllocations(state);
  const parts = state.inventory.maxParts - live.reduce((sum, allocation) => sum + allocation.parts.length, 0);
  const room = Math.min(state.inventory.maxAllocations - live.length, parts);
  if (requests.length > room) throw new Failure(STATUS_FULL, room);
  return parts;
}

/** Tries one request; false when nothing fits. */
function placed(trial: Trial, index: number): boolean {
  const pieces = trial.decide(index);
  if (pieces.length > 0) trial.put(index, pieces);
  return pieces.length > 0;
}

/** Places all requests: in their order, else the largest first, else by ejections. Throws Failure (FULL). */
export function placeWhole(state: PoolState, requests: readonly Request[]): Whole {
  const room = roomFor(state, requests);
  const eligibility = new Eligibility(state);
  const given = new Trial(state, requests, eligibility, room);
  const failed = requests.findIndex((_, index) => !placed(given, index));
  if (failed < 0) return { settled: given.settled() };

  const trial = new Trial(state, requests, eligibility, room);
  const sizes = sizesOf(state, requests);
  const order = bySize(sizes, [...requests.keys()]);
  const waiting: number[] = [];
  for (const index of order) {
    if (placed(trial, index)) continue;
    if (!at(trial.isSimple, index)) return { failed };
    waiting.push(index);
  }
  const end = new Search(trial, sizes, order).run(waiting);
  if (end === 'placed') return { settled: trial.settled() };
  return { failed: end === 'given up' ? failed : end.hopeless };
}
