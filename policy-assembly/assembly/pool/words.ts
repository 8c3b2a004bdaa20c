/** Short runs of memory, a few records long: a loop over words is quicker there than the engine's bulk operations. */

/** Whether `bytes` (a multiple of 4) are the same at both places. */
export function sameWords(a: usize, b: usize, bytes: usize): bool {
  const end = a + bytes;
  for (; a + 8 <= end; a += 8, b += 8) if (load<u64>(a) != load<u64>(b)) return false;
  return a == end || load<u32>(a) == load<u32>(b);
}

/** Copies `bytes` (a multiple of 8) between places that do not overlap. */
export function copyWords(to: usize, from: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 8, from += 8) store<u64>(to, load<u64>(from));
}

/** Sets `bytes` (a multiple of 8) to zero. */
export function clearWords(at: usize, bytes: usize): void {
  for (const end = at + bytes; at < end; at += 8) store<u64>(at, 0);
}
