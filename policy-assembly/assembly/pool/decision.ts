/** What was decided: PART records with the scores they won with, before anything is taken. */
import {
  DECISION_ALLOCATION, DECISION_BYTES, DECISION_COST, DECISION_PARTS, PART_AMOUNT, PART_BYTES, PART_DEVICES,
  PART_DEVICE_MASK, PART_MODULE, PART_SHARE, POOL_SPAN_MAX,
} from "../../abi/pool.ts";
import { classOf } from "./columns.ts";
import { wantedCost, wantedDevices, wantedOf, wantedShare } from "./demand.ts";
import { pushOutput } from "./output.ts";
import { writeScores } from "./score.ts";
import { dims } from "./shape.ts";
import { chooseDevices } from "./strategy.ts";
import { clearWords, copyWords } from "./words.ts";

/** PART records of the decision. */
export const decided = memory.data(POOL_SPAN_MAX * 72, 8);
export let decidedCount: i32 = 0;
/** Micros per hour of all parts, modulo 2^64. */
export let decidedCost: i64 = 0;

export function clearDecision(): void {
  decidedCount = 0;
  decidedCost = 0;
}

/** Adds what is asked for now (demand.ts) on a module that passes the filters. */
export function decideOn(module: i32): void {
  const part = decided + <usize>(decidedCount++) * PART_BYTES;
  clearWords(part, PART_BYTES);
  store<i32>(part, module, PART_MODULE);
  store<i32>(part, wantedDevices, PART_DEVICES);
  store<u64>(part, chooseDevices(module), PART_DEVICE_MASK);
  store<i32>(part, wantedShare, PART_SHARE);
  for (let d = 0; d < dims; d++) store<i32>(part + (<usize>d << 2), wantedOf(d), PART_AMOUNT);
  writeScores(part, module);
  decidedCost += wantedCost(classOf(module));
}

/** Bytes of a DECISION with its PARTs. */
export function decisionBytes(parts: i32): u64 {
  return <u64>DECISION_BYTES + <u64>parts * PART_BYTES;
}

/** Answers a DECISION and copies its PART records from `parts`; the caller has reserved the room. */
export function answerDecision(handle: u32, parts: usize, count: i32, cost: i64): void {
  const at = pushOutput(DECISION_BYTES);
  store<u32>(at, handle, DECISION_ALLOCATION);
  store<i32>(at, count, DECISION_PARTS);
  store<i64>(at, cost, DECISION_COST);
  copyWords(pushOutput(<usize>count * PART_BYTES), parts, <usize>count * PART_BYTES);
}
