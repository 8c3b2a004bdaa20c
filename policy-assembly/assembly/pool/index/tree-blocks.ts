/** Memory for the nodes of the tree: two sizes of blocks, each with a list of those that are free. */
import { allocate } from "../../arena.ts";

/** Two cache lines, which are fetched together. */
const LINE: usize = 128;
/** Blocks are asked for in lots, so that the arena is not asked too often. */
const LOT: usize = 64;

let leafBytes: usize = 0;
let forkBytes: usize = 0;
let freeLeaves: usize = 0;
let freeForks: usize = 0;
/** Bytes of all lots. */
export let blockBytes: u64 = 0;

export function openBlocks(bytesOfLeaf: usize, bytesOfFork: usize): void {
  leafBytes = (bytesOfLeaf + 63) & ~63;
  forkBytes = (bytesOfFork + 63) & ~63;
  freeLeaves = freeForks = 0;
  blockBytes = 0;
}

/** True when a leaf and a fork can be made; false when memory is exhausted. */
export function reserveBlocks(): bool {
  if (freeLeaves == 0) {
    let at = lot(leafBytes);
    if (at == 0) return false;
    for (let i: usize = 0; i < LOT; i++, at += leafBytes) dropLeafBlock(at);
  }
  if (freeForks == 0) {
    let at = lot(forkBytes);
    if (at == 0) return false;
    for (let i: usize = 0; i < LOT; i++, at += forkBytes) dropForkBlock(at);
  }
  return true;
}

function lot(bytes: usize): usize {
  const all = <u64>(bytes * LOT + LINE);
  const at = allocate(all);
  if (at != 0) blockBytes += all;
  return (at + LINE - 1) & ~(LINE - 1);
}

export function makeLeafBlock(): usize {
  const at = freeLeaves;
  freeLeaves = load<u32>(at);
  return at;
}

export function makeForkBlock(): usize {
  const at = freeForks;
  freeForks = load<u32>(at);
  return at;
}

export function dropLeafBlock(at: usize): void {
  store<u32>(at, <u32>freeLeaves);
  freeLeaves = at;
}

export function dropForkBlock(at: usize): void {
  store<u32>(at, <u32>freeForks);
  freeForks = at;
}
