import { at } from '../row.ts';
import { weightOf } from '../typical.ts';
import type { Bench } from './bench.ts';
import { Generator } from './generator.ts';

const ARRIVALS_MAX = 8192;
const ARRIVALS_EACH = 256;

/** One course of things, as chance would have it. */
export interface Arrivals {
  /** Indices into the profile's entries. */
  readonly entries: readonly number[];
  /** Bench modules, the one that wins ties first. */
  readonly order: readonly number[];
}

/** Entries by weight until they ask for 13/10 of the capacity, then a random order of the modules. */
export function drawArrivals({ profile, modules, capacity }: Bench, seed: number): Arrivals {
  const generator = new Generator(seed);
  const weights = weightOf(profile.entries);
  const limit = Math.floor((capacity * 13) / 10);
  const most = Math.min(ARRIVALS_MAX, ARRIVALS_EACH * modules.length);
  const entries: number[] = [];
  for (let asked = 0; asked < limit && entries.length < most; ) {
    let rest = generator.below(weights);
    let index = 0;
    while (rest >= at(profile.entries, index).weight) rest -= at(profile.entries, index++).weight;
    const { devices, share } = at(profile.entries, index);
    entries.push(index);
    asked += devices * share;
  }
  const order = modules.map((_, index) => index);
  for (let k = order.length - 1; k > 0; k--) {
    const other = generator.below(k + 1);
    [order[k], order[other]] = [at(order, other), at(order, k)];
  }
  return { entries, order };
}
