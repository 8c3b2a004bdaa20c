/** What comes to the bench, as chance would have it: entries of the profile by weight, and an order of the modules. */
import { devicesOf, entryCount, shareOfEntry, weightOf, weightSum } from "../profile.ts";
import { SCRATCH_ARRIVALS, reserveScratch } from "../scratch.ts";
import { benchCount, benchMilli } from "./bench.ts";

const ARRIVALS_MAX = 8192;
const ARRIVALS_EACH = 256;
const ORDER_MAX: u64 = 800;

export let arrivalCount: i32 = 0;
/** i32 entries as they come. */
let arrivals: usize = 0;
/** i32 bench modules, the one that wins ties first. */
let order: usize = 0;
/** i64 sum of the weights up to and with each entry. */
let sums: usize = 0;
let state: u64 = 0;

/** Makes room; false when memory is exhausted. */
export function reserveArrivals(): bool {
  sums = reserveScratch(SCRATCH_ARRIVALS, <u64>entryCount * 8 + (<u64>ARRIVALS_MAX + ORDER_MAX) * 4);
  arrivals = sums + (<usize>entryCount << 3);
  order = arrivals + ARRIVALS_MAX * 4;
  return sums != 0;
}

/** splitmix64. */
function next(): u64 {
  state += 0x9e3779b97f4a7c15;
  let mixed = state;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
  return mixed ^ mixed >> 31;
}

/** 0..count-1. */
function below(count: u64): u64 {
  return (next() >> 32) * count >> 32;
}

/** Draws what comes with this seed; after `reserveArrivals`. */
export function drawArrivals(seed: u64): void {
  state = seed;
  let sum: i64 = 0;
  for (let e = 0; e < entryCount; e++) {
    sum += weightOf(e);
    store<i64>(sums + (<usize>e << 3), sum);
  }
  const limit = benchMilli * 13 / 10;
  const most = min<i32>(ARRIVALS_MAX, ARRIVALS_EACH * benchCount);
  arrivalCount = 0;
  for (let asked: i64 = 0; asked < limit && arrivalCount < most;) {
    const e = entryOver(<i64>below(weightSum));
    store<i32>(arrivals + (<usize>arrivalCount << 2), e);
    arrivalCount++;
    asked += <i64>devicesOf(e) * shareOfEntry(e);
  }
  for (let k = 0; k < benchCount; k++) store<i32>(order + (<usize>k << 2), k);
  for (let k = benchCount - 1; k > 0; k--) {
    const other = order + (<usize>below(k + 1) << 2);
    const own = order + (<usize>k << 2);
    const module = load<i32>(own);
    store<i32>(own, load<i32>(other));
    store<i32>(other, module);
  }
}

/** The first entry whose sum is above the value. */
function entryOver(value: i64): i32 {
  let low = 0;
  let high = entryCount - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<i64>(sums + (<usize>middle << 3)) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

// @ts-ignore: decorator
@inline
export function arrivalAt(k: i32): i32 {
  return load<i32>(arrivals + (<usize>k << 2));
}

/** The bench module in the p-th place. */
// @ts-ignore: decorator
@inline
export function orderAt(p: i32): i32 {
  return load<i32>(order + (<usize>p << 2));
}
