/** Placing a batch: one by one, all or nothing, or the most. */
import { STATUS_OK } from "../../../abi/abi.ts";
import { BATCH_BEST_EFFORT, BATCH_MOST } from "../../../abi/pool.ts";
import { clearOutput, detail, fail } from "../output.ts";
import { closeEntries } from "./entries.ts";
import { placeInOrder } from "./in-order.ts";
import { placeMost } from "./most/place-most.ts";
import { batchFlags, readBatch } from "./read.ts";
import { dropAll } from "./trial.ts";
import { placeWhole } from "./whole.ts";

/** Input: BATCH, REQUESTs. */
export function placeBatch(bytes: u64): i32 {
  let status = readBatch(bytes);
  if (status == STATUS_OK) status = placeRead();
  if (status != STATUS_OK) {
    const objection = detail;
    dropAll();
    clearOutput();
    fail(status, objection);
  }
  closeEntries();
  return status;
}

function placeRead(): i32 {
  switch (batchFlags) {
    case BATCH_BEST_EFFORT: return placeInOrder(true);
    case BATCH_MOST: return placeMost();
    default: return placeWhole();
  }
}
