import { at } from '../../row.ts';
import { choose } from './choice.ts';
import { BUNDLE, type Item, type Layout, NOWHERE } from './layout.ts';

const MILLI = 1000;

/** Fills an empty bundle, of which nothing is placed, with the most that fits on the module; false when that is no more than `least`. */
function fill(layout: Layout, bundle: Item, module: number, least: number): boolean {
  const { unit } = layout.classes;
  const most = MILLI / unit;
  const choice = choose(layout, most, (set) => layout.allows(module, set), true);
  const free = at(layout.free, module);
  for (let units = most; units * unit > least; units--) {
    if (at(choice.cost, units) === Number.POSITIVE_INFINITY || choice.key(units) > layout.keyFree(module)) continue;
    choice.give(bundle, units);
    if (bundle.amount.every((amount, d) => amount <= at(free, d))) return true;
    layout.scatter(bundle);
  }
  return false;
}

function anyLeft(layout: Layout): boolean {
  return layout.left.some((count) => count > 0);
}

/** Share requests in bundles that were not placed come to idle devices, and to bundles that become fuller with them. */
export function refill(layout: Layout, preferred: readonly Item[]): void {
  for (const item of preferred) if (item.request === BUNDLE && item.module === NOWHERE) layout.scatter(item);
  for (const module of [...layout.problem.modules].reverse()) {
    let filled = true;
    while (filled && at(layout.idle, module) > 0 && anyLeft(layout)) {
      const bundle = layout.newBundle(0);
      filled = fill(layout, bundle, module, 0);
      if (filled) layout.put(bundle, module);
    }
  }
  for (const item of [...preferred].reverse()) {
    const { module } = item;
    if (!anyLeft(layout)) return;
    if (item.request !== BUNDLE || module === NOWHERE || item.value >= MILLI) continue;
    const before = item.value;
    layout.take(item);
    const held = layout.scatter(item);
    if (!fill(layout, item, module, before)) for (const [number, copies] of held) layout.give(item, number, copies);
    layout.put(item, module);
  }
}
