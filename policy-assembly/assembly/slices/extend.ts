/** Extending a slice on its own module: directly behind it when that space is free, otherwise as a new placement would. */
import {
  AMOUNT_MAX, EXTENT_BYTES, EXTENT_LENGTH, EXTENT_START, STATUS_BAD_EXTENT, STATUS_BAD_LENGTH, STATUS_BAD_MODULE,
  STATUS_INVALID_REQUEST, STATUS_NOT_LINEAR,
} from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { clearResult } from "./buffers.ts";
import { take } from "./carve.ts";
import { capacityOf, deviceOf, hasModule, mediumOf } from "./modules.ts";

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
  return take(module, after, extra, 1, false);
}
