/** Settling a batch: what was found for its requests is taken in request order, with the scores of that moment. */
import { STATUS_FULL, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import {
  PART_AMOUNT, PART_BYTES, PART_DEVICES, PART_DEVICE_MASK, PART_MODULE, PART_SHARE, POOL_SPAN_MAX,
} from "../../../abi/pool.ts";
import { hasPartRoom, maskOf, moduleOf, partAt, partCountOf, shareOf } from "../allocations.ts";
import { classOf } from "../columns.ts";
import { wantPart, wantedCost, wantedDevices, wantedOf } from "../demand.ts";
import { fail } from "../output.ts";
import { useType } from "../request.ts";
import { writeScores } from "../score.ts";
import { dims } from "../shape.ts";
import { hasFreeSlot, reserveSlot } from "../slots.ts";
import { openWords } from "../verdicts.ts";
import { clearWords } from "../words.ts";
import { answerLeftOut, answerPlaced, closeAnswer, openAnswer, reserveAnswer } from "./answer.ts";
import { MARK_HELD, blockAt, entryCount, isMarked, typeAt } from "./entries.ts";
import { grant, hold, letGo } from "./trial.ts";

const records = memory.data(POOL_SPAN_MAX * 72, 8); // PART
let cost: i64 = 0;

/** Takes and answers what the requests hold provisionally. STATUS_FULL names the request that has no room. */
export function adoptAll(): i32 {
  for (let index = entryCount - 1; index >= 0; index--) if (isMarked(index, MARK_HELD)) letGo(index);
  if (!openAnswer()) return STATUS_OUT_OF_MEMORY;
  for (let index = 0; index < entryCount; index++) {
    const block = blockAt(index);
    if (block == 0) {
      if (!reserveAnswer(0)) return STATUS_OUT_OF_MEMORY;
      answerLeftOut();
      continue;
    }
    const count = partCountOf(block);
    if (!hasFreeSlot() || !hasPartRoom(count)) return fail(STATUS_FULL, index);
    if (!reserveSlot() || !reserveAnswer(count)) return STATUS_OUT_OF_MEMORY;
    score(index, block, count);
    hold(index);
    answerPlaced(grant(index), records, count, cost);
  }
  closeAnswer();
  return STATUS_OK;
}

/** Writes PART records of what the request is about to take, and its cost. */
function score(index: i32, block: usize, count: i32): void {
  useType(typeAt(index));
  cost = 0;
  for (let k = 0; k < count; k++) {
    const part = partAt(block, k);
    const record = records + <usize>k * PART_BYTES;
    wantPart(part);
    openWords(false);
    clearWords(record, PART_BYTES);
    store<i32>(record, moduleOf(part), PART_MODULE);
    store<i32>(record, wantedDevices, PART_DEVICES);
    store<u64>(record, maskOf(part), PART_DEVICE_MASK);
    store<i32>(record, shareOf(part), PART_SHARE);
    for (let d = 0; d < dims; d++) store<i32>(record + (<usize>d << 2), wantedOf(d), PART_AMOUNT);
    writeScores(record, moduleOf(part));
    cost += wantedCost(classOf(moduleOf(part)));
  }
}
