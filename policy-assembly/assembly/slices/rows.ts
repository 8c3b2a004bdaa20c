/** Rows of a mapping table; for compute the VM side counts in slots of one device. */
import {
  DEVICE_MILLI, EXTENT_BYTES, EXTENT_LENGTH, EXTENT_START, MAP_ROW_BYTES, MAP_ROW_DRM_START, MAP_ROW_GRANULARITY,
  MAP_ROW_LENGTH, MAP_ROW_MODULE, MAP_ROW_POSITION, MAP_ROW_VM_START, MAP_ROW_WAYS,
} from "../../abi/abi.ts";
import { pushOutput } from "./buffers.ts";

export function addRow(
  module: i32, vmStart: i64, length: i64, drmStart: i64, position: i32, ways: i32, granularity: i32,
): usize {
  const at = pushOutput(MAP_ROW_BYTES);
  store<i64>(at, vmStart, MAP_ROW_VM_START);
  store<i64>(at, length, MAP_ROW_LENGTH);
  store<i64>(at, drmStart, MAP_ROW_DRM_START);
  store<i32>(at, module, MAP_ROW_MODULE);
  store<i32>(at, position, MAP_ROW_POSITION);
  store<i32>(at, ways, MAP_ROW_WAYS);
  store<i32>(at, granularity, MAP_ROW_GRANULARITY);
  return at;
}

/** Next free VM-side slot, milli. */
let cursor: i64 = 0;
/** The row of whole devices that may still grow, 0 = none. */
let run: usize = 0;

export function resetCompute(vmBase: i64): void {
  cursor = vmBase;
  run = 0;
}

/** Whole devices [start, start + length). */
function addWhole(module: i32, start: i64, length: i64): void {
  if (run != 0 && load<i64>(run, MAP_ROW_DRM_START) + load<i64>(run, MAP_ROW_LENGTH) == start) {
    store<i64>(run, load<i64>(run, MAP_ROW_LENGTH) + length, MAP_ROW_LENGTH);
  } else {
    run = addRow(module, cursor, length, start, 0, 1, 0);
  }
  cursor += length;
}

/** A piece of a partial share; touching pieces share a row. */
function addPart(module: i32, previous: usize, vmStart: i64, length: i64, start: i64): usize {
  if (previous == 0 || load<i64>(previous, MAP_ROW_DRM_START) + load<i64>(previous, MAP_ROW_LENGTH) != start) {
    return addRow(module, vmStart, length, start, 0, 1, 0);
  }
  store<i64>(previous, load<i64>(previous, MAP_ROW_LENGTH) + length, MAP_ROW_LENGTH);
  return previous;
}

/** Milli that the segment's extents from [at, end) on hold below `border`, `offset` units into the first. */
function heldBelow(at: usize, end: usize, offset: i64, border: i64): i64 {
  let held: i64 = 0;
  for (; at < end; at += EXTENT_BYTES, offset = 0) {
    const start = load<i64>(at, EXTENT_START) + offset;
    if (start >= border) break;
    held += min<i64>(border, load<i64>(at, EXTENT_START) + load<i64>(at, EXTENT_LENGTH)) - start;
  }
  return held;
}

/** Maps the `count` ascending extents at `at`, device by device. */
export function mapComputeSegment(module: i32, at: usize, count: i32): void {
  run = 0; // runs do not cross segments
  const end = at + <usize>count * EXTENT_BYTES;
  let offset: i64 = 0;
  while (at < end) {
    const start = load<i64>(at, EXTENT_START) + offset;
    const stop = load<i64>(at, EXTENT_START) + load<i64>(at, EXTENT_LENGTH);
    if (start == stop) {
      at += EXTENT_BYTES;
      offset = 0;
      continue;
    }
    const wholes = (stop - start) / DEVICE_MILLI * DEVICE_MILLI;
    if (start % DEVICE_MILLI == 0 && wholes > 0) {
      addWhole(module, start, wholes);
      offset += wholes;
      continue;
    }
    const border = (start / DEVICE_MILLI + 1) * DEVICE_MILLI;
    const isWhole = heldBelow(at, end, offset, border) == DEVICE_MILLI;
    let slot = cursor;
    let part: usize = 0;
    while (at < end && load<i64>(at, EXTENT_START) + offset < border) {
      const from = load<i64>(at, EXTENT_START) + offset;
      const extentEnd = load<i64>(at, EXTENT_START) + load<i64>(at, EXTENT_LENGTH);
      const length = min<i64>(border, extentEnd) - from;
      if (isWhole) {
        addWhole(module, from, length);
      } else if (length > 0) {
        part = addPart(module, part, slot, length, from);
        slot += length;
      }
      offset += length;
      if (from + length < extentEnd) break;
      at += EXTENT_BYTES;
      offset = 0;
    }
    if (!isWhole) cursor += DEVICE_MILLI;
  }
}
