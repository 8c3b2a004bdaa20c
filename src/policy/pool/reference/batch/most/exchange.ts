import { at } from '../../row.ts';
import { Exhausted } from '../looks.ts';
import { type Item, isAlike, type Layout, NOWHERE } from './layout.ts';

const ROUNDS = 8;

/** By module the items on it with at most one device, in order of arrival. */
type Lists = Item[][];

/** True when the item has its units once `gone` has left the module and `come` has come to it. */
function hasRoom(layout: Layout, module: number, item: Item, gone: Item | null, come: Item | null): boolean {
  const free = at(layout.free, module);
  return item.amount.every(
    (units, d) => units <= at(free, d) + (gone ? at(gone.amount, d) : 0) - (come ? at(come.amount, d) : 0),
  );
}

/** `item` takes the place of `gone` in the list of a module. */
function replace(lists: Lists, module: number, gone: Item, item: Item): void {
  const list = at(lists, module);
  list[list.indexOf(gone)] = item;
}

/** Moves `own` off `module` for `item`: to another module, or in exchange for one of its items. */
function makeRoom(layout: Layout, lists: Lists, item: Item, module: number, own: Item): boolean {
  for (const other of layout.problem.modules) {
    if (other === module || !layout.allows(other, own.set)) continue;
    layout.looks.spend(1);
    if (own.devices === 0 && layout.fits(other, own)) {
      layout.take(own);
      layout.put(own, other);
      layout.put(item, module);
      at(lists, other).push(own);
      replace(lists, module, own, item);
      return true;
    }
    for (const theirs of at(lists, other)) {
      layout.looks.spend(1);
      if (theirs.devices !== own.devices || !layout.allows(module, theirs.set)) continue;
      if (!hasRoom(layout, other, own, theirs, null) || !hasRoom(layout, module, item, own, theirs)) continue;
      layout.take(own);
      layout.take(theirs);
      layout.put(theirs, module);
      layout.put(own, other);
      layout.put(item, module);
      replace(lists, module, own, theirs);
      replace(lists, other, theirs, own);
      at(lists, module).push(item);
      return true;
    }
  }
  return false;
}

function exchange(layout: Layout, lists: Lists, item: Item): boolean {
  for (const module of layout.problem.modules) {
    if (layout.idle[module] === 0 || !layout.allows(module, item.set)) continue;
    layout.looks.spend(1);
    if (layout.fits(module, item)) {
      layout.put(item, module);
      at(lists, module).push(item);
      return true;
    }
    for (const own of at(lists, module)) {
      layout.looks.spend(1);
      if (hasRoom(layout, module, item, own, null) && makeRoom(layout, lists, item, module, own)) return true;
    }
  }
  return false;
}

/** The item takes the place of a placed one of less value, the least first. */
function upgrade(layout: Layout, lists: Lists, preferred: readonly Item[], item: Item): boolean {
  layout.looks.spend(preferred.length);
  let least: Item | null = null;
  for (const other of preferred) {
    if (other.module === NOWHERE || other.devices !== 1 || other.value >= item.value) continue;
    if (least !== null && other.value >= least.value) continue;
    if (layout.allows(other.module, item.set) && hasRoom(layout, other.module, item, other, null)) least = other;
  }
  if (least === null) return false;
  const { module } = least;
  layout.take(least);
  layout.put(item, module);
  replace(lists, module, least, item);
  return true;
}

/** Finds places for items of one device that were left out, as long as there are looks. */
export function improve(layout: Layout, preferred: readonly Item[]): void {
  try {
    improveInRounds(layout, preferred);
  } catch (reason) {
    // No change is made after a look that is not there: the layout is whole.
    if (!(reason instanceof Exhausted)) throw reason;
  }
}

function improveInRounds(layout: Layout, preferred: readonly Item[]): void {
  const lists: Lists = layout.problem.state.modules.map(() => []);
  for (const item of layout.items) {
    if (item.module !== NOWHERE && item.devices < 2) at(lists, item.module).push(item);
  }
  let progress = true;
  for (let round = 0; progress && round < ROUNDS; round++) {
    progress = false;
    let failed: Item | null = null;
    for (const item of preferred) {
      if (item.module !== NOWHERE || item.devices > 1 || (failed !== null && isAlike(failed, item))) continue;
      if (exchange(layout, lists, item) || upgrade(layout, lists, preferred, item)) progress = true;
      else failed = item;
    }
  }
}
