/** The profile: what is asked for how often. fgd and adaptive measure lost space by its typical part. */
import { STATUS_BAD_LENGTH, STATUS_BAD_RECORD } from "../../abi/abi.ts";
import {
  PROFILE_ENTRY_AMOUNT, PROFILE_ENTRY_BYTES, PROFILE_ENTRY_CLAUSE_WORDS, PROFILE_ENTRY_COUNT, PROFILE_ENTRY_DEVICES,
  PROFILE_ENTRY_SHARE, PROFILE_MAX,
} from "../../abi/pool.ts";
import { heapSort } from "../heap-sort.ts";
import { isAsk } from "./ask.ts";
import { areClauses, meetsClauses } from "./clauses.ts";
import { free, take } from "./heap.ts";
import { fail } from "./output.ts";
import { dims } from "./shape.ts";

const COUNT_MAX: u32 = 1048576;
/** Weights add up to at most this, and one for each entry. */
const WEIGHTS_MAX: i64 = 1048576;
/** Of the whole profile, what the typical entries cover at least. */
const TYPICAL_PERCENT: i64 = 95;

/** The input of `profile` as it was given; 0 = none was. */
export let profile: usize = 0;
export let profileBytes: usize = 0;
export let entryCount: i32 = 0;
/** Sum of the weights of all entries. */
export let weightSum: i64 = 0;
/** T: sum of the weights of the typical entries. */
export let typicalSum: i64 = 0;
export let typicalCount: i32 = 0;
/** Grows with every change: scores that were worked out by a profile are worth something only under its version. */
export let profileVersion: u32 = 1;

/** u32 of each entry in the profile, i32 its weight, i32 its rank by weight. */
let offsets: usize = 0;
let weights: usize = 0;
let order: usize = 0; // i32 entries by (weight descending, position ascending)
let typical: usize = 0; // u8

/** Forgets the profile: the arena was reset. */
export function resetProfile(): void {
  profile = offsets = weights = order = typical = freshCopy = freshTable = 0;
  clear();
}

function clear(): void {
  profileBytes = 0;
  entryCount = typicalCount = 0;
  weightSum = typicalSum = 0;
  profileVersion++;
}

/** Tells that scores changed by something else that belongs to the profile. */
export function renewProfile(): void {
  profileVersion++;
}

function entriesIn(at: usize, bytes: u64): i32 {
  let entries = 0;
  let next: u64 = 0;
  while (next < bytes) {
    if (next + PROFILE_ENTRY_BYTES > bytes) return fail(-1, entries);
    next += <u64>PROFILE_ENTRY_BYTES + (<u64>load<u32>(at + <usize>next, PROFILE_ENTRY_CLAUSE_WORDS) << 2);
    if (next > bytes) return fail(-1, entries);
    entries++;
  }
  return entries;
}

function isEntry(at: usize): bool {
  const count = load<u32>(at, PROFILE_ENTRY_COUNT);
  return count >= 1 && count <= COUNT_MAX
    && isAsk(at + PROFILE_ENTRY_AMOUNT, load<i32>(at, PROFILE_ENTRY_DEVICES), load<i32>(at, PROFILE_ENTRY_SHARE))
    && areClauses(at + PROFILE_ENTRY_BYTES, load<u32>(at, PROFILE_ENTRY_CLAUSE_WORDS));
}

// @ts-ignore: decorator
@inline
function entryBytes(at: usize): usize {
  return <usize>PROFILE_ENTRY_BYTES + (<usize>load<u32>(at, PROFILE_ENTRY_CLAUSE_WORDS) << 2);
}

/** How many entries `bytes` bytes at `at` hold; a status with a minus when they are not a profile. */
export function checkProfile(at: usize, bytes: u64): i32 {
  const entries = entriesIn(at, bytes);
  if (entries < 0) return -STATUS_BAD_LENGTH;
  if (entries > PROFILE_MAX) return -fail(STATUS_BAD_RECORD, PROFILE_MAX);
  let entry = at;
  for (let e = 0; e < entries; e++, entry += entryBytes(entry)) if (!isEntry(entry)) return -fail(STATUS_BAD_RECORD, e);
  return entries;
}

/** Room for a profile that may come: its bytes and its tables. */
let freshCopy: usize = 0;
let freshTable: usize = 0;

/** Makes room for a profile; false when memory is exhausted. */
export function reserveProfile(bytes: u64, entries: i32): bool {
  freshCopy = take(bytes);
  freshTable = take(<u64>entries * 13);
  return freshCopy != 0 && freshTable != 0;
}

