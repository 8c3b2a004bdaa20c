/** Carving: taking an aligned amount from one given linear module, in one extent when one holds it. */
import {
  AMOUNT_MAX, CARVE_AFTER, CARVE_ALIGNMENT, CARVE_AMOUNT, CARVE_BYTES, CARVE_CONTIGUOUS, CARVE_FLAGS, CARVE_MODULE,
  EXTENT_BYTES, STATUS_BAD_EXTENT, STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_INVALID_REQUEST, STATUS_NOT_LINEAR,
  STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { alignedFree, alignedLargest } from "./aligned.ts";
import { clearResult, pushExtent, reserveOutput } from "./buffers.ts";
import { cutStart, headOf, largestExtent } from "./devices.ts";
import { capacityOf, deviceFirstOf, deviceOf, extentCountOf, freeOf, hasModule, mediumOf, stepOf } from "./modules.ts";
import { lengthOf, nextOf, reserveNodes, startOf } from "./nodes.ts";
import { takeLinear } from "./taking.ts";

function holds(module: i32, amount: i64, alignment: i64, contiguous: bool): bool {
  if (amount > freeOf(module)) return false;
  if (contiguous) {
    return (alignment == 1 ? largestExtent(module) : alignedLargest(module, alignment)) >= amount;
  }
  return alignment == 1 || alignedFree(module, alignment) >= amount;
}

/**
 * Takes `amount` ≥ 1 from a linear module: directly at `after` (-1 = nowhere) when it is free there, otherwise by the rule of
 * taking. No output extents when the amount is no multiple of step and alignment, or is not there.
 */
export function take(module: i32, after: i64, amount: i64, alignment: i64, contiguous: bool): i32 {
  if (amount % stepOf(module) != 0 || amount % alignment != 0 || amount > freeOf(module)) return STATUS_OK;
  const extents = extentCountOf(module);
  if (!reserveOutput(<u64>extents * EXTENT_BYTES) || !reserveNodes(extents)) return STATUS_OUT_OF_MEMORY;
  if (after >= 0 && after % alignment == 0) {
    const device = deviceFirstOf(module);
    let previous: usize = 0;
    let node = headOf(device);
    while (node != 0 && startOf(node) < after) {
      previous = node;
      node = nextOf(node);
    }
    if (node != 0 && startOf(node) == after && lengthOf(node) >= amount) {
      pushExtent(after, amount);
      cutStart(module, device, previous, node, amount);
      return STATUS_OK;
    }
  }
  if (holds(module, amount, alignment, contiguous)) takeLinear(module, amount, alignment);
  return STATUS_OK;
}

/** Input: one CARVE record of `bytes` bytes. Output: the extents taken, none when it does not fit. */
export function carve(bytes: i32): i32 {
  clearResult();
  if (bytes != CARVE_BYTES || !inputHolds(CARVE_BYTES)) return STATUS_BAD_LENGTH;
  const module = load<i32>(input(), CARVE_MODULE);
  if (!hasModule(module)) return STATUS_BAD_MODULE;
  if (deviceOf(mediumOf(module)) != 0) return STATUS_NOT_LINEAR;
  const amount = load<i64>(input(), CARVE_AMOUNT);
  const alignment = load<i64>(input(), CARVE_ALIGNMENT);
  const after = load<i64>(input(), CARVE_AFTER);
  const flags = load<u32>(input(), CARVE_FLAGS);
  if (amount < 1 || amount > AMOUNT_MAX || alignment < 0 || alignment > AMOUNT_MAX) return STATUS_INVALID_REQUEST;
  if (flags > <u32>CARVE_CONTIGUOUS) return STATUS_INVALID_REQUEST;
  if (after < -1 || after > capacityOf(module)) return STATUS_BAD_EXTENT;
  return take(module, after, amount, max<i64>(1, alignment), (flags & CARVE_CONTIGUOUS) != 0);
}
