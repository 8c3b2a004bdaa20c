/** Sorting by keys: pairs of a u64 key and a u32 value, the least key first, equal keys in the order in which they came. */
import { SCRATCH_BATCH_ORDER, reserveScratch } from "../scratch.ts";

const KEY: usize = 0; // u64
const VALUE: usize = 8; // u32
const PAIR_BYTES: usize = 16;

let pairs: usize = 0;
let spare: usize = 0;
export let pairCount: i32 = 0;

/** Starts with none, with room for so many; false when memory is exhausted. */
export function openPairs(room: i32): bool {
  pairCount = 0;
  const half = <u64>room * PAIR_BYTES;
  pairs = reserveScratch(SCRATCH_BATCH_ORDER, half * 2);
  spare = pairs + <usize>half;
  return pairs != 0;
}

// @ts-ignore: decorator
@inline
function pairAt(k: i32): usize {
  return pairs + <usize>k * PAIR_BYTES;
}

export function addPair(key: u64, value: i32): void {
  const pair = pairAt(pairCount++);
  store<u64>(pair, key, KEY);
  store<i32>(pair, value, VALUE);
}

// @ts-ignore: decorator
@inline
export function valueAt(k: i32): i32 {
  return load<i32>(pairAt(k), VALUE);
}

/** Gives the k-th pair another key, for sorting again. */
export function setKeyAt(k: i32, key: u64): void {
  store<u64>(pairAt(k), key, KEY);
}

/** Merges neighbouring runs, from one buffer to the other, until one is left. */
export function sortPairs(): void {
  const count = <usize>pairCount;
  for (let width: usize = 1; width < count; width <<= 1) {
    for (let first: usize = 0; first < count; first += width << 1) {
      merge(first, min<usize>(first + width, count), min<usize>(first + (width << 1), count));
    }
    const sorted = spare;
    spare = pairs;
    pairs = sorted;
  }
}

function merge(first: usize, middle: usize, end: usize): void {
  let a = pairs + first * PAIR_BYTES;
  let b = pairs + middle * PAIR_BYTES;
  const aEnd = b;
  const bEnd = pairs + end * PAIR_BYTES;
  let to = spare + first * PAIR_BYTES;
  while (a < aEnd && b < bEnd) {
    if (load<u64>(b, KEY) < load<u64>(a, KEY)) {
      copyPair(to, b);
      b += PAIR_BYTES;
    } else {
      copyPair(to, a);
      a += PAIR_BYTES;
    }
    to += PAIR_BYTES;
  }
  for (; a < aEnd; a += PAIR_BYTES, to += PAIR_BYTES) copyPair(to, a);
  for (; b < bEnd; b += PAIR_BYTES, to += PAIR_BYTES) copyPair(to, b);
}

// @ts-ignore: decorator
@inline
function copyPair(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
}
