/**
 * Scores kept per type of request. A type that comes back finds the keys of all modules as it left them, works out
 * those of the modules that changed since, and has its answer: no scan, whatever the strategy. Types that are not used
 * cost nothing, and those used longest ago make room for others.
 */
import { moduleCount } from "../columns.ts";
import { passes } from "../filter.ts";
import { free, take } from "../heap.ts";
import { pathsVersion } from "../paths.ts";
import { profileVersion } from "../profile.ts";
import { active } from "../request.ts";
import { keyOf } from "../score.ts";
import { moduleRoom } from "../shape.ts";
import { requestBytesOf, requestOf, typesVersion } from "../types.ts";
import { sameWords } from "../words.ts";
import { changedAt, changes, isKept, openJournal } from "./journal.ts";
import { bestScored, changeScore, clearScores, putScore, scoreTreeBytes, settleScores } from "./score-tree.ts";

/** What is kept over all types. */
const BYTES_MAX: u64 = 96 << 20;
const ENTRIES_MAX = 128;
/** Of a pool, the part that may have changed before all is worked out afresh. */
const STALE_SHIFT = 3;

const TYPE: usize = 0; // u32 address, 0 = an entry not in use
const TREE: usize = 4; // u32
const COPY: usize = 8; // u32 address of a copy of the request
const COPY_BYTES: usize = 12; // u32
const TYPES: usize = 16; // u32 version under which the address was the request's
const PROFILE: usize = 20; // u32 versions under which the keys are right
const PATHS: usize = 24; // u32
const USED: usize = 28; // u32 when it was used last
const POSITION: usize = 32; // u64 changes that were read
const ROOM: usize = 40; // i32 modules that the tree has room for
const ENTRY_BYTES: usize = 48;
const entries = memory.data(6144, 16);
let keptBytes: u64 = 0;
let entryCount: i32 = 0;
let clock: u32 = 0;

/** Types that came once, by address: the second time their scores are kept. */
const SEEN_MASK: usize = 255;
const seen = memory.data(1024, 16); // u32[256]

/** Forgets everything: the arena was reset. */
export function resetScores(): void {
  entryCount = 0;
  keptBytes = 0;
  clock = 0;
  memory.fill(seen, 0, 1024);
}

// @ts-ignore: decorator
@inline
function entryAt(k: i32): usize {
  return entries + <usize>k * ENTRY_BYTES;
}

/** This is not the way to find the best. */
export const NOT_KEPT = -2;

/** The best module for the type under decision, -1 = none passes; NOT_KEPT when its scores are not kept. */
export function bestKept(): i32 {
  let entry = entryOf(active);
  if (entry != 0 && moduleCount > load<i32>(entry, ROOM)) {
    dropEntry(entry);
    entry = 0;
  }
  if (entry == 0) {
    const at = seen + ((active >> 4 & SEEN_MASK) << 2);
    if (load<u32>(at) != <u32>active) {
      store<u32>(at, <u32>active);
      return NOT_KEPT;
    }
    entry = makeEntry();
    if (entry == 0) return NOT_KEPT;
  }
  store<u32>(entry, ++clock, USED);
  refresh(entry);
  return bestScored(load<u32>(entry, TREE), load<i32>(entry, ROOM));
}

function entryOf(type: usize): usize {
  for (let k = 0; k < entryCount; k++) {
    const entry = entryAt(k);
    if (load<u32>(entry, TYPE) != <u32>type) continue;
    if (load<u32>(entry, TYPES) == typesVersion) return entry;
    // Types were dropped since: the address may mean another request now.
    const bytes = requestBytesOf(type);
    if (load<u32>(entry, COPY_BYTES) == <u32>bytes && sameWords(load<u32>(entry, COPY), requestOf(type), bytes)) {
      store<u32>(entry, typesVersion, TYPES);
      return entry;
    }
    dropEntry(entry);
    return 0;
  }
  return 0;
}

function dropEntry(entry: usize): void {
  keptBytes -= scoreTreeBytes(load<i32>(entry, ROOM));
  free(load<u32>(entry, TREE));
  free(load<u32>(entry, COPY));
  entryCount--;
  memory.copy(entry, entryAt(entryCount), ENTRY_BYTES);
}

function dropOldest(): void {
  let oldest = entryAt(0);
  for (let k = 1; k < entryCount; k++) if (load<u32>(entryAt(k), USED) < load<u32>(oldest, USED)) oldest = entryAt(k);
  dropEntry(oldest);
}

/** A new entry whose keys are all to be worked out; 0 when memory is exhausted. */
function makeEntry(): usize {
  // Some more than there are: modules may be added.
  const room = min(moduleRoom, moduleCount + (moduleCount >> 3) + 64);
  const each = scoreTreeBytes(room);
  if (each > BYTES_MAX || !openJournal()) return 0;
  while (entryCount > 0 && (entryCount == ENTRIES_MAX || keptBytes + each > BYTES_MAX)) dropOldest();
  let tree = take(each);
  while (tree == 0 && entryCount > 0) {
    dropOldest();
    tree = take(each);
  }
  const bytes = requestBytesOf(active);
  const copy = tree != 0 ? take(bytes) : 0;
  if (copy == 0) {
    free(tree);
    return 0;
  }
  memory.copy(copy, requestOf(active), bytes);
  const entry = entryAt(entryCount++);
  store<u32>(entry, <u32>active, TYPE);
  keptBytes += each;
  store<i32>(entry, room, ROOM);
  store<u32>(entry, <u32>tree, TREE);
  store<u32>(entry, <u32>copy, COPY);
  store<u32>(entry, <u32>bytes, COPY_BYTES);
  store<u32>(entry, typesVersion, TYPES);
  store<u32>(entry, profileVersion - 1, PROFILE);
  return entry;
}

/** Brings the keys up to date. */
function refresh(entry: usize): void {
  const tree = <usize>load<u32>(entry, TREE);
  const room = load<i32>(entry, ROOM);
  const position = load<u64>(entry, POSITION);
  const isRight = load<u32>(entry, PROFILE) == profileVersion && load<u32>(entry, PATHS) == pathsVersion;
  if (!isRight || !isKept(position) || changes - position > <u64>(moduleCount >> STALE_SHIFT)) {
    clearScores(tree, room);
    for (let module = 0; module < moduleCount; module++) if (passes(module)) putScore(tree, module, keyOf(module));
    settleScores(tree, room);
    store<u32>(entry, profileVersion, PROFILE);
    store<u32>(entry, pathsVersion, PATHS);
  } else {
    for (let p = position; p < changes; p++) {
      const module = changedAt(p);
      changeScore(tree, room, module, passes(module) ? keyOf(module) : -1);
    }
  }
  store<u64>(entry, changes, POSITION);
}
