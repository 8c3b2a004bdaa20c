/** Parts in the order of a plan: the largest first (by r), then by slot, then by position in the allocation. */
import { DIMS_MAX } from "../../../abi/pool.ts";
import { indexOf, maskOf, nextPart, ownerOf, shareOf, slotOf, unitsOf } from "../allocations.ts";
import { firstPartOn } from "../columns.ts";
import { normOf } from "../norms.ts";
import { SCRATCH_ORDER, growScratch } from "../scratch.ts";
import { dims } from "../shape.ts";
import { isHeld } from "../held.ts";

const NORM: usize = 0; // i64
const PLACE: usize = 8; // u64 slot << 8 | position
const PART: usize = 16; // u32 address
const ENTRY_BYTES: usize = 24;

let table: usize = 0;
export let orderedCount: i32 = 0;

export function openOrder(): void {
  orderedCount = 0;
}

// @ts-ignore: decorator
@inline
function entryAt(k: i32): usize {
  return table + <usize>k * ENTRY_BYTES;
}

/** r of what the part holds; 0 with `equal`, which leaves the order to slot and position. */
function normOfPart(part: usize, equal: bool): i64 {
  if (equal) return 0;
  let norm = maskOf(part) == 0 ? 0 : normOf(DIMS_MAX, <i64>popcnt<u64>(maskOf(part)) * shareOf(part));
  for (let d = 0; d < dims; d++) norm += normOf(d, unitsOf(part, d));
  return norm;
}

/** Adds the parts on a module. False when memory is exhausted. */
export function addPartsOn(module: i32, equal: bool): bool {
  for (let part = firstPartOn(module); part != 0; part = nextPart(part)) {
    if (isHeld(part)) continue;
    const grown = growScratch(SCRATCH_ORDER, <u64>orderedCount * ENTRY_BYTES, <u64>(orderedCount + 1) * ENTRY_BYTES);
    if (grown == 0) return false;
    table = grown;
    const entry = entryAt(orderedCount++);
    store<i64>(entry, normOfPart(part, equal), NORM);
    store<u64>(entry, <u64>slotOf(ownerOf(part)) << 8 | <u64>indexOf(part), PLACE);
    store<u32>(entry, <u32>part, PART);
  }
  return true;
}

// @ts-ignore: decorator
@inline
function comesAfter(a: usize, b: usize): bool {
  if (load<i64>(a, NORM) != load<i64>(b, NORM)) return load<i64>(a, NORM) < load<i64>(b, NORM);
  return load<u64>(a, PLACE) > load<u64>(b, PLACE);
}

function swap(a: usize, b: usize): void {
  for (let k: usize = 0; k < ENTRY_BYTES; k += 8) {
    const word = load<u64>(a + k);
    store<u64>(a + k, load<u64>(b + k));
    store<u64>(b + k, word);
  }
}

function sift(root: i32, count: i32): void {
  for (;;) {
    let child = root * 2 + 1;
    if (child >= count) return;
    if (child + 1 < count && comesAfter(entryAt(child + 1), entryAt(child))) child++;
    if (!comesAfter(entryAt(child), entryAt(root))) return;
    swap(entryAt(root), entryAt(child));
    root = child;
  }
}

/** Heap sort: no two entries are equal, so the order is one. */
export function sortParts(): void {
  for (let root = (orderedCount >> 1) - 1; root >= 0; root--) sift(root, orderedCount);
  for (let end = orderedCount - 1; end > 0; end--) {
    swap(entryAt(0), entryAt(end));
    sift(0, end);
  }
}

/** Address of the k-th part. */
export function orderedPart(k: i32): usize {
  return load<u32>(entryAt(k), PART);
}
