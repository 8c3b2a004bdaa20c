/** A small likeness of the pool, on which placements are tried: some of its present modules, all of them empty. */
import { heapSort } from "../../heap-sort.ts";
import { classOf, deviceCountOf, effectiveOf, moduleCount } from "../columns.ts";
import { devicesOf, entryCount, isTypical } from "../profile.ts";
import { SCRATCH_BENCH, reserveScratch } from "../scratch.ts";
import { dims } from "../shape.ts";
import { isPresent } from "./pressure.ts";

const MODULES_MAX: i64 = 400;
const DEVICES_MAX: i64 = 3200;
/** Modules times entries that slots are counted for. */
const VISITS_MAX: i64 = 65536;

/** Modules of the bench: those with devices first. */
export let benchCount: i32 = 0;
/** Milli of all their devices. */
export let benchMilli: i64 = 0;

/** i32[2 * MODULES_MAX] the bench, then i32[modules] to sort in. */
let bench: usize = 0;
let sorted: usize = 0;

/** Makes room; false when memory is exhausted. */
export function reserveBench(): bool {
  bench = reserveScratch(SCRATCH_BENCH, (<u64>(2 * MODULES_MAX) + <u64>moduleCount) * 4);
  sorted = bench + <usize>(2 * MODULES_MAX * 4);
  return bench != 0;
}

// @ts-ignore: decorator
@inline
export function benchModule(k: i32): i32 {
  return load<i32>(bench + (<usize>k << 2));
}

// @ts-ignore: decorator
@inline
function sortedAt(k: i32): i32 {
  return load<i32>(sorted + (<usize>k << 2));
}

/** Chooses the modules; after `reserveBench`. */
export function openBench(): void {
  benchCount = 0;
  benchMilli = 0;
  const able = <i64>collect(true);
  let devices: i64 = 0;
  for (let k = 0; k < <i32>able; k++) devices += deviceCountOf(sortedAt(k));
  if (able == 0) return;
  let visited: i64 = 0;
  for (let e = 0; e < entryCount; e++) visited += i64(isTypical(e) || devicesOf(e) > 1);
  const limit = min<i64>(max<i64>(1, DEVICES_MAX * able / devices), max<i64>(1, VISITS_MAX / visited));
  const chosen = min<i64>(min<i64>(able, MODULES_MAX), limit);
  sample(able, chosen);
  const others = <i64>collect(false);
  sample(others, min<i64>(MODULES_MAX, others * chosen / able));
  for (let k = 0; k < benchCount; k++) benchMilli += <i64>deviceCountOf(benchModule(k)) * 1000;
}

/** Takes `count` of the `all` sorted modules, at equal distances. */
function sample(all: i64, count: i64): void {
  for (let k: i64 = 0; k < count; k++) {
    store<i32>(bench + (<usize>benchCount << 2), sortedAt(<i32>(k * all / count)));
    benchCount++;
  }
}

/** Sorts the present modules with, or without, devices by kind. Returns how many they are. */
function collect(withDevices: bool): i32 {
  let count = 0;
  for (let module = 0; module < moduleCount; module++) {
    if (!isPresent(module) || (deviceCountOf(module) > 0) != withDevices) continue;
    store<i32>(sorted + (<usize>count << 2), module);
    count++;
  }
  heapSort(sorted, count, comesAfter);
  return count;
}

/** By class, devices, effective capacities, index. */
function comesAfter(a: u32, b: u32): bool {
  if (classOf(a) != classOf(b)) return classOf(a) > classOf(b);
  if (deviceCountOf(a) != deviceCountOf(b)) return deviceCountOf(a) > deviceCountOf(b);
  for (let d = 0; d < dims; d++) {
    const left = effectiveOf(a, d);
    const right = effectiveOf(b, d);
    if (left != right) return left > right;
  }
  return a > b;
}
