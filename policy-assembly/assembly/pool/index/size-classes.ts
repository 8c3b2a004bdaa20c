/**
 * The modules of a pool with one dimension and not many different numbers of free units: a set of modules for each
 * number, and the set of the numbers that have modules.
 */
import { allocate } from "../../arena.ts";
import { freeOf } from "../columns.ts";
import { quotaOf } from "../norms.ts";
import { moduleRoom, scaleOf } from "../shape.ts";
import { add, first, firstFrom, openShape, remove } from "./bits.ts";
import { rankOf } from "./ranks.ts";

/** What all sets together may take. */
const BYTES_MAX: u64 = 64 << 20;

const moduleShape: usize = memory.data(16, 16);
const sizeShape: usize = memory.data(16, 16);
/** 0 = there are no size classes. */
let sets: usize = 0;
let setBytes: usize = 0;
let sizes: usize = 0;
let sizeCount: i32 = 0;
/** i32[room] the size class a module is in, -1 = none. */
let members: usize = 0;
/** No two sizes rank alike. */
let distinct: bool = false;

export function closeSizeClasses(): void {
  sets = 0;
}

/** Empty classes for the pool. False when they would take too much, or memory is exhausted. */
export function openSizeClasses(): bool {
  sets = 0;
  // No module can have more free than the scale.
  const count = <u64>scaleOf(0) + 1;
  const each = openShape(moduleShape, moduleRoom);
  if (each * count > BYTES_MAX) return false;
  const all = openShape(sizeShape, <i32>count);
  sizes = allocate(all);
  members = allocate(<u64>moduleRoom << 2);
  const at = allocate(each * count);
  if (sizes == 0 || members == 0 || at == 0) return false;
  memory.fill(sizes, 0, <usize>all);
  memory.fill(members, 0xff, <usize>moduleRoom << 2);
  memory.fill(at, 0, <usize>(each * count));
  sets = at;
  setBytes = <usize>each;
  sizeCount = <i32>count;
  distinct = quotaOf(0) >= <u64>scaleOf(0);
  return true;
}

/** The best fit for so many units, -1 when nothing fits. */
// @ts-ignore: decorator
@inline
export function searchSizeClasses(units: i32): i32 {
  if (units >= sizeCount) return -1;
  const size = firstFrom(sizeShape, sizes, units);
  if (size < 0) return -1;
  const best = <i32>first(moduleShape, sets + <usize>size * setBytes);
  return distinct ? best : lowestLike(size, best);
}

/** Sizes that differ may rank alike where the scale is finer than a rank: then the lowest index counts. */
function lowestLike(size: i32, best: i32): i32 {
  const rank = rankOf(best);
  while (size + 1 < sizeCount) {
    size = firstFrom(sizeShape, sizes, size + 1);
    if (size < 0) return best;
    const module = <i32>first(moduleShape, sets + <usize>size * setBytes);
    if (rankOf(module) != rank) return best;
    best = min(best, module);
  }
  return best;
}

/** The module's free units or rank may have changed. */
// @ts-ignore: decorator
@inline
export function updateSizeClasses(module: i32, rank: i32): void {
  const at = members + (<usize>module << 2);
  const old = load<i32>(at);
  const size = rank < 0 ? -1 : freeOf(module, 0);
  if (size == old) return;
  store<i32>(at, size);
  if (old >= 0 && remove(moduleShape, sets + <usize>old * setBytes, module)) remove(sizeShape, sizes, old);
  if (size >= 0 && add(moduleShape, sets + <usize>size * setBytes, module)) add(sizeShape, sizes, size);
}
