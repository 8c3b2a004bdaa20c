/**
 * What best fit goes by. The rank of an open module is s(module); of one that takes nothing new (not online, critical,
 * barred, or holding an exclusive part) -1. The best fit is the open module with enough free and the lowest rank, ties
 * to the lowest index.
 */
import { HEALTH_CRITICAL, HEALTH_SHIFT, STATE_ONLINE } from "../../../abi/pool.ts";
import { allocate } from "../../arena.ts";
import { freeOf, marksOf, moduleCount, stateOf, sumOf } from "../columns.ts";
import { dims, moduleRoom } from "../shape.ts";

/** Modules that a block of a scan covers. */
export const BLOCK = 512;

/** i32 per module, -1 behind the last up to a whole block; 0 = not kept. */
export let ranks: usize = 0;

/** What is asked for, i32[8] units; dimensions not asked for are 0. */
export const asked: usize = memory.data(32, 16);

/** Forgets the ranks: the arena was reset. */
export function closeRanks(): void {
  ranks = 0;
}

/** Works out the ranks of all modules; false when memory is exhausted. */
export function openRanks(): bool {
  const bytes = ((<u64>moduleRoom + BLOCK - 1) & ~<u64>(BLOCK - 1)) << 2;
  const at = allocate(bytes);
  if (at == 0) return false;
  memory.fill(at, 0xff, <usize>bytes);
  ranks = at;
  for (let module = 0; module < moduleCount; module++) updateRank(module, sumOf(module));
  return true;
}

// @ts-ignore: decorator
@inline
function isOpen(module: i32): bool {
  const state = stateOf(module);
  return marksOf(module) == 0 && (state & ((1 << HEALTH_SHIFT) - 1)) == STATE_ONLINE
    && state >> HEALTH_SHIFT != HEALTH_CRITICAL;
}

/** The module's sum, state or marks may have changed. Returns its rank. */
// @ts-ignore: decorator
@inline
export function updateRank(module: i32, sum: i32): i32 {
  const rank = isOpen(module) ? sum : -1;
  store<i32>(ranks + (<usize>module << 2), rank);
  return rank;
}

// @ts-ignore: decorator
@inline
export function rankOf(module: i32): i32 {
  return load<i32>(ranks + (<usize>module << 2));
}

// @ts-ignore: decorator
@inline
export function askedOf(d: i32): i32 {
  return load<i32>(asked + (<usize>d << 2));
}

/** Whether the module has what is asked for. */
export function hasAsked(module: i32): bool {
  for (let d = 0; d < dims; d++) if (freeOf(module, d) < askedOf(d)) return false;
  return true;
}
