/**
 * What the requests of a batch hold while it is tried. A request holds a block like any allocation's, on the lists of its
 * modules and its group, so that filters and terms see it; but only what is settled gets a slot.
 */
import { STATUS_FULL, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import { PART_AMOUNT, PART_BYTES, PART_DEVICE_MASK, PART_MODULE, PART_SHARE } from "../../../abi/pool.ts";
import {
  countParts, dropAllocation, enterGroup, hasPartRoom, leaveGroup, newAllocation, ownerOf, partAt, partCountOf,
  setDevices, setModule, setSlotOf, setUnits, slotOf,
} from "../allocations.ts";
import { decided, decidedCount } from "../decision.ts";
import { holdPart, letPartGo } from "../holdings.ts";
import { fail } from "../output.ts";
import { dims } from "../shape.ts";
import { handleOf, takeSlot, untakeSlot } from "../slots.ts";
import { holdType, letTypeGo } from "../types.ts";
import {
  MARK_GRANTED, MARK_HELD, amountAt, blockAt, clearMark, entryCount, groupAt, isMarked, setBlockAt, setMark, shareAt,
  tagAt, typeAt,
} from "./entries.ts";

/** In the place of a slot: what is taken by the n-th request has -2 - n. */
const NO_SLOT = -2;

/** Gives the request what was decided for it. STATUS_FULL when there is no room for the parts. */
export function putDecided(index: i32): i32 {
  if (!hasPartRoom(decidedCount)) return fail(STATUS_FULL, index);
  const block = newAllocation(typeAt(index), tagAt(index), decidedCount);
  if (block == 0) return STATUS_OUT_OF_MEMORY;
  for (let k = 0; k < decidedCount; k++) {
    const record = decided + <usize>k * PART_BYTES;
    const part = partAt(block, k);
    setModule(part, load<i32>(record, PART_MODULE));
    setDevices(part, load<u64>(record, PART_DEVICE_MASK), load<i32>(record, PART_SHARE));
    for (let d = 0; d < dims; d++) setUnits(part, d, load<i32>(record + (<usize>d << 2), PART_AMOUNT));
  }
  setBlockAt(index, block);
  hold(index);
  return STATUS_OK;
}

/** Gives the request, which takes one part, devices of a module that has everything free. False when memory is exhausted. */
export function putOn(index: i32, module: i32, mask: u64): bool {
  const block = newAllocation(typeAt(index), tagAt(index), 1);
  if (block == 0) return false;
  const part = partAt(block, 0);
  setModule(part, module);
  setDevices(part, mask, shareAt(index));
  for (let d = 0; d < dims; d++) setUnits(part, d, amountAt(index, d));
  setBlockAt(index, block);
  hold(index);
  return true;
}

/** Takes what the request's block says. Cannot fail. */
export function hold(index: i32): void {
  const block = blockAt(index);
  const count = partCountOf(block);
  setSlotOf(block, NO_SLOT - index);
  for (let k = 0; k < count; k++) holdPart(partAt(block, k));
  countParts(count);
  enterGroup(block, groupAt(index));
  setMark(index, MARK_HELD);
}

/** Gives back what the request holds; its block stays. */
export function letGo(index: i32): void {
  const block = blockAt(index);
  const count = partCountOf(block);
  leaveGroup(block);
  countParts(-count);
  for (let k = count - 1; k >= 0; k--) letPartGo(partAt(block, k));
  clearMark(index, MARK_HELD);
}

/** Makes an allocation of what the request holds; a slot is reserved. Returns the handle. */
export function grant(index: i32): u32 {
  const slot = takeSlot(blockAt(index));
  setSlotOf(blockAt(index), slot);
  holdType(typeAt(index));
  setMark(index, MARK_GRANTED);
  return handleOf(slot);
}

/** Takes everything back from the request. Those that have slots must be dropped in the opposite order. */
export function drop(index: i32): void {
  const block = blockAt(index);
  if (block == 0) return;
  if (isMarked(index, MARK_GRANTED)) {
    untakeSlot(slotOf(block));
    letTypeGo(typeAt(index));
    clearMark(index, MARK_GRANTED);
  }
  if (isMarked(index, MARK_HELD)) letGo(index);
  dropAllocation(block);
  setBlockAt(index, 0);
}

/** Takes everything back: the state is as before the batch. */
export function dropAll(): void {
  for (let index = entryCount - 1; index >= 0; index--) drop(index);
}

/** The request of the batch that a part belongs to; below 0: it was there before. */
// @ts-ignore: decorator
@inline
export function requestOfPart(part: usize): i32 {
  return NO_SLOT - slotOf(ownerOf(part));
}
