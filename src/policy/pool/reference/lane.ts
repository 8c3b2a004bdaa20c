import { STATUS_BAD_MODULE, STATUS_INVALID_REQUEST, STATUS_NOT_FIT } from '../../../../policy-assembly/abi/abi.ts';
import { HEALTH_CRITICAL, STATE_ONLINE, UNITS_MAX } from '../../../../policy-assembly/abi/pool.ts';
import { Failure } from './failure.ts';
import { holdsExclusive } from './filter.ts';
import { health, lifecycle, type Module } from './modules.ts';
import { at, within } from './row.ts';
import { moduleScore } from './scores.ts';
import { liveAllocations, type PoolState } from './state.ts';

/** Amounts by dimension from the four of the lane. Throws Failure (INVALID_REQUEST). */
function laneAmounts(state: PoolState, four: readonly number[]): number[] {
  const dims = state.inventory.dims.length;
  const valid =
    four.every((units, d) => (d < dims ? within(units, 0, UNITS_MAX) : units === 0)) && four.some((units) => units > 0);
  if (!valid) throw new Failure(STATUS_INVALID_REQUEST);
  return state.inventory.dims.map((_, d) => four[d] ?? 0);
}

function isCandidate(state: PoolState, module: Module, amount: readonly number[]): boolean {
  return (
    lifecycle(module) === STATE_ONLINE &&
    health(module) !== HEALTH_CRITICAL &&
    !holdsExclusive(state, module) &&
    amount.every((units, d) => units <= at(module.free, d))
  );
}

/** `rah_pool_take`: the module, or -1. Throws Failure. */
export function laneTake(state: PoolState, four: readonly number[]): number {
  const amount = laneAmounts(state, four);
  let best: Module | null = null;
  for (const module of state.modules) {
    if (!isCandidate(state, module, amount)) continue;
    // The least free is the least left: what is asked for is the same everywhere.
    if (best === null || moduleScore(state.inventory, module) < moduleScore(state.inventory, best)) best = module;
  }
  if (best === null) return -1;
  for (const [d, units] of amount.entries()) best.free[d] = at(best.free, d) - units;
  return best.index;
}

/** `rah_pool_give`. Throws Failure. */
export function laneGive(state: PoolState, index: number, four: readonly number[]): void {
  const module = state.modules[index];
  if (module === undefined) throw new Failure(STATUS_BAD_MODULE);
  const amount = laneAmounts(state, four);
  const parts = liveAllocations(state).flatMap((allocation) =>
    allocation.parts.filter((part) => part.module === index),
  );
  for (const [d, units] of amount.entries()) {
    const held = parts.reduce((sum, part) => sum + at(part.amount, d), 0);
    if (at(module.free, d) + units > at(module.effective, d) - held) throw new Failure(STATUS_NOT_FIT);
  }
  for (const [d, units] of amount.entries()) module.free[d] = at(module.free, d) + units;
}
