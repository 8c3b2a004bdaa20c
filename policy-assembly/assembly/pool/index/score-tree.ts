/**
 * The keys of all modules for one request, and over them, 16 to one, the highest of each group: the best module is found
 * and one module's key is changed in a few steps. A module that does not pass has the key -1.
 */
const GROUP_SHIFT: usize = 4;
const GROUP: usize = 1 << GROUP_SHIFT;
const NO_KEY: i64 = -1;

/** Keys of a level for so many below it, in whole groups. */
function whole(count: usize): usize {
  return (count + GROUP - 1) & ~(GROUP - 1);
}

/** Bytes of a tree of so many modules. */
export function scoreTreeBytes(modules: i32): u64 {
  let bytes: u64 = 0;
  let count = whole(<usize>modules);
  while (true) {
    bytes += <u64>count << 3;
    if (count <= GROUP) return bytes;
    count = whole(count >> GROUP_SHIFT);
  }
}

/** Fills a tree with keys -1. */
export function clearScores(tree: usize, modules: i32): void {
  memory.fill(tree, 0xff, <usize>scoreTreeBytes(modules));
}

/** Sets a key without telling the levels above; `settleScores` does when all are set. */
// @ts-ignore: decorator
@inline
export function putScore(tree: usize, module: i32, key: i64): void {
  store<i64>(tree + (<usize>module << 3), key);
}

export function settleScores(tree: usize, modules: i32): void {
  let count = whole(<usize>modules);
  while (count > GROUP) {
    const above = tree + (count << 3);
    const groups = count >> GROUP_SHIFT;
    for (let g: usize = 0; g < groups; g++) store<i64>(above + (g << 3), highest(tree + (g << (GROUP_SHIFT + 3))));
    tree = above;
    count = whole(groups);
  }
}

function highest(group: usize): i64 {
  if (ASC_FEATURE_SIMD) {
    let x = v128.load(group);
    for (let at: usize = 16; at < GROUP << 3; at += 16) {
      const y = v128.load(group + at);
      x = v128.bitselect(x, y, i64x2.gt_s(x, y));
    }
    return max<i64>(i64x2.extract_lane(x, 0), i64x2.extract_lane(x, 1));
  }
  let most = NO_KEY;
  for (let at: usize = 0; at < GROUP << 3; at += 8) most = max<i64>(most, load<i64>(group + at));
  return most;
}

export function changeScore(tree: usize, modules: i32, module: i32, key: i64): void {
  let i = <usize>module;
  let old = load<i64>(tree + (i << 3));
  if (old == key) return;
  store<i64>(tree + (i << 3), key);
  let count = whole(<usize>modules);
  while (count > GROUP) {
    const above = tree + (count << 3);
    const group = i >> GROUP_SHIFT;
    const at = above + (group << 3);
    const was = load<i64>(at);
    if (key < was) {
      // Only where the highest one fell another may be the highest now.
      if (old < was) return;
      key = highest(tree + (group << (GROUP_SHIFT + 3)));
      if (key == was) return;
    } else if (key == was) {
      return;
    }
    store<i64>(at, key);
    old = was;
    tree = above;
    i = group;
    count = whole(count >> GROUP_SHIFT);
  }
}

/** The module with the highest key, the lowest index on ties; -1 = none passes. */
export function bestScored(tree: usize, modules: i32): i32 {
  // The levels, from the bottom: where each starts.
  let top = tree;
  let count = whole(<usize>modules);
  let levels = 0;
  while (count > GROUP) {
    store<u32>(starts + (<usize>levels << 2), <u32>top);
    levels++;
    top += count << 3;
    count = whole(count >> GROUP_SHIFT);
  }
  const most = highest(top);
  if (most == NO_KEY) return -1;
  let i = find(top, most);
  while (levels > 0) {
    levels--;
    const group = i << GROUP_SHIFT;
    i = group + find(<usize>load<u32>(starts + (<usize>levels << 2)) + (group << 3), most);
  }
  return <i32>i;
}

const starts = memory.data(32, 16); // u32[8]

function find(group: usize, key: i64): usize {
  let i: usize = 0;
  while (load<i64>(group + (i << 3)) != key) i++;
  return i;
}
