/** All or nothing: in the order given, else the largest first, else by moving what was placed. */
import { STATUS_FULL, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import { partCount } from "../allocations.ts";
import { decide } from "../decide.ts";
import { decidedCount } from "../decision.ts";
import { fail } from "../output.ts";
import { useType } from "../request.ts";
import { allocationRoom, partRoom } from "../shape.ts";
import { liveCount } from "../slots.ts";
import { adoptAll } from "./adopt-all.ts";
import { answerNothing, firstLeftOut } from "./answer.ts";
import { GIVEN_UP, SETTLED, openSearch, search, searchStatus, wait } from "./ejections.ts";
import { entryCount, typeAt } from "./entries.ts";
import { placeInOrder } from "./in-order.ts";
import { isSimple, markSimple } from "./simple.ts";
import { measure, sortBySize } from "./sizes.ts";
import { valueAt } from "./sort.ts";
import { dropAll, putDecided } from "./trial.ts";

/** Places and answers all requests of the batch, or none. */
export function placeWhole(): i32 {
  const room = min<i32>(allocationRoom - liveCount, partRoom - partCount);
  if (entryCount > room) return fail(STATUS_FULL, room);
  const status = placeInOrder(false);
  if (status != STATUS_OK || firstLeftOut < 0) return status;
  const failed = firstLeftOut;
  dropAll();
  if (!markSimple()) return STATUS_OUT_OF_MEMORY;
  measure();
  return sortBySize() && openSearch() ? placeBySize(failed) : STATUS_OUT_OF_MEMORY;
}

/** `failed`: the request to name when the search gives up. */
function placeBySize(failed: i32): i32 {
  for (let k = 0; k < entryCount; k++) {
    const index = valueAt(k);
    useType(typeAt(index));
    if (!decide()) return STATUS_OUT_OF_MEMORY;
    if (decidedCount > 0) {
      const status = putDecided(index);
      if (status != STATUS_OK) return status;
    } else {
      if (!isSimple(index)) return giveUp(failed);
      wait(index);
    }
  }
  const end = search();
  if (searchStatus != STATUS_OK) return searchStatus;
  if (end == SETTLED) return adoptAll();
  return giveUp(end == GIVEN_UP ? failed : end);
}

function giveUp(failed: i32): i32 {
  dropAll();
  return answerNothing(failed) ? STATUS_OK : STATUS_OUT_OF_MEMORY;
}
