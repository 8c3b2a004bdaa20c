import type { Extent } from '../../../src/model/placement.ts';
import type { PolicyCore, PolicyModule } from '../../../src/policy/core.ts';
import { givenBy, type Operation, type Outcome, takenBy } from './operations.ts';
import type { Live } from './random-fabric.ts';

function endOf({ start, length }: Extent): number {
  return start + length;
}

function without(extents: readonly Extent[], hole: Extent): Extent[] {
  return extents.flatMap((extent) => {
    if (endOf(extent) <= hole.start || extent.start >= endOf(hole)) return [extent];
    return [
      { start: extent.start, length: hole.start - extent.start },
      { start: endOf(hole), length: endOf(extent) - endOf(hole) },
    ].filter(({ length }) => length > 0);
  });
}

/** What answers say is taken, kept apart from any implementation, so that an answer can be proved wrong. */
export class Ledger {
  readonly #modules: readonly PolicyModule[];
  #live: Live[] = [];
  #tables: string[] = [];

  constructor(modules: readonly PolicyModule[]) {
    this.#modules = modules;
  }

  get live(): readonly Live[] {
    return this.#live;
  }

  /** Encoded tables that were answered, in hexadecimal. */
  get tables(): readonly string[] {
    return this.#tables;
  }

  capacity(module: number): number {
    const { capacity, step } = this.#modules[module] as PolicyModule;
    return capacity - (capacity % step);
  }

  taken(module: number): Extent[] {
    return this.#live.filter((slice) => slice.module === module).flatMap(({ extents }) => extents);
  }

  record(operation: Operation, outcome: Outcome): void {
    for (const { module, extents: gone } of givenBy(operation, outcome)) {
      this.#live = this.#live
        .map((slice) =>
          slice.module === module ? { module, extents: gone.reduce(without, [...slice.extents]) } : slice,
        )
        .filter(({ extents }) => extents.length > 0);
    }
    if (operation.op === 'encodeTable' && 'result' in outcome) this.#tables.push(outcome.result as string);
    this.#live.push(...takenBy(operation, outcome).filter(({ extents }) => extents.length > 0));
  }

  /** Broken invariants: overlap, outside the capacity, capacity not conserved. */
  violations(core: PolicyCore): string[] {
    return this.#modules.flatMap((_, module) => {
      const found: string[] = [];
      const capacity = this.capacity(module);
      const sorted = this.taken(module).toSorted((a, b) => a.start - b.start);
      let end = 0;
      let sum = 0;
      for (const extent of sorted) {
        if (extent.length < 1 || extent.start < 0 || endOf(extent) > capacity) found.push(`${module}: outside`);
        if (extent.start < end) found.push(`${module}: overlap at ${extent.start}`);
        end = endOf(extent);
        sum += extent.length;
      }
      if (core.free(module) !== capacity - sum) {
        found.push(`${module}: ${core.free(module)} free + ${sum} taken of ${capacity}`);
      }
      return found;
    });
  }
}
