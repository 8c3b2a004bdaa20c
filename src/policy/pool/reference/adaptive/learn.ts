import type { Inventory } from '../inventory.ts';
import { at } from '../row.ts';
import { drawArrivals } from './arrivals.ts';
import type { Bench } from './bench.ts';
import { FULL_MILLI, WASTE_ONE } from './prior.ts';
import { type Outcome, rollout } from './rollout.ts';
import type { Tables } from './tables.ts';

const SEED = 0x1000;
const PASSES = 4;
const ROLLOUTS = 4;
/** So many observations the prior counts for. */
const PRIOR_COUNT = 5;
export const LEARNING_ROLLOUTS = PASSES * ROLLOUTS;

/** By free milli: the waste that devices which came through there ended with, and how many did. */
class Observations {
  readonly wasted = new Array<number>(FULL_MILLI + 1).fill(0);
  readonly times = new Array<number>(FULL_MILLI + 1).fill(0);

  fade(): void {
    for (const row of [this.wasted, this.times]) {
      for (const [r, value] of row.entries()) row[r] = Math.floor(value / 2);
    }
  }

  add({ levels, milli }: Outcome): void {
    for (const level of levels) this.#note(level.milli, at(at(milli, level.place), level.device));
    for (const row of milli) for (const idle of row) this.#note(FULL_MILLI, idle);
  }

  #note(r: number, wasted: number): void {
    this.wasted[r] = at(this.wasted, r) + wasted;
    this.times[r] = at(this.times, r) + 1;
  }
}

/** The waste that rollouts with the tables' vector teach, each pass by what the one before has learned. */
export function learnWaste(bench: Bench, inventory: Inventory, tables: Tables): number[] {
  const prior = tables.waste;
  const seen = new Observations();
  let waste = [...prior];
  for (let pass = 0; pass < PASSES; pass++) {
    seen.fade();
    for (let k = 0; k < ROLLOUTS; k++) {
      const arrivals = drawArrivals(bench, SEED + ROLLOUTS * pass + k);
      seen.add(rollout(bench, inventory, { ...tables, waste }, arrivals));
    }
    waste = prior.map((expected, r) =>
      r === 0
        ? 0
        : Math.floor((WASTE_ONE * at(seen.wasted, r) + PRIOR_COUNT * expected) / (at(seen.times, r) + PRIOR_COUNT)),
    );
  }
  return waste;
}
