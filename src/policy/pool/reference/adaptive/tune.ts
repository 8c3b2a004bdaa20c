import type { Inventory } from '../inventory.ts';
import type { Module } from '../modules.ts';
import type { Profile } from '../profile.ts';
import { at } from '../row.ts';
import { drawArrivals } from './arrivals.ts';
import { benchOf } from './bench.ts';
import { LEARNING_ROLLOUTS, learnWaste } from './learn.ts';
import { rollout } from './rollout.ts';
import { isBlind, type Tables, tablesOf } from './tables.ts';
import { VECTORS } from './vectors.ts';

const SEED = 0x2000;
const ROLLOUTS = 8;

/** What the choice of a vector rests on. */
export interface Tuned {
  readonly tables: Tables;
  /** Milli of the bench's devices; 0 when nothing was tried. */
  readonly capacity: number;
  readonly rollouts: number;
  /** By vector, over its rollouts: milli in use when 100 % of the capacity had been asked for, and in the end. */
  readonly usedAtCapacity: readonly number[];
  readonly used: readonly number[];
}

/** Learns the waste and chooses the vector, on a likeness of the present modules, all empty. */
export function tune(profile: Profile, inventory: Inventory, modules: readonly Module[]): Tuned {
  const first = tablesOf(profile, inventory, modules);
  const usedAtCapacity = VECTORS.map(() => 0);
  const used = VECTORS.map(() => 0);
  const bench = benchOf(profile, inventory, modules);
  if (isBlind(profile) || bench.capacity === 0)
    return { tables: first, capacity: 0, rollouts: 0, usedAtCapacity, used };
  const learned = { ...first, waste: learnWaste(bench, inventory, first) };
  for (let k = 0; k < ROLLOUTS; k++) {
    const arrivals = drawArrivals(bench, SEED + k);
    for (const vector of VECTORS.keys()) {
      const outcome = rollout(bench, inventory, { ...learned, vector }, arrivals);
      usedAtCapacity[vector] = at(usedAtCapacity, vector) + outcome.usedAtCapacity;
      used[vector] = at(used, vector) + outcome.used;
    }
  }
  const sums = used.map((milli, vector) => milli + at(usedAtCapacity, vector));
  return {
    tables: { ...learned, vector: sums.indexOf(Math.max(...sums)) },
    capacity: bench.capacity,
    rollouts: LEARNING_ROLLOUTS + ROLLOUTS * VECTORS.length,
    usedAtCapacity,
    used,
  };
}
