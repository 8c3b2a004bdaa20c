/** Sorting u32 words in place, whatever they stand for: modules, entries, labels. */

// @ts-ignore: decorator
@inline
function wordAt(at: usize, k: i32): u32 {
  return load<u32>(at + (<usize>k << 2));
}

/** Sorts `count` words at `at`. `comesAfter` must tell any two different words apart, for the order to be one. */
export function heapSort(at: usize, count: i32, comesAfter: (a: u32, b: u32) => bool): void {
  for (let root = (count >> 1) - 1; root >= 0; root--) sift(at, root, count, comesAfter);
  for (let end = count - 1; end > 0; end--) {
    const last = wordAt(at, end);
    store<u32>(at + (<usize>end << 2), wordAt(at, 0));
    store<u32>(at, last);
    sift(at, 0, end, comesAfter);
  }
}

function sift(at: usize, root: i32, count: i32, comesAfter: (a: u32, b: u32) => bool): void {
  const word = wordAt(at, root);
  for (;;) {
    let child = root * 2 + 1;
    if (child >= count) break;
    if (child + 1 < count && comesAfter(wordAt(at, child + 1), wordAt(at, child))) child++;
    const other = wordAt(at, child);
    if (!comesAfter(other, word)) break;
    store<u32>(at + (<usize>root << 2), other);
    root = child;
  }
  store<u32>(at + (<usize>root << 2), word);
}
