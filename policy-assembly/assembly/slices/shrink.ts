/** Shrinking a slice: its tail goes back, from the last extents backwards. */
import {
  EXTENT_BYTES, EXTENT_LENGTH, EXTENT_START, SHRINK_AMOUNT, SHRINK_BYTES, SHRINK_EXTENT_COUNT, SHRINK_MODULE,
  STATUS_ALREADY_FREE, STATUS_BAD_EXTENT, STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_INVALID_REQUEST,
  STATUS_NOT_LINEAR, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { clearResult, fail, pushExtent, reserveOutput } from "./buffers.ts";
import { giveRange, inModule, isTaken, takeRange } from "./devices.ts";
import { deviceOf, hasModule, mediumOf, stepOf } from "./modules.ts";
import { reserveNodes } from "./nodes.ts";

let module: i32 = 0;
let count: i32 = 0;

function startAt(k: i32): i64 {
  return load<i64>(input() + <usize>k * EXTENT_BYTES, SHRINK_BYTES + EXTENT_START);
}

function lengthAt(k: i32): i64 {
  return load<i64>(input() + <usize>k * EXTENT_BYTES, SHRINK_BYTES + EXTENT_LENGTH);
}

/** Gives (or, to undo, takes) the part of extent `k` behind its first `kept` units; false when that cannot be. */
function moveTail(k: i32, kept: i64, give: bool): bool {
  const start = startAt(k) + kept;
  const length = lengthAt(k) - kept;
  return give ? giveRange(module, start, length) : takeRange(module, start, length);
}

/** Input: a SHRINK record and the slice's extents in order, `bytes` in all. Output: the extents that remain. */
export function shrink(bytes: i32): i32 {
  clearResult();
  if (bytes < SHRINK_BYTES || !inputHolds(<u64>bytes)) return STATUS_BAD_LENGTH;
  count = load<i32>(input(), SHRINK_EXTENT_COUNT);
  if (count < 0 || <i64>SHRINK_BYTES + <i64>count * EXTENT_BYTES != bytes) return STATUS_BAD_LENGTH;
  module = load<i32>(input(), SHRINK_MODULE);
  if (!hasModule(module)) return STATUS_BAD_MODULE;
  if (deviceOf(mediumOf(module)) != 0) return STATUS_NOT_LINEAR;
  let held: i64 = 0;
  for (let k = 0; k < count; k++) {
    if (!inModule(module, startAt(k), lengthAt(k))) return fail(STATUS_BAD_EXTENT, k);
    if (!isTaken(module, startAt(k), lengthAt(k))) return fail(STATUS_ALREADY_FREE, k);
    held += lengthAt(k);
  }
  const amount = load<i64>(input(), SHRINK_AMOUNT);
  if (amount < 1 || amount > held || amount % stepOf(module) != 0) return STATUS_INVALID_REQUEST;
  if (!reserveOutput(<u64>count * EXTENT_BYTES) || !reserveNodes(<i64>count + 1)) return STATUS_OUT_OF_MEMORY;
  // The first extent that loses something, and what it keeps.
  let first = count;
  let kept: i64 = 0;
  for (let rest = amount; rest > 0;) {
    const length = lengthAt(--first);
    kept = max<i64>(0, length - rest);
    rest -= length - kept;
  }
  const objection = giveTail(first, kept);
  if (objection >= 0) return fail(STATUS_BAD_EXTENT, objection);
  for (let k = 0; k < first; k++) pushExtent(startAt(k), lengthAt(k));
  if (kept > 0) pushExtent(startAt(first), kept);
  return STATUS_OK;
}

/** Gives everything from `kept` units into extent `first` on. The index of an extent that overlaps another one, or -1. */
function giveTail(first: i32, kept: i64): i32 {
  for (let k = count - 1; k >= first; k--) {
    if (moveTail(k, k == first ? kept : 0, true)) continue;
    takeTailBack(k + 1, 0);
    return k;
  }
  // What remains must still be taken: an extent that named a unit given just now would lose it.
  for (let k = 0; k <= first && k < count; k++) {
    const length = k == first ? kept : lengthAt(k);
    if (length == 0 || isTaken(module, startAt(k), length)) continue;
    takeTailBack(first, kept);
    return k;
  }
  return -1;
}

function takeTailBack(first: i32, kept: i64): void {
  for (let k = first; k < count; k++) moveTail(k, k == first ? kept : 0, false);
}
