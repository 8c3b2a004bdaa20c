/** What an amount costs per hour, by class, and the least that any class would ask for it. */
import { deviceCostOf, unitCostOf } from "./classes.ts";
import { classCount, dims } from "./shape.ts";

/**
 * Classes that are not dearer in everything than another one: the cheapest class for any amount is among them.
 * A pool with more of them than fit here is searched class by class.
 */
const FRONT_MAX = 256;
const front = memory.data(FRONT_MAX * 4, 4); // i32 class
let frontCount: i32 = 0;
let frontHoldsAll: bool = false;

/** Micros per hour of i32 units at `row` and `milli` of devices, on a class. */
export function costOn(c: i32, row: usize, milli: i32): i64 {
  let cost: i64 = milli > 0 ? <i64>milli * deviceCostOf(c) / 1000 : 0;
  for (let d = 0; d < dims; d++) {
    const units = load<i32>(row + (<usize>d << 2));
    if (units != 0) cost += <i64>units * unitCostOf(c, d);
  }
  return cost;
}

/** Whether `a` asks no more than `b` for anything. */
function isNoDearer(a: i32, b: i32): bool {
  if (deviceCostOf(a) > deviceCostOf(b)) return false;
  for (let d = 0; d < dims; d++) if (unitCostOf(a, d) > unitCostOf(b, d)) return false;
  return true;
}

/** Finds the front of the pool that was opened. */
export function openCosts(): void {
  frontCount = 0;
  frontHoldsAll = true;
  for (let c = 0; c < classCount; c++) {
    let beaten = false;
    for (let k = 0; k < frontCount && !beaten; k++) beaten = isNoDearer(frontAt(k), c);
    if (beaten) continue;
    let kept = 0;
    for (let k = 0; k < frontCount; k++) {
      if (isNoDearer(c, frontAt(k))) continue;
      store<i32>(front + (<usize>(kept++) << 2), frontAt(k));
    }
    frontCount = kept;
    if (frontCount == FRONT_MAX) {
      frontHoldsAll = false;
      return;
    }
    store<i32>(front + (<usize>(frontCount++) << 2), c);
  }
}

// @ts-ignore: decorator
@inline
function frontAt(k: i32): i32 {
  return load<i32>(front + (<usize>k << 2));
}

/** The least cost of an amount over all classes. */
export function leastCost(row: usize, milli: i32): i64 {
  let least = i64.MAX_VALUE;
  const count = frontHoldsAll ? frontCount : classCount;
  for (let k = 0; k < count; k++) least = min<i64>(least, costOn(frontHoldsAll ? frontAt(k) : k, row, milli));
  return least;
}

const COST_BITS: i64 = 49;

/** 0..10000; the cheapest class has 10000. */
export function costScore(cost: i64, least: i64): i32 {
  const shift = max<i64>(0, 64 - clz<i64>(cost + 1) - COST_BITS);
  return <i32>(10000 * (least + 1 >> shift) / (cost + 1 >> shift));
}
