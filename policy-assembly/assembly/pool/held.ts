/**
 * Sources of planned moves: while its wave runs, a part that was moved away still holds its units where it came from.
 * Each is a part of a block of its own, without slot or group, on the module's list like any other (plan/sources.ts).
 */
import { groupOf, moduleOf, ownerOf, partAt, slotOf } from "./allocations.ts";
import { SCRATCH_HELD, growScratch } from "./scratch.ts";
import { handleOf } from "./slots.ts";

const BLOCK: usize = 0; // u32 address of the block that holds
const OWNER: usize = 4; // u32 address of the allocation that moved
const HELD_BYTES: usize = 8;

let table: usize = 0;
export let heldCount: i32 = 0;

/** Starts without any. */
export function openHeld(): void {
  heldCount = 0;
}

// @ts-ignore: decorator
@inline
function heldAt(k: i32): usize {
  return table + <usize>k * HELD_BYTES;
}

/** Makes room for one more; false when memory is exhausted. */
export function reserveHeld(): bool {
  const grown = growScratch(SCRATCH_HELD, <u64>heldCount * HELD_BYTES, <u64>(heldCount + 1) * HELD_BYTES);
  if (grown != 0) table = grown;
  return grown != 0;
}

/** Lists a block that holds what an allocation has moved away from; the caller has reserved the room. */
export function addHeld(block: usize, owner: usize): void {
  store<u32>(heldAt(heldCount), <u32>block, BLOCK);
  store<u32>(heldAt(heldCount), <u32>owner, OWNER);
  heldCount++;
}

/** Address of the k-th block. */
export function heldBlock(k: i32): usize {
  return load<u32>(heldAt(k), BLOCK);
}

/** Whether the part is such a source, not a part of an allocation. */
export function isHeld(part: usize): bool {
  return slotOf(ownerOf(part)) < 0;
}

/** Module of the k-th source when its allocation is the one with this handle (or of this group), and not `moving`; else -1. */
export function heldModule(k: i32, byGroup: bool, id: u32, moving: usize): i32 {
  const owner = <usize>load<u32>(heldAt(k), OWNER);
  if (owner == moving) return -1;
  const meant = byGroup ? groupOf(owner) == <i32>id : handleOf(slotOf(owner)) == id;
  return meant ? moduleOf(partAt(heldBlock(k), 0)) : -1;
}
