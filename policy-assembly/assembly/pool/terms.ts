/**
 * Affinity and anti-affinity. For each term the scope ids that its allocation or group lies in are gathered once per
 * decision into a small hash set; then a module costs one look per term.
 */
import {
  SCOPE_MODULE, SCOPE_POD, SCOPE_RACK, SCOPE_ZONE, TERMS_MAX, TERM_BYTES, TERM_GROUP, TERM_ID, TERM_KIND, TERM_SCOPE,
} from "../../abi/pool.ts";
import { firstOfGroup, moduleOf, nextOfGroup, partAt, partCountOf } from "./allocations.ts";
import { domainOf, zoneOf } from "./columns.ts";
import { heldCount, heldModule } from "./held.ts";
import { affinityCount, antiCount, terms } from "./request.ts";
import { SCRATCH_TERMS, reserveScratch } from "./scratch.ts";
import { blockOf } from "./slots.ts";
import { podOf, rackOf } from "./topology.ts";

const SET: usize = 0; // u32 address of u32 scope ids
const PLACES: usize = 4; // u32 a power of two; 0 = the term holds anywhere
const SCOPE: usize = 8; // i32
const TERM_SET_BYTES: usize = 16;
const sets = memory.data(2 * TERMS_MAX * 16, 8);

const EMPTY: u32 = 0xffffffff;
/** Marks a module that is a domain of its own; domain ids stay below it. */
const OWN_DOMAIN: u32 = 0x80000000;

let setCount: i32 = 0;

/** What modules of one scope have in common. */
function scopeId(module: i32, scope: i32): u32 {
  if (scope == SCOPE_MODULE) return <u32>module;
  if (scope == SCOPE_ZONE) return <u32>zoneOf(module);
  if (scope == SCOPE_RACK) return <u32>rackOf(zoneOf(module));
  if (scope == SCOPE_POD) return <u32>podOf(zoneOf(module));
  const domain = domainOf(module);
  return domain < 0 ? OWN_DOMAIN | <u32>module : <u32>domain;
}

/** The place of an id in a set, or the empty one where it would stand. */
// @ts-ignore: decorator
@inline
function find(set: usize, places: u32, id: u32): usize {
  let place = (id * 0x9e3779b1 >> 7) & (places - 1);
  let at = set + (<usize>place << 2);
  while (load<u32>(at) != id && load<u32>(at) != EMPTY) {
    place = (place + 1) & (places - 1);
    at = set + (<usize>place << 2);
  }
  return at;
}

function isGroup(term: usize): bool {
  return load<i32>(term, TERM_KIND) == TERM_GROUP;
}

function firstMeant(term: usize): usize {
  const id = load<u32>(term, TERM_ID);
  return isGroup(term) ? firstOfGroup(<i32>id) : blockOf(id);
}

function nextMeant(term: usize, block: usize): usize {
  return isGroup(term) ? nextOfGroup(block) : 0;
}

/**
 * Gathers the sets of the request under decision. Parts of the allocation at `moving` (0 = none) do not count.
 * False when memory is exhausted.
 */
export function openTerms(moving: usize): bool {
  setCount = affinityCount + antiCount;
  if (setCount == 0) return true;
  let total: u64 = 0;
  for (let k = 0; k < setCount; k++) total += sizeSet(k, moving);
  let next = reserveScratch(SCRATCH_TERMS, total << 2);
  if (next == 0) return false;
  for (let k = 0; k < setCount; k++) next = fillSet(k, moving, next);
  return true;
}

/** Counts the parts a term means; answers the places its set needs. */
function sizeSet(k: i32, moving: usize): u64 {
  const term = terms + <usize>k * TERM_BYTES;
  const own = sets + <usize>k * TERM_SET_BYTES;
  let parts: u64 = 0;
  for (let block = firstMeant(term); block != 0; block = nextMeant(term, block)) {
    if (block != moving) parts += placedParts(block);
  }
  // A part on the move is still at its source as well until its wave ends: that keeps others away, but draws none.
  if (k >= affinityCount) {
    for (let h = 0; h < heldCount; h++) parts += u64(heldModule(h, isGroup(term), load<u32>(term, TERM_ID), moving) >= 0);
  }
  // Affinity to a group without parts holds anywhere; to an allocation without parts, nowhere; anti-affinity to either, anywhere.
  const holds = parts == 0 && (k >= affinityCount || isGroup(term));
  let places: u64 = 0;
  if (!holds) {
    places = 4;
    while (places < parts * 2) places <<= 1;
  }
  store<u32>(own, <u32>places, PLACES);
  store<i32>(own, load<i32>(term, TERM_SCOPE), SCOPE);
  return places;
}

/** Parts of an allocation that lie on a module: in a question of what would be, some are nowhere. */
function placedParts(block: usize): u64 {
  let placed: u64 = 0;
  for (let p = 0, parts = partCountOf(block); p < parts; p++) placed += u64(moduleOf(partAt(block, p)) >= 0);
  return placed;
}

function add(set: usize, places: u32, id: u32): void {
  store<u32>(find(set, places, id), id);
}

function fillSet(k: i32, moving: usize, at: usize): usize {
  const term = terms + <usize>k * TERM_BYTES;
  const own = sets + <usize>k * TERM_SET_BYTES;
  const places = load<u32>(own, PLACES);
  store<u32>(own, <u32>at, SET);
  if (places == 0) return at;
  memory.fill(at, 0xff, <usize>places << 2);
  for (let block = firstMeant(term); block != 0; block = nextMeant(term, block)) {
    if (block == moving) continue;
    for (let p = 0, parts = partCountOf(block); p < parts; p++) {
      const module = moduleOf(partAt(block, p));
      if (module >= 0) add(at, places, scopeId(module, load<i32>(term, TERM_SCOPE)));
    }
  }
  if (k < affinityCount) return at + (<usize>places << 2);
  for (let h = 0; h < heldCount; h++) {
    const module = heldModule(h, isGroup(term), load<u32>(term, TERM_ID), moving);
    if (module >= 0) add(at, places, scopeId(module, load<i32>(term, TERM_SCOPE)));
  }
  return at + (<usize>places << 2);
}

/** Whether what the k-th term means shares its scope with the module; -1 when that does not matter. */
function shares(k: i32, module: i32): i32 {
  const own = sets + <usize>k * TERM_SET_BYTES;
  const places = load<u32>(own, PLACES);
  if (places == 0) return -1;
  const id = scopeId(module, load<i32>(own, SCOPE));
  return i32(load<u32>(find(load<u32>(own, SET), places, id)) == id);
}

/** Whether a term of affinity keeps the module out. */
export function failsAffinity(module: i32): bool {
  for (let k = 0; k < affinityCount; k++) if (shares(k, module) == 0) return true;
  return false;
}

/** Whether a term of anti-affinity keeps the module out. */
export function failsAnti(module: i32): bool {
  for (let k = affinityCount; k < setCount; k++) if (shares(k, module) == 1) return true;
  return false;
}
