/** What a call of the pool answers: records one after the other, and the index of the record it objects to. */
import { free, take } from "./heap.ts";

const MIN_BYTES: u64 = 4096;

let address: usize = 0;
let room: u64 = 0;
let length: usize = 0;
export let detail: i32 = -1;

/** Forgets the buffer: the arena it lived in was reset. */
export function resetOutput(): void {
  address = 0;
  room = 0;
  clearOutput();
}

/** Starts a call: nothing answered, nothing objected to. */
export function clearOutput(): void {
  length = 0;
  detail = -1;
}

/** Names the record that a failing call objects to. */
export function fail(status: i32, record: i32): i32 {
  detail = record;
  return status;
}

/** Makes room for `bytes` of answer in all. Answered records are kept. False when memory is exhausted. */
export function reserveOutput(bytes: u64): bool {
  if (address != 0 && bytes <= room) return true;
  if (bytes > 0xffffffff) return false;
  let size = MIN_BYTES;
  while (size < bytes) size <<= 1;
  const fresh = take(size);
  if (fresh == 0) return false;
  memory.copy(fresh, address, length);
  free(address);
  address = fresh;
  room = size;
  return true;
}

/** Address of the next `bytes` of the answer; the caller has reserved them. */
export function pushOutput(bytes: usize): usize {
  const at = address + length;
  length += bytes;
  return at;
}

export function outputAddress(): usize {
  return address;
}

export function outputBytes(): usize {
  return length;
}
