/**
 * The modules by their free units in several dimensions: exact best fit in about a microsecond at a million modules. A
 * module that changes moves to where it now belongs, and the depth is bounded whatever happens, so that churn does not
 * wear the tree out. What the tree answers does not depend on its shape.
 */
import { freeOf } from "../columns.ts";
import { dims } from "../shape.ts";
import { codeOf } from "./codes.ts";
import { rankOf } from "./ranks.ts";
import { dropForkBlock, dropLeafBlock, openBlocks, reserveBlocks } from "./tree-blocks.ts";
import {
  BY_INDEX, bitOf, childOf, cutOf, dimOf, highsOf, isLeaf, leafAt, makeFork, openForks, orphan, parentOf, setChild, sideOf,
} from "./tree-forks.ts";
import {
  clear, codeAt, copyCodes, countOf, fill, FULL, highestIn, indexAt, lowestIn, makeLeaf, openLeaves, rankAt,
  SLOTS, usedOf,
} from "./tree-leaves.ts";
import { forget, leafOf, openPlaces, placed, setLocation, slotOf } from "./tree-places.ts";
import { codes, narrow, openSummary, refresh, summarize, widen } from "./tree-summary.ts";

/** Two leaves are joined when they have at most so many modules together: room for growth before the next cut. */
const JOINED = 10;

/** A fork, a leaf + 1, or 0: there is no tree. */
export let root: usize = 0;

/** Forgets the tree: the arena it lived in was reset, or memory ran out. */
export function closeTree(): void {
  root = 0;
}

/** An empty tree for modules below `room`. False when memory is exhausted. */
export function openTree(room: i32): bool {
  root = 0;
  openBlocks(openLeaves(), openForks(dims));
  if (!openPlaces(room) || !reserveBlocks()) return false;
  openSummary();
  root = makeLeaf() + 1;
  return true;
}

/** The index with its bits mixed: forks by index then part evenly, in whatever order modules come. */
// @ts-ignore: decorator
@inline
function scrambled(module: i32): u32 {
  return <u32>module * 0x9e3779b1;
}

// @ts-ignore: decorator
@inline
function valueOf(d: i32, module: i32): u32 {
  return d == BY_INDEX ? scrambled(module) : <u32>load<u16>(codes + (<usize>d << 1));
}

function highestBit(x: u32): u32 {
  return 31 - clz<u32>(x);
}

/** Puts `node` where `old` hung. */
function replace(old: usize, node: usize): void {
  const block = old & ~1;
  const parent = parentOf(block);
  if (parent != 0) {
    setChild(parent, sideOf(block), node);
  } else {
    root = node;
    orphan(node);
  }
}

/** The dimension in which the module differs most from one that has the codes at `at`, -1 when all are equal. */
function differing(at: usize): i32 {
  let found = -1;
  let most: u32 = 0;
  for (let d = 0; d < dims; d++) {
    const bits = <u32>load<u16>(codes + (<usize>d << 1)) ^ <u32>load<u16>(at + (<usize>d << 1));
    if (bits <= most) continue;
    most = bits;
    found = d;
  }
  return found;
}

/** Puts an open module in. False when memory is exhausted. */
function insert(module: i32): bool {
  for (let d = 0; d < dims; d++) store<i16>(codes + (<usize>d << 1), <i16>codeOf(freeOf(module, d)));
  let node = root;
  let leaf: usize = 0;
  while (!isLeaf(node)) {
    const d = dimOf(node);
    const cut = cutOf(node);
    const value = valueOf(d, module);
    if (d == BY_INDEX) {
      const at = highsOf(node, 0);
      const other = differing(at);
      if (other >= 0) {
        leaf = forkAbove(node, other, valueOf(other, module), load<u16>(at + (<usize>other << 1)));
        break;
      }
    }
    if ((value ^ cut) >> bitOf(node) > 1) {
      leaf = forkAbove(node, d, value, cut);
      break;
    }
    node = childOf(node, i32(value >= cut));
  }
  const apart = leaf != 0;
  if (!apart) leaf = leafAt(node);
  const full = usedOf(leaf) == FULL;
  if (full) leaf = cutLeaf(leaf, module);
  const rank = rankOf(module);
  setLocation(module, leaf, fill(leaf, codes, rank, module));
  if (!apart && !full) {
    widen(leaf, rank, module);
    return reserveBlocks();
  }
  const fork = parentOf(leaf);
  summarize(fork, 0);
  summarize(fork, 1);
  refresh(fork);
  return reserveBlocks();
}

