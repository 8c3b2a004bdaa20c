import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { takeAllocation, writeDecision } from './allocations.ts';
import { placeWhole } from './batch/all-or-nothing.ts';
import { placeMost } from './batch/most/place-most.ts';
import { pieceOn } from './decide.ts';
import { Failure, needLength, needRequest } from './failure.ts';
import { placeInto } from './place.ts';
import { ByteWriter, i32, u32, viewOf } from './records.ts';
import { type Request, type RequestContext, readRequest, requestBytes } from './request.ts';
import { at, within } from './row.ts';
import { copyOf, type Part, type PoolState } from './state.ts';

/** Runs `work`; a Failure of it gets the index of the request. */
function about<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (failure) {
    if (failure instanceof Failure) throw new Failure(failure.status, index);
    throw failure;
  }
}

function readBatch(input: Uint8Array, context: RequestContext): { requests: Request[]; flags: number } {
  needLength(input.length >= abi.BATCH_BYTES);
  const view = viewOf(input);
  const count = i32(view, abi.BATCH_COUNT);
  const flags = u32(view, abi.BATCH_FLAGS);
  needLength(count >= 0);
  const slices: Uint8Array[] = [];
  let next = abi.BATCH_BYTES;
  for (let index = 0; index < count; index++) {
    const bytes = requestBytes(input, next, index);
    slices.push(input.subarray(next, next + bytes));
    next += bytes;
  }
  needLength(next === input.length);
  needRequest(within(count, 1, abi.BATCH_MAX) && flags <= abi.BATCH_MOST);
  return { requests: slices.map((slice, index) => about(index, () => readRequest(slice, context))), flags };
}

interface Batch {
  readonly state: PoolState;
  readonly output: Uint8Array;
}

function answer(state: PoolState, placed: number, failed: number, decisions: ByteWriter): Batch {
  return { state, output: new ByteWriter().i32(placed).i32(failed).bytes(decisions.result()).result() };
}

function placeBestEffort(state: PoolState, requests: readonly Request[]): Batch {
  const after = copyOf(state);
  const decisions = new ByteWriter();
  const placed = requests.map((request, index) => about(index, () => placeInto(after, request, decisions)));
  return answer(after, placed.filter((fits) => fits).length, placed.indexOf(false), decisions);
}

/** Takes what was settled, in request order; each part with the scores of its module at that moment. */
function adoptAll(state: PoolState, requests: readonly Request[], settled: readonly (readonly Part[])[]): Batch {
  const after = copyOf(state);
  const decisions = new ByteWriter();
  for (const [index, request] of requests.entries()) {
    const pieces = at(settled, index).map((part) => {
      const { scores, costMicros } = pieceOn(after, request, part, at(after.modules, part.module));
      return { ...part, scores, costMicros };
    });
    const handle =
      pieces.length === 0 ? abi.ALLOCATION_NONE : about(index, () => takeAllocation(after, request, pieces)).handle;
    writeDecision(decisions, handle, pieces);
  }
  const placed = settled.filter((parts) => parts.length > 0).length;
  return answer(
    after,
    placed,
    settled.findIndex((parts) => parts.length === 0),
    decisions,
  );
}

function placeAllOrNothing(state: PoolState, requests: readonly Request[]): Batch {
  const whole = placeWhole(state, requests);
  if ('settled' in whole) return adoptAll(state, requests, whole.settled);
  const decisions = new ByteWriter();
  for (const _ of requests) writeDecision(decisions, abi.ALLOCATION_NONE, []);
  return answer(state, 0, whole.failed, decisions);
}

/** `rah_pool_place_batch`: the output, and the state after it. Throws Failure; detail = request. */
export function placeBatch(state: PoolState, input: Uint8Array, context: RequestContext): Batch {
  const { requests, flags } = readBatch(input, context);
  if (flags === abi.BATCH_BEST_EFFORT) return placeBestEffort(state, requests);
  if (flags === abi.BATCH_MOST) return adoptAll(state, requests, placeMost(state, requests));
  return placeAllOrNothing(state, requests);
}
