/** Mapping tables: where the VM-side range of an allocation lies on its DRMs. Reads the inventory, never the free space. */
import {
  AMOUNT_MAX, DEVICE_MILLI, EXTENT_BYTES, EXTENT_LENGTH, EXTENT_START, KIND_COMPUTE, KIND_STORAGE, LBA_BYTES, MAP_BYTES,
  MAP_GRANULARITY, MAP_KIND, MAP_ROW_BYTES, MAP_SEGMENT_BYTES, MAP_SEGMENT_COUNT, MAP_SEGMENT_EXTENT_COUNT,
  MAP_SEGMENT_MODULE, MAP_VM_BASE, MAP_WAYS, STATUS_BAD_EXTENT, STATUS_BAD_LENGTH, STATUS_BAD_MODULE,
  STATUS_INVALID_REQUEST, STATUS_MAP_ALIGNMENT, STATUS_MAP_KIND, STATUS_MAP_RANGE, STATUS_MAP_SHAPE, STATUS_OK,
  STATUS_OUT_OF_MEMORY, VM_MAX,
} from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { clearResult, fail, reserveOutput } from "./buffers.ts";
import { inModule } from "./devices.ts";
import { alignmentOf, baseAlignment, checkInterleave, shareAlignment } from "./interleave.ts";
import { hasModule, kindOf, mediumOf } from "./modules.ts";
import { addRow, mapComputeSegment, resetCompute } from "./rows.ts";

export let kind: i32 = 0;
export let ways: i32 = 0;
/** Bytes; not looked at with ways = 1. */
export let granularity: i32 = 0;
export let vmBase: i64 = 0;
let segmentCount: i32 = 0;
let segments: usize = 0;
let extents: usize = 0;
let extentCount: i64 = 0;

// @ts-ignore: decorator
@inline
function moduleAt(s: i32): i32 {
  return load<i32>(segments + <usize>s * MAP_SEGMENT_BYTES, MAP_SEGMENT_MODULE);
}

// @ts-ignore: decorator
@inline
function extentCountAt(s: i32): i32 {
  return load<i32>(segments + <usize>s * MAP_SEGMENT_BYTES, MAP_SEGMENT_EXTENT_COUNT);
}

/** Checks every segment: indices, kind, ranges, alignment; for compute also the order of its extents. */
function checkSegments(): i32 {
  const startAlignment = alignmentOf(kind);
  const lengthAlignment = shareAlignment(kind, ways, granularity);
  let at = extents;
  let total: i64 = 0;
  for (let s = 0; s < segmentCount; s++) {
    const module = moduleAt(s);
    if (!hasModule(module)) return fail(STATUS_BAD_MODULE, s);
    if (kindOf(mediumOf(module)) != kind) return fail(STATUS_MAP_KIND, s);
    if (ways > 1 && extentCountAt(s) != 1) return fail(STATUS_MAP_SHAPE, s);
    let previousEnd: i64 = 0;
    for (let e = extentCountAt(s); e > 0; e--, at += EXTENT_BYTES) {
      const start = load<i64>(at, EXTENT_START);
      const length = load<i64>(at, EXTENT_LENGTH);
      if (!inModule(module, start, length)) return fail(STATUS_BAD_EXTENT, s);
      if (kind == KIND_COMPUTE && start < previousEnd) return fail(STATUS_BAD_EXTENT, s);
      if (start % startAlignment != 0 || length % lengthAlignment != 0) return fail(STATUS_MAP_ALIGNMENT, s);
      if (ways > 1 && length != load<i64>(extents, EXTENT_LENGTH)) return fail(STATUS_MAP_SHAPE, s);
      previousEnd = start + length;
      // A partial share takes a whole VM-side slot: an extent costs at most two slots more than its length.
      total += kind == KIND_COMPUTE ? length + 2 * DEVICE_MILLI : length;
      if (total > VM_MAX) return fail(STATUS_MAP_RANGE, s);
    }
  }
  return vmBase + total > VM_MAX ? STATUS_MAP_RANGE : STATUS_OK;
}

