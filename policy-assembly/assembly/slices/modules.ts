/** The resident inventory: one compact array per attribute, so that a scan touches only what it compares. */
import {
  DEVICE_MILLI, FLAG_SCHEDULABLE, KIND_COMPUTE, KIND_MEMORY, KIND_STORAGE, MEDIUM_COUNT, MEDIUM_FPGA, MEDIUM_PMEM,
} from "../../abi/abi.ts";
import { allocate } from "../arena.ts";

export let moduleCount: i32 = 0;
export let hostCount: i32 = 0;

/** Start addresses of the arrays. */
let frees: usize = 0; // i64 free base units
let capacities: usize = 0; // i64
let steps: usize = 0; // i64
let largests: usize = 0; // i64 longest free extent of a linear module, -1 = not known
let costs: usize = 0; // u32
let deviceFirsts: usize = 0; // u32 index of the first device
let deviceCounts: usize = 0; // i32; a linear medium is one device as large as the module
let wholeCounts: usize = 0; // i32 devices that are entirely free
let extentCounts: usize = 0; // i32 free extents
let labelFirsts: usize = 0; // i32
let labelCounts: usize = 0; // i32
let stamps: usize = 0; // u32 last request that listed the module
let eligibles: usize = 0; // i32 scratch of the scan
let media: usize = 0; // u8
let flags: usize = 0; // u8 FLAG_*
const minCosts: usize = memory.data(MEDIUM_COUNT * 4, 4); // u32 per medium

export let labels: usize = 0; // u32 ids
export let distances: usize = 0; // per host: u32 latency[modules], u32 bandwidth[modules]

/** Empties the inventory: every index is out of range until `openModules`. */
export function closeModules(): void {
  moduleCount = hostCount = 0;
  labels = distances = 0;
}

export function openModules(modules: i32, hosts: i32): void {
  moduleCount = modules;
  hostCount = hosts;
}

/** Allocates every array; false when memory is exhausted. */
export function allocateModules(modules: i32, hosts: i32, labelIds: i32): bool {
  const n = <u64>modules;
  frees = allocate(n * 8);
  capacities = allocate(n * 8);
  steps = allocate(n * 8);
  largests = allocate(n * 8);
  costs = allocate(n * 4);
  deviceFirsts = allocate(n * 4);
  deviceCounts = allocate(n * 4);
  wholeCounts = allocate(n * 4);
  extentCounts = allocate(n * 4);
  labelFirsts = allocate(n * 4);
  labelCounts = allocate(n * 4);
  stamps = allocate(n * 4);
  eligibles = allocate(n * 4);
  media = allocate(n);
  flags = allocate(n);
  labels = allocate(<u64>labelIds * 4);
  distances = allocate(n * <u64>hosts * 8);
  if (!(frees && capacities && steps && largests && costs && deviceFirsts && deviceCounts && wholeCounts)) return false;
  if (!(extentCounts && labelFirsts && labelCounts && stamps && eligibles && media && flags)) return false;
  if (!(labels && distances)) return false;
  memory.fill(stamps, 0, <usize>n * 4);
  for (let m = 0; m < MEDIUM_COUNT; m++) store<u32>(minCosts + (<usize>m << 2), u32.MAX_VALUE);
  return true;
}

export function defineModule(
  i: i32, capacity: i64, step: i64, cost: u32, medium: i32, flagBits: u32, labelFirst: i32, labelCount: i32,
): void {
  const at = <usize>i;
  store<i64>(capacities + (at << 3), capacity);
  store<i64>(frees + (at << 3), 0);
  store<i64>(steps + (at << 3), step);
  store<i64>(largests + (at << 3), -1);
  store<u32>(costs + (at << 2), cost);
  store<i32>(wholeCounts + (at << 2), 0);
  store<i32>(extentCounts + (at << 2), 0);
  store<i32>(labelFirsts + (at << 2), labelFirst);
  store<i32>(labelCounts + (at << 2), labelCount);
  store<u8>(media + at, <u8>medium);
  store<u8>(flags + at, <u8>flagBits);
  const least = minCosts + (<usize>medium << 2);
  store<u32>(least, min<u32>(load<u32>(least), cost));
}

export function defineDevices(i: i32, first: u32, count: i32): void {
  store<u32>(deviceFirsts + (<usize>i << 2), first);
  store<i32>(deviceCounts + (<usize>i << 2), count);
}

