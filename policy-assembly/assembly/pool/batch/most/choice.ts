/** Choosing share requests that fill a device: for every number of units of milli the cheapest choice that has exactly so many. */
import { MOST_MAX_CLASSES, MOST_MAX_STEPS } from "../../../../abi/pool.ts";
import { SCRATCH_MOST_CHOICE, reserveScratch } from "../../scratch.ts";
import { give } from "./copies.ts";
import {
  KEY_SHIFT, eachOf, leftIn, setOfClass, shareClassBytes, shareClassCount, shareClasses, shareClassesEnd, unit, unitsIn,
} from "./share-classes.ts";

/** The cost of what no choice has. */
const UNREACHABLE: i64 = 1 << 60;
/** Classes that are seen before a full device ends the choice. */
const ENOUGH = 32;

/** i64[1000 / unit + 1] */
let costs: usize = 0;
/** u32[classes, at most MOST_MAX_CLASSES] addresses of the classes that were seen. */
let seen: usize = 0;
let seenCount: i32 = 0;
/** u16[classes, at most MOST_MAX_CLASSES][most + 1] requests of each class in the cheapest choice of so many units. */
let counts: usize = 0;
let countsBytes: usize = 0;
let steps: i32 = 0;

/** Makes room; false when memory is exhausted. */
export function openChoice(): bool {
  const room = <u64>(1000 / unit + 1);
  const classes = min<i32>(shareClassCount, MOST_MAX_CLASSES);
  costs = reserveScratch(SCRATCH_MOST_CHOICE, room * 8 + <u64>classes * (4 + room * 2));
  seen = costs + <usize>room * 8;
  counts = seen + <usize>classes * 4;
  return costs != 0;
}

/** Starts a plan. */
export function resetChoice(): void {
  steps = MOST_MAX_STEPS;
}

// @ts-ignore: decorator
@inline
function costOf(units: i32): i64 {
  return load<i64>(costs + (<usize>units << 3));
}

// @ts-ignore: decorator
@inline
export function isReachable(units: i32): bool {
  return costOf(units) != UNREACHABLE;
}

/** Units of the key dimension of a choice; only where the choice was light. */
// @ts-ignore: decorator
@inline
export function keyOfChoice(units: i32): i64 {
  return costOf(units) >> KEY_SHIFT;
}

/**
 * Works out the choices of 0..`most` units among the requests in no bundle whose sets are `allowed`. `light`: the least of
 * the key dimension, then the fewest requests; else the fewest requests.
 */
export function choose(most: i32, allowed: u64, light: bool): void {
  for (let w = 1; w <= most; w++) store<i64>(costs + (<usize>w << 3), UNREACHABLE);
  store<i64>(costs, 0);
  seenCount = 0;
  countsBytes = <usize>(most + 1) << 1;
  if (steps < shareClassCount) return;
  steps -= shareClassCount;
  for (let c = shareClasses; c < shareClassesEnd && seenCount < MOST_MAX_CLASSES; c += shareClassBytes) {
    if (leftIn(c) == 0 || (allowed >> setOfClass(c) & 1) == 0) continue;
    const count = min<i32>(leftIn(c), most / unitsIn(c));
    if (count == 0) continue;
    const cost = (most + 1) * count;
    if (cost > steps) return;
    steps -= cost;
    store<u32>(seen + (<usize>seenCount << 2), <u32>c);
    see(most, unitsIn(c), count, light ? eachOf(c) : 1, counts + <usize>seenCount * countsBytes);
    seenCount++;
    if (seenCount >= ENOUGH && isReachable(most)) return;
  }
}

/** Lets up to `count` requests of one class into the choices, and notes how many are in. */
function see(most: i32, units: i32, count: i32, each: i64, row: usize): void {
  const step = <usize>units << 3;
  for (let w = most; w >= 0; w--) {
    const at = costs + (<usize>w << 3);
    let least = load<i64>(at);
    let taken = 0;
    let from = at;
    let price: i64 = 0;
    for (let t = 1, rest = w - units; t <= count && rest >= 0; t++, rest -= units) {
      from -= step;
      price += each;
      const found = load<i64>(from) + price;
      if (found >= least) continue;
      least = found;
      taken = t;
    }
    store<i64>(at, least);
    store<u16>(row + (<usize>w << 1), <u16>taken);
  }
}

/** The requests of the choice of so many units join the bundle. */
export function join(bundle: usize, units: i32): void {
  for (let k = seenCount - 1; k >= 0; k--) {
    const taken = <i32>load<u16>(counts + <usize>k * countsBytes + (<usize>units << 1));
    if (taken == 0) continue;
    const c = <usize>load<u32>(seen + (<usize>k << 2));
    units -= taken * unitsIn(c);
    give(bundle, c, taken);
  }
}
