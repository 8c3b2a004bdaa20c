import type { Ask } from './ask.ts';
import type { Clause } from './clauses.ts';

/** Weights add up to at most this, and one for each entry. */
const WEIGHTS_MAX = 1048576;
/** Of the whole profile, what the typical demand covers at least. */
const TYPICAL_PERCENT = 95;

/** One demand and how often it comes. */
export interface ProfileEntry extends Ask {
  readonly weight: number;
  readonly clauses: readonly Clause[];
}

/** Counts cut to weights whose sums cannot overflow: all halved alike, but never to nothing. */
export function weightsOf(counts: readonly number[]): number[] {
  const sum = counts.reduce((total, count) => total + count, 0);
  let shift = 0;
  while (Math.floor(sum / 2 ** shift) > WEIGHTS_MAX) shift++;
  return counts.map((count) => Math.max(1, count >> shift));
}

export function weightOf(entries: readonly ProfileEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.weight, 0);
}

/** The entries by weight, heaviest first, earliest first among equals: the typical ones, and the rest. */
export function splitTypical(entries: readonly ProfileEntry[]): [typical: ProfileEntry[], rest: ProfileEntry[]] {
  const order = [...entries].sort((a, b) => b.weight - a.weight);
  const all = weightOf(entries);
  let taken = 0;
  let sum = 0;
  while (sum * 100 < all * TYPICAL_PERCENT) sum += order[taken++]?.weight ?? 0;
  return [order.slice(0, taken), order.slice(taken)];
}
