import { at } from '../../row.ts';
import type { Problem, Want } from './problem.ts';

const MILLI = 1000;

/** Requests for a share of one device that are alike in everything that a plan looks at. */
export interface ShareClass {
  readonly share: number;
  readonly amount: readonly number[];
  readonly set: number;
  /** Request indices, ascending. */
  readonly requests: readonly number[];
}

export interface ShareClasses {
  /** By share descending, then amounts descending, then set. */
  readonly list: readonly ShareClass[];
  /** The greatest common divisor of a device and all shares, in milli. */
  readonly unit: number;
}

export function isShare({ request }: Want): boolean {
  return request.devices === 1 && request.share < MILLI;
}

function compare(a: Want, b: Want): number {
  if (a.request.share !== b.request.share) return b.request.share - a.request.share;
  for (const [d, units] of a.request.amount.entries()) {
    const difference = at(b.request.amount, d) - units;
    if (difference !== 0) return difference;
  }
  return a.set - b.set;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

export function shareClasses({ wants }: Problem): ShareClasses {
  // The sort is stable: requests of a class keep their order.
  const sorted = wants.filter(isShare).sort(compare);
  const list: (ShareClass & { readonly requests: number[] })[] = [];
  let before: Want | null = null;
  for (const want of sorted) {
    if (before === null || compare(before, want) !== 0) {
      const { share, amount } = want.request;
      list.push({ share, amount, set: want.set, requests: [] });
    }
    at(list, list.length - 1).requests.push(want.index);
    before = want;
  }
  return { list, unit: sorted.reduce((unit, { request }) => commonDivisor(unit, request.share), MILLI) };
}
