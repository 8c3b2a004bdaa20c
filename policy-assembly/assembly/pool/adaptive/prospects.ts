/**
 * What modules of one class can be to the profile: which of its demands could ever go there. Worked out when a class is
 * first looked at, and kept for a few classes; what is kept serves speed alone.
 */
import { free, take } from "../heap.ts";
import { devicesOf, entryCount, isTypical, suits, typicalSum, weightOf } from "../profile.ts";

const KEPT = 64;
const CLASS: usize = 0; // i32, -1 = nothing
const USABLE: usize = 4; // i32 typical entries that ask for devices and may come here
const SLOTTED: usize = 8; // i32 those, and of the rare ones those that ask for several devices
const HOPELESS: usize = 16; // i64 sum of the weights of the other typical entries
const ENTRIES: usize = 24; // u16[] the usable ones, then the other slotted ones

let kept: usize = 0;
let stride: usize = 0;
let current: usize = 0;

/** Forgets what is kept: the arena was reset. */
export function resetProspects(): void {
  kept = current = fresh = 0;
}

let fresh: usize = 0;

function strideFor(entries: i32): usize {
  return (ENTRIES + (<usize>entries << 1) + 7) & ~7;
}

/** Makes room for a profile of so many entries; false when memory is exhausted. */
export function reserveProspects(entries: i32): bool {
  fresh = take(<u64>KEPT * strideFor(entries));
  return fresh != 0;
}

/** Gives the room up again. */
export function dropFreshProspects(): void {
  free(fresh);
  fresh = 0;
}

/** Starts anew for the profile, in the room that was made. */
export function openProspects(): void {
  free(kept);
  stride = strideFor(entryCount);
  current = 0;
  kept = fresh;
  fresh = 0;
  for (let k = 0; k < KEPT; k++) store<i32>(kept + <usize>k * stride, -1, CLASS);
}

/** Makes a class the one that the functions below tell about. */
export function lookAtClass(c: i32): void {
  current = kept + <usize>(c & (KEPT - 1)) * stride;
  if (load<i32>(current, CLASS) == c) return;
  store<i32>(current, c, CLASS);
  let usable = 0;
  let hopeless = typicalSum;
  for (let e = 0; e < entryCount; e++) {
    if (!isTypical(e) || devicesOf(e) == 0 || !suits(c, e)) continue;
    store<u16>(current + ENTRIES + (<usize>usable << 1), <u16>e);
    usable++;
    hopeless -= weightOf(e);
  }
  let slotted = usable;
  for (let e = 0; e < entryCount; e++) {
    if (isTypical(e) || devicesOf(e) < 2 || !suits(c, e)) continue;
    store<u16>(current + ENTRIES + (<usize>slotted << 1), <u16>e);
    slotted++;
  }
  store<i32>(current, usable, USABLE);
  store<i32>(current, slotted, SLOTTED);
  store<i64>(current, hopeless, HOPELESS);
}

// @ts-ignore: decorator
@inline
export function usableCount(): i32 {
  return load<i32>(current, USABLE);
}

// @ts-ignore: decorator
@inline
export function slottedCount(): i32 {
  return load<i32>(current, SLOTTED);
}

/** Sum of the weights of the typical entries to which all milli of the class are lost. */
// @ts-ignore: decorator
@inline
export function hopelessWeight(): i64 {
  return load<i64>(current, HOPELESS);
}

/** The k-th slotted entry; the usable ones come first. */
// @ts-ignore: decorator
@inline
export function slottedEntry(k: i32): i32 {
  return load<u16>(current + ENTRIES + (<usize>k << 1));
}
