/** Best fit by the tree: the side with the lower bound first, and none that cannot hold a better module. */
import { passes } from "../filter.ts";
import { dims } from "../shape.ts";
import { shareOf } from "./bounds.ts";
import { INEXACT, codeOf } from "./codes.ts";
import { askedOf, hasAsked } from "./ranks.ts";
import { childOf, highsOf, indexOfSide, isLeaf, leafAt, lowBytes, lowsOf, rankOfSide } from "./tree-forks.ts";
import { CODES, HEADER, indexAt, NONE, rankAt, rankColumn, SLOTS, usedOf } from "./tree-leaves.ts";

/** What is asked for, without the zeros: u32 offset of the column in a leaf, i32 code, each. */
const wants: usize = memory.data(64, 16);
let wantsEnd: usize = 0;
/** Some amount shares its code with other amounts. */
let inexact: bool = false;
/** i16[8] the codes and i32[8] the shares of what is asked for. */
const codes: usize = memory.data(16, 16);
const shares: usize = memory.data(32, 16);
/** Modules are judged by the filters of the request under decision too. */
let checked: bool = false;
/** Modules with enough free that a filter refused. */
let rejected: i32 = 0;
const REJECTED_MAX = 256;
let bestRank: i32 = 0;
let bestIndex: i32 = 0;

/** The search was given up. */
export const GIVEN_UP = -2;

/**
 * The best module for `asked` under `root`, -1 when nothing fits. With `filtered`, only one that passes the filters, or
 * GIVEN_UP when they refuse too many.
 */
export function searchTree(root: usize, filtered: bool): i32 {
  checked = filtered;
  rejected = 0;
  let at = wants;
  inexact = false;
  // The pool before may have had more dimensions.
  store<u64>(codes, 0);
  store<u64>(codes, 0, 8);
  memory.fill(shares, 0, 32);
  for (let d = 0; d < dims; d++) {
    const amount = askedOf(d);
    const code = codeOf(amount);
    store<i16>(codes + (<usize>d << 1), <i16>code);
    store<i32>(shares + (<usize>d << 2), shareOf(d, amount));
    if (amount <= 0) continue;
    if (amount >= INEXACT) inexact = true;
    store<u32>(at, <u32>(HEADER + <usize>d * CODES));
    store<i32>(at, code, 4);
    at += 8;
  }
  wantsEnd = at;
  bestRank = bestIndex = NONE;
  visit(root);
  if (rejected == REJECTED_MAX) return GIVEN_UP;
  return bestRank == NONE ? -1 : bestIndex;
}

function visit(node: usize): void {
  while (!isLeaf(node)) {
    const zero = bound(node, 0);
    const one = bound(node, 1);
    const first = i32(one < zero || (one == zero && indexOfSide(node, 1) < indexOfSide(node, 0)));
    const near = first ? one : zero;
    if (near == NONE) return;
    const far = first ? zero : one;
    if (far == NONE) {
      node = childOf(node, first);
      continue;
    }
    visit(childOf(node, first));
    if (rejected == REJECTED_MAX) return;
    if (far > bestRank || (far == bestRank && beaten(node, 1 - first))) return;
    node = childOf(node, 1 - first);
  }
  pick(leafAt(node));
}

/** The side's bound equals the best rank so far: true when what it has of that rank comes later. */
// @ts-ignore: decorator
@inline
function beaten(fork: usize, side: i32): bool {
  return rankOfSide(fork, side) == bestRank && indexOfSide(fork, side) >= bestIndex;
}

/**
 * What no module of a side that fits can rank below: the lowest rank there, and the shares of what it must have free. NONE
 * when none can fit or be better than the best so far.
 */
// @ts-ignore: decorator
@inline
function bound(fork: usize, side: i32): i32 {
  const rank = rankOfSide(fork, side);
  if (rank > bestRank) return NONE;
  const high = highsOf(fork, side);
  const low = lowsOf(fork, side);
  let least: i32;
  if (ASC_FEATURE_SIMD) {
    if (v128.any_true(i16x8.gt_s(v128.load(codes), v128.load(high)))) return NONE;
    let x = i32x4.max_s(v128.load(shares), v128.load(low));
    if (lowBytes > 16) x = i32x4.add(x, i32x4.max_s(v128.load(shares, 16), v128.load(low, 16)));
    x = i32x4.add(x, i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    least = i32x4.extract_lane(x, 0) + i32x4.extract_lane(x, 1);
  } else {
    least = 0;
    for (let d: usize = 0, n = <usize>dims; d < n; d++) {
      if (load<i16>(codes + (d << 1)) > load<i16>(high + (d << 1))) return NONE;
      least += max<i32>(load<i32>(shares + (d << 2)), load<i32>(low + (d << 2)));
    }
  }
  least = max(least, rank);
  return least > bestRank || (least == bestRank && beaten(fork, side)) ? NONE : least;
}

function pick(leaf: usize): void {
  for (let left = candidates(leaf); left != 0; left &= left - 1) {
    const slot = <i32>ctz<u32>(left);
    const rank = rankAt(leaf, slot);
    if (rank > bestRank) continue;
    const index = indexAt(leaf, slot);
    if (rank == bestRank && index >= bestIndex) continue;
    if (inexact && !hasAsked(index)) continue;
    if (checked && !passes(index)) {
      // So that a request that fits almost nowhere does not look at every module twice.
      if (++rejected == REJECTED_MAX) return;
      continue;
    }
    bestRank = rank;
    bestIndex = index;
  }
}

/** Bits of the slots that may have enough free and do not rank above the best so far. */
// @ts-ignore: decorator
@inline
function candidates(leaf: usize): u32 {
  const ranks = leaf + rankColumn;
  if (ASC_FEATURE_SIMD) {
    const rank = i32x4.splat(bestRank);
    let a = i16x8.narrow_i32x4_s(i32x4.gt_s(v128.load(ranks), rank), i32x4.gt_s(v128.load(ranks, 16), rank));
    let b = i16x8.narrow_i32x4_s(i32x4.gt_s(v128.load(ranks, 32), rank), i32x4.gt_s(v128.load(ranks, 48), rank));
    for (let want = wants, end = wantsEnd; want < end; want += 8) {
      const column = leaf + <usize>load<u32>(want);
      const code = v128.load16_splat(want, 4);
      a = v128.or(a, i16x8.gt_s(code, v128.load(column)));
      b = v128.or(b, i16x8.gt_s(code, v128.load(column, 16)));
    }
    return ~i8x16.bitmask(i8x16.narrow_i16x8_s(a, b)) & usedOf(leaf);
  }
  let bits: u32 = 0;
  for (let slot = 0; slot < SLOTS; slot++) {
    let good = i32(load<i32>(ranks + (<usize>slot << 2)) <= bestRank);
    for (let want = wants, end = wantsEnd; want < end; want += 8) {
      good &= i32(<i32>load<i16>(leaf + <usize>load<u32>(want) + (<usize>slot << 1)) >= load<i32>(want, 4));
    }
    bits |= <u32>good << slot;
  }
  return bits & usedOf(leaf);
}
