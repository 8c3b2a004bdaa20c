/** Placing one by one, in the order given. */
import { STATUS_FULL, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import { decide } from "../decide.ts";
import { decided, decidedCost, decidedCount } from "../decision.ts";
import { fail } from "../output.ts";
import { useType } from "../request.ts";
import { hasFreeSlot, reserveSlot } from "../slots.ts";
import { answerLeftOut, answerPlaced, closeAnswer, openAnswer, reserveAnswer } from "./answer.ts";
import { entryCount, typeAt } from "./entries.ts";
import { grant, putDecided } from "./trial.ts";

/** Places and answers every request; without `leaveOut` it stops at the first that does not fit (`firstLeftOut`). */
export function placeInOrder(leaveOut: bool): i32 {
  if (!openAnswer()) return STATUS_OUT_OF_MEMORY;
  for (let index = 0; index < entryCount; index++) {
    useType(typeAt(index));
    if (!decide() || !reserveAnswer(decidedCount)) return STATUS_OUT_OF_MEMORY;
    if (decidedCount > 0) {
      const status = take(index);
      if (status != STATUS_OK) return status;
    } else {
      answerLeftOut();
      if (!leaveOut) return STATUS_OK;
    }
  }
  closeAnswer();
  return STATUS_OK;
}

function take(index: i32): i32 {
  if (!hasFreeSlot()) return fail(STATUS_FULL, index);
  if (!reserveSlot()) return STATUS_OUT_OF_MEMORY;
  const status = putDecided(index);
  if (status == STATUS_OK) answerPlaced(grant(index), decided, decidedCount, decidedCost);
  return status;
}
