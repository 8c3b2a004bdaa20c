/**
 * Interned requests. Requests that agree in everything but tag and group are one *type*: checked and worked out once,
 * shared by the allocations placed by it. Types are counted; those used last (the *warm* ones) stay without allocations
 * too, and only they hold verdicts on classes and zones, so that endless distinct requests need no endless memory.
 */
import { PR_GROUP, PR_ONLY_COUNT, PR_TAG } from "../../abi/pool.ts";
import { heapSort } from "../heap-sort.ts";
import { free, take } from "./heap.ts";
import { sameWords } from "./words.ts";

const HASH: usize = 0; // u32
const NEXT: usize = 4; // u32 address of the next type in the bucket
const REFERENCES: usize = 8; // u32 live allocations
const BYTES: usize = 12; // u32 length of the request
const WARMER: usize = 16; // u32 address of the type used after this one
const COLDER: usize = 20; // u32 address of the type used before this one
const IS_WARM: usize = 24; // u32
const CLASS_WORDS: usize = 28; // u32 address of verdicts on classes, see verdicts.ts
const ZONE_WORDS: usize = 32; // u32 address of verdicts on zones
const ZONE_VERSION: usize = 36; // u32 version of the distances that they were made by
const LISTED: usize = 40; // u32 address of the listed modules, ascending, each once; 0 = all modules
const LISTED_COUNT: usize = 44; // i32
const LEAST_COST: usize = 48; // i64 of the request's own amounts over all classes, -1 = not known
const REQUEST: usize = 56; // the request with tag 0 and group -1

const WARM_MAX = 64;
const MIN_BUCKETS: u32 = 256;

let buckets: usize = 0; // u32 address of the first type
let bucketCount: u32 = 0; // a power of two, or 0
let typeCount: u32 = 0;
let warmest: usize = 0;
let coldest: usize = 0;
let warmCount: i32 = 0;
/** Grows whenever a type is dropped: its address may come to mean another. */
export let typesVersion: u32 = 1;

/** Forgets every type: the arena was reset. */
export function resetTypes(): void {
  buckets = 0;
  bucketCount = typeCount = 0;
  warmest = coldest = 0;
  warmCount = 0;
  typesVersion++;
}

// @ts-ignore: decorator
@inline
function mix(hash: u64, word: u64): u64 {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15;
  return hash ^ hash >> 29;
}

/** Hash of the request of `bytes` bytes at `at`, whatever its tag and group. */
export function hashRequest(at: usize, bytes: usize): u32 {
  let hash: u64 = bytes;
  for (let k: usize = 0; k < <usize>PR_GROUP - 4; k += 8) hash = mix(hash, load<u64>(at + k));
  hash = mix(hash, load<u32>(at, PR_GROUP - 4));
  let k: usize = PR_TAG + 4;
  hash = mix(hash, load<u32>(at + k));
  for (k += 4; k + 8 <= bytes; k += 8) hash = mix(hash, load<u64>(at + k));
  if (k < bytes) hash = mix(hash, load<u32>(at + k));
  return <u32>(hash >> 32);
}

/** The type of this request, 0 = not known. */
export function findType(at: usize, bytes: usize, hash: u32): usize {
  if (bucketCount == 0) return 0;
  let type = <usize>load<u32>(buckets + (<usize>(hash & (bucketCount - 1)) << 2));
  for (; type != 0; type = load<u32>(type, NEXT)) {
    if (load<u32>(type, HASH) == hash && isRequestOf(type, at, bytes)) return type;
  }
  return 0;
}

/** Whether the request of `bytes` bytes at `at` is the type's, whatever its tag and group. */
export function isRequestOf(type: usize, at: usize, bytes: usize): bool {
  const own = type + REQUEST;
  const rest = PR_TAG + 4;
  return load<u32>(type, BYTES) == <u32>bytes && sameWords(own, at, PR_GROUP) && sameWords(own + rest, at + rest, bytes - rest);
}

function reserveBuckets(): bool {
  if (typeCount < bucketCount) return true;
  const fresh = max<u32>(MIN_BUCKETS, bucketCount << 1);
  const address = take(<u64>fresh * 4);
  // A table that cannot grow is slower, not wrong.
  if (address == 0) return bucketCount > 0;
  memory.fill(address, 0, <usize>fresh << 2);
  for (let b: u32 = 0; b < bucketCount; b++) {
    let type = <usize>load<u32>(buckets + (<usize>b << 2));
    while (type != 0) {
      const next = <usize>load<u32>(type, NEXT);
      const head = address + (<usize>(load<u32>(type, HASH) & (fresh - 1)) << 2);
      store<u32>(type, load<u32>(head), NEXT);
      store<u32>(head, <u32>type);
      type = next;
    }
  }
  free(buckets);
  buckets = address;
  bucketCount = fresh;
  return true;
}

