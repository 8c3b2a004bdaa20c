/** The output buffer and the fixed result header of the slices family. */
import {
  CHOSEN_AMOUNT, CHOSEN_BYTES, CHOSEN_EXTENT_COUNT, CHOSEN_EXTENT_FIRST, CHOSEN_MODULE, CHOSEN_SCORES, EXTENT_BYTES,
  EXTENT_LENGTH, EXTENT_START, RESULT_BYTES, RESULT_CHOSEN_COUNT, RESULT_CHOSEN_PTR, RESULT_DETAIL,
  RESULT_LARGEST_FREE_MODULE, RESULT_OUTPUT_COUNT, RESULT_OUTPUT_PTR, RESULT_RUNNER_UP, SPAN_MAX,
} from "../../abi/abi.ts";
import { allocate } from "../arena.ts";
import { grown, resetInput } from "../input.ts";

/** Static, so that its address never changes. */
export const result: usize = memory.data(RESULT_BYTES, 8);

let outputAddress: usize = 0;
let outputBytes: u64 = 0;
let chosenAddress: usize = 0;

/** Forgets what was answered and where: the arena it lived in is reset. */
export function forgetBuffers(): void {
  outputAddress = 0;
  outputBytes = 0;
  chosenAddress = 0;
  clearResult();
}

/** Forgets the buffers, the input too. False when memory is exhausted. */
export function resetBuffers(): bool {
  resetInput();
  forgetBuffers();
  chosenAddress = allocate(<u64>SPAN_MAX * CHOSEN_BYTES);
  clearResult();
  return chosenAddress != 0;
}

export function reserveOutput(bytes: u64): bool {
  if (outputAddress == 0 || bytes > outputBytes) {
    const size = grown(bytes);
    const address = allocate(size);
    if (address == 0) return false;
    outputAddress = address;
    outputBytes = size;
  }
  store<u32>(result, <u32>outputAddress, RESULT_OUTPUT_PTR);
  return true;
}

export function clearResult(): void {
  memory.fill(result, 0, RESULT_BYTES);
  store<u32>(result, <u32>chosenAddress, RESULT_CHOSEN_PTR);
  store<u32>(result, <u32>outputAddress, RESULT_OUTPUT_PTR);
  store<i32>(result, -1, RESULT_LARGEST_FREE_MODULE);
  store<i32>(result, -1, RESULT_RUNNER_UP);
  store<i32>(result, -1, RESULT_DETAIL);
}

/** Names the record that a failing call objects to. */
export function fail(status: i32, record: i32): i32 {
  store<i32>(result, record, RESULT_DETAIL);
  return status;
}

// @ts-ignore: decorator
@inline
export function outputCount(): i32 {
  return load<i32>(result, RESULT_OUTPUT_COUNT);
}

/** The next output record; the caller has reserved room for it. */
export function pushOutput(bytes: i32): usize {
  const count = outputCount();
  store<i32>(result, count + 1, RESULT_OUTPUT_COUNT);
  return outputAddress + <usize>count * bytes;
}

export function setOutputCount(count: i32): void {
  store<i32>(result, count, RESULT_OUTPUT_COUNT);
}

/** Where output records are written. */
export function output(): usize {
  return outputAddress;
}

/** Names what the call answers when that does not start at `output()`. */
export function setOutput(address: usize, count: i32): void {
  store<u32>(result, <u32>address, RESULT_OUTPUT_PTR);
  setOutputCount(count);
}

// @ts-ignore: decorator
@inline
export function extentAt(index: i32): usize {
  return outputAddress + <usize>index * EXTENT_BYTES;
}

export function pushExtent(start: i64, length: i64): void {
  const at = pushOutput(EXTENT_BYTES);
  store<i64>(at, start, EXTENT_START);
  store<i64>(at, length, EXTENT_LENGTH);
}

// @ts-ignore: decorator
@inline
export function chosenCount(): i32 {
  return load<i32>(result, RESULT_CHOSEN_COUNT);
}

// @ts-ignore: decorator
@inline
export function chosenAt(index: i32): usize {
  return chosenAddress + <usize>index * CHOSEN_BYTES;
}

/** Adds a chosen module and returns the address of its scores. */
export function pushChosen(module: i32, amount: i64): usize {
  const count = chosenCount();
  store<i32>(result, count + 1, RESULT_CHOSEN_COUNT);
  const at = chosenAt(count);
  store<i32>(at, module, CHOSEN_MODULE);
  store<i32>(at, 0, CHOSEN_EXTENT_FIRST);
  store<i32>(at, 0, CHOSEN_EXTENT_COUNT);
  store<i64>(at, amount, CHOSEN_AMOUNT);
  return at + CHOSEN_SCORES;
}
