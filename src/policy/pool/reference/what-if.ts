import { STATUS_FULL } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { giveBackPart, partOf, takePart } from './allocations.ts';
import { readModuleList } from './budget.ts';
import { bestTarget, byWeight } from './drain.ts';
import { Failure, needLength, needRequest } from './failure.ts';
import { PASSES, reason } from './filter.ts';
import { movedTo } from './move.ts';
import { placeInto } from './place.ts';
import { type PartPlace, partAt, partPlaces, writeStuck } from './plan.ts';
import { ByteWriter, i32, viewOf } from './records.ts';
import { type Request, type RequestContext, readRequest, requestBytes } from './request.ts';
import { at, within } from './row.ts';
import { copyOf, GONE, type PoolState } from './state.ts';

function answer(count: number, module: number, stuck: number): ByteWriter {
  return new ByteWriter().i64(BigInt(count)).i32(module).i32(stuck);
}

function placesOrIsFull(state: PoolState, request: Request): boolean {
  try {
    return placeInto(state, request, new ByteWriter());
  } catch (failure) {
    if (failure instanceof Failure && failure.status === STATUS_FULL) return false;
    throw failure;
  }
}

function howMany(state: PoolState, request: Request, limit: number): Uint8Array {
  const after = copyOf(state);
  let count = 0;
  while (count < limit && placesOrIsFull(after, request)) count++;
  return answer(count, -1, 0).result();
}

function survives(state: PoolState, failed: readonly number[]): Uint8Array {
  const after = copyOf(state);
  const lost = byWeight(
    after,
    partPlaces(after).filter((place) => failed.includes(partAt(place).module)),
  );
  const before = new Map<PartPlace, number>();
  for (const place of lost) {
    const part = partAt(place);
    before.set(place, part.module);
    giveBackPart(after, part);
    place.allocation.parts[place.index] = { ...part, module: GONE };
  }
  const stuck = lost.filter((place) => {
    const target = bestTarget(after, place, (module) => !failed.includes(module.index));
    if (target < 0) return true;
    const moved = partOf(movedTo(after, place.allocation, place.index, at(after.modules, target)));
    takePart(after, moved);
    place.allocation.parts[place.index] = moved;
    return false;
  });
  const out = answer(lost.length - stuck.length, -1, stuck.length);
  for (const place of stuck) writeStuck(out, place, before.get(place) ?? GONE);
  return out.result();
}

function largest(state: PoolState, request: Request, dim: number): Uint8Array {
  const ask = { ...request, amount: request.amount.map((units, d) => (d === dim ? 0 : units)) };
  let most = 0;
  let where = -1;
  for (const module of state.modules) {
    if (reason(state, request, ask, module) !== PASSES) continue;
    const { step, minUnit, maxUnit } = at(state.inventory.classes, module.class);
    const units = Math.min(at(module.free, dim), at(maxUnit, dim));
    const whole = units - (units % at(step, dim));
    if (whole < at(minUnit, dim) || whole <= most) continue;
    most = whole;
    where = module.index;
  }
  return answer(most, where, 0).result();
}

/** `rah_pool_what_if`. Throws Failure. */
export function whatIf(state: PoolState, input: Uint8Array, context: RequestContext): Uint8Array {
  needLength(input.length >= abi.WHAT_IF_BYTES);
  const view = viewOf(input);
  const kind = i32(view, abi.WHAT_IF_KIND);
  const limit = i32(view, abi.WHAT_IF_LIMIT);
  const count = i32(view, abi.WHAT_IF_MODULE_COUNT);
  needLength(count >= 0);
  const requestAt = abi.WHAT_IF_BYTES + 4 * count;
  const asks = kind !== abi.WHAT_IF_SURVIVES;
  needLength(requestAt <= input.length);
  needLength(input.length === requestAt + (asks ? requestBytes(input, requestAt) : 0));
  needRequest(within(kind, 0, abi.WHAT_IF_LARGEST));
  const modules = readModuleList(view, abi.WHAT_IF_BYTES, count, state.modules.length);
  if (!asks) return survives(state, modules);
  needRequest(kind === abi.WHAT_IF_HOW_MANY ? limit >= 0 : within(limit, 0, state.inventory.dims.length - 1));
  const request = readRequest(input.subarray(requestAt), context);
  return kind === abi.WHAT_IF_HOW_MANY ? howMany(state, request, limit) : largest(state, request, limit);
}
