/**
 * Sets of small numbers as bitmaps over bitmaps: a bit of each level says whether a word of the level below has any. All
 * sets of one shape are alike. Most changes end at the first level, so the way up is code of its own. (Going through all
 * levels without a branch was tried: better for a thousand modules, worse from a hundred thousand on.)
 */

// A shape, u32 each: the number of levels 1..4, then the offset in bytes of level 1, 2 and 3; level 0 starts the set.
const LEVELS: usize = 0;

/** Describes sets of numbers below `room` (at most 2^24) at `shape`, 16 bytes, and returns the bytes of one set. */
export function openShape(shape: usize, room: i32): u64 {
  let bytes: u64 = 0;
  let words = <u64>max(room, 1);
  let levels = 0;
  do {
    words = (words + 63) >> 6;
    if (levels > 0) store<u32>(shape + (<usize>levels << 2), <u32>bytes);
    bytes += words << 3;
    levels++;
  } while (words > 1);
  store<i32>(shape, levels, LEVELS);
  return bytes;
}

// @ts-ignore: decorator
@inline
function level(shape: usize, set: usize, l: u32): usize {
  return set + load<u32>(shape + (<usize>l << 2));
}

/** Puts `i` in; true when its set was empty. */
// @ts-ignore: decorator
@inline
export function add(shape: usize, set: usize, i: u32): bool {
  const word = set + (<usize>(i >> 6) << 3);
  const old = load<u64>(word);
  store<u64>(word, old | (<u64>1 << (i & 63)));
  return old == 0 && addAbove(shape, set, i >> 6);
}

function addAbove(shape: usize, set: usize, i: u32): bool {
  const levels = load<u32>(shape, LEVELS);
  for (let l: u32 = 1; l < levels; l++, i >>= 6) {
    const word = level(shape, set, l) + (<usize>(i >> 6) << 3);
    const old = load<u64>(word);
    store<u64>(word, old | (<u64>1 << (i & 63)));
    if (old != 0) return false;
  }
  return true;
}

/** Takes `i` out; true when its set is empty now. */
// @ts-ignore: decorator
@inline
export function remove(shape: usize, set: usize, i: u32): bool {
  const word = set + (<usize>(i >> 6) << 3);
  const left = load<u64>(word) & ~(<u64>1 << (i & 63));
  store<u64>(word, left);
  return left == 0 && removeAbove(shape, set, i >> 6);
}

function removeAbove(shape: usize, set: usize, i: u32): bool {
  const levels = load<u32>(shape, LEVELS);
  for (let l: u32 = 1; l < levels; l++, i >>= 6) {
    const word = level(shape, set, l) + (<usize>(i >> 6) << 3);
    const left = load<u64>(word) & ~(<u64>1 << (i & 63));
    store<u64>(word, left);
    if (left != 0) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function into(words: usize, i: u32): u32 {
  return (i << 6) | <u32>ctz<u64>(load<u64>(words + (<usize>i << 3)));
}

/** The lowest number of a set that is not empty. */
// @ts-ignore: decorator
@inline
export function first(shape: usize, set: usize): u32 {
  const levels = load<u32>(shape, LEVELS);
  let i: u32 = 0;
  if (levels > 3) i = into(level(shape, set, 3), i);
  if (levels > 2) i = into(level(shape, set, 2), i);
  if (levels > 1) i = into(level(shape, set, 1), i);
  return into(set, i);
}

/** The lowest number from `i` on, -1 when there is none; `i` < the room of the shape. */
// @ts-ignore: decorator
@inline
export function firstFrom(shape: usize, set: usize, i: u32): i32 {
  const left = load<u64>(set + (<usize>(i >> 6) << 3)) >> (i & 63);
  return left != 0 ? <i32>(i + <u32>ctz<u64>(left)) : firstAbove(shape, set, i >> 6);
}

function firstAbove(shape: usize, set: usize, i: u32): i32 {
  const levels = load<u32>(shape, LEVELS);
  for (let l: u32 = 1; l < levels; l++, i >>= 6) {
    // Behind i: its own word below has nothing more.
    const bit = (i & 63) + 1;
    const word = load<u64>(level(shape, set, l) + (<usize>(i >> 6) << 3));
    const left = bit < 64 ? word >> bit : 0;
    if (left == 0) continue;
    let found = i + 1 + <u32>ctz<u64>(left);
    for (; l > 1; l--) found = into(level(shape, set, l - 1), found);
    return <i32>into(set, found);
  }
  return -1;
}
