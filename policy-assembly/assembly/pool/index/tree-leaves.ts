/**
 * Leaves of the tree: up to 16 modules in columns, so that all are judged at once: the codes of their free units per
 * dimension (i16[dims][16]), their ranks and their indexes (i32[16] each). A free slot has codes -1.
 */
import { dims } from "../shape.ts";
import { makeLeafBlock } from "./tree-blocks.ts";

export const SLOTS = 16;
export const FULL: u32 = (1 << SLOTS) - 1;
/** Bytes of a column of codes. */
export const CODES: usize = 32;
export const NONE: i32 = i32.MAX_VALUE;

const USED: usize = 8; // u32 bits of the slots in use; the parent stands before: see tree-links.ts
/** Where the columns of codes start. */
export const HEADER: usize = 32;
const WORDS: usize = 64;

/** Where the columns of ranks and indexes start. */
export let rankColumn: usize = 0;
export let indexColumn: usize = 0;

/** Bytes of a leaf of this pool. */
export function openLeaves(): usize {
  rankColumn = HEADER + <usize>dims * CODES;
  indexColumn = rankColumn + WORDS;
  return indexColumn + WORDS;
}

/** An empty leaf; a block for it was reserved. */
export function makeLeaf(): usize {
  const leaf = makeLeafBlock();
  memory.fill(leaf, 0, HEADER);
  memory.fill(leaf + HEADER, 0xff, <usize>dims * CODES);
  return leaf;
}

// @ts-ignore: decorator
@inline
export function usedOf(leaf: usize): u32 {
  return load<u32>(leaf, USED);
}

// @ts-ignore: decorator
@inline
export function countOf(leaf: usize): i32 {
  return <i32>popcnt<u32>(usedOf(leaf));
}

// @ts-ignore: decorator
@inline
export function codeAt(leaf: usize, d: i32, slot: i32): i32 {
  return <i32>load<i16>(leaf + HEADER + <usize>d * CODES + (<usize>slot << 1));
}

// @ts-ignore: decorator
@inline
export function rankAt(leaf: usize, slot: i32): i32 {
  return load<i32>(leaf + rankColumn + (<usize>slot << 2));
}

// @ts-ignore: decorator
@inline
export function indexAt(leaf: usize, slot: i32): i32 {
  return load<i32>(leaf + indexColumn + (<usize>slot << 2));
}

/** Fills a free slot; `codes`: i16[dims]. Returns the slot. */
export function fill(leaf: usize, codes: usize, rank: i32, index: i32): i32 {
  const slot = <i32>ctz<u32>(~usedOf(leaf));
  const at = leaf + HEADER + (<usize>slot << 1);
  for (let d: usize = 0, n = <usize>dims; d < n; d++) store<i16>(at + d * CODES, load<i16>(codes + (d << 1)));
  store<i32>(leaf + rankColumn + (<usize>slot << 2), rank);
  store<i32>(leaf + indexColumn + (<usize>slot << 2), index);
  store<u32>(leaf, usedOf(leaf) | (1 << slot), USED);
  return slot;
}

/** Copies the codes of a slot to i16[dims]. */
export function copyCodes(leaf: usize, slot: i32, codes: usize): void {
  const at = leaf + HEADER + (<usize>slot << 1);
  for (let d: usize = 0, n = <usize>dims; d < n; d++) store<i16>(codes + (d << 1), load<i16>(at + d * CODES));
}

export function clear(leaf: usize, slot: i32): void {
  const at = leaf + HEADER + (<usize>slot << 1);
  for (let d: usize = 0, n = <usize>dims; d < n; d++) store<i16>(at + d * CODES, -1);
  store<u32>(leaf, usedOf(leaf) & ~(1 << slot), USED);
}

/** The highest code of a dimension. */
export function highestIn(leaf: usize, d: i32): i32 {
  const column = leaf + HEADER + <usize>d * CODES;
  if (ASC_FEATURE_SIMD) {
    let x = i16x8.max_s(v128.load(column), v128.load(column, 16));
    x = i16x8.max_s(x, i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    x = i16x8.max_s(x, i8x16.shuffle(x, x, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
    return max<i32>(i16x8.extract_lane_s(x, 0), i16x8.extract_lane_s(x, 1));
  }
  let highest = -1;
  for (let c: usize = 0; c < CODES; c += 2) highest = max<i32>(highest, load<i16>(column + c));
  return highest;
}

/** The lowest code of a dimension: free slots hold what is highest when there are no signs. */
export function lowestIn(leaf: usize, d: i32): i32 {
  const column = leaf + HEADER + <usize>d * CODES;
  if (ASC_FEATURE_SIMD) {
    let x = i16x8.min_u(v128.load(column), v128.load(column, 16));
    x = i16x8.min_u(x, i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    x = i16x8.min_u(x, i8x16.shuffle(x, x, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
    return <i32>min<u32>(i16x8.extract_lane_u(x, 0), i16x8.extract_lane_u(x, 1));
  }
  let lowest: u32 = 0xffff;
  for (let c: usize = 0; c < CODES; c += 2) lowest = min<u32>(lowest, load<u16>(column + c));
  return <i32>lowest;
}

/** The slot of the module with the lowest rank, ties to the lowest index; the leaf is not empty. */
export function firstIn(leaf: usize): i32 {
  let best = -1;
  let rank = NONE;
  let index = NONE;
  for (let rest = usedOf(leaf); rest != 0; rest &= rest - 1) {
    const slot = <i32>ctz<u32>(rest);
    const r = rankAt(leaf, slot);
    if (r > rank) continue;
    const x = indexAt(leaf, slot);
    if (r == rank && x > index) continue;
    rank = r;
    index = x;
    best = slot;
  }
  return best;
}
