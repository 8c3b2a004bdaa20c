/** Spanning: one dimension over several modules, the widest first, the last piece by key. */
import { PART_BYTES, PART_MODULE, REQUEST_DISTINCT_DOMAINS } from "../../abi/pool.ts";
import { maxUnitOf, minUnitOf, stepOf } from "./classes.ts";
import { classOf, domainOf, freeOf, moduleCount } from "./columns.ts";
import { clearDecision, decideOn, decided, decidedCount } from "./decision.ts";
import { wantUnits, wantedOf } from "./demand.ts";
import { PASSES, placeReason } from "./filter.ts";
import { active, flags, maxDrms } from "./request.ts";
import { keyOf } from "./score.ts";
import { SCRATCH_SPAN, reserveScratch } from "./scratch.ts";
import { dims } from "./shape.ts";
import { listedCountOf, listedOf } from "./types.ts";

/** A max-heap of u64: usable << 24 | (2^24 - 1 - module), so the widest comes first and then the lowest index. */
let heap: usize = 0;
let heapCount: i32 = 0;
const MODULE_BITS: u64 = 24;
const MODULE_MASK: u64 = 0xffffff;

// @ts-ignore: decorator
@inline
function moduleIn(entry: u64): i32 {
  return <i32>(MODULE_MASK - (entry & MODULE_MASK));
}

// @ts-ignore: decorator
@inline
function usableIn(entry: u64): i32 {
  return <i32>(entry >> MODULE_BITS);
}

// @ts-ignore: decorator
@inline
function entryAt(k: i32): u64 {
  return load<u64>(heap + (<usize>k << 3));
}

function sift(root: i32): void {
  const entry = entryAt(root);
  for (;;) {
    let child = root * 2 + 1;
    if (child >= heapCount) break;
    if (child + 1 < heapCount && entryAt(child + 1) > entryAt(child)) child++;
    if (entryAt(child) <= entry) break;
    store<u64>(heap + (<usize>root << 3), entryAt(child));
    root = child;
  }
  store<u64>(heap + (<usize>root << 3), entry);
}

/** The most of the dimension that the module's class would give out of it. */
export function usableOf(module: i32, dim: i32): i32 {
  const c = classOf(module);
  const most = min<i32>(freeOf(module, dim), maxUnitOf(c, dim));
  const usable = most - most % stepOf(c, dim);
  return usable < minUnitOf(c, dim) ? 0 : usable;
}

function gather(dim: i32): bool {
  const listed = listedOf(active);
  const count = listed == 0 ? moduleCount : listedCountOf(active);
  heap = reserveScratch(SCRATCH_SPAN, <u64>count << 3);
  if (heap == 0) return false;
  heapCount = 0;
  for (let k = 0; k < count; k++) {
    const module = listed == 0 ? k : load<i32>(listed + (<usize>k << 2));
    const usable = usableOf(module, dim);
    if (usable == 0 || placeReason(module) != PASSES) continue;
    store<u64>(heap + (<usize>(heapCount++) << 3), <u64>usable << MODULE_BITS | (MODULE_MASK - <u64>module));
  }
  for (let root = (heapCount >> 1) - 1; root >= 0; root--) sift(root);
  return true;
}

function dropFirst(): void {
  heapCount--;
  if (heapCount == 0) return;
  store<u64>(heap, entryAt(heapCount));
  sift(0);
}

/** Whether a piece lies in the module's failure domain, where that matters. */
function isDomainUsed(module: i32): bool {
  const domain = domainOf(module);
  if ((flags & REQUEST_DISTINCT_DOMAINS) == 0 || domain < 0) return false;
  for (let k = 0; k < decidedCount; k++) {
    if (domainOf(load<i32>(decided + <usize>k * PART_BYTES, PART_MODULE)) == domain) return true;
  }
  return false;
}

/** The module not walked yet that takes all of `rest` with the best key, -1 = none. */
function finisher(dim: i32, rest: i32): i32 {
  let winner = -1;
  let highest: i64 = -1;
  for (let k = 0; k < heapCount; k++) {
    const entry = entryAt(k);
    if (usableIn(entry) < rest) continue;
    const module = moduleIn(entry);
    const c = classOf(module);
    if (rest % stepOf(c, dim) != 0 || rest < minUnitOf(c, dim) || isDomainUsed(module)) continue;
    const key = keyOf(module);
    if (key < highest || (key == highest && module > winner)) continue;
    highest = key;
    winner = module;
  }
  return winner;
}

/** Decides on pieces for the request's one dimension, or on none. The demand is the request's own. False when memory is exhausted. */
export function span(): bool {
  let dim = 0;
  while (dim < dims - 1 && wantedOf(dim) == 0) dim++;
  let rest = wantedOf(dim);
  if (!gather(dim)) return false;
  while (decidedCount < maxDrms) {
    wantUnits(dim, rest);
    const last = finisher(dim, rest);
    if (last >= 0) {
      decideOn(last);
      return true;
    }
    const given = giveNext(dim, rest);
    if (given == 0) break;
    rest -= given;
  }
  clearDecision();
  return true;
}

/** Decides on the next contributor's piece of `rest`; 0 = there is none left. */
function giveNext(dim: i32, rest: i32): i32 {
  while (heapCount > 0) {
    const entry = entryAt(0);
    dropFirst();
    const module = moduleIn(entry);
    if (isDomainUsed(module)) continue;
    const c = classOf(module);
    const most = min<i32>(usableIn(entry), rest);
    const given = most - most % stepOf(c, dim);
    if (given == 0 || given < minUnitOf(c, dim)) continue;
    wantUnits(dim, given);
    decideOn(module);
    return given;
  }
  return 0;
}
