import { ABI_VERSION } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { hashOf } from './hash.ts';
import { ByteWriter } from './records.ts';
import type { Request } from './request.ts';
import type { PoolState, Slot } from './state.ts';

/** The request as it is kept: tag and group stand beside it. */
function keptRequest(request: Request): Uint8Array {
  const kept = request.bytes.slice();
  const view = new DataView(kept.buffer);
  view.setUint32(abi.PR_TAG, 0, true);
  view.setInt32(abi.PR_GROUP, -1, true);
  return kept;
}

function writeModules(out: ByteWriter, { modules }: PoolState): void {
  out.i32(modules.length);
  for (const module of modules) {
    out.i32(module.class).i32(module.zone).i32(module.domain).i32(module.state).i32(module.milli.length);
    out.zeros(abi.PM_CAPACITY - abi.PM_DEVICES - 4);
    out.i32s(module.capacity).zeros(4 * (abi.DIMS_MAX - module.capacity.length));
    out.i32s(module.free).i32s(module.milli);
  }
}

function writeSlot(out: ByteWriter, { generation, allocation }: Slot): void {
  out.i32(generation).i32(allocation === null ? 0 : 1);
  if (allocation === null) return;
  const { request, parts } = allocation;
  const kept = keptRequest(request);
  out.i32(request.group).i32(request.tag).i32(kept.length).bytes(kept).i32(parts.length);
  for (const part of parts) out.i32(part.module).mask(part.held).i32(part.share).i32s(part.amount);
}

/** `rah_pool_snapshot`. */
export function snapshot(state: PoolState): Uint8Array {
  const out = new ByteWriter();
  out.i32(state.inventory.bytes.length).bytes(state.inventory.bytes);
  writeModules(out, state);
  out.i32(state.paths.length);
  for (const path of state.paths) out.i32(path.host).i32(path.zone).i32(path.latencyNs).i32(path.bandwidth);
  out.i32(state.profile.bytes.length).bytes(state.profile.bytes);
  if (state.profile.entries.length > 0) {
    const { vector, waste, pressure } = state.tables;
    out.i32(vector).i32s(waste).i32s(pressure);
  }
  out.i32(state.slots.length);
  for (const slot of state.slots) writeSlot(out, slot);
  out.i32(state.freeSlots.length).i32s(state.freeSlots);
  const body = out.result();
  const header = new ByteWriter();
  header
    .i32(abi.SNAPSHOT_MAGIC)
    .i32(ABI_VERSION)
    .i64(BigInt.asIntN(64, hashOf(body)));
  header.i64(BigInt(abi.SNAPSHOT_BYTES + body.length)).bytes(body);
  return header.result();
}
