/** Taking and giving back exact extents, all or nothing: what fails is undone before the call returns. */
import {
  EXTENT_BYTES, EXTENT_LENGTH, EXTENT_START, STATUS_ALREADY_FREE, STATUS_BAD_EXTENT, STATUS_BAD_LENGTH,
  STATUS_BAD_MODULE, STATUS_NOT_FREE, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { clearResult, fail } from "./buffers.ts";
import { devicesTouched, giveRange, inModule, takeRange } from "./devices.ts";
import { hasModule } from "./modules.ts";
import { reserveNodes } from "./nodes.ts";

function startAt(k: i32): i64 {
  return load<i64>(input() + <usize>k * EXTENT_BYTES, EXTENT_START);
}

function lengthAt(k: i32): i64 {
  return load<i64>(input() + <usize>k * EXTENT_BYTES, EXTENT_LENGTH);
}

/** Checks indices and ranges, and reserves the nodes that taking and undoing could need. */
function prepare(module: i32, count: i32): i32 {
  clearResult();
  if (!hasModule(module)) return STATUS_BAD_MODULE;
  if (count < 0 || (count > 0 && !inputHolds(<u64>count * EXTENT_BYTES))) return STATUS_BAD_LENGTH;
  let nodes: i64 = 0;
  for (let k = 0; k < count; k++) {
    if (!inModule(module, startAt(k), lengthAt(k))) return fail(STATUS_BAD_EXTENT, k);
    nodes += devicesTouched(module, startAt(k), lengthAt(k)) + 1;
  }
  return reserveNodes(nodes) ? STATUS_OK : STATUS_OUT_OF_MEMORY;
}

export function claim(module: i32, count: i32): i32 {
  const status = prepare(module, count);
  if (status != STATUS_OK) return status;
  for (let k = 0; k < count; k++) {
    if (takeRange(module, startAt(k), lengthAt(k))) continue;
    for (let undo = k - 1; undo >= 0; undo--) giveRange(module, startAt(undo), lengthAt(undo));
    return fail(STATUS_NOT_FREE, k);
  }
  return STATUS_OK;
}

export function release(module: i32, count: i32): i32 {
  const status = prepare(module, count);
  if (status != STATUS_OK) return status;
  for (let k = 0; k < count; k++) {
    if (giveRange(module, startAt(k), lengthAt(k))) continue;
    for (let undo = k - 1; undo >= 0; undo--) takeRange(module, startAt(undo), lengthAt(undo));
    return fail(STATUS_ALREADY_FREE, k);
  }
  return STATUS_OK;
}