/** Checks the MAP record at `at`, its segments and their extents, `bytes` ≥ MAP_BYTES in all, and keeps them for `writeRows`. */
export function readMap(at: usize, bytes: i32): i32 {
  kind = load<i32>(at, MAP_KIND);
  ways = load<i32>(at, MAP_WAYS);
  granularity = load<i32>(at, MAP_GRANULARITY);
  segmentCount = load<i32>(at, MAP_SEGMENT_COUNT);
  vmBase = load<i64>(at, MAP_VM_BASE);
  if (segmentCount < 0 || <i64>MAP_BYTES + <i64>segmentCount * MAP_SEGMENT_BYTES > bytes) return STATUS_BAD_LENGTH;
  segments = at + MAP_BYTES;
  extents = segments + <usize>segmentCount * MAP_SEGMENT_BYTES;
  extentCount = 0;
  for (let s = 0; s < segmentCount; s++) {
    if (extentCountAt(s) < 0) return fail(STATUS_BAD_LENGTH, s);
    extentCount += extentCountAt(s);
  }
  if (<i64>MAP_BYTES + <i64>segmentCount * MAP_SEGMENT_BYTES + extentCount * EXTENT_BYTES != bytes) return STATUS_BAD_LENGTH;
  if (<u32>kind > <u32>KIND_STORAGE) return STATUS_INVALID_REQUEST;
  if (vmBase < 0 || vmBase > AMOUNT_MAX) return STATUS_MAP_RANGE;
  const status = checkInterleave(kind, ways, granularity);
  if (status != STATUS_OK) return status;
  if (ways > 1 && segmentCount != ways) return STATUS_MAP_SHAPE;
  if (vmBase % baseAlignment(kind, ways) != 0) return STATUS_MAP_ALIGNMENT;
  return checkSegments();
}

/** How many rows `writeRows` may write: a compute extent gives at most a partial head, a whole run and a partial tail. */
export function rowLimit(): u64 {
  return <u64>extentCount * (kind == KIND_COMPUTE ? 3 : 1);
}

/** Writes the rows of the map that was read to the output, where the caller has reserved room. */
export function writeRows(): void {
  if (kind == KIND_COMPUTE) mapCompute();
  else mapLinear(rowUnit());
}

/** Base units in the unit that rows count in. */
export function rowUnit(): i64 {
  return kind == KIND_STORAGE ? LBA_BYTES : 1;
}

/** Input: MAP record, its segments, their extents; `bytes` in all. Output: MAP_ROW records. */
export function map(bytes: i32): i32 {
  clearResult();
  if (bytes < MAP_BYTES || !inputHolds(<u64>bytes)) return STATUS_BAD_LENGTH;
  const status = readMap(input(), bytes);
  if (status != STATUS_OK) return status;
  if (!reserveOutput(rowLimit() * MAP_ROW_BYTES)) return STATUS_OUT_OF_MEMORY;
  writeRows();
  return STATUS_OK;
}

function mapCompute(): void {
  resetCompute(vmBase);
  let at = extents;
  for (let s = 0; s < segmentCount; s++) {
    const count = extentCountAt(s);
    mapComputeSegment(moduleAt(s), at, count);
    at += <usize>count * EXTENT_BYTES;
  }
}

function mapLinear(unit: i64): void {
  let at = extents;
  let cursor = vmBase / unit;
  for (let s = 0; s < segmentCount; s++) {
    for (let e = extentCountAt(s); e > 0; e--, at += EXTENT_BYTES) {
      const start = load<i64>(at, EXTENT_START) / unit;
      const length = load<i64>(at, EXTENT_LENGTH) / unit;
      if (ways > 1) {
        addRow(moduleAt(s), cursor, length * ways, start, s, ways, granularity);
      } else {
        addRow(moduleAt(s), cursor, length, start, 0, 1, 0);
        cursor += length;
      }
    }
  }
}
