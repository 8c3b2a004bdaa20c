/** What a plan places: one request, or a bundle of share requests that lie on one device. */
import { PR_AMOUNT } from "../../../../abi/pool.ts";
import { SCRATCH_MOST_ITEMS, reserveScratch } from "../../scratch.ts";
import { dims } from "../../shape.ts";
import { requestOf } from "../../types.ts";
import { devicesAt, entryCount, milliAt, typeAt } from "../entries.ts";
import { isShare, keyDim, shareCount, wantCount } from "./problem.ts";
import { freeOn, idleOn, isInSet, setFreeOn, setIdleOn, weighRow } from "./rows.ts";
import { NO_SET, setOf } from "./sets.ts";

const REQUEST: usize = 0; // i32, BUNDLE
const DEVICES: usize = 4; // i32 whole devices
const VALUE: usize = 8; // i32 milli that placing it places
const SET: usize = 12; // i32
const ROW: usize = 16; // u32 address of the module that it is put on, 0 = nowhere
const PREVIOUS: usize = 20; // u32 address of the item before it on the module's list
const NEXT: usize = 24; // u32 address
const COPIES: usize = 28; // u32 address of what a bundle holds, see copies.ts
const AMOUNT: usize = 32; // i64[dims] units

export const BUNDLE = -1;

export let items: usize = 0;
export let itemsEnd: usize = 0;
export let itemBytes: usize = 0;

/** Makes room for the items of any plan; false when memory is exhausted. */
export function openItems(): bool {
  itemBytes = AMOUNT + (<usize>dims << 3);
  // Every bundle that is kept holds a request, and each request is in two bundles at most: one that fell apart, one after it.
  items = itemsEnd = reserveScratch(SCRATCH_MOST_ITEMS, <u64>(wantCount + shareCount + 1) * itemBytes);
  return items != 0;
}

/** Starts a plan with the requests that are placed by themselves. */
export function resetItems(): void {
  itemsEnd = items;
  for (let index = 0; index < entryCount; index++) {
    if (setOf(index) == NO_SET || isShare(index)) continue;
    const item = addItem(index, devicesAt(index), milliAt(index), setOf(index));
    const row = requestOf(typeAt(index)) + PR_AMOUNT;
    for (let d = 0; d < dims; d++) setAmountOf(item, d, load<i32>(row + (<usize>d << 2)));
  }
}

function addItem(request: i32, devices: i32, value: i32, set: i32): usize {
  const item = itemsEnd;
  itemsEnd += itemBytes;
  store<i32>(item, request, REQUEST);
  store<i32>(item, devices, DEVICES);
  store<i32>(item, value, VALUE);
  store<i32>(item, set, SET);
  store<u32>(item, 0, ROW);
  store<u32>(item, 0, COPIES);
  return item;
}

/** An empty bundle for modules of a set. */
export function addBundle(set: i32): usize {
  const item = addItem(BUNDLE, 1, 0, set);
  for (let d = 0; d < dims; d++) setAmountOf(item, d, 0);
  return item;
}

/** Takes back the bundle made last, which is empty. */
export function removeBundle(): void {
  itemsEnd -= itemBytes;
}

/** The request, or BUNDLE. */
// @ts-ignore: decorator
@inline
export function requestIn(item: usize): i32 {
  return load<i32>(item, REQUEST);
}

// @ts-ignore: decorator
@inline
export function devicesOf(item: usize): i32 {
  return load<i32>(item, DEVICES);
}

// @ts-ignore: decorator
@inline
export function valueOf(item: usize): i32 {
  return load<i32>(item, VALUE);
}

export function setValueOf(item: usize, value: i32): void {
  store<i32>(item, value, VALUE);
}

// @ts-ignore: decorator
@inline
export function setIn(item: usize): i32 {
  return load<i32>(item, SET);
}

/** The module that the item is put on, 0 = nowhere. */
// @ts-ignore: decorator
@inline
export function rowOf(item: usize): usize {
  return load<u32>(item, ROW);
}

// @ts-ignore: decorator
@inline
export function amountOf(item: usize, d: i32): i64 {
  return load<i64>(item + (<usize>d << 3), AMOUNT);
}

// @ts-ignore: decorator
@inline
export function setAmountOf(item: usize, d: i32, units: i64): void {
  store<i64>(item + (<usize>d << 3), units, AMOUNT);
}

/** Units of the key dimension. */
// @ts-ignore: decorator
@inline
export function keyIn(item: usize): i64 {
  return amountOf(item, keyDim);
}

/** Key units for each device, rounded down; the item has devices. */
// @ts-ignore: decorator
@inline
export function perDevice(item: usize): i64 {
  return keyIn(item) / devicesOf(item);
}

export function copiesOf(item: usize): usize {
  return load<u32>(item, COPIES);
}

export function setCopiesOf(item: usize, copies: usize): void {
  store<u32>(item, <u32>copies, COPIES);
}

export function previousItem(item: usize): usize {
  return load<u32>(item, PREVIOUS);
}

export function setPreviousItem(item: usize, previous: usize): void {
  store<u32>(item, <u32>previous, PREVIOUS);
}

// @ts-ignore: decorator
@inline
export function nextItem(item: usize): usize {
  return load<u32>(item, NEXT);
}

export function setNextItem(item: usize, next: usize): void {
  store<u32>(item, <u32>next, NEXT);
}

/** Whether the module has the units of the item free. */
// @ts-ignore: decorator
@inline
export function hasUnitsFree(row: usize, item: usize): bool {
  for (let d = 0; d < dims; d++) if (amountOf(item, d) > <i64>freeOn(row, d)) return false;
  return true;
}

/** Whether the item could be put on the module. */
// @ts-ignore: decorator
@inline
export function fitsOn(row: usize, item: usize): bool {
  return isInSet(row, setIn(item)) && idleOn(row) >= devicesOf(item) && hasUnitsFree(row, item);
}

/** Puts the item on a module where it fits. */
export function putItem(item: usize, row: usize): void {
  for (let d = 0; d < dims; d++) setFreeOn(row, d, freeOn(row, d) - <i32>amountOf(item, d));
  setIdleOn(row, idleOn(row) - devicesOf(item));
  weighRow(row);
  store<u32>(item, <u32>row, ROW);
}

/** Takes the item off its module. */
export function takeItem(item: usize): void {
  const row = rowOf(item);
  for (let d = 0; d < dims; d++) setFreeOn(row, d, freeOn(row, d) + <i32>amountOf(item, d));
  setIdleOn(row, idleOn(row) + devicesOf(item));
  weighRow(row);
  store<u32>(item, 0, ROW);
}

/** Whether two items agree in everything that decides whether they fit. */
export function areAlike(a: usize, b: usize): bool {
  if (devicesOf(a) != devicesOf(b) || valueOf(a) != valueOf(b) || setIn(a) != setIn(b)) return false;
  for (let d = 0; d < dims; d++) if (amountOf(a, d) != amountOf(b, d)) return false;
  return true;
}
