import { readBudget } from './budget.ts';
import { byKey } from './decide.ts';
import type { Module } from './modules.ts';
import { mayMoveTo, movedTo } from './move.ts';
import { type PartPlace, Plan, partAt, partPlaces } from './plan.ts';
import { askScore } from './scores.ts';
import type { PoolState } from './state.ts';

/** The largest first, then by slot and part. */
export function byWeight(state: PoolState, places: readonly PartPlace[]): PartPlace[] {
  // The sort is stable, and places come by slot and part.
  return [...places].sort((a, b) => askScore(state.inventory, partAt(b)) - askScore(state.inventory, partAt(a)));
}

/** The best module by key for a part, of those allowed; -1 when there is none. */
export function bestTarget(state: PoolState, place: PartPlace, isAllowed: (target: Module) => boolean): number {
  const { allocation, index } = place;
  const best = state.modules
    .filter((target) => isAllowed(target) && mayMoveTo(state, allocation, index, target))
    .map((target) => movedTo(state, allocation, index, target))
    .sort(byKey)[0];
  return best?.module ?? -1;
}

function tryToMove(plan: Plan, place: PartPlace, emptied: readonly number[]): boolean {
  if (!plan.hasRoom(partAt(place).module)) return false;
  const target = bestTarget(
    plan.state,
    place,
    (module) => !emptied.includes(module.index) && plan.hasRoom(module.index),
  );
  if (target < 0) return false;
  plan.move(place, target, 0);
  return true;
}

/** `rah_pool_drain`. Throws Failure. */
export function drain(state: PoolState, input: Uint8Array): Uint8Array {
  const budget = readBudget(input, state.modules.length, false);
  const plan = new Plan(state, budget);
  for (const source of new Set(budget.modules)) {
    const places = partPlaces(plan.state).filter((place) => partAt(place).module === source);
    for (const place of byWeight(plan.state, places)) {
      if (plan.isFull || !plan.affords(partAt(place))) {
        plan.giveUp(place);
        continue;
      }
      const done =
        tryToMove(plan, place, budget.modules) || (plan.closeWave() && tryToMove(plan, place, budget.modules));
      if (!done) plan.giveUp(place);
    }
  }
  return plan.output();
}
