/** Ways to make room on a module for the demand: which simple requests of the batch would have to leave it. */
import { BATCH_MAX_LOOKS, BATCH_MAX_WAYS } from "../../../abi/pool.ts";
import { partAt } from "../allocations.ts";
import { classOf } from "../columns.ts";
import { PASSES, placeReason } from "../filter.ts";
import { CLASS_UNIT, classWord } from "../verdicts.ts";
import { blockAt, penaltyAt, sizeAt } from "./entries.ts";
import {
  countLeaving, fitsWithout, fitsWithoutBoth, fitsWithoutLeaving, openLack, openLeaving,
} from "./lack.ts";
import { requestOfPart } from "./trial.ts";
import { earlierThan, latestOn, touchedCount, touchedModule } from "./touched.ts";

/** Outcomes. */
const FOUND = 1;
export const NONE = 0;
export const EXHAUSTED = -1;

/** Where room can be made, and who leaves: i32 requests, by (size ascending, index ascending). */
export let wayModule: i32 = -1;
export let way: usize = 0;
export let wayCount: i32 = 0;

/** The same for the module that is looked at. */
let trial: usize = 0;
let trialCount: i32 = 0;
let looks: i32 = 0;

/** `room`: address of 8 bytes for each request of the batch. */
export function openWays(room: usize, requests: i32): void {
  way = room;
  trial = room + (<usize>requests << 2);
  looks = BATCH_MAX_LOOKS;
}

// @ts-ignore: decorator
@inline
function look(count: i32): bool {
  if (looks < count) return false;
  looks -= count;
  return true;
}

// @ts-ignore: decorator
@inline
export function wayRequest(k: i32): i32 {
  return load<i32>(way + (<usize>k << 2));
}

// @ts-ignore: decorator
@inline
function isSmaller(a: i32, b: i32): bool {
  return sizeAt(a) == sizeAt(b) ? a < b : sizeAt(a) < sizeAt(b);
}

/** Whether the request under decision, which is simple, may lie on the module if there is room. */
function mayLieOn(module: i32): bool {
  return placeReason(module) == PASSES && (classWord(classOf(module)) & CLASS_UNIT) == 0;
}

function setWay(module: i32, a: i32, b: i32): void {
  wayModule = module;
  wayCount = b < 0 ? 1 : 2;
  const swapped = b >= 0 && isSmaller(b, a);
  store<i32>(way, swapped ? b : a);
  if (b >= 0) store<i32>(way, swapped ? a : b, 4);
}

/** At most two requests of one module: the least sum of penalties, then of sizes. Starts at the touched module `start`. */
export function fewest(start: i32): i32 {
  let leastPenalty = i32.MAX_VALUE;
  let leastSize = i64.MAX_VALUE;
  wayModule = -1;
  for (let k = 0, seen = 0; k < touchedCount && seen < BATCH_MAX_WAYS; k++) {
    if (!look(1)) return EXHAUSTED;
    const module = touchedModule(start + k < touchedCount ? start + k : start + k - touchedCount);
    if (!mayLieOn(module)) continue;
    openLack(module);
    for (let a = latestOn(module); a != 0; a = earlierThan(a)) {
      if (!look(1)) return EXHAUSTED;
      const first = requestOfPart(a);
      const penalty = penaltyAt(first);
      if (penalty > leastPenalty) continue;
      const size = sizeAt(first);
      if (fitsWithout(a)) {
        if (penalty == leastPenalty && size >= leastSize) continue;
        leastPenalty = penalty;
        leastSize = size;
        setWay(module, first, -1);
        continue;
      }
      for (let b = earlierThan(a); b != 0; b = earlierThan(b)) {
        if (!look(1)) return EXHAUSTED;
        const second = requestOfPart(b);
        const both = penalty + penaltyAt(second);
        const sum = size + sizeAt(second);
        if (both > leastPenalty || (both == leastPenalty && sum >= leastSize) || !fitsWithoutBoth(a, b)) continue;
        leastPenalty = both;
        leastSize = sum;
        setWay(module, first, second);
      }
    }
    if (wayModule >= 0) seen++;
  }
  return wayModule >= 0 ? FOUND : NONE;
}

/** The smallest requests of a module, one after the other, until there is room: where that moves the least size. */
export function smallest(): i32 {
  let least = i64.MAX_VALUE;
  wayModule = -1;
  for (let k = 0; k < touchedCount; k++) {
    if (!look(1)) return EXHAUSTED;
    const module = touchedModule(k);
    if (!mayLieOn(module)) continue;
    openLack(module);
    openLeaving();
    trialCount = 0;
    let left = 0;
    for (let part = latestOn(module); part != 0; part = earlierThan(part)) store<i32>(trial + (<usize>(left++) << 2), requestOfPart(part));
    let size: i64 = 0;
    while (!fitsWithoutLeaving() && left > 0) {
      if (!look(left)) return EXHAUSTED;
      size += takeSmallest(left--);
    }
    if (!fitsWithoutLeaving() || size >= least) continue;
    least = size;
    const spare = way;
    way = trial;
    trial = spare;
    wayModule = module;
    wayCount = trialCount;
  }
  return wayModule >= 0 ? FOUND : NONE;
}

/** Counts the smallest of those from `trialCount` on, `left` of them, as leaving; returns its size. */
function takeSmallest(left: i32): i64 {
  const first = trial + (<usize>trialCount << 2);
  let place = first;
  for (let at = first + 4, end = first + (<usize>left << 2); at < end; at += 4) {
    if (isSmaller(load<i32>(at), load<i32>(place))) place = at;
  }
  const request = load<i32>(place);
  store<i32>(place, load<i32>(first));
  store<i32>(first, request);
  trialCount++;
  countLeaving(partAt(blockAt(request), 0));
  return sizeAt(request);
}
