/** Reading a batch: everything is checked before anything is decided. */
import { STATUS_BAD_LENGTH, STATUS_INVALID_REQUEST, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import { BATCH_BYTES, BATCH_COUNT, BATCH_FLAGS, BATCH_MAX, BATCH_MOST } from "../../../abi/pool.ts";
import { input } from "../../input.ts";
import { fail } from "../output.ts";
import { active, group, readRequest, requestLength, tag } from "../request.ts";
import { addEntry, openEntries } from "./entries.ts";

/** BATCH_* of the batch that was read. */
export let batchFlags: u32 = 0;

/** Reads BATCH and its REQUESTs into entries; the caller closes them, also after a failure. */
export function readBatch(bytes: u64): i32 {
  if (bytes < <u64>BATCH_BYTES) return STATUS_BAD_LENGTH;
  const at = input();
  const count = load<i32>(at, BATCH_COUNT);
  if (count < 0) return STATUS_BAD_LENGTH;
  let next: u64 = BATCH_BYTES;
  for (let index = 0; index < count; index++) {
    const length = requestLength(at + <usize>next, bytes - next);
    if (length == 0) return fail(STATUS_BAD_LENGTH, index);
    next += length;
  }
  if (next != bytes) return STATUS_BAD_LENGTH;
  batchFlags = load<u32>(at, BATCH_FLAGS);
  if (count < 1 || count > BATCH_MAX || batchFlags > <u32>BATCH_MOST) return STATUS_INVALID_REQUEST;
  if (!openEntries(count)) return STATUS_OUT_OF_MEMORY;
  let request = at + BATCH_BYTES;
  for (let index = 0; index < count; index++) {
    const length = requestLength(request, bytes - <u64>(request - at));
    const status = readRequest(request, length);
    if (status != STATUS_OK) return status == STATUS_OUT_OF_MEMORY ? status : fail(status, index);
    addEntry(active, group, tag);
    request += <usize>length;
  }
  return STATUS_OK;
}
