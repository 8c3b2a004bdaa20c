import { BATCH_MAX_WAYS } from '../../../../../policy-assembly/abi/pool.ts';
import type { Module } from '../modules.ts';
import { at } from '../row.ts';
import type { Part } from '../state.ts';
import type { Looks } from './looks.ts';
import { hasFree, type Trial } from './trial.ts';

/** What a way to make room is chosen from. */
export interface Room {
  readonly trial: Trial;
  readonly sizes: readonly number[];
  /** By request: 1, and one more for every time that it had to make room for itself. */
  readonly penalties: readonly number[];
  /** Modules that hold simple requests of the batch, or did, in order of arrival. */
  readonly touched: readonly number[];
  /** By module the simple requests of the batch on it, the latest first. */
  readonly lists: ReadonlyMap<number, readonly number[]>;
  readonly looks: Looks;
}

/** Requests that leave a module for another. */
export interface Way {
  readonly module: Module;
  readonly leave: readonly number[];
}

function partIn({ trial }: Room, request: number): Part {
  return at(trial.parts(request), 0);
}

/** At most two requests of one module: least sum of penalties, then of sizes. Throws Exhausted. */
export function fewest(room: Room, asker: number, start: number): Way | null {
  const { trial, sizes, penalties, touched, lists, looks } = room;
  const request = at(trial.requests, asker);
  let best: (Way & { readonly penalty: number; readonly size: number }) | null = null;
  let seen = 0;
  for (let k = 0; k < touched.length && seen < BATCH_MAX_WAYS; k++) {
    looks.spend(1);
    const index = at(touched, (start + k) % touched.length);
    if (!trial.allows(asker, index)) continue;
    const module = trial.module(index);
    const list = lists.get(index) ?? [];
    for (const [position, a] of list.entries()) {
      looks.spend(1);
      const penalty = at(penalties, a);
      const size = at(sizes, a);
      if (best !== null && penalty > best.penalty) continue;
      if (hasFree(module, request, [partIn(room, a)])) {
        if (best === null || penalty < best.penalty || size < best.size) best = { module, leave: [a], penalty, size };
        continue;
      }
      for (const b of list.slice(position + 1)) {
        looks.spend(1);
        const both = penalty + at(penalties, b);
        const sum = size + at(sizes, b);
        if (best !== null && (both > best.penalty || (both === best.penalty && sum >= best.size))) continue;
        if (!hasFree(module, request, [partIn(room, a), partIn(room, b)])) continue;
        best = { module, leave: [a, b], penalty: both, size: sum };
      }
    }
    if (best !== null) seen++;
  }
  return best;
}

/** The smallest first until there is room: the module where that moves the least size. Throws Exhausted. */
export function smallest(room: Room, asker: number): Way | null {
  const { trial, sizes, touched, lists, looks } = room;
  const request = at(trial.requests, asker);
  let best: (Way & { readonly size: bigint }) | null = null;
  for (const index of touched) {
    looks.spend(1);
    if (!trial.allows(asker, index)) continue;
    const module = trial.module(index);
    const stay = [...(lists.get(index) ?? [])].sort((a, b) => at(sizes, a) - at(sizes, b) || a - b);
    const leave: number[] = [];
    const gone: Part[] = [];
    let size = 0n;
    while (!hasFree(module, request, gone) && stay.length > 0) {
      looks.spend(stay.length);
      const next = stay.shift() as number;
      leave.push(next);
      gone.push(partIn(room, next));
      size += BigInt(at(sizes, next));
    }
    if (hasFree(module, request, gone) && (best === null || size < best.size)) best = { module, leave, size };
  }
  return best;
}
