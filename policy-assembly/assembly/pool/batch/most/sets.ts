/** The sets of modules that the requests of a batch may go to. There are few of them, so a module has them all in one word. */
import { MOST_MAX_SETS } from "../../../../abi/pool.ts";
import { classOf, moduleCount } from "../../columns.ts";
import { PASSES, placeReason } from "../../filter.ts";
import { SCRATCH_BATCH_LISTS, SCRATCH_MOST_PLACES, reserveScratch } from "../../scratch.ts";
import { CLASS_UNIT, classWord } from "../../verdicts.ts";
import { entryCount, typeAt } from "../entries.ts";
import { ask } from "../query.ts";

/** In the place of a set: no module may take the request. */
export const NO_SET = -1;
/** Outcomes of `readSets`; else the index of the request that brings one set too many. */
export const SETS_READ = -1;
export const SETS_UNKNOWN = -2;

const MASK: usize = 0; // u64 devices
const MODULE: usize = 8; // i32
const SET: usize = 12; // i32
const PLACE_BYTES: usize = 16;

let places: usize = 0;
/** u64[modules] bit s = the module is in set s. */
let sets: usize = 0;
export let setCount: i32 = 0;
const supersets = memory.data(MOST_MAX_SETS * 8, 8); // u64
const widths = memory.data(MOST_MAX_SETS * 4, 4); // i32
/** Modules in any set. */
export let unionCount: i32 = 0;

/** Types and their sets: u32 address, i32 set, in an open hash table. */
let known: usize = 0;
let knownPlaces: u32 = 0;
const KNOWN_SET: usize = 4;
const KNOWN_BYTES: usize = 8;

// @ts-ignore: decorator
@inline
function placeAt(index: i32): usize {
  return places + <usize>index * PLACE_BYTES;
}

/** The set of a request, NO_SET = none. */
// @ts-ignore: decorator
@inline
export function setOf(index: i32): i32 {
  return load<i32>(placeAt(index), SET);
}

/** Where a plan puts the request, -1 = nowhere. */
export function plannedModule(index: i32): i32 {
  return load<i32>(placeAt(index), MODULE);
}

export function plannedDevices(index: i32): u64 {
  return load<u64>(placeAt(index), MASK);
}

export function plan(index: i32, module: i32, mask: u64): void {
  store<i32>(placeAt(index), module, MODULE);
  store<u64>(placeAt(index), mask, MASK);
}

/** No request is put anywhere. */
export function planNothing(): void {
  for (let index = 0; index < entryCount; index++) plan(index, -1, 0);
}

/** The sets that a module is in. */
// @ts-ignore: decorator
@inline
export function setsOf(module: i32): u64 {
  return load<u64>(sets + (<usize>module << 3));
}

/** How many modules a set has. */
export function widthOf(set: i32): i32 {
  return load<i32>(widths + (<usize>set << 2));
}

/** The sets that have all modules of this one. */
export function supersetsOf(set: i32): u64 {
  return load<u64>(supersets + (<usize>set << 3));
}

/** Finds the set of every request of the batch; all of them are simple. */
export function readSets(): i32 {
  setCount = 0;
  places = reserveScratch(SCRATCH_MOST_PLACES, <u64>entryCount * PLACE_BYTES + <u64>moduleCount * 8);
  if (places == 0 || !openKnown()) return SETS_UNKNOWN;
  sets = places + <usize>entryCount * PLACE_BYTES;
  memory.fill(sets, 0, <usize>moduleCount << 3);
  for (let index = 0; index < entryCount; index++) {
    const entry = find(typeAt(index));
    if (load<u32>(entry) == 0) {
      if (!ask(index)) return SETS_UNKNOWN;
      const set = readSet();
      if (set == MOST_MAX_SETS) return index;
      store<u32>(entry, <u32>typeAt(index));
      store<i32>(entry, set, KNOWN_SET);
    }
    plan(index, -1, 0);
    store<i32>(placeAt(index), load<i32>(entry, KNOWN_SET), SET);
  }
  measure();
  return SETS_READ;
}

function openKnown(): bool {
  knownPlaces = 64;
  while (knownPlaces < <u32>entryCount * 2) knownPlaces <<= 1;
  known = reserveScratch(SCRATCH_BATCH_LISTS, <u64>knownPlaces * KNOWN_BYTES);
  if (known != 0) memory.fill(known, 0, <usize>knownPlaces * KNOWN_BYTES);
  return known != 0;
}

/** The place of a type, or the empty one where it would stand. */
function find(type: usize): usize {
  let place = (<u32>type * 0x9e3779b1 >> 7) & (knownPlaces - 1);
  let entry = known + <usize>place * KNOWN_BYTES;
  while (load<u32>(entry) != <u32>type && load<u32>(entry) != 0) {
    place = (place + 1) & (knownPlaces - 1);
    entry = known + <usize>place * KNOWN_BYTES;
  }
  return entry;
}

/** Whether the request under decision may lie on the module when there is room. */
function mayLieOn(module: i32): bool {
  return placeReason(module) == PASSES && (classWord(classOf(module)) & CLASS_UNIT) == 0;
}

/** The set of the request under decision, which may be a new one; MOST_MAX_SETS = one too many. */
function readSet(): i32 {
  let same = setCount == MOST_MAX_SETS ? ~(<u64>0) : (<u64>1 << setCount) - 1;
  let any = false;
  for (let module = 0; module < moduleCount; module++) {
    const inside = mayLieOn(module);
    any = any || inside;
    same &= inside ? setsOf(module) : ~setsOf(module);
  }
  if (!any) return NO_SET;
  if (same != 0) return <i32>ctz<u64>(same);
  if (setCount == MOST_MAX_SETS) return MOST_MAX_SETS;
  const bit = <u64>1 << setCount;
  for (let module = 0; module < moduleCount; module++) {
    if (mayLieOn(module)) store<u64>(sets + (<usize>module << 3), setsOf(module) | bit);
  }
  return setCount++;
}

function measure(): void {
  unionCount = 0;
  memory.fill(widths, 0, MOST_MAX_SETS * 4);
  memory.fill(supersets, 0xff, MOST_MAX_SETS * 8);
  for (let module = 0; module < moduleCount; module++) {
    unionCount += i32(setsOf(module) != 0);
    for (let rest = setsOf(module); rest != 0; rest &= rest - 1) {
      const set = <i32>ctz<u64>(rest);
      store<i32>(widths + (<usize>set << 2), widthOf(set) + 1);
      store<u64>(supersets + (<usize>set << 3), supersetsOf(set) & setsOf(module));
    }
  }
}

/** How many sets have fewer modules. */
export function rankOf(set: i32): i32 {
  let rank = 0;
  for (let other = 0; other < setCount; other++) rank += i32(widthOf(other) < widthOf(set));
  return rank;
}
