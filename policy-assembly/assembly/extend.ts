/** Extending a slice on its own module: directly behind it when that space is free, otherwise as a new placement would. */
import {
  AMOUNT_MAX, EXTENT_BYTES, EXTENT_LENGTH, EXTENT_START, STATUS_BAD_EXTENT, STATUS_BAD_LENGTH, STATUS_BAD_MODULE,
  STATUS_INVALID_REQUEST, STATUS_NOT_LINEAR, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../abi/abi.ts";
import { clearResult, input, inputHolds, pushExtent, reserveOutput } from "./buffers.ts";
import { cutStart, headOf } from "./devices.ts";
import { capacityOf, deviceFirstOf, deviceOf, extentCountOf, freeOf, hasModule, mediumOf, stepOf } from "./modules.ts";
import { lengthOf, nextOf, startOf } from "./nodes.ts";
import { takeLinear } from "./taking.ts";

/** Input: one extent record, start = end of the slice, length = what to add. No output extents when it does not fit. */
export function extend(module: i32): i32 {
  clearResult();
  if (!hasModule(module)) return STATUS_BAD_MODULE;
  if (!inputHolds(EXTENT_BYTES)) return STATUS_BAD_LENGTH;
  if (deviceOf(mediumOf(module)) != 0) return STATUS_NOT_LINEAR;
  const after = load<i64>(input(), EXTENT_START);
  const extra = load<i64>(input(), EXTENT_LENGTH);
  if (after < 0 || after > capacityOf(module)) return STATUS_BAD_EXTENT;
  if (extra < 1 || extra > AMOUNT_MAX) return STATUS_INVALID_REQUEST;
  if (extra % stepOf(module) != 0 || extra > freeOf(module)) return STATUS_OK;
  if (!reserveOutput(<u64>extentCountOf(module) * EXTENT_BYTES)) return STATUS_OUT_OF_MEMORY;
  const device = deviceFirstOf(module);
  let previous: usize = 0;
  let node = headOf(device);
  while (node != 0 && startOf(node) < after) {
    previous = node;
    node = nextOf(node);
  }
  if (node != 0 && startOf(node) == after && lengthOf(node) >= extra) {
    pushExtent(after, extra);
    cutStart(module, device, previous, node, extra);
  } else {
    takeLinear(module, extra);
  }
  return STATUS_OK;
}
