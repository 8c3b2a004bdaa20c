import { at } from '../../row.ts';
import { choose } from './choice.ts';
import { type Layout, PRICE, type Variant } from './layout.ts';

const MILLI = 1000;

/** Sets by how many modules they hold, the narrowest first. */
function narrowestFirst(widths: readonly number[]): number[] {
  return [...widths.keys()].sort((a, b) => at(widths, a) - at(widths, b) || a - b);
}

function makeBundle(layout: Layout, seed: number, care: number, target: number): void {
  const { classes, problem } = layout;
  const { share, amount, set } = at(classes.list, seed);
  const bundle = layout.newBundle(set);
  layout.give(bundle, seed, 1);
  const light = care >= 0;
  const most = (MILLI - share) / classes.unit;
  const choice = choose(layout, most, (other) => at(at(problem.holds, other), set), light);
  let best = 0;
  let score = Number.NEGATIVE_INFINITY;
  for (const [units, cost] of choice.cost.entries()) {
    if (cost === Number.POSITIVE_INFINITY) continue;
    const over = light ? Math.max(0, at(amount, problem.key) + choice.key(units) - target) : 0;
    const found = units * classes.unit * Math.max(1, target) - over * Math.max(0, care) * PRICE;
    if (found < score) continue;
    best = units;
    score = found;
  }
  choice.give(bundle, best);
}

/** Every share request joins a bundle: the largest left of the narrowest set, and what fills its device best. */
export function makeBundles(layout: Layout, { narrow, wide }: Variant): void {
  const { classes, problem } = layout;
  for (const set of narrowestFirst(problem.widths)) {
    const care = at(problem.isWidest, set) ? wide : narrow;
    const target = layout.average(set);
    for (const [seed, each] of classes.list.entries()) {
      while (each.set === set && at(layout.left, seed) > 0) makeBundle(layout, seed, care, target);
    }
  }
}
