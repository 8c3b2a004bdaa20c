/** The requests of a batch: what was read of each, and what is known of it while the batch is worked on. */
import { PR_AMOUNT, PR_DEVICES, PR_SHARE } from "../../../abi/pool.ts";
import { SCRATCH_BATCH, reserveScratch } from "../scratch.ts";
import { holdType, letTypeGo, requestOf } from "../types.ts";

const TYPE: usize = 0; // u32 address of the interned request, held until the batch ends
const GROUP: usize = 4; // i32, -1 = none
const TAG: usize = 8; // u32
const BLOCK: usize = 12; // u32 address of the allocation that it holds or is to hold, 0 = none
const SIZE: usize = 16; // i64
const PENALTY: usize = 24; // i32 1, and one more for each time that it had to make room for itself
const MARKS: usize = 28; // u32 MARK_*
const ENTRY_BYTES: usize = 32;

/** It takes one part anywhere, and no other request of the batch cares where. */
export const MARK_SIMPLE: u32 = 1;
/** What its allocation says is taken from the modules. */
export const MARK_HELD: u32 = 2;
/** Its allocation has a slot. */
export const MARK_GRANTED: u32 = 4;

let entries: usize = 0;
export let entryCount: i32 = 0;

/** Makes room for a batch of so many requests; false when memory is exhausted. */
export function openEntries(count: i32): bool {
  entryCount = 0;
  entries = reserveScratch(SCRATCH_BATCH, <u64>count * ENTRY_BYTES);
  return entries != 0;
}

// @ts-ignore: decorator
@inline
function entryAt(index: i32): usize {
  return entries + <usize>index * ENTRY_BYTES;
}

/** Adds a request that was read; there is room for it. */
export function addEntry(type: usize, group: i32, tag: u32): void {
  const entry = entryAt(entryCount++);
  holdType(type);
  store<u32>(entry, <u32>type, TYPE);
  store<i32>(entry, group, GROUP);
  store<u32>(entry, tag, TAG);
  store<u32>(entry, 0, BLOCK);
  store<i64>(entry, 0, SIZE);
  store<i32>(entry, 1, PENALTY);
  store<u32>(entry, 0, MARKS);
}

/** Ends the batch. */
export function closeEntries(): void {
  for (let index = 0; index < entryCount; index++) letTypeGo(typeAt(index));
  entryCount = 0;
}

// @ts-ignore: decorator
@inline
export function typeAt(index: i32): usize {
  return load<u32>(entryAt(index), TYPE);
}

// @ts-ignore: decorator
@inline
export function groupAt(index: i32): i32 {
  return load<i32>(entryAt(index), GROUP);
}

// @ts-ignore: decorator
@inline
export function tagAt(index: i32): u32 {
  return load<u32>(entryAt(index), TAG);
}

// @ts-ignore: decorator
@inline
export function blockAt(index: i32): usize {
  return load<u32>(entryAt(index), BLOCK);
}

export function setBlockAt(index: i32, block: usize): void {
  store<u32>(entryAt(index), <u32>block, BLOCK);
}

// @ts-ignore: decorator
@inline
export function sizeAt(index: i32): i64 {
  return load<i64>(entryAt(index), SIZE);
}

export function setSizeAt(index: i32, size: i64): void {
  store<i64>(entryAt(index), size, SIZE);
}

// @ts-ignore: decorator
@inline
export function penaltyAt(index: i32): i32 {
  return load<i32>(entryAt(index), PENALTY);
}

export function penalize(index: i32): void {
  store<i32>(entryAt(index), penaltyAt(index) + 1, PENALTY);
}

// @ts-ignore: decorator
@inline
export function isMarked(index: i32, mark: u32): bool {
  return (load<u32>(entryAt(index), MARKS) & mark) != 0;
}

export function setMark(index: i32, mark: u32): void {
  store<u32>(entryAt(index), load<u32>(entryAt(index), MARKS) | mark, MARKS);
}

export function clearMark(index: i32, mark: u32): void {
  store<u32>(entryAt(index), load<u32>(entryAt(index), MARKS) & ~mark, MARKS);
}

/** Units that the request asks for. */
// @ts-ignore: decorator
@inline
export function amountAt(index: i32, d: i32): i32 {
  return load<i32>(requestOf(typeAt(index)) + (<usize>d << 2), PR_AMOUNT);
}

// @ts-ignore: decorator
@inline
export function devicesAt(index: i32): i32 {
  return load<i32>(requestOf(typeAt(index)), PR_DEVICES);
}

/** Milli of each device. */
// @ts-ignore: decorator
@inline
export function shareAt(index: i32): i32 {
  return load<i32>(requestOf(typeAt(index)), PR_SHARE);
}

/** Milli of all devices that the request asks for. */
// @ts-ignore: decorator
@inline
export function milliAt(index: i32): i32 {
  return devicesAt(index) * shareAt(index);
}