/** Gives the room up again. */
export function dropFreshProfile(): void {
  free(freshCopy);
  free(freshTable);
  freshCopy = freshTable = 0;
}

/** Replaces the profile by a checked one with so many entries, in the room that was made. */
export function openProfile(at: usize, bytes: u64, entries: i32): void {
  const copy = freshCopy;
  const table = freshTable;
  freshCopy = freshTable = 0;
  free(profile);
  free(offsets);
  clear();
  memory.copy(copy, at, <usize>bytes);
  profile = copy;
  profileBytes = <usize>bytes;
  offsets = table;
  weights = offsets + (<usize>entries << 2);
  order = weights + (<usize>entries << 2);
  typical = order + (<usize>entries << 2);
  let counts: i64 = 0;
  for (let next = copy; entryCount < entries; next += entryBytes(next)) {
    store<u32>(offsets + (<usize>entryCount << 2), <u32>(next - copy));
    counts += load<u32>(next, PROFILE_ENTRY_COUNT);
    entryCount++;
  }
  weigh(counts);
  sort();
  split();
}

/** Counts cut to weights whose sums cannot overflow: all halved alike, but never to nothing. */
function weigh(counts: i64): void {
  let shift = 0;
  while (counts >> shift > WEIGHTS_MAX) shift++;
  for (let e = 0; e < entryCount; e++) {
    const weight = max<i32>(1, <i32>(load<u32>(entryAt(e), PROFILE_ENTRY_COUNT) >> shift));
    store<i32>(weights + (<usize>e << 2), weight);
    weightSum += weight;
  }
}

// @ts-ignore: decorator
@inline
export function weightOf(e: i32): i32 {
  return load<i32>(weights + (<usize>e << 2));
}

/** The k-th entry by (weight descending, position ascending). */
// @ts-ignore: decorator
@inline
export function heaviest(k: i32): i32 {
  return load<i32>(order + (<usize>k << 2));
}

function comesAfter(a: u32, b: u32): bool {
  return weightOf(a) == weightOf(b) ? a > b : weightOf(a) < weightOf(b);
}

function sort(): void {
  for (let e = 0; e < entryCount; e++) store<i32>(order + (<usize>e << 2), e);
  heapSort(order, entryCount, comesAfter);
}

function split(): void {
  memory.fill(typical, 0, <usize>entryCount);
  while (typicalSum * 100 < weightSum * TYPICAL_PERCENT) {
    const e = heaviest(typicalCount++);
    typicalSum += weightOf(e);
    store<u8>(typical + <usize>e, 1);
  }
}

/** Address of an entry's record. */
// @ts-ignore: decorator
@inline
export function entryAt(e: i32): usize {
  return profile + load<u32>(offsets + (<usize>e << 2));
}

// @ts-ignore: decorator
@inline
export function isTypical(e: i32): bool {
  return load<u8>(typical + <usize>e) != 0;
}

// @ts-ignore: decorator
@inline
export function devicesOf(e: i32): i32 {
  return load<i32>(entryAt(e), PROFILE_ENTRY_DEVICES);
}

/** Milli of each device. */
// @ts-ignore: decorator
@inline
export function shareOfEntry(e: i32): i32 {
  return load<i32>(entryAt(e), PROFILE_ENTRY_SHARE);
}

// @ts-ignore: decorator
@inline
export function amountOf(e: i32, d: i32): i32 {
  return load<i32>(entryAt(e) + (<usize>d << 2), PROFILE_ENTRY_AMOUNT);
}

export function hasClauses(e: i32): bool {
  return load<u32>(entryAt(e), PROFILE_ENTRY_CLAUSE_WORDS) > 0;
}

/** Whether the class satisfies the entry's clauses. */
export function suits(c: i32, e: i32): bool {
  const entry = entryAt(e);
  return meetsClauses(c, entry + PROFILE_ENTRY_BYTES, load<u32>(entry, PROFILE_ENTRY_CLAUSE_WORDS));
}

/** Whether i32 units at `free`, one per dimension, cover the entry. */
// @ts-ignore: decorator
@inline
export function isCovered(e: i32, units: usize): bool {
  const row = entryAt(e) + PROFILE_ENTRY_AMOUNT;
  for (let d = 0; d < dims; d++) {
    if (load<i32>(units + (<usize>d << 2)) < load<i32>(row + (<usize>d << 2))) return false;
  }
  return true;
}
