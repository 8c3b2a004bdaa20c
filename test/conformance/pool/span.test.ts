import { describe, expect, it } from 'vitest';
import { implementations } from './implementations.ts';
import { modulesOf, ofCapacities, smallPool } from './small-pools.ts';

const MIB_256 = 268435456;

/** Pieces as [module, units]. */
function pieces(decision: {
  readonly parts: readonly { readonly module: number; readonly amount: readonly number[] }[];
}) {
  return decision.parts.map(({ module, amount }) => [module, amount[0]]);
}

describe.each(implementations())('$name: spans', ({ create }) => {
  it('one module is taken when one is enough', () => {
    const pool = smallPool(create(), { of: ofCapacities(50, 60) });
    expect(pieces(pool.select({ amount: [55], max_drms: 4 }))).toEqual([[1, 55]]);
    expect(pool.select({ amount: [61] }).parts).toEqual([]);
  });

  it('the largest give first, and the rest goes to the best that can take it all', () => {
    const pool = smallPool(create(), { of: ofCapacities(50, 40, 30, 12) });
    // 50 of the largest; 10 is left, which best-fit puts where the least is left over.
    expect(pieces(pool.select({ amount: [60], max_drms: 2 }))).toEqual([
      [0, 50],
      [3, 10],
    ]);
    expect(pieces(pool.select({ amount: [60], max_drms: 2, strategy: 'worst-fit' }))).toEqual([
      [0, 50],
      [1, 10],
    ]);
    expect(pieces(pool.select({ amount: [132], max_drms: 4 }))).toEqual([
      [0, 50],
      [1, 40],
      [2, 30],
      [3, 12],
    ]);
    expect(pool.select({ amount: [132], max_drms: 3 }).parts).toEqual([]);
    expect(pool.select({ amount: [133], max_drms: 9 }).parts).toEqual([]);
  });

  it('equal contributors are walked by index', () => {
    const pool = smallPool(create(), { of: ofCapacities(20, 30, 30) });
    expect(pieces(pool.select({ amount: [70], max_drms: 3 }))).toEqual([
      [1, 30],
      [2, 30],
      [0, 10],
    ]);
  });

  it('steps, min and max units bound the pieces', () => {
    const pool = smallPool(create(), {
      classes: [{ step: [8], max_unit: [24] }, { step: [1], min_unit: [5] }, { step: [10] }],
      of: [
        { class: 0, capacity: [30] },
        { class: 1, capacity: [20] },
        { class: 2, capacity: [19] },
      ],
    });
    // 24 of module 0; 3 is left: below the min unit of 1, no multiple of 10, no other contributor.
    expect(pool.select({ amount: [27], max_drms: 3 }).parts).toEqual([]);
    expect(pieces(pool.select({ amount: [29], max_drms: 3 }))).toEqual([
      [0, 24],
      [1, 5],
    ]);
    // 24, 20, then 4 of 10 at most: passed over.
    expect(pool.select({ amount: [48], max_drms: 3 }).parts).toEqual([]);
    expect(pieces(pool.select({ amount: [54], max_drms: 3 }))).toEqual([
      [0, 24],
      [1, 20],
      [2, 10],
    ]);
  });

  it("distinct domains: a domain gives one piece, a domain of one's own never clashes", () => {
    const of = [
      { capacity: [50], domain: 1 },
      { capacity: [40], domain: 1 },
      { capacity: [30], domain: 2 },
      { capacity: [20] },
      { capacity: [20] },
    ];
    const pool = smallPool(create(), { of });
    const request = { max_drms: 4, distinct_domains: true };
    expect(pieces(pool.select({ ...request, amount: [60] }))).toEqual([
      [0, 50],
      [3, 10],
    ]);
    expect(pieces(pool.select({ ...request, amount: [120] }))).toEqual([
      [0, 50],
      [2, 30],
      [3, 20],
      [4, 20],
    ]);
    expect(pool.select({ ...request, amount: [121] }).parts).toEqual([]);
    expect(pieces(pool.select({ ...request, amount: [40], equal_shares: true, only: [0, 1, 2] }))).toEqual([[1, 40]]);
    expect(pieces(pool.select({ ...request, amount: [60], equal_shares: true, only: [0, 1, 2] }))).toEqual([
      [2, 30],
      [1, 30],
    ]);
  });

  it('equal shares: the fewest pieces that work, best first', () => {
    const pool = smallPool(create(), { of: ofCapacities(10, 14, 12, 11) });
    const request = { max_drms: 4, equal_shares: true };
    expect(pieces(pool.select({ ...request, amount: [14] }))).toEqual([[1, 14]]);
    expect(pieces(pool.select({ ...request, amount: [22] }))).toEqual([
      [3, 11],
      [2, 11],
    ]);
    // 25 divides by none of 1..4 modules that have room; 33 by three.
    expect(pool.select({ ...request, amount: [25] }).parts).toEqual([]);
    expect(modulesOf(pool.select({ ...request, amount: [33] }))).toEqual([3, 2, 1]);
    expect(modulesOf(pool.select({ ...request, amount: [40] }))).toEqual([0, 3, 2, 1]);
    expect(pool.select({ ...request, amount: [44] }).parts).toEqual([]);
  });

  it('interleaving takes exactly so many ways', () => {
    const pool = smallPool(create(), {
      dims: [{ scale: 100, unit_bytes: MIB_256, medium: 'dram' }],
      of: ofCapacities(10, 10, 20, 8),
    });
    const request = { granularity: 256, max_drms: 1 };
    expect(pieces(pool.select({ ...request, amount: [8], ways: 4 }))).toEqual([
      [3, 2],
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
    expect(pieces(pool.select({ ...request, amount: [30], ways: 3 }))).toEqual([
      [0, 10],
      [1, 10],
      [2, 10],
    ]);
    expect(pool.select({ ...request, amount: [36], ways: 4 }).parts).toEqual([]);
    expect(pool.select({ ...request, amount: [6], ways: 6 }).parts).toEqual([]);
  });

  it('an exclusive span takes untouched modules only', () => {
    const pool = smallPool(create(), { of: ofCapacities(30, 30, 30) });
    pool.place({ amount: [1], only: [0] });
    const request = { amount: [60], max_drms: 3, exclusive: true };
    const { allocation, parts } = pool.place(request);
    expect(pieces({ parts })).toEqual([
      [1, 30],
      [2, 30],
    ]);
    expect(modulesOf(pool.select({ amount: [1] }))).toEqual([0]);
    pool.release(allocation ?? 0);
    expect(pool.select({ ...request, amount: [61] }).parts).toEqual([]);
  });

  it('the cost of a decision is the sum over its parts', () => {
    const pool = smallPool(create(), {
      classes: [{ cost: [3] }, { cost: [7] }],
      of: [
        { class: 0, capacity: [30] },
        { class: 1, capacity: [20] },
      ],
    });
    expect(pool.select({ amount: [40], max_drms: 2 }).cost_micros_per_hour).toBe(30n * 3n + 10n * 7n);
  });
});
