/** Releasing an allocation, and telling what it holds. */
import { STATUS_BAD_ALLOCATION, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../abi/abi.ts";
import {
  ALLOCATION_BYTES, ALLOCATION_HANDLE, ALLOCATION_PARTS, ALLOCATION_REQUEST_BYTES, PART_BYTES, PR_GROUP, PR_TAG,
} from "../../abi/pool.ts";
import { groupOf, partAt, partCountOf, tagOf, typeOf } from "./allocations.ts";
import { pushOutput, reserveOutput } from "./output.ts";
import { answerPart } from "./part-record.ts";
import { blockOf } from "./slots.ts";
import { releaseAllocation } from "./take.ts";
import { requestBytesOf, requestOf } from "./types.ts";

export function release(handle: u32): i32 {
  const block = blockOf(handle);
  if (block == 0) return STATUS_BAD_ALLOCATION;
  releaseAllocation(block);
  return STATUS_OK;
}

/** Answers ALLOCATION, the REQUEST it was placed by, its PARTs. */
export function describe(handle: u32): i32 {
  const block = blockOf(handle);
  if (block == 0) return STATUS_BAD_ALLOCATION;
  const parts = partCountOf(block);
  const requestBytes = requestBytesOf(typeOf(block));
  if (!reserveOutput(<u64>ALLOCATION_BYTES + requestBytes + <u64>parts * PART_BYTES)) return STATUS_OUT_OF_MEMORY;
  const head = pushOutput(ALLOCATION_BYTES);
  memory.fill(head, 0, ALLOCATION_BYTES);
  store<u32>(head, handle, ALLOCATION_HANDLE);
  store<i32>(head, parts, ALLOCATION_PARTS);
  store<i32>(head, <i32>requestBytes, ALLOCATION_REQUEST_BYTES);
  const request = pushOutput(requestBytes);
  memory.copy(request, requestOf(typeOf(block)), requestBytes);
  store<i32>(request, groupOf(block), PR_GROUP);
  store<u32>(request, tagOf(block), PR_TAG);
  for (let k = 0; k < parts; k++) answerPart(partAt(block, k));
  return STATUS_OK;
}
