import { STATUS_BAD_MODULE, STATUS_NOT_FIT } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { giveBackPart, partOf, takePart, writePart } from './allocations.ts';
import { type Piece, pieceOn } from './decide.ts';
import { Failure, needLength } from './failure.ts';
import { PASSES, reason } from './filter.ts';
import type { Module } from './modules.ts';
import { ByteWriter, i32, u32, viewOf } from './records.ts';
import { needPart } from './resize.ts';
import { at, within } from './row.ts';
import { type Allocation, GONE, needAllocation, type PoolState } from './state.ts';

/** True when part `index` may lie on `target`, by everything that its request says. The source is held, unless it is gone. */
export function mayMoveTo(state: PoolState, allocation: Allocation, index: number, target: Module): boolean {
  const { request, parts, handle } = allocation;
  const part = at(parts, index);
  if (target.index === part.module) return false;
  const distinct = (request.flags & abi.REQUEST_DISTINCT_DOMAINS) !== 0;
  const clash = parts.some(
    (other, k) =>
      k !== index &&
      other.module !== GONE &&
      (other.module === target.index ||
        (distinct && target.domain >= 0 && at(state.modules, other.module).domain === target.domain)),
  );
  return !clash && reason(state, request, part, target, handle) === PASSES;
}

/** What the part would be on `target`, which it may move to. */
export function movedTo(state: PoolState, allocation: Allocation, index: number, target: Module): Piece {
  return pieceOn(state, allocation.request, at(allocation.parts, index), target);
}

/** `rah_pool_move`. Throws Failure; then nothing is changed. */
export function move(state: PoolState, input: Uint8Array): Uint8Array {
  needLength(input.length === abi.RELOCATE_BYTES);
  const view = viewOf(input);
  const allocation = needAllocation(state, u32(view, abi.RELOCATE_ALLOCATION));
  const index = i32(view, abi.RELOCATE_PART);
  const source = needPart(allocation.parts, index);
  const to = i32(view, abi.RELOCATE_MODULE);
  if (!within(to, 0, state.modules.length - 1)) throw new Failure(STATUS_BAD_MODULE);
  const target = at(state.modules, to);
  if (!mayMoveTo(state, allocation, index, target)) throw new Failure(STATUS_NOT_FIT);
  const moved = partOf(movedTo(state, allocation, index, target));
  takePart(state, moved);
  giveBackPart(state, source);
  allocation.parts[index] = moved;
  const out = new ByteWriter();
  writePart(out, moved);
  return out.result();
}
