import { MOST_MAX_CLASSES } from '../../../../../../policy-assembly/abi/pool.ts';
import { at } from '../../row.ts';
import type { Item, Layout } from './layout.ts';

/** More than the requests of one device. */
const PER_UNIT = 1024;
/** Classes that are seen before a full device ends the choice. */
const ENOUGH = 32;

/** For every number of units of milli the cheapest choice of share requests that has exactly so many. */
export interface Choice {
  /** By units; Infinity where no choice has so many. */
  readonly cost: readonly number[];
  /** Units of the key dimension; only where the choice was light. */
  key(units: number): number;
  /** The requests chosen join a bundle. */
  give(bundle: Item, units: number): void;
}

/**
 * The choices of 0..`most` units among the requests left of the classes that are allowed. Light: the least of the key
 * dimension, then the fewest requests; else the fewest requests.
 */
export function choose(layout: Layout, most: number, isAllowed: (set: number) => boolean, light: boolean): Choice {
  const { list, unit } = layout.classes;
  const cost = new Array<number>(most + 1).fill(Number.POSITIVE_INFINITY);
  cost[0] = 0;
  const chosen: { readonly number: number; readonly units: number; readonly copies: readonly number[] }[] = [];
  const seen = layout.steps.has(list.length) ? list.length : 0;
  layout.steps.spend(seen);
  for (let number = 0; number < seen && chosen.length < MOST_MAX_CLASSES; number++) {
    const { share, amount, set } = at(list, number);
    const units = share / unit;
    const left = Math.min(at(layout.left, number), Math.floor(most / units));
    if (left === 0 || !isAllowed(set)) continue;
    const steps = (most + 1) * left;
    if (!layout.steps.has(steps)) break;
    layout.steps.spend(steps);
    const each = light ? at(amount, layout.problem.key) * PER_UNIT + 1 : 1;
    chosen.push({ number, units, copies: add(cost, units, left, each) });
    if (chosen.length >= ENOUGH && cost[most] !== Number.POSITIVE_INFINITY) break;
  }
  return {
    cost,
    key: (units) => Math.floor(at(cost, units) / PER_UNIT),
    give: (bundle, units) => {
      let rest = units;
      for (const { number, units: size, copies } of [...chosen].reverse()) {
        const taken = at(copies, rest);
        rest -= taken * size;
        if (taken > 0) layout.give(bundle, number, taken);
      }
    },
  };
}

/** Lets up to `left` requests of one class into the choices; returns by units how many of them are in. */
function add(cost: number[], units: number, left: number, each: number): number[] {
  const copies = new Array<number>(cost.length).fill(0);
  for (let all = cost.length - 1; all >= 0; all--) {
    let least = at(cost, all);
    for (let count = 1; count <= left && count * units <= all; count++) {
      const found = at(cost, all - count * units) + count * each;
      if (found >= least) continue;
      least = found;
      copies[all] = count;
    }
    cost[all] = least;
  }
  return copies;
}
