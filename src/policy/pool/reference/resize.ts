import { STATUS_BAD_ALLOCATION, STATUS_NOT_FIT } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { giveBackPart, takePart, writePart } from './allocations.ts';
import { type Ask, asksSomething, isAsk } from './ask.ts';
import { bestFitDevices } from './devices.ts';
import { Failure, needLength, needRequest } from './failure.ts';
import { PASSES, sizeReason } from './filter.ts';
import { ByteWriter, i32, i32Row, u32, viewOf } from './records.ts';
import { at } from './row.ts';
import { needAllocation, type Part, type PoolState } from './state.ts';

/** The part `index` of an allocation. Throws Failure (BAD_ALLOCATION). */
export function needPart(parts: readonly Part[], index: number): Part {
  const part = parts[index];
  if (part === undefined) throw new Failure(STATUS_BAD_ALLOCATION);
  return part;
}

/** Devices after a resize. `milli`: free on each device with the part's own counted as free. */
function devicesAfter(part: Part, ask: Ask, milli: readonly number[]): number[] {
  if (ask.share === part.share && ask.devices < part.held.length) return part.held.slice(0, ask.devices);
  const kept = part.held.filter((device) => at(milli, device) >= ask.share).slice(0, ask.devices);
  const others = milli.map((idle, device) => (part.held.includes(device) ? -1 : idle));
  const more = bestFitDevices(others, ask.devices - kept.length, ask.share);
  return [...kept, ...more].sort((a, b) => a - b);
}

/** `rah_pool_resize`. Throws Failure; then nothing is changed. */
export function resize(state: PoolState, input: Uint8Array): Uint8Array {
  needLength(input.length === abi.RESIZE_BYTES);
  const view = viewOf(input);
  const { parts } = needAllocation(state, u32(view, abi.RESIZE_ALLOCATION));
  const index = i32(view, abi.RESIZE_PART);
  const part = needPart(parts, index);
  const dims = state.inventory.dims.length;
  const row = i32Row(view, abi.RESIZE_AMOUNT, abi.DIMS_MAX);
  const ask = {
    amount: row.slice(0, dims),
    devices: i32(view, abi.RESIZE_DEVICES),
    share: i32(view, abi.RESIZE_SHARE),
  };
  needRequest(isAsk(row, ask.devices, ask.share, dims) && asksSomething(ask));

  const module = at(state.modules, part.module);
  const free = module.free.map((units, d) => units + at(part.amount, d));
  const milli = module.milli.map((idle, device) => idle + (part.held.includes(device) ? part.share : 0));
  if (sizeReason(state, module, ask, free, milli) !== PASSES) throw new Failure(STATUS_NOT_FIT);
  const after: Part = { ...ask, module: part.module, held: devicesAfter(part, ask, milli) };
  giveBackPart(state, part);
  takePart(state, after);
  parts[index] = after;
  const out = new ByteWriter();
  writePart(out, after);
  return out.result();
}
