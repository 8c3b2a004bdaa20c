import { at } from '../../row.ts';
import { type Item, isAlike, type Layout, NOWHERE, PRICE, type Variant } from './layout.ts';

/** Above every difference of key units. */
const WORSE = 2 ** 40;
/** Above everything else that a score can be. */
const FIRST = 2 ** 50;

/** Places the items without devices, largest first; returns how many found no place. */
export function placeDeviceless(layout: Layout, { tight }: Variant): number {
  const { need } = layout.problem;
  const items = layout.items
    .filter(({ devices }) => devices === 0)
    .sort((a, b) => layout.keyOf(b) - layout.keyOf(a) || a.number - b.number);
  let leftOut = 0;
  for (const item of items) {
    const module = layout.least(item, (candidate) => {
      const idle = at(layout.idle, candidate);
      const left = layout.keyFree(candidate) - layout.keyOf(item);
      if (idle === 0) return left - FIRST;
      if (!tight) return -Math.floor(left / idle);
      const over = left - need * idle;
      return over >= 0 ? over : WORSE - over;
    });
    if (module === NOWHERE) leftOut++;
    else layout.put(item, module);
  }
  return leftOut;
}

/** Key units for each device, rounded down. */
function perDevice(layout: Layout, item: Item): number {
  return Math.floor(layout.keyOf(item) / item.devices);
}

/** Milli for each device, less the price of key units above the average. */
function worth(layout: Layout, item: Item, price: number, average: number): number {
  const value = Math.floor(item.value / item.devices);
  if (price <= 0) return value;
  const over = Math.max(0, perDevice(layout, item) - average);
  return Math.max(0, value - Math.floor((over * price * PRICE) / Math.max(1, average)));
}

/** The items with devices, in order of preference. `average`: of key units for each device, before bundles were made. */
export function byPreference(layout: Layout, { wide }: Variant, average: number): Item[] {
  return layout.items
    .filter(({ devices }) => devices > 0)
    .map((item) => ({ item, worth: worth(layout, item, wide, average), key: perDevice(layout, item) }))
    .sort((a, b) => b.worth - a.worth || a.key - b.key || a.item.number - b.item.number)
    .map(({ item }) => item);
}

/** The poorest module for each idle device that is rich enough, otherwise the richest. */
function placeByRatio(layout: Layout, item: Item): boolean {
  const wanted = perDevice(layout, item);
  const module = layout.least(item, (candidate) => {
    const ratio = Math.floor(layout.keyFree(candidate) / at(layout.idle, candidate));
    return ratio >= wanted ? ratio - wanted : WORSE - ratio;
  });
  if (module === NOWHERE) return false;
  layout.put(item, module);
  return true;
}

/** Places the preferred items that all idle devices could hold, the hardest first; then the others while they fit. */
export function placeOnDevices(layout: Layout, preferred: readonly Item[]): void {
  const { widths } = layout.problem;
  const devices = layout.problem.modules.reduce((sum, module) => sum + at(layout.idle, module), 0);
  let count = 0;
  let wanted = 0;
  for (const item of preferred) {
    wanted += item.devices;
    if (wanted > devices) break;
    count++;
  }
  const hardest = preferred
    .slice(0, count)
    .sort(
      (a, b) =>
        b.devices - a.devices ||
        at(widths, a.set) - at(widths, b.set) ||
        layout.keyOf(b) - layout.keyOf(a) ||
        a.number - b.number,
    );
  for (const item of hardest) placeByRatio(layout, item);
  let failed: Item | null = null;
  for (const item of preferred) {
    if (item.module !== NOWHERE || (failed !== null && isAlike(failed, item))) continue;
    if (!placeByRatio(layout, item)) failed = item;
  }
}
