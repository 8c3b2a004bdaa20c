import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { BudgetFields, PartFields, ResizeFields, WhatIfFields } from './fields.ts';
import { joined, RecordBuffer } from './record-buffer.ts';

const HALF = 32;

/** Input of `rah_pool_place_batch`. */
export function encodeBatch(requests: readonly Uint8Array[], flags: number): Uint8Array {
  const head = new RecordBuffer(abi.BATCH_BYTES);
  head.i32(abi.BATCH_COUNT, requests.length, 'batch, requests');
  head.u32(abi.BATCH_FLAGS, flags, 'batch, flags');
  return joined([head.bytes, ...requests]);
}

function encodePart(part: PartFields, index: number): Uint8Array {
  const what = `part ${index}`;
  const out = new RecordBuffer(abi.PART_BYTES);
  let low = 0;
  let high = 0;
  for (const device of part.devices) {
    if (device < HALF) low |= 1 << device;
    else high |= 1 << (device - HALF);
  }
  out.i32(abi.PART_MODULE, part.module, `${what}, module`);
  out.i32(abi.PART_DEVICES, part.devices.length, `${what}, devices`);
  out.u32(abi.PART_DEVICE_MASK, low >>> 0, `${what}, devices`);
  out.u32(abi.PART_DEVICE_MASK + 4, high >>> 0, `${what}, devices`);
  out.i32(abi.PART_SHARE, part.share, `${what}, share`);
  out.i32s(abi.PART_AMOUNT, part.amount, abi.DIMS_MAX, `${what}, amount`);
  return out.bytes;
}

/** Input of `rah_pool_adopt`. */
export function encodeAdopt(request: Uint8Array, parts: readonly PartFields[]): Uint8Array {
  const head = new RecordBuffer(abi.ADOPT_BYTES);
  head.i32(abi.ADOPT_PARTS, parts.length, 'adopt, parts');
  return joined([head.bytes, request, ...parts.map(encodePart)]);
}

/** Input of `rah_pool_resize`. */
export function encodeResize(fields: ResizeFields): Uint8Array {
  const out = new RecordBuffer(abi.RESIZE_BYTES);
  out.u32(abi.RESIZE_ALLOCATION, fields.allocation, 'resize, allocation');
  out.i32(abi.RESIZE_PART, fields.part, 'resize, part');
  out.i32(abi.RESIZE_DEVICES, fields.devices, 'resize, devices');
  out.i32(abi.RESIZE_SHARE, fields.share, 'resize, share');
  out.i32s(abi.RESIZE_AMOUNT, fields.amount, abi.DIMS_MAX, 'resize, amount');
  return out.bytes;
}

/** Input of `rah_pool_move`. */
export function encodeRelocate(allocation: number, part: number, module: number): Uint8Array {
  const out = new RecordBuffer(abi.RELOCATE_BYTES);
  out.u32(abi.RELOCATE_ALLOCATION, allocation, 'move, allocation');
  out.i32(abi.RELOCATE_PART, part, 'move, part');
  out.i32(abi.RELOCATE_MODULE, module, 'move, module');
  return out.bytes;
}

/** Input of `rah_pool_drain` and `rah_pool_rebalance`. */
export function encodeBudget(fields: BudgetFields): Uint8Array {
  const { modules } = fields;
  const out = new RecordBuffer(abi.BUDGET_BYTES + 4 * modules.length);
  out.i64(abi.BUDGET_MAX_BYTES, fields.max_bytes, 'budget, max_bytes');
  out.i32(abi.BUDGET_MAX_MOVES, fields.max_moves, 'budget, max_moves');
  out.i32(abi.BUDGET_MAX_CONCURRENT, fields.max_concurrent, 'budget, max_concurrent');
  out.i32(abi.BUDGET_MIN_GAIN, fields.min_gain, 'budget, min_gain');
  out.i32(abi.BUDGET_MODE, fields.mode, 'budget, mode');
  out.i32(abi.BUDGET_MODULE_COUNT, modules.length, 'budget, modules');
  out.u32s(abi.BUDGET_BYTES, modules, modules.length, 'budget, modules');
  return out.bytes;
}

/** Input of `rah_pool_what_if`; `request` is empty for SURVIVES. */
export function encodeWhatIf(fields: WhatIfFields, request: Uint8Array): Uint8Array {
  const { modules } = fields;
  const out = new RecordBuffer(abi.WHAT_IF_BYTES + 4 * modules.length);
  out.i32(abi.WHAT_IF_KIND, fields.kind, 'what-if, kind');
  out.i32(abi.WHAT_IF_LIMIT, fields.limit, 'what-if, limit');
  out.i32(abi.WHAT_IF_MODULE_COUNT, modules.length, 'what-if, modules');
  out.u32s(abi.WHAT_IF_BYTES, modules, modules.length, 'what-if, modules');
  return joined([out.bytes, request]);
}
