/** Share requests that agree in everything a plan looks at, as classes: by share descending, then amounts descending, then set. */
import { UNITS_MAX } from "../../../../abi/pool.ts";
import { SCRATCH_MOST_CLASSES, reserveScratch } from "../../scratch.ts";
import { dims } from "../../shape.ts";
import { amountAt, entryCount, shareAt } from "../entries.ts";
import { addPair, openPairs, pairCount, setKeyAt, sortPairs, valueAt } from "../sort.ts";
import { isShare, keyDim, shareCount } from "./problem.ts";
import { NO_SET, setOf } from "./sets.ts";

const SHARE: usize = 0; // i32 milli
const SET: usize = 4; // i32
const UNITS: usize = 8; // i32 share / unit
const COUNT: usize = 12; // i32 requests
const LEFT: usize = 16; // i32 of them, those in no bundle
const USED: usize = 20; // i32 of them, those that have a place in the plan that is written down
const MEMBERS: usize = 24; // u32 address of i32 requests, ascending
const EACH: usize = 32; // i64 see choice.ts
const AMOUNT: usize = 40; // i32[dims] units

/** More than the requests of one device: what a request costs in units of the key dimension, and then one for itself. */
export const KEY_SHIFT: i64 = 10;

export let shareClasses: usize = 0;
export let shareClassesEnd: usize = 0;
export let shareClassBytes: usize = 0;
export let shareClassCount: i32 = 0;
/** The greatest common divisor of a device and all shares, in milli. */
export let unit: i32 = 1000;
/** Share requests in no bundle. */
export let leftCount: i32 = 0;

function commonDivisor(a: i32, b: i32): i32 {
  while (b != 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** Finds the classes of the batch; false when memory is exhausted. */
export function readShareClasses(): bool {
  shareClassBytes = (AMOUNT + (<usize>dims << 2) + 7) & ~7;
  shareClasses = reserveScratch(SCRATCH_MOST_CLASSES, <u64>shareCount * (shareClassBytes + 4));
  if (shareClasses == 0 || !sort()) return false;
  const members = shareClasses + <usize>shareCount * shareClassBytes;
  shareClassesEnd = shareClasses;
  shareClassCount = 0;
  unit = 1000;
  for (let k = 0; k < pairCount; k++) {
    const index = valueAt(k);
    unit = commonDivisor(unit, shareAt(index));
    if (k == 0 || !areAlike(valueAt(k - 1), index)) open(index, members + (<usize>k << 2));
    const last = shareClassesEnd - shareClassBytes;
    store<i32>(members + (<usize>k << 2), index);
    store<i32>(last, load<i32>(last, COUNT) + 1, COUNT);
  }
  for (let c = shareClasses; c < shareClassesEnd; c += shareClassBytes) store<i32>(c, shareIn(c) / unit, UNITS);
  return true;
}

/** By the last column first: the sort keeps the order of equals. */
function sort(): bool {
  if (!openPairs(shareCount)) return false;
  for (let index = 0; index < entryCount; index++) {
    if (setOf(index) != NO_SET && isShare(index)) addPair(setOf(index), index);
  }
  sortPairs();
  for (let d = dims - 1; d >= 0; d--) {
    for (let k = 0; k < pairCount; k++) setKeyAt(k, <u64>(UNITS_MAX - amountAt(valueAt(k), d)));
    sortPairs();
  }
  for (let k = 0; k < pairCount; k++) setKeyAt(k, <u64>(1000 - shareAt(valueAt(k))));
  sortPairs();
  return true;
}

function areAlike(a: i32, b: i32): bool {
  if (shareAt(a) != shareAt(b) || setOf(a) != setOf(b)) return false;
  for (let d = 0; d < dims; d++) if (amountAt(a, d) != amountAt(b, d)) return false;
  return true;
}

/** Appends a class without requests. */
function open(index: i32, members: usize): void {
  const c = shareClassesEnd;
  shareClassesEnd += shareClassBytes;
  shareClassCount++;
  store<i32>(c, shareAt(index), SHARE);
  store<i32>(c, setOf(index), SET);
  store<i32>(c, 0, COUNT);
  store<u32>(c, <u32>members, MEMBERS);
  store<i64>(c, (<i64>amountAt(index, keyDim) << KEY_SHIFT) + 1, EACH);
  for (let d = 0; d < dims; d++) store<i32>(c + (<usize>d << 2), amountAt(index, d), AMOUNT);
}

/** Starts a plan: no request is in a bundle. */
export function resetShareClasses(): void {
  leftCount = shareCount;
  for (let c = shareClasses; c < shareClassesEnd; c += shareClassBytes) {
    store<i32>(c, load<i32>(c, COUNT), LEFT);
    store<i32>(c, 0, USED);
  }
}

// @ts-ignore: decorator
@inline
export function shareIn(c: usize): i32 {
  return load<i32>(c, SHARE);
}

// @ts-ignore: decorator
@inline
export function setOfClass(c: usize): i32 {
  return load<i32>(c, SET);
}

/** Units of milli of one request. */
// @ts-ignore: decorator
@inline
export function unitsIn(c: usize): i32 {
  return load<i32>(c, UNITS);
}

/** Requests of the class in no bundle. */
// @ts-ignore: decorator
@inline
export function leftIn(c: usize): i32 {
  return load<i32>(c, LEFT);
}

/** So many requests more, or less, are in no bundle. */
export function addLeft(c: usize, more: i32): void {
  store<i32>(c, leftIn(c) + more, LEFT);
  leftCount += more;
}

/** What one request costs where the key dimension counts. */
// @ts-ignore: decorator
@inline
export function eachOf(c: usize): i64 {
  return load<i64>(c, EACH);
}

// @ts-ignore: decorator
@inline
export function classAmount(c: usize, d: i32): i32 {
  return load<i32>(c + (<usize>d << 2), AMOUNT);
}

/** The request of the class with the lowest index that has no place yet; it has one then. */
export function useMember(c: usize): i32 {
  const used = load<i32>(c, USED);
  store<i32>(c, used + 1, USED);
  return load<i32>(<usize>load<u32>(c, MEMBERS) + (<usize>used << 2));
}