/** Puts a fork above `node` that parts `value` from `other`, a value under `node`; returns the leaf for `value`. */
function forkAbove(node: usize, d: i32, value: u32, other: u32): usize {
  const bit = highestBit(value ^ other);
  const fork = makeFork(d, bit, max(value, other) >> bit << bit);
  replace(node, fork);
  const side = i32(value > other);
  const leaf = makeLeaf();
  setChild(fork, 1 - side, node);
  setChild(fork, side, leaf + 1);
  return leaf;
}

/** Cuts a full leaf across the dimension in which it and `module`, with `codes`, are widest; returns the module's leaf. */
function cutLeaf(leaf: usize, module: i32): usize {
  let d = BY_INDEX;
  let low: u32 = 0;
  let high: u32 = 0;
  for (let i = 0; i < dims; i++) {
    const value = valueOf(i, module);
    const least = min<u32>(lowestIn(leaf, i), value);
    const most = max<u32>(highestIn(leaf, i), value);
    if (most - least <= high - low) continue;
    d = i;
    low = least;
    high = most;
  }
  if (d == BY_INDEX) {
    low = high = scrambled(module);
    for (let slot = 0; slot < SLOTS; slot++) {
      const value = scrambled(indexAt(leaf, slot));
      low = min(low, value);
      high = max(high, value);
    }
  }
  const bit = highestBit(low ^ high);
  const cut = high >> bit << bit;
  const fork = makeFork(d, bit, cut);
  replace(leaf + 1, fork);
  const right = makeLeaf();
  setChild(fork, 0, leaf + 1);
  setChild(fork, 1, right + 1);
  for (let slot = 0; slot < SLOTS; slot++) {
    const value = d == BY_INDEX ? scrambled(indexAt(leaf, slot)) : <u32>codeAt(leaf, d, slot);
    if (value >= cut) move(leaf, slot, right);
  }
  return valueOf(d, module) >= cut ? right : leaf;
}

/** i16[8] the codes of a module that moves between leaves. */
const moving: usize = memory.data(16, 16);

function move(from: usize, slot: i32, to: usize): void {
  const module = indexAt(from, slot);
  copyCodes(from, slot, moving);
  setLocation(module, to, fill(to, moving, rankAt(from, slot), module));
  clear(from, slot);
}

function remove(module: i32): void {
  const leaf = leafOf(module);
  const slot = slotOf(module);
  copyCodes(leaf, slot, codes);
  clear(leaf, slot);
  forget(module);
  const fork = parentOf(leaf);
  if (fork == 0) return;
  const side = sideOf(leaf);
  const other = childOf(fork, 1 - side);
  if (usedOf(leaf) == 0) {
    dropLeafBlock(leaf);
    closeFork(fork, other);
    return;
  }
  narrow(leaf, module);
  if (!isLeaf(other) || countOf(leaf) + countOf(leafAt(other)) > JOINED) return;
  for (let rest = usedOf(leaf); rest != 0; rest &= rest - 1) move(leaf, <i32>ctz<u32>(rest), leafAt(other));
  dropLeafBlock(leaf);
  closeFork(fork, other);
}

/** Hangs what is left under a fork in its place. */
function closeFork(fork: usize, node: usize): void {
  replace(fork, node);
  dropForkBlock(fork);
  const above = parentOf(node & ~1);
  if (above == 0) return;
  if (isLeaf(node)) summarize(above, sideOf(leafAt(node)));
  refresh(isLeaf(node) ? above : node);
}

/** The module's free units, rank or state may have changed. False when memory is exhausted: the tree is of no use then. */
export function updateTree(module: i32): bool {
  if (placed(module)) remove(module);
  return rankOf(module) < 0 || insert(module);
}
