/**
 * The modules that changed, in order: whoever keeps something worked out per module reads on from where it stopped. The
 * oldest entries are overwritten; a reader that is too far behind starts afresh.
 */
import { allocate } from "../../arena.ts";

const ENTRIES: u32 = 65536;

let ring: usize = 0; // u32[ENTRIES]
/** How many changes there ever were. */
export let changes: u64 = 0;

/** Forgets the journal: the arena was reset. Nothing is written until it is opened. */
export function closeJournal(): void {
  ring = 0;
}

/** False when memory is exhausted. */
export function openJournal(): bool {
  if (ring == 0) ring = allocate(<u64>ENTRIES << 2);
  return ring != 0;
}

// @ts-ignore: decorator
@inline
export function noteChange(module: i32): void {
  if (ring == 0) return;
  store<u32>(ring + (<usize>(<u32>changes & (ENTRIES - 1)) << 2), <u32>module);
  changes++;
}

/** Whether the changes from `position` on can still be read. */
export function isKept(position: u64): bool {
  return changes - position <= <u64>ENTRIES;
}

// @ts-ignore: decorator
@inline
export function changedAt(position: u64): i32 {
  return load<i32>(ring + (<usize>(<u32>position & (ENTRIES - 1)) << 2));
}
