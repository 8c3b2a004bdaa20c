/** How calls fail: the last status, and a sentence about it. Nothing is thrown: a trap would leave the heap half changed. */
import {
  STATUS_BAD_ALLOCATION, STATUS_BAD_HOST, STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_BAD_RECORD, STATUS_FULL,
  STATUS_INVALID_REQUEST, STATUS_NOT_BEGUN, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import { rah_pool_detail } from "../../assembly/index.ts";

let last: i32 = STATUS_OK;
let sentence: string = "";

export function lastStatus(): i32 {
  return last;
}

export function lastProblem(): string {
  return sentence;
}

/** Notes the status of a call of the core, and passes it on. */
export function noted(call: string, status: i32): i32 {
  last = status;
  if (status == STATUS_OK) {
    sentence = "";
    return status;
  }
  const detail = rah_pool_detail();
  sentence = call + (detail < 0 ? "" : ", record " + detail.toString()) + ": " + textOf(status);
  return status;
}

/** Fails a call before the core is asked. */
export function refuse(call: string, status: i32, why: string): i32 {
  last = status;
  sentence = call + ": " + why;
  return status;
}

function textOf(status: i32): string {
  switch (status) {
    case STATUS_INVALID_REQUEST: return "a field of the request is out of its limits";
    case STATUS_BAD_MODULE: return "no such module";
    case STATUS_BAD_HOST: return "no such host";
    case STATUS_BAD_RECORD: return "a field of the inventory is out of its limits";
    case STATUS_OUT_OF_MEMORY: return "out of memory";
    case STATUS_BAD_LENGTH: return "the counts do not agree with what was given";
    case STATUS_NOT_BEGUN: return "begin was not called, or failed";
    case STATUS_BAD_ALLOCATION: return "no live allocation has this handle";
    case STATUS_FULL: return "the room given to begin is used up";
    default: return "status " + status.toString();
  }
}
