import { REBALANCE_SPREAD } from '../../../../policy-assembly/abi/pool.ts';
import { type Budget, readBudget } from './budget.ts';
import { freeMilli, type Module } from './modules.ts';
import { mayMoveTo } from './move.ts';
import { type PartPlace, Plan, partAt, partPlaces } from './plan.ts';
import { at } from './row.ts';
import type { Part, PoolState } from './state.ts';

const WHOLE = 10000;

/** u(module) with these parts gone from it and these come to it. What plans hold at sources does not count as used. */
function utilization(state: PoolState, module: Module, gone: readonly Part[], come: readonly Part[]): number {
  const { inventory } = state;
  const held = state.held.map(({ part }) => part).filter((part) => part.module === module.index);
  const away = [...gone, ...held];
  let most = 0;
  for (const [d, effective] of module.effective.entries()) {
    if (at(inventory.dims, d).weight === 0 || effective === 0) continue;
    let used = effective - at(module.free, d);
    for (const part of come) used += at(part.amount, d);
    for (const part of away) used -= at(part.amount, d);
    most = Math.max(most, Math.floor((WHOLE * used) / effective));
  }
  if (inventory.deviceWeight > 0 && module.milli.length > 0) {
    const whole = 1000 * module.milli.length;
    let used = whole - freeMilli(module);
    for (const part of come) used += part.devices * part.share;
    for (const part of away) used -= part.devices * part.share;
    most = Math.max(most, Math.floor((WHOLE * used) / whole));
  }
  return most;
}

interface Choice {
  readonly place: PartPlace;
  readonly target: number;
  readonly gain: number;
}

/** What u_from² + u_to² falls by (PACK: rises by) when the part moves. */
function gainOf(state: PoolState, part: Part, target: Module, mode: number): number {
  const source = at(state.modules, part.module);
  const before = utilization(state, source, [], []) ** 2 + utilization(state, target, [], []) ** 2;
  const after = utilization(state, source, [part], []) ** 2 + utilization(state, target, [], [part]) ** 2;
  return mode === REBALANCE_SPREAD ? before - after : after - before;
}

/** The best move off a source by (gain descending, slot, part, target); null when there is none. */
function bestMove(plan: Plan, source: Module, targets: readonly Module[], budget: Budget): Choice | null {
  const { state } = plan;
  if (!plan.hasRoom(source.index)) return null;
  let best: Choice | null = null;
  for (const place of partPlaces(state)) {
    const part = partAt(place);
    if (part.module !== source.index || plan.isMoving(place) || !plan.affords(part)) continue;
    for (const target of targets) {
      if (!plan.hasRoom(target.index) || !mayMoveTo(state, place.allocation, place.index, target)) continue;
      const gain = gainOf(state, part, target, budget.mode);
      if (best === null || gain > best.gain) best = { place, target: target.index, gain };
    }
  }
  return best !== null && best.gain >= Math.max(1, budget.minGain) ? best : null;
}

/** Plans the first move that a walk over the sources finds. */
function walk(plan: Plan, allowed: readonly Module[], budget: Budget): boolean {
  const direction = budget.mode === REBALANCE_SPREAD ? -1 : 1;
  const sources = allowed
    .map((module) => ({ module, used: utilization(plan.state, module, [], []) }))
    .filter(({ used }) => used > 0)
    .sort((a, b) => direction * (a.used - b.used) || a.module.index - b.module.index);
  for (const { module } of sources) {
    const choice = bestMove(plan, module, allowed, budget);
    if (choice === null) continue;
    plan.move(choice.place, choice.target, choice.gain);
    return true;
  }
  return false;
}

/** `rah_pool_rebalance`. Throws Failure. */
export function rebalance(state: PoolState, input: Uint8Array): Uint8Array {
  const budget = readBudget(input, state.modules.length, true);
  const plan = new Plan(state, budget);
  const allowed = plan.state.modules.filter(
    (module) => budget.modules.length === 0 || budget.modules.includes(module.index),
  );
  while (!plan.isFull && (walk(plan, allowed, budget) || plan.closeWave()));
  return plan.output();
}
