/** Placing the simple requests that wait by moving other simple requests of the batch. */
import { STATUS_FULL, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import { BATCH_MAX_QUERIES } from "../../../abi/pool.ts";
import { hasPartRoom } from "../allocations.ts";
import { fail } from "../output.ts";
import { bar } from "../plan/target.ts";
import { SCRATCH_BATCH_LISTS, reserveScratch } from "../scratch.ts";
import { best } from "../search.ts";
import { chooseDevices } from "../strategy.ts";
import { entryCount, penalize, sizeAt } from "./entries.ts";
import { ask } from "./query.ts";
import { openTouched, touchModule, touchPlaced, touchedCount } from "./touched.ts";
import { drop, putOn } from "./trial.ts";
import { EXHAUSTED, NONE, fewest, openWays, smallest, wayCount, wayModule, wayRequest } from "./ways.ts";

/** How a search ends; else with the index of the request that has no room whatever leaves. */
export const SETTLED = -1;
export const GIVEN_UP = -2;

/** Why a search could not go on: memory is exhausted, or there is no room for another part. */
export let searchStatus: i32 = STATUS_OK;

/** A stack of i32 requests that wait. */
let waiting: usize = 0;
let waitingCount: i32 = 0;
let queries: i32 = 0;

const MULTIPLIER: u64 = 6364136223846793005;
const INCREMENT: u64 = 1442695040888963407;
let sequence: u64 = 1;

/** Starts a search in which nobody waits; false when memory is exhausted. */
export function openSearch(): bool {
  searchStatus = STATUS_OK;
  waitingCount = queries = 0;
  sequence = 1;
  waiting = reserveScratch(SCRATCH_BATCH_LISTS, <u64>entryCount * 12);
  openWays(waiting + (<usize>entryCount << 2), entryCount);
  return waiting != 0 && openTouched();
}

export function wait(index: i32): void {
  store<i32>(waiting + (<usize>(waitingCount++) << 2), index);
}

/** Those that wait were given by size, and the largest goes first. */
function reverse(): void {
  let low = waiting;
  let high = waiting + (<usize>waitingCount << 2);
  for (high -= 4; low < high; low += 4, high -= 4) {
    const index = load<i32>(low);
    store<i32>(low, load<i32>(high));
    store<i32>(high, index);
  }
}

/** Places those that wait. */
export function search(): i32 {
  if (waitingCount == 0) return SETTLED;
  reverse();
  touchPlaced();
  while (waitingCount > 0) {
    const index = load<i32>(waiting + (<usize>(--waitingCount) << 2));
    if (place(index)) continue;
    if (searchStatus != STATUS_OK || queries >= BATCH_MAX_QUERIES || touchedCount == 0) return GIVEN_UP;
    penalize(index);
    sequence = sequence * MULTIPLIER + INCREMENT;
    let found = fewest(<i32>((sequence >> 33) % <u64>touchedCount));
    if (found == NONE) found = smallest();
    if (found == EXHAUSTED) return GIVEN_UP;
    if (found == NONE) return index;
    if (!makeRoomFor(index)) return GIVEN_UP;
  }
  return SETTLED;
}

/** One query. False when nothing fits, or with a searchStatus. */
function place(index: i32): bool {
  queries++;
  if (!ask(index)) {
    searchStatus = STATUS_OUT_OF_MEMORY;
    return false;
  }
  const module = best();
  return module >= 0 && put(index, module);
}

/** Gives the request under decision a module where everything is free. False with a searchStatus. */
function put(index: i32, module: i32): bool {
  if (!hasPartRoom(1)) searchStatus = fail(STATUS_FULL, index);
  else if (!putOn(index, module, chooseDevices(module))) searchStatus = STATUS_OUT_OF_MEMORY;
  else touchModule(module);
  return searchStatus == STATUS_OK;
}

/** Goes the way that was found: who leaves looks for another module, the largest first, or waits. False with a searchStatus. */
function makeRoomFor(index: i32): bool {
  const module = wayModule;
  for (let k = 0; k < wayCount; k++) drop(wayRequest(k));
  if (!ask(index)) searchStatus = STATUS_OUT_OF_MEMORY;
  else put(index, module);
  if (searchStatus != STATUS_OK) return false;
  bar(module, true);
  // The way is by size ascending; those of one size go by index.
  for (let end = wayCount; end > 0; ) {
    let first = end - 1;
    while (first > 0 && sizeAt(wayRequest(first - 1)) == sizeAt(wayRequest(end - 1))) first--;
    for (let k = first; k < end && searchStatus == STATUS_OK; k++) if (!place(wayRequest(k))) wait(wayRequest(k));
    end = first;
  }
  bar(module, false);
  return searchStatus == STATUS_OK;
}
