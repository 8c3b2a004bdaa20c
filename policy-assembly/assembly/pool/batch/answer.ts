/** What a batch answers: BATCH_RESULT, then a DECISION with its PARTs for each request. */
import { ALLOCATION_NONE, BATCH_RESULT_BYTES, BATCH_RESULT_FAILED, BATCH_RESULT_PLACED } from "../../../abi/pool.ts";
import { answerDecision, decided, decisionBytes } from "../decision.ts";
import { clearOutput, outputAddress, outputBytes, pushOutput, reserveOutput } from "../output.ts";
import { entryCount } from "./entries.ts";

let placed: i32 = 0;
/** The first request left out, -1 = none. */
export let firstLeftOut: i32 = -1;
let answered: i32 = 0;

/** Starts an answer; false when memory is exhausted. */
export function openAnswer(): bool {
  clearOutput();
  placed = answered = 0;
  firstLeftOut = -1;
  if (!reserveOutput(<u64>BATCH_RESULT_BYTES + <u64>entryCount * decisionBytes(1))) return false;
  pushOutput(BATCH_RESULT_BYTES);
  return true;
}

/** Makes room for the next request's parts; false when memory is exhausted. */
export function reserveAnswer(parts: i32): bool {
  return reserveOutput(<u64>outputBytes() + decisionBytes(parts));
}

/** Answers PART records at `parts` for the next request, which was placed. */
export function answerPlaced(handle: u32, parts: usize, count: i32, cost: i64): void {
  placed++;
  answered++;
  answerDecision(handle, parts, count, cost);
}

/** Answers that the next request is left out. */
export function answerLeftOut(): void {
  if (firstLeftOut < 0) firstLeftOut = answered;
  answered++;
  answerDecision(ALLOCATION_NONE, decided, 0, 0);
}

export function closeAnswer(): void {
  store<i32>(outputAddress(), placed, BATCH_RESULT_PLACED);
  store<i32>(outputAddress(), firstLeftOut, BATCH_RESULT_FAILED);
}

/** Answers that nothing was placed because of one request. False when memory is exhausted. */
export function answerNothing(failed: i32): bool {
  if (!openAnswer()) return false;
  for (let index = 0; index < entryCount; index++) answerLeftOut();
  firstLeftOut = failed;
  closeAnswer();
  return true;
}
