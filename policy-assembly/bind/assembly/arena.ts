/**
 * Takes the place of ../../assembly/arena.ts in this build, where the heap belongs to AssemblyScript's runtime: the core's
 * blocks are blocks of that heap, and a chain through them is what `mark` and `rewind` mean.
 */

const ALIGNMENT: u64 = 16; // whole v128 lanes; blocks of the heap start at such addresses too
/** In front of each block: u32 the block before it, u32 its size. */
const HEADER: u64 = 16;
const SIZE: usize = 4;
/** The largest block that the heap has is 1 GiB with its own header. */
const BLOCK_MAX: u64 = 0x3fffffc0;
const MEMORY_MAX: u64 = 0xffff0000;

let last: usize = 0;
/** The chain before the reset: the core still reads there what it carries over, so it is freed with the next reset. */
let retired: usize = 0;
/** Nothing was allocated since the reset. */
let fresh: bool = false;

export function resetArena(): void {
  freeChain(retired, 0);
  retired = last;
  last = 0;
  fresh = true;
}

/** Address of `bytes` fresh bytes with undefined content, or 0 when memory is exhausted. */
export function allocate(bytes: u64): usize {
  if (bytes > BLOCK_MAX) return 0;
  const size = (bytes + HEADER + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  let block: usize = 0;
  // What is carried over a reset is allocated first, and must not fail: its old block will do.
  if (fresh) block = unretired(size);
  fresh = false;
  if (block == 0) {
    // The heap would trap where it cannot grow: twice the size is the most it asks the engine for.
    if ((<u64>memory.size() << 16) + size * 2 > MEMORY_MAX) return 0;
    block = heap.alloc(<usize>size);
    store<u32>(block, <u32>size, SIZE);
  }
  store<u32>(block, <u32>last);
  last = block;
  return block + <usize>HEADER;
}

/** Address of the first byte that was never in use: the heap may have used all that there is. */
export function memoryTop(): u64 {
  return <u64>memory.size() << 16;
}

/** The state that `rewind` goes back to: it drops everything allocated since. */
export function mark(): u64 {
  return last;
}

export function rewind(to: u64): void {
  const before = last;
  last = <usize>to;
  freeChain(before, <usize>to);
}

function freeChain(from: usize, to: usize): void {
  let block = from;
  while (block != 0 && block != to) {
    const before = <usize>load<u32>(block);
    heap.free(block);
    block = before;
  }
}

/** Takes a block of exactly this size out of the retired chain; 0 when there is none. */
function unretired(size: u64): usize {
  let after: usize = 0;
  for (let block = retired; block != 0; block = <usize>load<u32>(block)) {
    if (<u64>load<u32>(block, SIZE) == size) {
      const before = load<u32>(block);
      if (after != 0) store<u32>(after, before);
      else retired = <usize>before;
      return block;
    }
    after = block;
  }
  return 0;
}
