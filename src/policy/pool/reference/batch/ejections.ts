import { BATCH_MAX_LOOKS, BATCH_MAX_QUERIES } from '../../../../../policy-assembly/abi/pool.ts';
import { at } from '../row.ts';
import type { Part } from '../state.ts';
import { fewest, type Room, smallest, type Way } from './ejected.ts';
import { Exhausted, Looks } from './looks.ts';
import { Sequence } from './random.ts';
import { bySize } from './sizes.ts';
import type { Trial } from './trial.ts';

/** How a search ended: everything placed; out of queries or looks; or the request that has no room whatever leaves. */
export type End = 'placed' | 'given up' | { readonly hopeless: number };

/** Places the simple requests that wait by moving other simple requests of the batch. */
export class Search {
  readonly #trial: Trial;
  readonly #sizes: readonly number[];
  readonly #penalties: number[];
  readonly #touched: number[] = [];
  readonly #lists = new Map<number, number[]>();
  readonly #looks = new Looks(BATCH_MAX_LOOKS);
  readonly #sequence = new Sequence();
  #queries = 0;

  /** `order`: the requests in the order in which they were placed on the trial. */
  constructor(trial: Trial, sizes: readonly number[], order: readonly number[]) {
    this.#trial = trial;
    this.#sizes = sizes;
    this.#penalties = trial.requests.map(() => 1);
    const placed = order.filter((index) => at(trial.isSimple, index) && trial.parts(index).length > 0);
    for (const index of placed) this.#enter(index);
    for (const index of [...placed].sort((a, b) => a - b)) this.#touch(index);
  }

  /** Throws Failure (FULL). */
  run(waiting: readonly number[]): End {
    const stack = bySize(this.#sizes, waiting).reverse();
    try {
      return this.#run(stack);
    } catch (reason) {
      if (reason instanceof Exhausted) return 'given up';
      throw reason;
    }
  }

  #run(stack: number[]): End {
    while (stack.length > 0) {
      const index = stack.pop() as number;
      if (this.#place(index, -1)) continue;
      if (this.#queries >= BATCH_MAX_QUERIES || this.#touched.length === 0) return 'given up';
      this.#penalties[index] = at(this.#penalties, index) + 1;
      const way = this.#way(index);
      if (way === null) return { hopeless: index };
      for (const gone of way.leave) this.#remove(gone);
      this.#put(index, [this.#trial.pieceOn(index, way.module)]);
      for (const gone of bySize(this.#sizes, way.leave)) {
        if (!this.#place(gone, way.module.index)) stack.push(gone);
      }
    }
    return 'placed';
  }

  #way(index: number): Way | null {
    const room: Room = {
      trial: this.#trial,
      sizes: this.#sizes,
      penalties: this.#penalties,
      touched: this.#touched,
      lists: this.#lists,
      looks: this.#looks,
    };
    return fewest(room, index, this.#sequence.next(this.#touched.length)) ?? smallest(room, index);
  }

  /** One query. */
  #place(index: number, but: number): boolean {
    this.#queries++;
    const pieces = this.#trial.decide(index, but);
    if (pieces.length === 0) return false;
    this.#put(index, pieces);
    return true;
  }

  #put(index: number, parts: readonly Part[]): void {
    this.#trial.put(index, parts);
    this.#enter(index);
    this.#touch(index);
  }

  #remove(index: number): void {
    const module = this.#moduleOf(index);
    this.#lists.set(
      module,
      (this.#lists.get(module) ?? []).filter((other) => other !== index),
    );
    this.#trial.take(index);
  }

  #enter(index: number): void {
    const module = this.#moduleOf(index);
    this.#lists.set(module, [index, ...(this.#lists.get(module) ?? [])]);
  }

  #touch(index: number): void {
    const module = this.#moduleOf(index);
    if (!this.#touched.includes(module)) this.#touched.push(module);
  }

  #moduleOf(index: number): number {
    return at(this.#trial.parts(index), 0).module;
  }
}
