/** Allocations: one block each, a header and then the parts; the live ones of a group form a list. */
import { allocate } from "../arena.ts";
import { free, take } from "./heap.ts";
import { dims, groupCount, partRoom } from "./shape.ts";

const SLOT: usize = 0; // i32
const TYPE: usize = 4; // u32 address of the interned request
const GROUP: usize = 8; // i32, -1 = none
const TAG: usize = 12; // u32
const PARTS: usize = 16; // i32
const GROUP_NEXT: usize = 20; // u32 address
const GROUP_PREVIOUS: usize = 24; // u32 address
const HEADER_BYTES: usize = 32;

const MASK: usize = 0; // u64 devices
const NEXT: usize = 8; // u32 address of the next part on the module
const PREVIOUS: usize = 12; // u32 address
const OWNER: usize = 16; // u32 address of the allocation
const MODULE: usize = 20; // i32
const SHARE: usize = 24; // i32 milli
const INDEX: usize = 28; // i32 position in the allocation
const UNITS: usize = 32; // i32[dims]

let partBytes: usize = 0;
let groupHeads: usize = 0; // u32[groups] address of the first allocation
/** Parts of all live allocations. */
export let partCount: i32 = 0;

export function closeAllocations(): void {
  partBytes = 0;
  groupHeads = 0;
  partCount = 0;
}

/** Makes room for the groups; false when memory is exhausted. */
export function openAllocations(): bool {
  partCount = 0;
  partBytes = (UNITS + (<usize>dims << 2) + 7) & ~7;
  groupHeads = allocate(<u64>groupCount * 4);
  if (groupHeads == 0) return false;
  memory.fill(groupHeads, 0, <usize>groupCount << 2);
  return true;
}

export function hasPartRoom(parts: i32): bool {
  return partCount + parts <= partRoom;
}

/** An allocation without a slot or group, with `parts` parts still to be filled in; 0 when memory is exhausted. */
export function newAllocation(type: usize, tag: u32, parts: i32): usize {
  const block = take(<u64>HEADER_BYTES + <u64>parts * partBytes);
  if (block == 0) return 0;
  store<u32>(block, <u32>type, TYPE);
  store<i32>(block, -1, GROUP);
  store<u32>(block, tag, TAG);
  store<i32>(block, parts, PARTS);
  for (let k = 0; k < parts; k++) {
    const part = partAt(block, k);
    store<u32>(part, <u32>block, OWNER);
    store<i32>(part, k, INDEX);
  }
  return block;
}

/** Frees the block of an allocation that has left its slot, its group and its modules. */
export function dropAllocation(block: usize): void {
  free(block);
}

export function countParts(change: i32): void {
  partCount += change;
}

export function setSlotOf(block: usize, slot: i32): void {
  store<i32>(block, slot, SLOT);
}

// @ts-ignore: decorator
@inline
export function slotOf(block: usize): i32 {
  return load<i32>(block, SLOT);
}

// @ts-ignore: decorator
@inline
export function typeOf(block: usize): usize {
  return load<u32>(block, TYPE);
}

// @ts-ignore: decorator
@inline
export function groupOf(block: usize): i32 {
  return load<i32>(block, GROUP);
}

// @ts-ignore: decorator
@inline
export function tagOf(block: usize): u32 {
  return load<u32>(block, TAG);
}

// @ts-ignore: decorator
@inline
export function partCountOf(block: usize): i32 {
  return load<i32>(block, PARTS);
}

/** Address of a part of an allocation. */
// @ts-ignore: decorator
@inline
export function partAt(block: usize, index: i32): usize {
  return block + HEADER_BYTES + <usize>index * partBytes;
}

/** Address of the first live allocation of a group, 0 = none. */
export function firstOfGroup(group: i32): usize {
  return load<u32>(groupHeads + (<usize>group << 2));
}

export function nextOfGroup(block: usize): usize {
  return load<u32>(block, GROUP_NEXT);
}

/** Puts a live allocation into a group; -1 is none. */
export function enterGroup(block: usize, group: i32): void {
  store<i32>(block, group, GROUP);
  if (group < 0) return;
  const head = groupHeads + (<usize>group << 2);
  const next = <usize>load<u32>(head);
  store<u32>(block, <u32>next, GROUP_NEXT);
  store<u32>(block, 0, GROUP_PREVIOUS);
  if (next != 0) store<u32>(next, <u32>block, GROUP_PREVIOUS);
  store<u32>(head, <u32>block);
}

export function leaveGroup(block: usize): void {
  const group = groupOf(block);
  if (group < 0) return;
  const next = <usize>load<u32>(block, GROUP_NEXT);
  const previous = <usize>load<u32>(block, GROUP_PREVIOUS);
  if (next != 0) store<u32>(next, <u32>previous, GROUP_PREVIOUS);
  if (previous != 0) store<u32>(previous, <u32>next, GROUP_NEXT);
  else store<u32>(groupHeads + (<usize>group << 2), <u32>next);
}

/** Devices the part holds. */
// @ts-ignore: decorator
@inline
export function maskOf(part: usize): u64 {
  return load<u64>(part, MASK);
}

/** Milli of each device the part holds. */
// @ts-ignore: decorator
@inline
export function shareOf(part: usize): i32 {
  return load<i32>(part, SHARE);
}

// @ts-ignore: decorator
@inline
export function unitsOf(part: usize, d: i32): i32 {
  return load<i32>(part + (<usize>d << 2), UNITS);
}

// @ts-ignore: decorator
@inline
export function moduleOf(part: usize): i32 {
  return load<i32>(part, MODULE);
}

/** Address of the allocation the part belongs to. */
// @ts-ignore: decorator
@inline
export function ownerOf(part: usize): usize {
  return load<u32>(part, OWNER);
}

/** Position of the part in its allocation. */
// @ts-ignore: decorator
@inline
export function indexOf(part: usize): i32 {
  return load<i32>(part, INDEX);
}

/** Address of the next part on the same module, 0 = none. */
// @ts-ignore: decorator
@inline
export function nextPart(part: usize): usize {
  return load<u32>(part, NEXT);
}

// @ts-ignore: decorator
@inline
export function previousPart(part: usize): usize {
  return load<u32>(part, PREVIOUS);
}

export function setDevices(part: usize, mask: u64, share: i32): void {
  store<u64>(part, mask, MASK);
  store<i32>(part, mask == 0 ? 0 : share, SHARE);
}

export function setUnits(part: usize, d: i32, units: i32): void {
  store<i32>(part + (<usize>d << 2), units, UNITS);
}

export function setModule(part: usize, module: i32): void {
  store<i32>(part, module, MODULE);
}

export function setNextPart(part: usize, next: usize): void {
  store<u32>(part, <u32>next, NEXT);
}

export function setPreviousPart(part: usize, previous: usize): void {
  store<u32>(part, <u32>previous, PREVIOUS);
}