/** Makes a type of a request that was checked and is not known yet; 0 when memory is exhausted. It is warm. */
export function internType(at: usize, bytes: usize, hash: u32): usize {
  const only = load<u32>(at, PR_ONLY_COUNT);
  const type = take(<u64>REQUEST + <u64>bytes);
  const listed = type != 0 && only > 0 ? take(<u64>only * 4) : 0;
  if (type == 0 || (only > 0 && listed == 0) || !reserveBuckets()) {
    free(type);
    free(listed);
    return 0;
  }
  memory.fill(type, 0, REQUEST);
  memory.copy(type + REQUEST, at, bytes);
  store<i32>(type, -1, REQUEST + PR_GROUP);
  store<u32>(type, 0, REQUEST + PR_TAG);
  store<u32>(type, hash, HASH);
  store<u32>(type, <u32>bytes, BYTES);
  store<i64>(type, -1, LEAST_COST);
  if (only > 0) {
    memory.copy(listed, at + bytes - (<usize>only << 2), <usize>only << 2);
    store<u32>(type, <u32>listed, LISTED);
    store<i32>(type, sortUnique(listed, <i32>only), LISTED_COUNT);
  }
  const head = buckets + (<usize>(hash & (bucketCount - 1)) << 2);
  store<u32>(type, load<u32>(head), NEXT);
  store<u32>(head, <u32>type);
  typeCount++;
  warm(type);
  return type;
}

function isLarger(a: u32, b: u32): bool {
  return a > b;
}

/** Sorts u32, then keeps each value once. Returns how many are left. */
function sortUnique(at: usize, count: i32): i32 {
  heapSort(at, count, isLarger);
  let kept = 1;
  for (let k = 1; k < count; k++) {
    const value = load<u32>(at + (<usize>k << 2));
    if (value == load<u32>(at + (<usize>(kept - 1) << 2))) continue;
    store<u32>(at + (<usize>kept << 2), value);
    kept++;
  }
  return kept;
}

function unlinkWarm(type: usize): void {
  const warmer = <usize>load<u32>(type, WARMER);
  const colder = <usize>load<u32>(type, COLDER);
  if (warmer != 0) store<u32>(warmer, <u32>colder, COLDER);
  else warmest = colder;
  if (colder != 0) store<u32>(colder, <u32>warmer, WARMER);
  else coldest = warmer;
  store<u32>(type, 0, IS_WARM);
  warmCount--;
}

/** Marks the type as the one used last. The one not used for longest may be dropped. */
export function warm(type: usize): void {
  if (warmest == type) return;
  if (load<u32>(type, IS_WARM)) unlinkWarm(type);
  store<u32>(type, 0, WARMER);
  store<u32>(type, <u32>warmest, COLDER);
  store<u32>(type, 1, IS_WARM);
  if (warmest != 0) store<u32>(warmest, <u32>type, WARMER);
  else coldest = type;
  warmest = type;
  if (++warmCount <= WARM_MAX) return;
  const last = coldest;
  unlinkWarm(last);
  freeWords(last);
  if (load<u32>(last, REFERENCES) == 0) dropType(last);
}

/** Drops the verdicts kept for a type. */
export function freeWords(type: usize): void {
  free(load<u32>(type, CLASS_WORDS));
  free(load<u32>(type, ZONE_WORDS));
  store<u32>(type, 0, CLASS_WORDS);
  store<u32>(type, 0, ZONE_WORDS);
}

function dropType(type: usize): void {
  let link = buckets + (<usize>(load<u32>(type, HASH) & (bucketCount - 1)) << 2);
  while (load<u32>(link) != <u32>type) link = <usize>load<u32>(link) + NEXT;
  store<u32>(link, load<u32>(type, NEXT));
  free(load<u32>(type, LISTED));
  free(type);
  typeCount--;
  typesVersion++;
}

/** Counts an allocation placed by the type. */
export function holdType(type: usize): void {
  store<u32>(type, load<u32>(type, REFERENCES) + 1, REFERENCES);
}

/** Takes back `holdType`. A type that is neither held nor warm is dropped. */
export function letTypeGo(type: usize): void {
  const references = load<u32>(type, REFERENCES) - 1;
  store<u32>(type, references, REFERENCES);
  if (references == 0 && !load<u32>(type, IS_WARM)) dropType(type);
}

/** Address of the type's request, with tag 0 and group -1. */
// @ts-ignore: decorator
@inline
export function requestOf(type: usize): usize {
  return type + REQUEST;
}

// @ts-ignore: decorator
@inline
export function requestBytesOf(type: usize): usize {
  return load<u32>(type, BYTES);
}

/** Address of the listed modules (u32, ascending, each once), 0 = all modules. */
// @ts-ignore: decorator
@inline
export function listedOf(type: usize): usize {
  return load<u32>(type, LISTED);
}

// @ts-ignore: decorator
@inline
export function listedCountOf(type: usize): i32 {
  return load<i32>(type, LISTED_COUNT);
}

export function leastCostOf(type: usize): i64 {
  return load<i64>(type, LEAST_COST);
}

export function setLeastCost(type: usize, cost: i64): void {
  store<i64>(type, cost, LEAST_COST);
}

export function classWordsOf(type: usize): usize {
  return load<u32>(type, CLASS_WORDS);
}

export function setClassWords(type: usize, words: usize): void {
  store<u32>(type, <u32>words, CLASS_WORDS);
}

export function zoneWordsOf(type: usize): usize {
  return load<u32>(type, ZONE_WORDS);
}

export function setZoneWords(type: usize, words: usize, version: u32): void {
  store<u32>(type, <u32>words, ZONE_WORDS);
  store<u32>(type, version, ZONE_VERSION);
}

export function zoneVersionOf(type: usize): u32 {
  return load<u32>(type, ZONE_VERSION);
}

/** The warm type used least recently, 0 = none; `warmerThan` walks on. */
export function coldestType(): usize {
  return coldest;
}

export function warmerThan(type: usize): usize {
  return load<u32>(type, WARMER);
}
