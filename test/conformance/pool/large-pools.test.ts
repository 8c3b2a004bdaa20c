import { describe, expect, it } from 'vitest';
import { implementations } from './implementations.ts';
import { largePoolDifference } from './large-pools.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

/** The reference looks at every module, whatever it is asked: it has no index that could be stale. */
const [reference, ...others] = implementations();

describe.each(others)('$name: large pools', ({ create }) => {
  it.each(SEEDS)('seed %i: whatever is searched by, the answers are those of the reference', (seed) => {
    const run = { seed, isHuge: false, operations: 500 };
    expect(largePoolDifference((reference as (typeof others)[number]).create(), create(), run)).toBe(null);
  });

  it('an index that is not whole yet gives the same answers', () => {
    for (const seed of [11, 12, 13]) {
      const run = { seed, isHuge: true, operations: 40 };
      expect(largePoolDifference((reference as (typeof others)[number]).create(), create(), run)).toBe(null);
    }
  });
});
