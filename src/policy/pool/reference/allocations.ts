import { STATUS_FULL } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import type { Piece } from './decide.ts';
import { Failure } from './failure.ts';
import { ByteWriter } from './records.ts';
import type { Request } from './request.ts';
import { at } from './row.ts';
import { NO_SCORES, type Scores } from './scores.ts';
import {
  type Allocation,
  handleOf,
  liveAllocations,
  needAllocation,
  type Part,
  type PoolState,
  slotOf,
} from './state.ts';

/** Takes the units of a part off its module. The caller knows that they are free. */
export function takePart(state: PoolState, part: Part): void {
  const module = at(state.modules, part.module);
  part.amount.forEach((units, d) => {
    module.free[d] = at(module.free, d) - units;
  });
  for (const device of part.held) module.milli[device] = at(module.milli, device) - part.share;
}

export function giveBackPart(state: PoolState, part: Part): void {
  const module = at(state.modules, part.module);
  part.amount.forEach((units, d) => {
    module.free[d] = at(module.free, d) + units;
  });
  for (const device of part.held) module.milli[device] = at(module.milli, device) + part.share;
}

/** A part without its scores. */
export function partOf({ module, held, amount, devices, share }: Part): Part {
  return { module, held, amount, devices, share };
}

/** Records an allocation and takes its parts. Throws Failure (FULL) when there is no room for it; then nothing is taken. */
export function takeAllocation(state: PoolState, request: Request, parts: readonly Part[]): Allocation {
  const live = liveAllocations(state);
  const liveParts = live.reduce((sum, allocation) => sum + allocation.parts.length, 0);
  if (live.length >= state.inventory.maxAllocations || liveParts + parts.length > state.inventory.maxParts) {
    throw new Failure(STATUS_FULL);
  }
  const free = state.freeSlots.pop();
  const index = free ?? state.slots.push({ generation: 0, allocation: null }) - 1;
  const slot = at(state.slots, index);
  slot.allocation = { handle: handleOf(index, slot.generation), request, parts: parts.map(partOf) };
  for (const part of parts) takePart(state, part);
  return slot.allocation;
}

/** Throws Failure (BAD_ALLOCATION). */
export function release(state: PoolState, handle: number): void {
  const allocation = needAllocation(state, handle);
  for (const part of allocation.parts) giveBackPart(state, part);
  const index = slotOf(handle);
  const slot = at(state.slots, index);
  slot.allocation = null;
  slot.generation = (slot.generation + 1) & 0xff;
  state.freeSlots.push(index);
}

/** Writes one PART record. */
export function writePart(out: ByteWriter, part: Part, scores: Scores = NO_SCORES): void {
  out.i32(part.module).i32(part.held.length).mask(part.held).i32(part.share);
  out.i32(scores.proximity).i32(scores.fit).i32(scores.cost).i32(scores.total).i32(scores.raw);
  out.i32s(part.amount).zeros(4 * (abi.DIMS_MAX - part.amount.length));
}

/** Writes a DECISION and its PARTs. `handle`: ALLOCATION_NONE where nothing was taken. */
export function writeDecision(out: ByteWriter, handle: number, pieces: readonly Piece[]): void {
  const cost = pieces.reduce((sum, piece) => sum + piece.costMicros, 0n);
  out.i32(handle).i32(pieces.length).i64(cost);
  for (const piece of pieces) writePart(out, piece, piece.scores);
}

/** Output of `rah_pool_allocation`. Throws Failure (BAD_ALLOCATION). */
export function describe(state: PoolState, handle: number): Uint8Array {
  const { request, parts } = needAllocation(state, handle);
  const out = new ByteWriter();
  out.i32(handle).i32(parts.length).i32(request.bytes.length).i32(0).bytes(request.bytes);
  for (const part of parts) writePart(out, part);
  return out.result();
}
