import type { Judge } from './judge.ts';
import { goldenCalls, largePools, randomCalls, tightBatches } from './judges-of-pool.ts';
import { goldenHistories, randomHistories } from './judges-of-slices.ts';

const ALL: readonly Judge[] = [randomCalls, largePools, tightBatches, goldenCalls, randomHistories, goldenHistories];

/** Who knows most about a part of the sources. */
const FIRST: readonly (readonly [folder: string, judges: readonly Judge[]])[] = [
  ['pool/batch/', [tightBatches]],
  ['pool/index/', [largePools]],
  ['slices/', [randomHistories, goldenHistories]],
];

/** All judges in the order in which they judge a module with a bug in this file. */
export function judgesFor(file: string): readonly Judge[] {
  const first = FIRST.find(([folder]) => file.startsWith(folder))?.[1] ?? [];
  return [...first, ...ALL.filter((judge) => !first.includes(judge))];
}
