/** Keeps what forks know of their sides true. */
import { dims } from "../shape.ts";
import { shareOf } from "./bounds.ts";
import { unitsOf } from "./codes.ts";
import {
  childOf, highsOf, indexOfSide, isLeaf, leafAt, lowBytes, lowsOf, parentOf, rankOfSide, setFirst, sideOf,
} from "./tree-forks.ts";
import { firstIn, highestIn, indexAt, lowestIn, rankAt } from "./tree-leaves.ts";

/** The module that comes or goes: i16[8] codes and i32[8] shares of these, those of unused dimensions 0. */
export const codes: usize = memory.data(16, 16);
const lows: usize = memory.data(32, 16);

export function openSummary(): void {
  memory.fill(codes, 0, 16);
  memory.fill(lows, 0, 32);
}

// @ts-ignore: decorator
@inline
function lowOf(d: i32, code: i32): i32 {
  return shareOf(d, unitsOf(code));
}

function workOutLows(): void {
  for (let d = 0; d < dims; d++) store<i32>(lows + (<usize>d << 2), lowOf(d, load<i16>(codes + (<usize>d << 1))));
}

/** A module with `codes` came under `block`: widens what stands above, as far up as it changes. */
export function widen(block: usize, rank: i32, index: i32): void {
  workOutLows();
  for (let fork = parentOf(block); fork != 0; block = fork, fork = parentOf(block)) {
    const side = sideOf(block);
    let changed = false;
    if (ASC_FEATURE_SIMD) changed = widenSimd(highsOf(fork, side), lowsOf(fork, side));
    else changed = widenPlain(highsOf(fork, side), lowsOf(fork, side));
    const r = rankOfSide(fork, side);
    if (rank < r || (rank == r && index < indexOfSide(fork, side))) {
      setFirst(fork, side, rank, index);
      changed = true;
    }
    if (!changed) return;
  }
}

// @ts-ignore: decorator
@inline
function widenSimd(high: usize, low: usize): bool {
  let changed = false;
  const x = v128.load(codes);
  const h = v128.load(high);
  if (v128.any_true(i16x8.gt_s(x, h))) {
    v128.store(high, i16x8.max_s(x, h));
    changed = true;
  }
  for (let c: usize = 0, n = lowBytes; c < n; c += 16) {
    const y = v128.load(lows + c);
    const l = v128.load(low + c);
    if (!v128.any_true(i32x4.gt_s(l, y))) continue;
    v128.store(low + c, i32x4.min_s(y, l));
    changed = true;
  }
  return changed;
}

function widenPlain(high: usize, low: usize): bool {
  let changed = false;
  for (let d: usize = 0, n = <usize>dims; d < n; d++) {
    const code = load<i16>(codes + (d << 1));
    if (code > load<i16>(high + (d << 1))) {
      store<i16>(high + (d << 1), code);
      changed = true;
    }
    const share = load<i32>(lows + (d << 2));
    if (share < load<i32>(low + (d << 2))) {
      store<i32>(low + (d << 2), share);
      changed = true;
    }
  }
  return changed;
}

/** A module with `codes` left a leaf that is not empty: narrows what stands above, as far up as it changes. */
export function narrow(leaf: usize, index: i32): void {
  const fork = parentOf(leaf);
  if (fork == 0) return;
  workOutLows();
  const side = sideOf(leaf);
  let changed = false;
  for (let d = 0; d < dims; d++) {
    const high = highsOf(fork, side) + (<usize>d << 1);
    const code = load<i16>(codes + (<usize>d << 1));
    if (code == load<i16>(high)) {
      const highest = <i16>highestIn(leaf, d);
      store<i16>(high, highest);
      changed = changed || highest != code;
    }
    const low = lowsOf(fork, side) + (<usize>d << 2);
    const share = load<i32>(lows + (<usize>d << 2));
    if (share == load<i32>(low)) {
      const lowest = lowOf(d, lowestIn(leaf, d));
      store<i32>(low, lowest);
      changed = changed || lowest != share;
    }
  }
  if (index == indexOfSide(fork, side)) {
    const slot = firstIn(leaf);
    setFirst(fork, side, rankAt(leaf, slot), indexAt(leaf, slot));
    changed = true;
  }
  if (changed) refresh(fork);
}

/** The sides of `fork` changed: works out afresh what stands above, as far up as it changes. */
export function refresh(fork: usize): void {
  for (let parent = parentOf(fork); parent != 0; fork = parent, parent = parentOf(fork)) {
    if (!summarizeFork(parent, sideOf(fork), fork)) return;
  }
}

/** True when something changed. */
function summarizeFork(parent: usize, side: i32, fork: usize): bool {
  const high = highsOf(parent, side);
  const low = lowsOf(parent, side);
  let changed = false;
  if (ASC_FEATURE_SIMD) {
    const h = i16x8.max_s(v128.load(highsOf(fork, 0)), v128.load(highsOf(fork, 1)));
    changed = v128.any_true(v128.xor(h, v128.load(high)));
    v128.store(high, h);
    for (let c: usize = 0, n = lowBytes; c < n; c += 16) {
      const l = i32x4.min_s(v128.load(lowsOf(fork, 0) + c), v128.load(lowsOf(fork, 1) + c));
      changed = v128.any_true(v128.xor(l, v128.load(low + c))) || changed;
      v128.store(low + c, l);
    }
  } else {
    for (let d: usize = 0, n = <usize>dims; d < n; d++) {
      const h = max<i16>(load<i16>(highsOf(fork, 0) + (d << 1)), load<i16>(highsOf(fork, 1) + (d << 1)));
      const l = min<i32>(load<i32>(lowsOf(fork, 0) + (d << 2)), load<i32>(lowsOf(fork, 1) + (d << 2)));
      changed = changed || h != load<i16>(high + (d << 1)) || l != load<i32>(low + (d << 2));
      store<i16>(high + (d << 1), h);
      store<i32>(low + (d << 2), l);
    }
  }
  let rank = rankOfSide(fork, 0);
  let index = indexOfSide(fork, 0);
  const r = rankOfSide(fork, 1);
  const x = indexOfSide(fork, 1);
  if (r < rank || (r == rank && x < index)) {
    rank = r;
    index = x;
  }
  changed = changed || rank != rankOfSide(parent, side) || index != indexOfSide(parent, side);
  setFirst(parent, side, rank, index);
  return changed;
}

/** Works out afresh what a fork knows of one side; a leaf there is not empty. */
export function summarize(fork: usize, side: i32): void {
  const node = childOf(fork, side);
  if (!isLeaf(node)) {
    summarizeFork(fork, side, node);
    return;
  }
  const leaf = leafAt(node);
  for (let d = 0; d < dims; d++) {
    store<i16>(highsOf(fork, side) + (<usize>d << 1), <i16>highestIn(leaf, d));
    store<i32>(lowsOf(fork, side) + (<usize>d << 2), lowOf(d, lowestIn(leaf, d)));
  }
  const slot = firstIn(leaf);
  setFirst(fork, side, rankAt(leaf, slot), indexAt(leaf, slot));
}
