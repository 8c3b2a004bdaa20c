import { ALLOCATION_NONE } from '../../../../policy-assembly/abi/pool.ts';
import { takeAllocation, writeDecision } from './allocations.ts';
import { ByteWriter } from './records.ts';
import type { Request } from './request.ts';
import { decide } from './span.ts';
import type { PoolState } from './state.ts';

/** `rah_pool_select`: decides without taking. */
export function select(state: PoolState, request: Request): Uint8Array {
  const out = new ByteWriter();
  writeDecision(out, ALLOCATION_NONE, decide(state, request));
  return out.result();
}

/** Decides and takes; writes the decision. True when something fitted. Throws Failure (FULL). */
export function placeInto(state: PoolState, request: Request, out: ByteWriter): boolean {
  const pieces = decide(state, request);
  const handle = pieces.length === 0 ? ALLOCATION_NONE : takeAllocation(state, request, pieces).handle;
  writeDecision(out, handle, pieces);
  return pieces.length > 0;
}

/** `rah_pool_place`. Throws Failure (FULL). */
export function place(state: PoolState, request: Request): Uint8Array {
  const out = new ByteWriter();
  placeInto(state, request, out);
  return out.result();
}
