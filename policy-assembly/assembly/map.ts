/** Mapping tables: where the VM-side range of an allocation lies on its DRMs. Reads the inventory, never the free space. */
import {
  AMOUNT_MAX, DEVICE_MILLI, EXTENT_BYTES, EXTENT_LENGTH, EXTENT_START, GRANULARITY_MAX, HDM_ALIGNMENT,
  HDM_GRANULARITY_MAX, HDM_GRANULARITY_MIN, KIND_COMPUTE, KIND_MEMORY, KIND_STORAGE, LBA_BYTES, MAP_BYTES,
  MAP_GRANULARITY, MAP_KIND, MAP_ROW_BYTES, MAP_SEGMENT_BYTES, MAP_SEGMENT_COUNT, MAP_SEGMENT_EXTENT_COUNT,
  MAP_SEGMENT_MODULE, MAP_VM_BASE, MAP_WAYS, STATUS_BAD_EXTENT, STATUS_BAD_LENGTH, STATUS_BAD_MODULE,
  STATUS_INVALID_REQUEST, STATUS_MAP_ALIGNMENT, STATUS_MAP_GRANULARITY, STATUS_MAP_KIND, STATUS_MAP_RANGE,
  STATUS_MAP_SHAPE, STATUS_MAP_WAYS, STATUS_OK, STATUS_OUT_OF_MEMORY, VM_MAX, WAYS_MAX,
} from "../abi/abi.ts";
import { clearResult, fail, input, inputHolds, reserveOutput } from "./buffers.ts";
import { inModule } from "./devices.ts";
import { hasModule, kindOf, mediumOf } from "./modules.ts";
import { addRow, mapComputeSegment, resetCompute } from "./rows.ts";

let kind: i32 = 0;
let ways: i32 = 0;
let granularity: i32 = 0;
let segmentCount: i32 = 0;
let vmBase: i64 = 0;
let extents: usize = 0;

// @ts-ignore: decorator
@inline
function moduleAt(s: i32): i32 {
  return load<i32>(input() + MAP_BYTES + <usize>s * MAP_SEGMENT_BYTES, MAP_SEGMENT_MODULE);
}

// @ts-ignore: decorator
@inline
function extentCountAt(s: i32): i32 {
  return load<i32>(input() + MAP_BYTES + <usize>s * MAP_SEGMENT_BYTES, MAP_SEGMENT_EXTENT_COUNT);
}

/** Ways: every power of two up to 16, and 3, 6, 12. */
function isHdmWays(ways: i32): bool {
  return popcnt<i32>(ways) == 1 || ways == 3 || ways == 6 || ways == 12;
}

function checkInterleave(): i32 {
  if (ways < 1 || ways > WAYS_MAX) return STATUS_MAP_WAYS;
  if (kind == KIND_COMPUTE && ways != 1) return STATUS_MAP_WAYS;
  if (kind == KIND_MEMORY && !isHdmWays(ways)) return STATUS_MAP_WAYS;
  if (ways == 1) return STATUS_OK;
  if (granularity < 1 || granularity > GRANULARITY_MAX) return STATUS_MAP_GRANULARITY;
  if (kind == KIND_STORAGE) return granularity % LBA_BYTES == 0 ? STATUS_OK : STATUS_MAP_GRANULARITY;
  return granularity >= HDM_GRANULARITY_MIN && granularity <= HDM_GRANULARITY_MAX && popcnt<i32>(granularity) == 1
    ? STATUS_OK
    : STATUS_MAP_GRANULARITY;
}

/** Checks every segment: indices, kind, ranges, alignment; for compute also the order of its extents. */
function checkSegments(alignment: i64): i32 {
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
      if (start % alignment != 0 || length % alignment != 0) return fail(STATUS_MAP_ALIGNMENT, s);
      if (ways > 1 && length != load<i64>(extents, EXTENT_LENGTH)) return fail(STATUS_MAP_SHAPE, s);
      previousEnd = start + length;
      // A partial share takes a whole VM-side slot: an extent costs at most two slots more than its length.
      total += kind == KIND_COMPUTE ? length + 2 * DEVICE_MILLI : length;
      if (total > VM_MAX) return fail(STATUS_MAP_RANGE, s);
    }
  }
  return vmBase + total > VM_MAX ? STATUS_MAP_RANGE : STATUS_OK;
}

/** Input: MAP record, its segments, their extents; `bytes` in all. Output: MAP_ROW records. */
export function map(bytes: i32): i32 {
  clearResult();
  if (bytes < MAP_BYTES || !inputHolds(<u64>bytes)) return STATUS_BAD_LENGTH;
  kind = load<i32>(input(), MAP_KIND);
  ways = load<i32>(input(), MAP_WAYS);
  granularity = load<i32>(input(), MAP_GRANULARITY);
  segmentCount = load<i32>(input(), MAP_SEGMENT_COUNT);
  vmBase = load<i64>(input(), MAP_VM_BASE);
  if (segmentCount < 0 || <i64>MAP_BYTES + <i64>segmentCount * MAP_SEGMENT_BYTES > bytes) return STATUS_BAD_LENGTH;
  extents = input() + MAP_BYTES + <usize>segmentCount * MAP_SEGMENT_BYTES;
  let count: i64 = 0;
  for (let s = 0; s < segmentCount; s++) {
    if (extentCountAt(s) < 0) return fail(STATUS_BAD_LENGTH, s);
    count += extentCountAt(s);
  }
  if (<i64>MAP_BYTES + <i64>segmentCount * MAP_SEGMENT_BYTES + count * EXTENT_BYTES != bytes) return STATUS_BAD_LENGTH;
  if (<u32>kind > <u32>KIND_STORAGE) return STATUS_INVALID_REQUEST;
  if (vmBase < 0 || vmBase > AMOUNT_MAX) return STATUS_MAP_RANGE;
  let status = checkInterleave();
  if (status != STATUS_OK) return status;
  if (ways > 1 && segmentCount != ways) return STATUS_MAP_SHAPE;
  const alignment: i64 = kind == KIND_MEMORY ? HDM_ALIGNMENT : kind == KIND_STORAGE ? LBA_BYTES : 1;
  if (vmBase % alignment != 0) return STATUS_MAP_ALIGNMENT;
  status = checkSegments(alignment);
  if (status != STATUS_OK) return status;
  // A compute extent gives at most a partial head, a whole run and a partial tail.
  if (!reserveOutput(<u64>count * (kind == KIND_COMPUTE ? 3 : 1) * MAP_ROW_BYTES)) return STATUS_OUT_OF_MEMORY;
  if (kind == KIND_COMPUTE) mapCompute();
  else mapLinear(kind == KIND_STORAGE ? LBA_BYTES : 1);
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
