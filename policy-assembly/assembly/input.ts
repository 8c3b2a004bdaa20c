/** The input buffer, which the host writes and every call of both families reads. */
import { allocate, resetArena } from "./arena.ts";

const MIN_BYTES: u64 = 4096;

let inputAddress: usize = 0;
let inputBytes: u64 = 0;

/** Forgets the buffer: the arena it lived in was reset. */
export function resetInput(): void {
  inputAddress = 0;
  inputBytes = 0;
}

/** Resets the arena, but carries the input over: its buffer moves to the bottom, where there is always room for it. */
export function rebaseInput(): void {
  const from = inputAddress;
  resetArena();
  if (from == 0) return;
  inputAddress = allocate(inputBytes);
  memory.copy(inputAddress, from, <usize>inputBytes);
}

/** The size of the buffer that is made for `bytes`. */
export function grown(bytes: u64): u64 {
  let size = MIN_BYTES;
  while (size < bytes) size <<= 1;
  return size;
}

/** Address of an input buffer of at least `bytes`, 0 when memory is exhausted. Old content is lost when it moves. */
export function reserveInput(bytes: u64): usize {
  if (inputAddress != 0 && bytes <= inputBytes) return inputAddress;
  const size = grown(bytes);
  const address = allocate(size);
  if (address == 0) return 0;
  inputAddress = address;
  inputBytes = size;
  return address;
}

// @ts-ignore: decorator
@inline
export function input(): usize {
  return inputAddress;
}

/** True when the host can have written `bytes` of input. */
export function inputHolds(bytes: u64): bool {
  return inputAddress != 0 && bytes <= inputBytes;
}
