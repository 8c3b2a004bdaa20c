import { STATUS_BAD_MODULE, STATUS_NOT_FIT } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { takeAllocation, writeDecision } from './allocations.ts';
import { asksSomething, isAsk } from './ask.ts';
import type { Piece } from './decide.ts';
import { Failure, needLength, needRecord, needRequest } from './failure.ts';
import { ByteWriter, i32, i32Row, maskRow, viewOf } from './records.ts';
import { type RequestContext, readRequest, requestBytes } from './request.ts';
import { at, within } from './row.ts';
import { costOf, NO_SCORES } from './scores.ts';
import type { Part, PoolState } from './state.ts';

function readPart(state: PoolState, view: DataView, base: number, index: number): Part {
  const { inventory } = state;
  const dims = inventory.dims.length;
  const module = i32(view, base + abi.PART_MODULE);
  if (!within(module, 0, state.modules.length - 1)) throw new Failure(STATUS_BAD_MODULE, index);
  const row = i32Row(view, base + abi.PART_AMOUNT, abi.DIMS_MAX);
  const held = maskRow(view, base + abi.PART_DEVICE_MASK);
  const part = {
    module,
    held,
    devices: i32(view, base + abi.PART_DEVICES),
    share: i32(view, base + abi.PART_SHARE),
    amount: row.slice(0, dims),
  };
  needRecord(isAsk(row, part.devices, part.share, dims) && asksSomething(part), index);
  needRecord(held.length === part.devices, index);
  needRecord(
    held.every((device) => device < at(state.modules, module).milli.length),
    index,
  );
  return part;
}

function fits(state: PoolState, part: Part): boolean {
  const module = at(state.modules, part.module);
  return (
    part.amount.every((units, d) => units <= at(module.free, d)) &&
    part.held.every((device) => at(module.milli, device) >= part.share)
  );
}

/** What a decided part looks like that no strategy scored. */
function unscored(state: PoolState, part: Part): Piece {
  const moduleClass = at(state.inventory.classes, at(state.modules, part.module).class);
  return { ...part, scores: NO_SCORES, costMicros: costOf(moduleClass, part) };
}

/** `rah_pool_adopt`. Throws Failure. */
export function adopt(state: PoolState, input: Uint8Array, context: RequestContext): Uint8Array {
  needLength(input.length >= abi.ADOPT_BYTES);
  const view = viewOf(input);
  const count = i32(view, abi.ADOPT_PARTS);
  needLength(count >= 0);
  const size = requestBytes(input, abi.ADOPT_BYTES);
  const partsAt = abi.ADOPT_BYTES + size;
  needLength(input.length === partsAt + abi.PART_BYTES * count);
  const request = readRequest(input.subarray(abi.ADOPT_BYTES, partsAt), context);
  needRequest(within(count, 1, abi.POOL_SPAN_MAX));
  const parts: Part[] = [];
  for (let index = 0; index < count; index++) {
    const part = readPart(state, view, partsAt + abi.PART_BYTES * index, index);
    needRecord(!parts.some((other) => other.module === part.module), index);
    if (!fits(state, part)) throw new Failure(STATUS_NOT_FIT, index);
    parts.push(part);
  }
  const { handle } = takeAllocation(state, request, parts);
  const out = new ByteWriter();
  writeDecision(
    out,
    handle,
    parts.map((part) => unscored(state, part)),
  );
  return out.result();
}
