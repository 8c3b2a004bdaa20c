/** Handles: generation << 24 | slot. A slot holds the address of its allocation; free slots form a stack. */
import { take } from "./heap.ts";
import { allocationRoom } from "./shape.ts";

const BLOCK: usize = 0; // u32 address of the allocation, 0 = free
const GENERATION: usize = 4; // u8
const NEXT: usize = 4; // u32 slot << 8 beside the generation: the next free slot
const SLOT_BYTES: usize = 8;
const NONE: u32 = 0xffffff;
/** In the place of NEXT while live: the slot was never used before. */
const FRESH: u32 = 0x100;

/** Slots come in chunks: room is made for those in use, not for those allowed. */
const CHUNK_SHIFT: u32 = 12;
const CHUNK_SLOTS: u32 = 1 << CHUNK_SHIFT;
const CHUNKS = 4096;
const chunks = memory.data(CHUNKS * 4, 4); // u32

/** Slots that were ever used. */
export let slotCount: i32 = 0;
export let liveCount: i32 = 0;
let freeSlot: u32 = NONE;

/** Forgets every slot: the arena was reset. */
export function resetSlots(): void {
  memory.fill(chunks, 0, CHUNKS * 4);
  slotCount = 0;
  liveCount = 0;
  freeSlot = NONE;
}

// @ts-ignore: decorator
@inline
function slotAt(slot: u32): usize {
  return <usize>load<u32>(chunks + (<usize>(slot >> CHUNK_SHIFT) << 2)) + <usize>(slot & (CHUNK_SLOTS - 1)) * SLOT_BYTES;
}

export function hasFreeSlot(): bool {
  return liveCount < allocationRoom;
}

/** Makes sure that the next slot can be taken without asking for memory. There must be a free one. */
export function reserveSlot(): bool {
  if (freeSlot != NONE) return true;
  const chunk = chunks + (<usize>(<u32>slotCount >> CHUNK_SHIFT) << 2);
  if (load<u32>(chunk) != 0) return true;
  const address = take(<u64>CHUNK_SLOTS * SLOT_BYTES);
  if (address == 0) return false;
  memory.fill(address, 0, <usize>CHUNK_SLOTS * SLOT_BYTES);
  store<u32>(chunk, <u32>address);
  return true;
}

/** The slot freed last, or the next new one; the caller has reserved it. */
export function takeSlot(block: usize): i32 {
  let slot = freeSlot;
  if (slot != NONE) {
    const at = slotAt(slot);
    freeSlot = load<u32>(at, NEXT) >> 8;
    store<u32>(at, load<u8>(at, GENERATION), NEXT);
  } else {
    slot = <u32>(slotCount++);
    store<u32>(slotAt(slot), FRESH, NEXT);
  }
  store<u32>(slotAt(slot), <u32>block, BLOCK);
  liveCount++;
  return <i32>slot;
}

/** Ends the slot's allocation: its handles are no longer known. */
export function freeSlotOf(slot: i32): void {
  const at = slotAt(<u32>slot);
  store<u32>(at, 0, BLOCK);
  store<u32>(at, freeSlot << 8 | ((<u32>load<u8>(at, GENERATION) + 1) & 0xff), NEXT);
  freeSlot = <u32>slot;
  liveCount--;
}

/** Takes back `takeSlot` as if it had not been: only for the slot taken last of all that are still live. */
export function untakeSlot(slot: i32): void {
  const at = slotAt(<u32>slot);
  const state = load<u32>(at, NEXT);
  store<u32>(at, 0, BLOCK);
  liveCount--;
  if (state & FRESH) {
    store<u32>(at, 0, NEXT);
    slotCount--;
    return;
  }
  store<u32>(at, freeSlot << 8 | state, NEXT);
  freeSlot = <u32>slot;
}

/** Address of the allocation in a slot below `slotCount`, 0 = none. */
// @ts-ignore: decorator
@inline
export function blockAt(slot: i32): usize {
  return load<u32>(slotAt(<u32>slot), BLOCK);
}

export function generationOf(slot: i32): u32 {
  return load<u8>(slotAt(<u32>slot), GENERATION);
}

// @ts-ignore: decorator
@inline
export function handleOf(slot: i32): u32 {
  return generationOf(slot) << 24 | <u32>slot;
}

/** Address of the live allocation with this handle, 0 = none. */
export function blockOf(handle: u32): usize {
  const slot = <i32>(handle & 0xffffff);
  if (slot >= slotCount || generationOf(slot) != handle >> 24) return 0;
  return blockAt(slot);
}

/** The slot that will be used first, -1 = a new one. */
export function firstFreeSlot(): i32 {
  return freeSlot == NONE ? -1 : <i32>freeSlot;
}

/** The free slot used after this free one, -1 = a new one. */
export function nextFreeSlot(slot: i32): i32 {
  const next = load<u32>(slotAt(<u32>slot), NEXT) >> 8;
  return next == NONE ? -1 : <i32>next;
}

/** Adds a slot that was used and is free, but not on the stack yet; false when memory is exhausted. Only while restoring. */
export function appendFreedSlot(): bool {
  if (!reserveSlot()) return false;
  store<u32>(slotAt(<u32>slotCount), 0, BLOCK);
  slotCount++;
  return true;
}

/** Sets the generation of a slot, 0..255. Only while restoring, before anything is on the stack. */
export function setGeneration(slot: i32, generation: u32): void {
  store<u32>(slotAt(<u32>slot), generation, NEXT);
}

/** Puts a free slot on the stack: it is the next one used. Only while restoring. */
export function pushFreedSlot(slot: i32): void {
  const at = slotAt(<u32>slot);
  store<u32>(at, freeSlot << 8 | load<u8>(at, GENERATION), NEXT);
  freeSlot = <u32>slot;
}