// @ts-ignore: decorator
@inline
export function hasModule(i: i32): bool {
  return <u32>i < <u32>moduleCount;
}

export function kindOf(medium: i32): i32 {
  return medium <= MEDIUM_FPGA ? KIND_COMPUTE : medium <= MEDIUM_PMEM ? KIND_MEMORY : KIND_STORAGE;
}

/** Base units of one device of a medium, 0 for linear media. */
export function deviceOf(medium: i32): i32 {
  return kindOf(medium) == KIND_COMPUTE ? DEVICE_MILLI : 0;
}

// @ts-ignore: decorator
@inline
export function capacityOf(i: i32): i64 {
  return load<i64>(capacities + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
export function freeOf(i: i32): i64 {
  return load<i64>(frees + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
export function setFree(i: i32, free: i64): void {
  store<i64>(frees + (<usize>i << 3), free);
}

// @ts-ignore: decorator
@inline
export function stepOf(i: i32): i64 {
  return load<i64>(steps + (<usize>i << 3));
}

/** Longest free extent as last measured; -1 when a change made it unknown. */
// @ts-ignore: decorator
@inline
export function knownLargestOf(i: i32): i64 {
  return load<i64>(largests + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
export function setKnownLargest(i: i32, length: i64): void {
  store<i64>(largests + (<usize>i << 3), length);
}

// @ts-ignore: decorator
@inline
export function costOf(i: i32): u32 {
  return load<u32>(costs + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
export function minCostOf(medium: i32): u32 {
  return load<u32>(minCosts + (<usize>medium << 2));
}

// @ts-ignore: decorator
@inline
export function mediumOf(i: i32): i32 {
  return load<u8>(media + <usize>i);
}

// @ts-ignore: decorator
@inline
export function isSchedulable(i: i32): bool {
  return (load<u8>(flags + <usize>i) & FLAG_SCHEDULABLE) != 0;
}

export function setSchedulable(i: i32, schedulable: bool): void {
  store<u8>(flags + <usize>i, schedulable ? FLAG_SCHEDULABLE : 0);
}

// @ts-ignore: decorator
@inline
export function deviceFirstOf(i: i32): u32 {
  return load<u32>(deviceFirsts + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
export function deviceCountOf(i: i32): i32 {
  return load<i32>(deviceCounts + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
export function wholeCountOf(i: i32): i32 {
  return load<i32>(wholeCounts + (<usize>i << 2));
}

export function addWhole(i: i32, change: i32): void {
  const at = wholeCounts + (<usize>i << 2);
  store<i32>(at, load<i32>(at) + change);
}

// @ts-ignore: decorator
@inline
export function extentCountOf(i: i32): i32 {
  return load<i32>(extentCounts + (<usize>i << 2));
}

export function addExtents(i: i32, change: i32): void {
  const at = extentCounts + (<usize>i << 2);
  store<i32>(at, load<i32>(at) + change);
}

export function hasLabel(i: i32, label: u32): bool {
  let at = labels + (<usize>load<i32>(labelFirsts + (<usize>i << 2)) << 2);
  const end = at + (<usize>load<i32>(labelCounts + (<usize>i << 2)) << 2);
  for (; at < end; at += 4) if (load<u32>(at) == label) return true;
  return false;
}

// @ts-ignore: decorator
@inline
export function stampOf(i: i32): u32 {
  return load<u32>(stamps + (<usize>i << 2));
}

export function setStamp(i: i32, stamp: u32): void {
  store<u32>(stamps + (<usize>i << 2), stamp);
}

export function clearStamps(): void {
  memory.fill(stamps, 0, <usize>moduleCount << 2);
}

// @ts-ignore: decorator
@inline
export function eligibleAt(k: i32): i32 {
  return load<i32>(eligibles + (<usize>k << 2));
}

// @ts-ignore: decorator
@inline
export function setEligible(k: i32, i: i32): void {
  store<i32>(eligibles + (<usize>k << 2), i);
}

/** Addresses of a host's rows in the distance table. */
export function latencyRow(host: i32): usize {
  return distances + <usize>host * <usize>moduleCount * 8;
}

export function bandwidthRow(host: i32): usize {
  return latencyRow(host) + (<usize>moduleCount << 2);
}
