/** Placing = deciding + taking. Selecting = placing + giving back, so that a preview names the very extents. */
import {
  CHOSEN_AMOUNT, CHOSEN_EXTENT_COUNT, CHOSEN_EXTENT_FIRST, CHOSEN_MODULE, EXTENT_BYTES, EXTENT_LENGTH, EXTENT_START,
  RESULT_CHOSEN_COUNT, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import { chosenAt, chosenCount, clearResult, extentAt, outputCount, reserveOutput, result } from "./buffers.ts";
import { giveRange } from "./devices.ts";
import { extentCountOf } from "./modules.ts";
import { reserveNodes } from "./nodes.ts";
import { alignment, isDevice, readRequest } from "./request.ts";
import { decide } from "./select.ts";
import { takeDevices, takeLinear } from "./taking.ts";

/** Decides on the request in the input buffer and, with `keep`, takes what it chose. */
export function place(bytes: i32, keep: bool): i32 {
  clearResult();
  const status = readRequest(bytes);
  if (status != STATUS_OK) return status;
  decide();
  const chosen = chosenCount();
  // Taking cuts at most one output extent from each free extent: from its start, which needs no new node, unless aligned.
  let extents: u64 = 0;
  for (let k = 0; k < chosen; k++) extents += <u64>extentCountOf(load<i32>(chosenAt(k), CHOSEN_MODULE));
  if (!reserveOutput(extents * EXTENT_BYTES) || (alignment > 1 && !reserveNodes(<i64>extents))) {
    store<i32>(result, 0, RESULT_CHOSEN_COUNT);
    return STATUS_OUT_OF_MEMORY;
  }
  for (let k = 0; k < chosen; k++) {
    const at = chosenAt(k);
    const module = load<i32>(at, CHOSEN_MODULE);
    const first = outputCount();
    if (isDevice) takeDevices(module);
    else takeLinear(module, load<i64>(at, CHOSEN_AMOUNT), alignment);
    store<i32>(at, first, CHOSEN_EXTENT_FIRST);
    store<i32>(at, outputCount() - first, CHOSEN_EXTENT_COUNT);
  }
  if (!keep) giveBack();
  return STATUS_OK;
}

/** The nodes this needs were set free by the taking just before. */
function giveBack(): void {
  for (let k = 0, chosen = chosenCount(); k < chosen; k++) {
    const at = chosenAt(k);
    const first = load<i32>(at, CHOSEN_EXTENT_FIRST);
    const end = first + load<i32>(at, CHOSEN_EXTENT_COUNT);
    for (let e = first; e < end; e++) {
      giveRange(load<i32>(at, CHOSEN_MODULE), load<i64>(extentAt(e), EXTENT_START), load<i64>(extentAt(e), EXTENT_LENGTH));
    }
  }
}
