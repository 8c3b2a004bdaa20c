/**
 * Blocks that can be freed, over the arena: one free list per size class, four classes to a doubling. A freed block
 * serves its own class again, so endless taking and freeing of the same sizes needs no new memory.
 */
import { allocate } from "../arena.ts";

const HEADER_BYTES: usize = 8; // u32 class, padding
const GRAIN_SHIFT: u64 = 4;
const LINEAR_BYTES: u64 = 64;
const LISTS = 160;
const heads = memory.data(LISTS * 4, 4); // u32 first free block

/** Forgets every block: the arena they lived in was reset. */
export function resetHeap(): void {
  memory.fill(heads, 0, LISTS * 4);
}

/** Address of `bytes` bytes with undefined content, 8-byte aligned, or 0 when memory is exhausted. */
export function take(bytes: u64): usize {
  const whole = bytes + HEADER_BYTES;
  let size: u64;
  let list: u64;
  if (whole <= LINEAR_BYTES) {
    list = (whole + 15) >> GRAIN_SHIFT;
    size = list << GRAIN_SHIFT;
  } else {
    const top = 63 - clz<u64>(whole - 1);
    const quarter = ((whole - 1) >> (top - 2)) & 3;
    list = top * 4 + quarter;
    size = (5 + quarter) << (top - 2);
    if (list >= <u64>LISTS) return 0;
  }
  const head = heads + (<usize>list << 2);
  let block = <usize>load<u32>(head);
  if (block != 0) {
    store<u32>(head, load<u32>(block, HEADER_BYTES));
    return block + HEADER_BYTES;
  }
  block = allocate(size);
  if (block == 0) return 0;
  store<u32>(block, <u32>list);
  return block + HEADER_BYTES;
}

/** Gives back what `take` handed out; 0 is nothing. */
export function free(address: usize): void {
  if (address == 0) return;
  const block = address - HEADER_BYTES;
  const head = heads + (<usize>load<u32>(block) << 2);
  store<u32>(address, load<u32>(head));
  store<u32>(head, <u32>block);
}
