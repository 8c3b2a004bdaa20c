/** The modules of a plan: those in any set, by index. What is free on them changes as items are put and taken. */
import { devicesWith } from "../../devices.ts";
import { freeOf, moduleCount } from "../../columns.ts";
import { SCRATCH_MOST_ROWS, reserveScratch } from "../../scratch.ts";
import { dims } from "../../shape.ts";
import { setsOf, unionCount } from "./sets.ts";

const SETS: usize = 0; // u64
const UNUSED: usize = 8; // u64 devices that nothing was taken from before the batch, and no item
const MODULE: usize = 16; // i32
const IDLE: usize = 20; // i32 devices of which nothing is taken
const RATIO: usize = 24; // i32 key units for each idle device, rounded down
const FIRST: usize = 28; // u32 address of the first item on the module's list
const LAST: usize = 32; // u32 address
const FREE: usize = 40; // i32[dims] units

export let rows: usize = 0;
export let rowsEnd: usize = 0;
export let rowBytes: usize = 0;
/** The dimension that is scarcest: see problem.ts. */
let key: i32 = 0;

/** Makes the rows as the modules are; false when memory is exhausted. */
export function openRows(): bool {
  rowBytes = (FREE + (<usize>dims << 2) + 7) & ~7;
  rows = reserveScratch(SCRATCH_MOST_ROWS, <u64>unionCount * rowBytes);
  rowsEnd = rows + <usize>unionCount * rowBytes;
  key = 0;
  if (rows != 0) resetRows();
  return rows != 0;
}

export function setKeyDim(d: i32): void {
  key = d;
}

/** Makes the rows again as the modules are. */
export function resetRows(): void {
  let row = rows;
  for (let module = 0; module < moduleCount; module++) {
    if (setsOf(module) == 0) continue;
    const unused = devicesWith(module, 1000);
    store<u64>(row, setsOf(module), SETS);
    store<u64>(row, unused, UNUSED);
    store<i32>(row, module, MODULE);
    store<i32>(row, <i32>popcnt<u64>(unused), IDLE);
    store<u32>(row, 0, FIRST);
    store<u32>(row, 0, LAST);
    for (let d = 0; d < dims; d++) store<i32>(row + (<usize>d << 2), freeOf(module, d), FREE);
    weighRow(row);
    row += rowBytes;
  }
}

/** Works out the ratio, once what is free or idle has changed. */
// @ts-ignore: decorator
@inline
export function weighRow(row: usize): void {
  const idle = idleOn(row);
  store<i32>(row, idle > 0 ? keyFreeOn(row) / idle : 0, RATIO);
}

/** The sets that the module is in. */
// @ts-ignore: decorator
@inline
export function setsOn(row: usize): u64 {
  return load<u64>(row, SETS);
}

// @ts-ignore: decorator
@inline
export function isInSet(row: usize, set: i32): bool {
  return (setsOn(row) >> set & 1) != 0;
}

// @ts-ignore: decorator
@inline
export function moduleOn(row: usize): i32 {
  return load<i32>(row, MODULE);
}

// @ts-ignore: decorator
@inline
export function idleOn(row: usize): i32 {
  return load<i32>(row, IDLE);
}

// @ts-ignore: decorator
@inline
export function setIdleOn(row: usize, idle: i32): void {
  store<i32>(row, idle, IDLE);
}

// @ts-ignore: decorator
@inline
export function ratioOn(row: usize): i32 {
  return load<i32>(row, RATIO);
}

// @ts-ignore: decorator
@inline
export function freeOn(row: usize, d: i32): i32 {
  return load<i32>(row + (<usize>d << 2), FREE);
}

// @ts-ignore: decorator
@inline
export function setFreeOn(row: usize, d: i32, units: i32): void {
  store<i32>(row + (<usize>d << 2), units, FREE);
}

// @ts-ignore: decorator
@inline
export function keyFreeOn(row: usize): i32 {
  return freeOn(row, key);
}

/** The `count` lowest devices that nothing is taken from; they are used then. */
export function useDevices(row: usize, count: i32): u64 {
  let rest = load<u64>(row, UNUSED);
  let mask: u64 = 0;
  for (let k = 0; k < count; k++) {
    const bit = rest & (0 - rest);
    mask |= bit;
    rest ^= bit;
  }
  store<u64>(row, rest, UNUSED);
  return mask;
}

// @ts-ignore: decorator
@inline
export function firstItemOn(row: usize): usize {
  return load<u32>(row, FIRST);
}

export function setFirstItemOn(row: usize, item: usize): void {
  store<u32>(row, <u32>item, FIRST);
}

// @ts-ignore: decorator
@inline
export function lastItemOn(row: usize): usize {
  return load<u32>(row, LAST);
}

export function setLastItemOn(row: usize, item: usize): void {
  store<u32>(row, <u32>item, LAST);
}

/** Average of the key dimension for each idle device, over the modules of these sets that have one. */
export function averageOf(wanted: u64): i64 {
  let units: i64 = 0;
  let devices: i64 = 0;
  for (let row = rows; row < rowsEnd; row += rowBytes) {
    if ((setsOn(row) & wanted) == 0 || idleOn(row) == 0) continue;
    units += keyFreeOn(row);
    devices += idleOn(row);
  }
  return devices == 0 ? 0 : units / devices;
}
