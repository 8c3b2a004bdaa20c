/** Adopting: an allocation that was decided before takes exactly the parts it says. */
import {
  STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_BAD_RECORD, STATUS_INVALID_REQUEST, STATUS_NOT_FIT, STATUS_OK,
  STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import {
  ADOPT_BYTES, ADOPT_PARTS, PART_AMOUNT, PART_BYTES, PART_COST, PART_DEVICES, PART_DEVICE_MASK, PART_FIT, PART_MODULE,
  PART_PROXIMITY, PART_RAW, PART_SHARE, PART_TOTAL, POOL_SPAN_MAX,
} from "../../abi/pool.ts";
import { input } from "../input.ts";
import { asksSomething, isAsk } from "./ask.ts";
import { classOf, deviceCountOf, freeOf, hasModule } from "./columns.ts";
import { costOn } from "./costs.ts";
import { answerDecision, decisionBytes } from "./decision.ts";
import { devicesWith, lowMask } from "./devices.ts";
import { fail, reserveOutput } from "./output.ts";
import { readRequest, requestLength } from "./request.ts";
import { SCRATCH_ADOPT, reserveScratch } from "./scratch.ts";
import { dims } from "./shape.ts";
import { reserveAllocation, takeReserved } from "./take.ts";

/** Input: ADOPT, REQUEST, PARTs. */
export function adopt(bytes: u64): i32 {
  if (bytes < <u64>ADOPT_BYTES) return STATUS_BAD_LENGTH;
  const count = load<i32>(input(), ADOPT_PARTS);
  const requestBytes = requestLength(input() + ADOPT_BYTES, bytes - ADOPT_BYTES);
  if (requestBytes == 0 || <u64>ADOPT_BYTES + requestBytes + <u64><u32>count * PART_BYTES != bytes) return STATUS_BAD_LENGTH;
  const status = readRequest(input() + ADOPT_BYTES, requestBytes);
  if (status != STATUS_OK) return status;
  if (count < 1 || count > POOL_SPAN_MAX) return STATUS_INVALID_REQUEST;
  return adoptParts(input() + ADOPT_BYTES + <usize>requestBytes, count);
}

/** Takes `count` PART records at `given` for the request that was read, and answers the decision. */
export function adoptParts(given: usize, count: i32): i32 {
  let cost: i64 = 0;
  for (let k = 0; k < count; k++) {
    const part = given + <usize>k * PART_BYTES;
    const status = checkPart(part, given);
    if (status != STATUS_OK) return fail(status, k);
    cost += costOn(classOf(load<i32>(part, PART_MODULE)), part + PART_AMOUNT, load<i32>(part, PART_DEVICES) * load<i32>(part, PART_SHARE));
  }
  const parts = reserveScratch(SCRATCH_ADOPT, <u64>count * PART_BYTES);
  if (parts == 0 || !reserveOutput(decisionBytes(count))) return STATUS_OUT_OF_MEMORY;
  const status = reserveAllocation(count);
  if (status != STATUS_OK) return status;
  memory.copy(parts, given, <usize>count * PART_BYTES);
  for (let k = 0; k < count; k++) clearScores(parts + <usize>k * PART_BYTES);
  answerDecision(takeReserved(parts), parts, count, cost);
  return STATUS_OK;
}

/** Whether a PART record is valid, its module that of no part before it, and what it holds free. */
export function checkPart(part: usize, first: usize): i32 {
  const module = load<i32>(part, PART_MODULE);
  if (!hasModule(module)) return STATUS_BAD_MODULE;
  const devices = load<i32>(part, PART_DEVICES);
  const share = load<i32>(part, PART_SHARE);
  const mask = load<u64>(part, PART_DEVICE_MASK);
  if (!isAsk(part + PART_AMOUNT, devices, share) || !asksSomething(part + PART_AMOUNT, devices)) return STATUS_BAD_RECORD;
  if (<i32>popcnt<u64>(mask) != devices || (mask & ~lowMask(deviceCountOf(module))) != 0) return STATUS_BAD_RECORD;
  for (let other = first; other < part; other += PART_BYTES) if (load<i32>(other, PART_MODULE) == module) return STATUS_BAD_RECORD;
  if (devices > 0 && (devicesWith(module, share) & mask) != mask) return STATUS_NOT_FIT;
  for (let d = 0; d < dims; d++) {
    if (freeOf(module, d) < load<i32>(part + (<usize>d << 2), PART_AMOUNT)) return STATUS_NOT_FIT;
  }
  return STATUS_OK;
}

function clearScores(part: usize): void {
  store<i32>(part, 0, PART_PROXIMITY);
  store<i32>(part, 0, PART_FIT);
  store<i32>(part, 0, PART_COST);
  store<i32>(part, 0, PART_TOTAL);
  store<i32>(part, 0, PART_RAW);
}
