/**
 * The one allocator: a bump pointer over linear memory, reset by every load. Nothing is freed one by one; what is
 * recycled (free-list nodes) keeps its own list. Asks the engine for pages itself, so that failure is a status, not a trap.
 */

const ALIGNMENT: u64 = 16; // whole v128 lanes

let top: u64 = 0;
/** The highest that `top` ever was: memory from there on was never handed out. */
let highest: u64 = 0;

export function resetArena(): void {
  top = (<u64>__heap_base + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

/** Address of `bytes` fresh bytes with undefined content, or 0 when memory is exhausted. */
export function allocate(bytes: u64): usize {
  if (top == 0) resetArena();
  if (bytes > 0xffffffff) return 0;
  const end = (top + bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  const have = <u64>memory.size() << 16;
  if (end > have) {
    if (end > 0xffff0000) return 0;
    const missing = <i32>((end - have + 0xffff) >> 16);
    // Ask for half as much again to keep the number of grows low; take the bare minimum when that is refused.
    const extra = <i32>(have >> 17);
    if (memory.grow(missing + extra) < 0 && memory.grow(missing) < 0) return 0;
  }
  const address = <usize>top;
  top = end;
  highest = max<u64>(highest, end);
  return address;
}

/** Address of the first byte that was never in use. */
export function memoryTop(): u64 {
  return max<u64>(highest, <u64>__heap_base);
}

/** Where the next allocation starts; `rewind` to it drops everything allocated since. */
export function mark(): u64 {
  return top;
}

export function rewind(to: u64): void {
  top = to;
}
