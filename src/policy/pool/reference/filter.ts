import { LATENCY_UNREACHABLE } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import type { Ask } from './ask.ts';
import { clausesHold } from './clauses.ts';
import { health, lifecycle, type Module } from './modules.ts';
import { distance } from './paths.ts';
import type { Request } from './request.ts';
import { at } from './row.ts';
import type { PoolState } from './state.ts';
import { affinityHolds, antiAffinityHolds } from './terms.ts';

/** A module that passes. */
export const PASSES = -1;

export function isExclusive(request: Request): boolean {
  return (request.flags & abi.REQUEST_EXCLUSIVE) !== 0;
}

/** True when anything is taken on the module: units, devices or a part. */
function isTouched(state: PoolState, module: Module): boolean {
  return (
    module.free.some((units, d) => units !== module.effective[d]) ||
    module.milli.some((milli) => milli !== 1000) ||
    state.slots.some(({ allocation }) => allocation?.parts.some((part) => part.module === module.index))
  );
}

export function holdsExclusive(state: PoolState, module: Module): boolean {
  return (
    state.slots.some(
      ({ allocation }) =>
        allocation !== null &&
        isExclusive(allocation.request) &&
        allocation.parts.some((part) => part.module === module.index),
    ) || state.held.some(({ allocation, part }) => isExclusive(allocation.request) && part.module === module.index)
  );
}

function distanceReason(state: PoolState, request: Request, module: Module): number {
  if (request.host < 0) return PASSES;
  const { latencyNs, bandwidth } = distance(state.inventory, state.paths, request.host, module);
  if (latencyNs === LATENCY_UNREACHABLE) return abi.REASON_UNREACHABLE;
  if (request.maxLatencyNs > 0 && latencyNs > request.maxLatencyNs) return abi.REASON_LATENCY;
  if (bandwidth < request.minBandwidth) return abi.REASON_BANDWIDTH;
  return PASSES;
}

/** Reasons 1 to 10: everything but the size. `moving`: handle of the allocation that is being moved, or -1. */
export function placeReason(state: PoolState, request: Request, module: Module, moving = -1): number {
  if (lifecycle(module) !== abi.STATE_ONLINE) return abi.REASON_STATE;
  const worst = (request.flags & abi.REQUEST_HEALTHY_ONLY) !== 0 ? abi.HEALTH_OK : abi.HEALTH_WARNING;
  if (health(module) > worst) return abi.REASON_HEALTH;
  if (request.only.length > 0 && !request.only.includes(module.index)) return abi.REASON_NOT_LISTED;
  if (!clausesHold(request.clauses, at(state.inventory.classes, module.class).labels)) return abi.REASON_LABELS;
  const far = distanceReason(state, request, module);
  if (far !== PASSES) return far;
  if (!request.affinity.every((term) => affinityHolds(state, term, module, moving))) return abi.REASON_AFFINITY;
  if (!request.anti.every((term) => antiAffinityHolds(state, term, module, moving))) return abi.REASON_ANTI_AFFINITY;
  if (holdsExclusive(state, module) || (isExclusive(request) && isTouched(state, module))) return abi.REASON_EXCLUSIVE;
  return PASSES;
}

/** True when the amounts and the share are ones that the module's class gives out. */
function isGivenOut(state: PoolState, module: Module, ask: Ask): boolean {
  const { step, minUnit, maxUnit, deviceStep } = at(state.inventory.classes, module.class);
  const units = ask.amount.every(
    (amount, d) => amount === 0 || (amount >= at(minUnit, d) && amount <= at(maxUnit, d) && amount % at(step, d) === 0),
  );
  return units && (ask.devices === 0 || ask.share % deviceStep === 0);
}

/** Reasons 11 to 13: the size, over the given free units and milli of devices. */
export function sizeReason(
  state: PoolState,
  module: Module,
  ask: Ask,
  free: readonly number[] = module.free,
  milli: readonly number[] = module.milli,
): number {
  if (!isGivenOut(state, module, ask)) return abi.REASON_UNIT;
  if (ask.devices > 0 && milli.filter((idle) => idle >= ask.share).length < ask.devices) return abi.REASON_DEVICES;
  if (ask.amount.some((amount, d) => amount > at(free, d))) return abi.REASON_CAPACITY;
  return PASSES;
}

/** The first reason against the module, or PASSES. */
export function reason(state: PoolState, request: Request, ask: Ask, module: Module, moving = -1): number {
  const place = placeReason(state, request, module, moving);
  return place === PASSES ? sizeReason(state, module, ask) : place;
}
