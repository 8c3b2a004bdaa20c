import { MOST_MAX_LOOKS, MOST_MAX_STEPS } from '../../../../../../policy-assembly/abi/pool.ts';
import { at } from '../../row.ts';
import { Looks } from '../looks.ts';
import { isShare, type ShareClasses } from './classes.ts';
import type { Problem } from './problem.ts';

const MILLI = 1000;
export const NOWHERE = -1;
export const BUNDLE = -1;

/** One request, or a bundle of share requests that lie on one device. */
export interface Item {
  readonly number: number;
  /** The request, or BUNDLE. */
  readonly request: number;
  /** Whole devices. */
  readonly devices: number;
  /** Milli that placing it places. */
  value: number;
  readonly set: number;
  readonly amount: number[];
  /** Of a bundle: how many requests of each class, class numbers ascending or not. */
  readonly copies: Map<number, number>;
  module: number;
}

/** Milli that one average of the key dimension above the average costs, times the care of a variant. */
export const PRICE = 650;

/** How much a variant cares for the key dimension; below 0 = not at all, not even among equals. */
export interface Variant {
  /** In bundles of narrow sets. */
  readonly narrow: number;
  /** In bundles of the widest set, and in the order of preference. */
  readonly wide: number;
  /** Requests without devices go where little is left over the average need, not where most is left. */
  readonly tight: boolean;
}

/** A plan in the making: what is free and idle on each module, and which items lie where. */
export class Layout {
  readonly problem: Problem;
  readonly classes: ShareClasses;
  /** By module and dimension. */
  readonly free: number[][];
  /** By module: devices of which nothing is taken. */
  readonly idle: number[];
  readonly items: Item[] = [];
  /** By class: requests not in any bundle. */
  readonly left: number[];
  readonly looks = new Looks(MOST_MAX_LOOKS);
  /** Steps of choices of share requests. */
  readonly steps = new Looks(MOST_MAX_STEPS);

  constructor(problem: Problem, classes: ShareClasses) {
    this.problem = problem;
    this.classes = classes;
    this.free = problem.state.modules.map(({ free }) => [...free]);
    this.idle = problem.state.modules.map(({ milli }) => milli.filter((idle) => idle === MILLI).length);
    this.left = classes.list.map(({ requests }) => requests.length);
    for (const want of problem.wants) {
      if (isShare(want)) continue;
      const { amount, devices, share } = want.request;
      this.#add(want.index, devices, devices * share, want.set, amount);
    }
  }

  newBundle(set: number): Item {
    return this.#add(BUNDLE, 1, 0, set, new Array<number>(this.problem.state.inventory.dims.length).fill(0));
  }

  allows(module: number, set: number): boolean {
    return at(this.problem.sets, set)[module] === 1;
  }

  fits(module: number, item: Item): boolean {
    const free = at(this.free, module);
    return (
      this.allows(module, item.set) &&
      at(this.idle, module) >= item.devices &&
      item.amount.every((units, d) => units <= at(free, d))
    );
  }

  put(item: Item, module: number): void {
    this.#move(item, module, -1);
    item.module = module;
  }

  take(item: Item): void {
    this.#move(item, item.module, 1);
    item.module = NOWHERE;
  }

  /** So many requests of a class join a bundle; with less than 0 they leave it. */
  give(bundle: Item, number: number, copies: number): void {
    const { share, amount } = at(this.classes.list, number);
    this.left[number] = at(this.left, number) - copies;
    bundle.copies.set(number, (bundle.copies.get(number) ?? 0) + copies);
    bundle.value += copies * share;
    for (const [d, units] of amount.entries()) bundle.amount[d] = at(bundle.amount, d) + copies * units;
  }

  /** Empties a bundle; returns what was in it. */
  scatter(bundle: Item): [number: number, copies: number][] {
    const held = [...bundle.copies];
    for (const [number, copies] of held) this.give(bundle, number, -copies);
    bundle.copies.clear();
    return held;
  }

  /** Units of the key dimension. */
  keyOf(item: Item): number {
    return at(item.amount, this.problem.key);
  }

  keyFree(module: number): number {
    return at(at(this.free, module), this.problem.key);
  }

  /** Average of the key dimension for each idle device, over the modules of a set, or of all, that have one. */
  average(set: number | null): number {
    let units = 0;
    let devices = 0;
    for (const module of this.problem.modules) {
      if ((set !== null && !this.allows(module, set)) || this.idle[module] === 0) continue;
      units += this.keyFree(module);
      devices += at(this.idle, module);
    }
    return devices === 0 ? 0 : Math.floor(units / devices);
  }

  /** The fitting module of the least score, ties to the lowest index; NOWHERE when none fits. */
  least(item: Item, score: (module: number) => number): number {
    let best = NOWHERE;
    let least = 0;
    for (const module of this.problem.modules) {
      if (!this.fits(module, item)) continue;
      const found = score(module);
      if (best !== NOWHERE && found >= least) continue;
      best = module;
      least = found;
    }
    return best;
  }

  #add(request: number, devices: number, value: number, set: number, amount: readonly number[]): Item {
    const number = this.items.length;
    const item = { number, request, devices, value, set, amount: [...amount], copies: new Map(), module: NOWHERE };
    this.items.push(item);
    return item;
  }

  #move(item: Item, module: number, sign: number): void {
    const free = at(this.free, module);
    for (const [d, units] of item.amount.entries()) free[d] = at(free, d) + sign * units;
    this.idle[module] = at(this.idle, module) + sign * item.devices;
  }
}

/** True when two items are alike in everything that decides whether they fit. */
export function isAlike(a: Item, b: Item): boolean {
  return (
    a.devices === b.devices &&
    a.value === b.value &&
    a.set === b.set &&
    a.amount.every((units, d) => units === b.amount[d])
  );
}
