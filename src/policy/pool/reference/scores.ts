import { PROXIMITY_HALF_NS, SCORE_MAX } from '../../../../policy-assembly/abi/abi.ts';
import { RAW_ONE } from '../../../../policy-assembly/abi/pool.ts';
import { dot, mulDiv } from './arithmetic.ts';
import type { Ask } from './ask.ts';
import type { Inventory, ModuleClass } from './inventory.ts';
import { freeMilli, type Module } from './modules.ts';
import { distance } from './paths.ts';
import type { Request } from './request.ts';
import { at } from './row.ts';
import type { PoolState } from './state.ts';

/** The part of RAW_ONE that each dimension, and last the devices, can add to a score. */
export function quotas(inventory: Inventory): number[] {
  const weights = inventory.dims.map((dim) => dim.weight);
  weights.push(inventory.devices > 0 ? inventory.deviceWeight : 0);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => Math.floor((RAW_ONE * weight) / sum));
}

function norm(inventory: Inventory, units: readonly number[], milli: number): number {
  const quota = quotas(inventory);
  const dims = units.reduce((sum, x, d) => sum + mulDiv(x, at(quota, d), at(inventory.dims, d).scale), 0);
  return dims + mulDiv(milli, at(quota, units.length), inventory.deviceScale);
}

/** s(module): how much is free, 0..RAW_ONE. */
export function moduleScore(inventory: Inventory, module: Module): number {
  return norm(inventory, module.free, freeMilli(module));
}

/** r(request): how much is asked for, in the same measure. */
export function askScore(inventory: Inventory, ask: Ask): number {
  return norm(inventory, ask.amount, ask.devices * ask.share);
}

export function proximityScore(state: PoolState, request: Request, module: Module): number {
  if (request.host < 0) return SCORE_MAX;
  const { latencyNs } = distance(state.inventory, state.paths, request.host, module);
  return Math.floor((SCORE_MAX * PROXIMITY_HALF_NS) / (PROXIMITY_HALF_NS + latencyNs));
}

/** Micros per hour. */
export function costOf({ cost, deviceCost }: ModuleClass, ask: Ask): bigint {
  return dot(ask.amount, cost) + BigInt(Math.floor((ask.devices * ask.share * deviceCost) / 1000));
}

export function leastCost(inventory: Inventory, ask: Ask): bigint {
  return inventory.classes.map((each) => costOf(each, ask)).reduce((least, cost) => (cost < least ? cost : least));
}

const COST_BITS = 49n;

/** 0..SCORE_MAX; the cheapest class of the pool has SCORE_MAX. */
export function costScore(cost: bigint, least: bigint): number {
  let dividend = least + 1n;
  let divisor = cost + 1n;
  while (divisor >> COST_BITS > 0n) {
    dividend >>= 1n;
    divisor >>= 1n;
  }
  return Number((BigInt(SCORE_MAX) * dividend) / divisor);
}

/** The scores of one module for one ask. */
export interface Scores {
  readonly proximity: number;
  readonly fit: number;
  readonly cost: number;
  readonly total: number;
  readonly raw: number;
}

export const NO_SCORES: Scores = { proximity: 0, fit: 0, cost: 0, total: 0, raw: 0 };

/** `one`: the raw score that counts as SCORE_MAX. `least`: the smallest cost of the ask over all classes. */
export function scoresOf(
  state: PoolState,
  request: Request,
  ask: Ask,
  module: Module,
  raw: number,
  one: number,
  least: bigint,
): Scores {
  const proximity = proximityScore(state, request, module);
  const fit = Math.floor((SCORE_MAX * raw) / one);
  const cost = costScore(costOf(at(state.inventory.classes, module.class), ask), least);
  const { weightProximity, weightUtilization, weightCost } = request;
  const total = Math.floor(
    (weightProximity * proximity + weightUtilization * fit + weightCost * cost) /
      (weightProximity + weightUtilization + weightCost),
  );
  return { proximity, fit, cost, total, raw };
}

/** What modules are compared by: the total, then the raw score. */
export function keyOf({ total, raw }: Scores): number {
  return total * 4294967296 + raw;
}
