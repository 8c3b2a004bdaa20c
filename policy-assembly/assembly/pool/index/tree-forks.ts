/**
 * Forks of the tree. A fork parts its modules by one bit of their code in one dimension (or, where all codes are equal, of
 * their index, scrambled): what has the bit is on side 1. All modules under a fork agree in the bits above it, so that
 * a path has a bit at most once and no order of changes makes the tree deeper than its bits. Of each side the fork knows
 * the highest codes (i16[8]), the shares of the lowest codes (i32[4] or i32[8], see bounds.ts), the lowest rank and the
 * lowest index that has it.
 */
import { makeForkBlock } from "./tree-blocks.ts";

/** The "dimension" of a fork that parts by index. */
export const BY_INDEX = 8;

// Offsets of a fork; parent and side stand first in leaves too.
const PARENT: usize = 0; // u32 address, 0 = the root
const SIDE: usize = 4; // i32 which side of the parent
const DIM: usize = 8; // u8
const BIT: usize = 9; // u8
const CUT: usize = 12; // u32 the lowest value on side 1
const CHILD: usize = 16; // u32[2] address of a fork, or of a leaf + 1
const RANK: usize = 24; // i32[2]
const HIGHS: usize = 32; // i16[2][8]
// What a search looks at less often: from the second cache line on.
const INDEX: usize = 64; // i32[2]
const LOWS: usize = 80; // i32[2][4], or [2][8]

/** Bytes of the shares of one side: whole v128 lanes. */
export let lowBytes: usize = 0;

/** Bytes of a fork of a pool with so many dimensions. */
export function openForks(dims: i32): usize {
  lowBytes = dims <= 4 ? 16 : 32;
  return LOWS + 2 * lowBytes;
}

// @ts-ignore: decorator
@inline
export function isLeaf(node: usize): bool {
  return (node & 1) != 0;
}

// @ts-ignore: decorator
@inline
export function leafAt(node: usize): usize {
  return node - 1;
}

/** A fork without children; a block for it was reserved. */
export function makeFork(d: i32, bit: u32, cut: u32): usize {
  const fork = makeForkBlock();
  memory.fill(fork, 0, LOWS + 2 * lowBytes);
  store<u8>(fork, <u8>d, DIM);
  store<u8>(fork, <u8>bit, BIT);
  store<u32>(fork, cut, CUT);
  return fork;
}

// @ts-ignore: decorator
@inline
export function parentOf(block: usize): usize {
  return load<u32>(block, PARENT);
}

// @ts-ignore: decorator
@inline
export function sideOf(block: usize): i32 {
  return load<i32>(block, SIDE);
}

// @ts-ignore: decorator
@inline
export function dimOf(fork: usize): i32 {
  return load<u8>(fork, DIM);
}

// @ts-ignore: decorator
@inline
export function bitOf(fork: usize): u32 {
  return load<u8>(fork, BIT);
}

// @ts-ignore: decorator
@inline
export function cutOf(fork: usize): u32 {
  return load<u32>(fork, CUT);
}

// @ts-ignore: decorator
@inline
export function childOf(fork: usize, side: i32): usize {
  return load<u32>(fork + (<usize>side << 2), CHILD);
}

export function setChild(fork: usize, side: i32, node: usize): void {
  store<u32>(fork + (<usize>side << 2), <u32>node, CHILD);
  const block = node & ~1;
  store<u32>(block, <u32>fork, PARENT);
  store<i32>(block, side, SIDE);
}

export function orphan(node: usize): void {
  store<u32>(node & ~1, 0, PARENT);
}

/** Where the highest codes of a side stand. */
// @ts-ignore: decorator
@inline
export function highsOf(fork: usize, side: i32): usize {
  return fork + HIGHS + (<usize>side << 4);
}

/** Where the shares of the lowest codes of a side stand. */
// @ts-ignore: decorator
@inline
export function lowsOf(fork: usize, side: i32): usize {
  return fork + LOWS + (side ? lowBytes : 0);
}

// @ts-ignore: decorator
@inline
export function rankOfSide(fork: usize, side: i32): i32 {
  return load<i32>(fork + (<usize>side << 2), RANK);
}

// @ts-ignore: decorator
@inline
export function indexOfSide(fork: usize, side: i32): i32 {
  return load<i32>(fork + (<usize>side << 2), INDEX);
}

// @ts-ignore: decorator
@inline
export function setFirst(fork: usize, side: i32, rank: i32, index: i32): void {
  store<i32>(fork + (<usize>side << 2), rank, RANK);
  store<i32>(fork + (<usize>side << 2), index, INDEX);
}
