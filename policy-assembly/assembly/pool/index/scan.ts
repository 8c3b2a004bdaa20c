/**
 * Best fit by looking at every module: the yardstick of the other structures, and the fastest of them for a few hundred
 * modules. First the lowest rank of each block, without a branch; then, in the first block that has it, where.
 */
import { dimStride, freeUnits, moduleCount } from "../columns.ts";
import { dims } from "../shape.ts";
import { BLOCK, asked, askedOf, hasAsked, rankOf, ranks } from "./ranks.ts";

const BLOCK_BYTES: usize = BLOCK << 2;

/** The best module for `asked` from module `first` (or some before it) on, -1 when nothing fits. */
export function scanFrom(first: i32): i32 {
  let best: u32 = 0xffffffff;
  let bestBlock: usize = 0;
  const end = <usize>moduleCount << 2;
  const four = dims == 4;
  for (let block = <usize>(first / BLOCK) * BLOCK_BYTES; block < end; block += BLOCK_BYTES) {
    let lowest: u32;
    if (ASC_FEATURE_SIMD) lowest = four ? lowestOfFour(block) : lowestSimd(block);
    else lowest = four ? lowestPlainOfFour(block) : lowestPlain(block);
    if (lowest < best) {
      best = lowest;
      bestBlock = block;
    }
  }
  if (best == 0xffffffff) return -1;
  for (let m = <i32>(bestBlock >> 2); m < moduleCount; m++) if (rankOf(m) == <i32>best && hasAsked(m)) return m;
  return -1;
}

/** A rank that cannot win is all ones: a comparison that fails sets every bit of it. */
function lowestOfFour(block: usize): u32 {
  const a0 = v128.load32_splat(asked);
  const a1 = v128.load32_splat(asked, 4);
  const a2 = v128.load32_splat(asked, 8);
  const a3 = v128.load32_splat(asked, 12);
  let f0 = freeUnits + block;
  const f1 = dimStride;
  const f2 = dimStride << 1;
  const f3 = f1 + f2;
  let r = ranks + block;
  let x = i32x4.splat(-1);
  let y = x;
  for (const end = r + BLOCK_BYTES; r < end; r += 32) {
    let p = v128.or(i32x4.gt_s(a0, v128.load(f0)), i32x4.gt_s(a1, v128.load(f0 + f1)));
    let q = v128.or(i32x4.gt_s(a2, v128.load(f0 + f2)), i32x4.gt_s(a3, v128.load(f0 + f3)));
    x = i32x4.min_u(x, v128.or(v128.or(p, q), v128.load(r)));
    p = v128.or(i32x4.gt_s(a0, v128.load(f0, 16)), i32x4.gt_s(a1, v128.load(f0 + f1, 16)));
    q = v128.or(i32x4.gt_s(a2, v128.load(f0 + f2, 16)), i32x4.gt_s(a3, v128.load(f0 + f3, 16)));
    y = i32x4.min_u(y, v128.or(v128.or(p, q), v128.load(r, 16)));
    f0 += 32;
  }
  return across(i32x4.min_u(x, y));
}

function lowestSimd(block: usize): u32 {
  let x = i32x4.splat(-1);
  for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
    let bad = v128.load(ranks + block + at);
    let f = freeUnits + block + at;
    for (let d: usize = 0, n = <usize>dims << 2; d < n; d += 4, f += dimStride) {
      bad = v128.or(bad, i32x4.gt_s(v128.load32_splat(asked + d), v128.load(f)));
    }
    x = i32x4.min_u(x, bad);
  }
  return across(x);
}

// @ts-ignore: decorator
@inline
function across(x: v128): u32 {
  const y = i32x4.min_u(x, i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return min<u32>(<u32>i32x4.extract_lane(y, 0), <u32>i32x4.extract_lane(y, 1));
}

function lowestPlainOfFour(block: usize): u32 {
  const a0 = askedOf(0);
  const a1 = askedOf(1);
  const a2 = askedOf(2);
  const a3 = askedOf(3);
  let f0 = freeUnits + block;
  const f1 = dimStride;
  const f2 = dimStride << 1;
  const f3 = f1 + f2;
  let r = ranks + block;
  let lowest: u32 = 0xffffffff;
  for (const end = r + BLOCK_BYTES; r < end; r += 4, f0 += 4) {
    // The sign of a difference, spread over the word: all ones where too little is free.
    const bad =
      ((load<i32>(f0) - a0) | (load<i32>(f0 + f1) - a1) | (load<i32>(f0 + f2) - a2) | (load<i32>(f0 + f3) - a3)) >> 31;
    lowest = min<u32>(lowest, <u32>(bad | load<i32>(r)));
  }
  return lowest;
}

function lowestPlain(block: usize): u32 {
  let lowest: u32 = 0xffffffff;
  for (let at: usize = 0; at < BLOCK_BYTES; at += 4) {
    let bad = 0;
    let f = freeUnits + block + at;
    for (let d: usize = 0, n = <usize>dims << 2; d < n; d += 4, f += dimStride) {
      bad |= load<i32>(f) - load<i32>(asked + d);
    }
    lowest = min<u32>(lowest, <u32>((bad >> 31) | load<i32>(ranks + block + at)));
  }
  return lowest;
}
