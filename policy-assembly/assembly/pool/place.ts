/** Selecting and placing one request. */
import { STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../abi/abi.ts";
import { ALLOCATION_NONE } from "../../abi/pool.ts";
import { input } from "../input.ts";
import { decide } from "./decide.ts";
import { answerDecision, decided, decidedCost, decidedCount, decisionBytes } from "./decision.ts";
import { reserveOutput } from "./output.ts";
import { readRequest } from "./request.ts";
import { reserveAllocation, takeReserved } from "./take.ts";

/** Decides on the request in the input and, with `keep`, takes what it decided. */
export function place(bytes: u64, keep: bool): i32 {
  const status = readRequest(input(), bytes);
  return status == STATUS_OK ? placeRead(keep) : status;
}

/** Decides on the request that was read last and answers; with `keep`, takes what was decided. */
export function placeRead(keep: bool): i32 {
  if (!decide() || !reserveOutput(decisionBytes(decidedCount))) return STATUS_OUT_OF_MEMORY;
  let handle: u32 = ALLOCATION_NONE;
  if (keep && decidedCount > 0) {
    const status = reserveAllocation(decidedCount);
    if (status != STATUS_OK) return status;
    handle = takeReserved(decided);
  }
  answerDecision(handle, decided, decidedCount, decidedCost);
  return STATUS_OK;
}
