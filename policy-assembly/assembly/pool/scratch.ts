/** Working memory of operations, by purpose: kept from call to call, grown when too small, never holding state. */
import { free, take } from "./heap.ts";

/** The sets of scope ids of affinity terms. */
export const SCRATCH_TERMS = 0;
/** The contributors of a spanning request. */
export const SCRATCH_SPAN = 1;
/** PART records of an adopted allocation. */
export const SCRATCH_ADOPT = 2;
/** Moves of a plan, parts that stay, sources still held, how often each module is touched. */
export const SCRATCH_MOVES = 3;
export const SCRATCH_STUCK = 4;
export const SCRATCH_HELD = 5;
export const SCRATCH_TOUCHED = 6;
/** Parts in the order of a plan. */
export const SCRATCH_ORDER = 7;
/** The modules that give, and those that may be touched at all. */
export const SCRATCH_SOURCES = 8;
export const SCRATCH_ALLOWED = 9;
/** What a question of what would be has tried. */
export const SCRATCH_TRIED = 10;
/** A request of a snapshot, and its free slots. */
export const SCRATCH_KEPT = 11;
/** Classes and the typical demand that may not go everywhere. */
export const SCRATCH_PRESSURE = 12;
/** Rollouts: the bench, what arrives, scores, levels. */
export const SCRATCH_BENCH = 13;
export const SCRATCH_ARRIVALS = 14;
export const SCRATCH_PLACES = 15;
export const SCRATCH_SCORES = 16;
export const SCRATCH_LEVELS = 17;
/** A batch: its requests, their order, the groups that its terms name, the modules it lies on, those that wait or leave. */
export const SCRATCH_BATCH = 18;
export const SCRATCH_BATCH_ORDER = 19;
export const SCRATCH_BATCH_GROUPS = 20;
export const SCRATCH_BATCH_TOUCHED = 21;
export const SCRATCH_BATCH_LISTS = 22;
/** The most of a batch: where it goes, its modules, items, classes, what bundles hold, the choice that is made, the order of items. */
export const SCRATCH_MOST_PLACES = 23;
export const SCRATCH_MOST_ROWS = 24;
export const SCRATCH_MOST_ITEMS = 25;
export const SCRATCH_MOST_CLASSES = 26;
export const SCRATCH_MOST_COPIES = 27;
export const SCRATCH_MOST_CHOICE = 28;
export const SCRATCH_MOST_ORDER = 29;
export const SCRATCH_COUNT = 32;

const MIN_BYTES: u64 = 1024;
const addresses = memory.data(SCRATCH_COUNT * 4, 4); // u32
const sizes = memory.data(SCRATCH_COUNT * 8, 8); // u64

/** Forgets every buffer: the arena was reset. */
export function resetScratch(): void {
  memory.fill(addresses, 0, SCRATCH_COUNT * 4);
  memory.fill(sizes, 0, SCRATCH_COUNT * 8);
}

/** Address of at least `bytes` bytes for one purpose, or 0 when memory is exhausted. Old content is lost when it grows. */
export function reserveScratch(purpose: i32, bytes: u64): usize {
  const address = addresses + (<usize>purpose << 2);
  const size = sizes + (<usize>purpose << 3);
  if (load<u32>(address) != 0 && bytes <= load<u64>(size)) return load<u32>(address);
  let wanted = MIN_BYTES;
  while (wanted < bytes) wanted <<= 1;
  const fresh = take(wanted);
  if (fresh == 0) return 0;
  free(load<u32>(address));
  store<u32>(address, <u32>fresh);
  store<u64>(size, wanted);
  return fresh;
}

/** The same, but the first `kept` bytes survive. */
export function growScratch(purpose: i32, kept: u64, bytes: u64): usize {
  const address = addresses + (<usize>purpose << 2);
  const old = <usize>load<u32>(address);
  if (old == 0 || bytes <= load<u64>(sizes + (<usize>purpose << 3))) return reserveScratch(purpose, bytes);
  store<u32>(address, 0);
  const fresh = reserveScratch(purpose, bytes);
  if (fresh == 0) {
    store<u32>(address, <u32>old);
    return 0;
  }
  memory.copy(fresh, old, <usize>kept);
  free(old);
  return fresh;
}
