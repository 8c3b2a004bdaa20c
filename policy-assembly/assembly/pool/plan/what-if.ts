/** Questions about capacity, answered by trying: whatever is tried is taken back. */
import {
  STATUS_BAD_LENGTH, STATUS_FULL, STATUS_INVALID_REQUEST, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../../abi/abi.ts";
import {
  ANSWER_BYTES, ANSWER_COUNT, ANSWER_MODULE, ANSWER_STUCK, STUCK_BYTES, WHAT_IF_BYTES, WHAT_IF_HOW_MANY, WHAT_IF_KIND,
  WHAT_IF_LARGEST, WHAT_IF_LIMIT, WHAT_IF_MODULE_COUNT, WHAT_IF_SURVIVES,
} from "../../../abi/pool.ts";
import { input } from "../../input.ts";
import { maskOf, moduleOf, setDevices, setModule, shareOf } from "../allocations.ts";
import { maxUnitOf, minUnitOf, stepOf } from "../classes.ts";
import { MARK_BARRED, classOf, freeOf, marksOf, moduleCount } from "../columns.ts";
import { decide } from "../decide.ts";
import { decided, decidedCount } from "../decision.ts";
import { wantOwnBut } from "../demand.ts";
import { PASSES, openFilter, reasonOf } from "../filter.ts";
import { openHeld } from "../held.ts";
import { holdPart, letPartGo } from "../holdings.ts";
import { pushOutput, reserveOutput } from "../output.ts";
import { readRequest, requestLength } from "../request.ts";
import { SCRATCH_TRIED, growScratch, reserveScratch } from "../scratch.ts";
import { dims } from "../shape.ts";
import { blockOf } from "../slots.ts";
import { chooseDevices } from "../strategy.ts";
import { reserveAllocation, takeReserved, undoAllocation } from "../take.ts";
import { listedCount, listedModule, readModules } from "./budget.ts";
import { addPartsOn, openOrder, orderedCount, orderedPart, sortParts } from "./part-order.ts";
import { answerStuck, giveUpAt, openPlan, stuckCount } from "./plan.ts";
import { NO_TARGET, TARGET_UNKNOWN, bar, bestTarget } from "./target.ts";

/** Input: WHAT_IF, u32 modules[], REQUEST (not for SURVIVES). */
export function whatIf(bytes: u64): i32 {
  if (bytes < <u64>WHAT_IF_BYTES) return STATUS_BAD_LENGTH;
  const kind = load<i32>(input(), WHAT_IF_KIND);
  const limit = load<i32>(input(), WHAT_IF_LIMIT);
  const count = load<i32>(input(), WHAT_IF_MODULE_COUNT);
  const head = <u64>WHAT_IF_BYTES + (<u64><u32>count << 2);
  if (count < 0 || head > bytes) return STATUS_BAD_LENGTH;
  const at = input() + <usize>head;
  const asks = kind != WHAT_IF_SURVIVES;
  const length = asks ? requestLength(at, bytes - head) : 0;
  if ((asks && length == 0) || head + length != bytes) return STATUS_BAD_LENGTH;
  if (kind < WHAT_IF_HOW_MANY || kind > WHAT_IF_LARGEST) return STATUS_INVALID_REQUEST;
  let status = readModules(input() + WHAT_IF_BYTES, count);
  if (status != STATUS_OK) return status;
  if (!asks) return survives();
  if (kind == WHAT_IF_HOW_MANY ? limit < 0 : <u32>limit >= <u32>dims) return STATUS_INVALID_REQUEST;
  status = readRequest(at, length);
  if (status != STATUS_OK) return status;
  return kind == WHAT_IF_HOW_MANY ? howMany(limit) : largest(limit);
}

function answer(count: i64, module: i32, stuck: i32): i32 {
  if (!reserveOutput(<u64>ANSWER_BYTES + <u64>stuck * STUCK_BYTES)) return STATUS_OUT_OF_MEMORY;
  const at = pushOutput(ANSWER_BYTES);
  store<i64>(at, count, ANSWER_COUNT);
  store<i32>(at, module, ANSWER_MODULE);
  store<i32>(at, stuck, ANSWER_STUCK);
  if (stuck > 0) answerStuck();
  return STATUS_OK;
}

function howMany(limit: i32): i32 {
  let status = STATUS_OK;
  let count = 0;
  let tried: usize = 0;
  while (count < limit) {
    // What was tried must stay within reach when there is no room for more.
    const grown = growScratch(SCRATCH_TRIED, <u64>count * 4, <u64>(count + 1) * 4);
    if (grown != 0) tried = grown;
    if (grown == 0 || !decide()) status = STATUS_OUT_OF_MEMORY;
    if (status != STATUS_OK || decidedCount == 0) break;
    status = reserveAllocation(decidedCount);
    if (status != STATUS_OK) break;
    store<u32>(tried + (<usize>count << 2), <u32>blockOf(takeReserved(decided)));
    count++;
  }
  for (let k = count - 1; k >= 0; k--) undoAllocation(load<u32>(tried + (<usize>k << 2)));
  // No room for another record is an answer: no more than these.
  return status == STATUS_OK || status == STATUS_FULL ? answer(count, -1, 0) : status;
}

const FROM_MASK: usize = 0; // u64 devices
const FROM: usize = 8; // i32 module
const LOST_BYTES: usize = 16;

function survives(): i32 {
  openHeld();
  openOrder();
  if (!openPlan()) return STATUS_OUT_OF_MEMORY;
  for (let k = 0; k < listedCount; k++) {
    const module = listedModule(k);
    if (marksOf(module) & MARK_BARRED) continue;
    bar(module, true);
    if (!addPartsOn(module, false)) return unbar(STATUS_OUT_OF_MEMORY);
  }
  sortParts();
  const lost = reserveScratch(SCRATCH_TRIED, <u64>orderedCount * LOST_BYTES);
  if (lost == 0) return unbar(STATUS_OUT_OF_MEMORY);
  for (let n = 0; n < orderedCount; n++) {
    const part = orderedPart(n);
    const note = lost + <usize>n * LOST_BYTES;
    store<u64>(note, maskOf(part), FROM_MASK);
    store<i32>(note, moduleOf(part), FROM);
    letPartGo(part);
    setModule(part, -1);
  }
  let known = true;
  for (let n = 0; n < orderedCount && known; n++) known = replace(orderedPart(n), load<i32>(lost + <usize>n * LOST_BYTES, FROM));
  for (let n = 0; n < orderedCount; n++) if (moduleOf(orderedPart(n)) >= 0) letPartGo(orderedPart(n));
  for (let n = 0; n < orderedCount; n++) {
    const part = orderedPart(n);
    const note = lost + <usize>n * LOST_BYTES;
    setModule(part, load<i32>(note, FROM));
    setDevices(part, load<u64>(note, FROM_MASK), shareOf(part));
    holdPart(part);
  }
  const status = unbar(known ? STATUS_OK : STATUS_OUT_OF_MEMORY);
  return status == STATUS_OK ? answer(orderedCount - stuckCount, -1, stuckCount) : status;
}

function unbar(status: i32): i32 {
  for (let k = 0; k < listedCount; k++) bar(listedModule(k), false);
  return status;
}

/** Gives a lost part the best place, or lists it. False when memory is exhausted. */
function replace(part: usize, from: i32): bool {
  const target = bestTarget(part);
  if (target == TARGET_UNKNOWN) return false;
  if (target == NO_TARGET) return giveUpAt(part, from);
  setDevices(part, chooseDevices(target), shareOf(part));
  setModule(part, target);
  holdPart(part);
  return true;
}

function largest(dim: i32): i32 {
  wantOwnBut(dim);
  if (!openFilter(true, 0)) return STATUS_OUT_OF_MEMORY;
  let most = 0;
  let where = -1;
  for (let module = 0; module < moduleCount; module++) {
    const c = classOf(module);
    const units = min<i32>(freeOf(module, dim), maxUnitOf(c, dim));
    const whole = units - units % stepOf(c, dim);
    if (whole <= most || whole < minUnitOf(c, dim) || reasonOf(module) != PASSES) continue;
    most = whole;
    where = module;
  }
  return answer(most, where, 0);
}
