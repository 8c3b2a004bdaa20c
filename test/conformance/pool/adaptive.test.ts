import { describe, expect, it } from 'vitest';
import { STATUS_NO_PROFILE, STATUS_NOT_BEGUN } from '../../../policy-assembly/abi/abi.ts';
import { RAW_ONE } from '../../../policy-assembly/abi/pool.ts';
import { Pool } from '../../../src/policy/pool/pool.ts';
import type { DeviceAsk, PoolModule, PoolRequest, ProfileEntry } from '../../../src/policy/pool/spec.ts';
import { implementations } from './implementations.ts';
import { expectRefused, smallPool } from './small-pools.ts';

const HALF = RAW_ONE / 2;
const MILLI = 1024;
const PERCENT = Math.floor(RAW_ONE / 100);
const VECTORS = 5;

/** Confirmed by a second program, written from POOL.md alone. */
const MIXED = {
  capacity: 84000,
  vector: 4,
  rollouts: 56,
  used_at_capacity: [612710, 614390, 615590, 612690, 622180],
  used: [614250, 617500, 620890, 616830, 625160],
};

function rawOf(pool: Pool, request: Partial<PoolRequest>): number {
  const part = pool.select({ amount: [0], strategy: 'adaptive', ...request }).parts[0];
  if (part === undefined) throw new Error('nothing fits');
  return part.scores.raw;
}

function ofDevices(count: number, share: number): DeviceAsk {
  return { count, share };
}

/** The tables in a snapshot of a pool that never had an allocation: after them there are only two counts. */
function tablesIn(pool: Pool, classes: number): { vector: number; waste: number[]; pressure: number[] } {
  const { bytes } = pool.snapshot();
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const start = bytes.length - 4 * (1 + 1001 + classes + 2);
  const word = (k: number) => view.getInt32(start + 4 * k, true);
  return {
    vector: word(0),
    waste: Array.from({ length: 1001 }, (_, r) => word(1 + r)),
    pressure: Array.from({ length: classes }, (_, c) => word(1002 + c)),
  };
}

describe.each(implementations())('$name: adaptive', ({ create }) => {
  const single = (profile: readonly ProfileEntry[], module: Partial<PoolModule> = { devices: 1 }) => {
    const pool = smallPool(create(), { devices: 4, of: [module] });
    pool.profile(profile);
    return pool;
  };

  it('without a profile, or one that asks for no devices: best fit', () => {
    for (const profile of [[], [{ count: 9, amount: [10] }]]) {
      const pool = single(profile);
      const request = { amount: [7], devices: ofDevices(1, 300) };
      expect(rawOf(pool, request)).toBe(rawOf(pool, { ...request, strategy: 'best-fit' }));
    }
  });

  it('one type of share: fragmentation, slots, expected waste', () => {
    const pool = single([{ count: 1, amount: [0], devices: ofDevices(1, 600) }]);
    const { vector, waste, pressure } = tablesIn(pool, 1);
    expect([vector, pressure]).toEqual([1, [0]]);
    expect([0, 1, 400, 599, 600, 601, 999, 1000].map((r) => waste[r])).toEqual([0, 16, 6400, 9584, 0, 16, 6384, 0]);
    // Before: a slot of 600. After: 400 milli are lost, and expected to be.
    expect(rawOf(pool, { devices: ofDevices(1, 600) })).toBe(HALF - (400 + 4 * 400 + 60) * MILLI);
  });

  it('expected waste of two types: the mean over what comes', () => {
    const pool = single([
      { count: 3, amount: [0], devices: ofDevices(1, 300) },
      { count: 1, amount: [0], devices: ofDevices(1, 500) },
    ]);
    const { waste } = tablesIn(pool, 1);
    // At 500: 300 of it in three of four cases, 500 in one: 350. At 800: (3 × (300 + 350) + (500 + 300)) / 4 = 687.5.
    expect([300, 499, 500, 800].map((r) => waste[r])).toEqual([0, 16 * 199, 16 * 150, 16 * 112.5]);
  });

  it('slots of several devices count one and a half; the scarcest of devices and units decides', () => {
    const pool = single([{ count: 1, amount: [30], devices: ofDevices(2, 1000) }], { devices: 4, capacity: [70] });
    // 2 slots before, by devices and by units; then 1 by both.
    expect(rawOf(pool, { amount: [20], devices: ofDevices(1, 1000) })).toBe(HALF - 0.1 * 1.5 * 2000 * MILLI);
  });

  it('several devices that are rare count in slots only; single ones that are rare not at all', () => {
    const pool = single(
      [
        { count: 96, amount: [0], devices: ofDevices(1, 1000) },
        { count: 2, amount: [0], devices: ofDevices(2, 500) },
        { count: 2, amount: [0], devices: ofDevices(1, 700) },
      ],
      { devices: 2 },
    );
    // T = 96. One device taken whole: 1 slot of 96 × 1000 less, and the one of 2 × 1000, one and a half each.
    const slots = 96 * 1000 + 2 * 1000 * 1.5;
    expect(rawOf(pool, { devices: ofDevices(1, 1000) })).toBe(HALF + Math.floor((-0.1 * slots * MILLI) / 96));
  });

  it('what can only go to one class presses on it', () => {
    const pool = smallPool(create(), {
      devices: 1,
      classes: [{ labels: ['model=x'] }, {}, {}],
      of: [
        { class: 0, devices: 1 },
        { class: 1, devices: 1 },
        { class: 2, devices: 0 },
      ],
    });
    pool.profile([
      { count: 1, amount: [0], devices: ofDevices(1, 1000), labels: [{ in: ['model=x'] }] },
      { count: 1, amount: [0], devices: ofDevices(1, 1000) },
    ]);
    // Half of all demand, and the class is half of the devices.
    expect(tablesIn(pool, 3).pressure).toEqual([1024, 0, 0]);
    const request = { devices: ofDevices(1, 1000) };
    // T = 2. Class 0: two slots less (100 of 2 × 1000 × 0.1), and half a device of pressure.
    expect(rawOf(pool, { ...request, only: [0] })).toBe(HALF - (100 + 500) * MILLI);
    // Class 1: one slot less, but 1000 milli were lost to the first entry anyway.
    expect(rawOf(pool, { ...request, only: [1] })).toBe(HALF + (500 - 50) * MILLI);
    // Only present modules count.
    pool.setState(1, 'offline');
    pool.profile([{ count: 1, amount: [0], devices: ofDevices(1, 1000), labels: [{ in: ['model=x'] }] }]);
    expect(tablesIn(pool, 3).pressure).toEqual([0, 0, 0]);
  });

  it('tries each device, takes the one that scores best', () => {
    const pool = single([{ count: 1, amount: [0], devices: ofDevices(1, 600) }], { devices: 2 });
    pool.adopt({ amount: [0], devices: ofDevices(1, 400) }, [{ module: 0, devices: [1], share: 400, amount: [0] }]);
    const request = { amount: [0], strategy: 'adaptive', devices: ofDevices(1, 400) } as const;
    expect(pool.select(request).parts[0]?.devices).toEqual([0]);
    expect(pool.select({ ...request, strategy: 'best-fit' }).parts[0]?.devices).toEqual([1]);
  });

  it('a module without devices goes before, by best fit', () => {
    const pool = single([{ count: 1, amount: [0], devices: ofDevices(1, 600) }], {});
    // Half of the weight is the dimension's: 80 of 100 units left are 0.4.
    const left = 2 ** 26 - Math.floor((20 * 2 ** 26) / 100);
    expect(rawOf(pool, { amount: [20] })).toBe(HALF + MILLI - Math.floor(left / 2 ** 17));
  });

  it('levels cut the raw score', () => {
    const pool = single([{ count: 1, amount: [0], devices: ofDevices(1, 600) }]);
    const exact = rawOf(pool, { devices: ofDevices(1, 600) });
    expect(rawOf(pool, { devices: ofDevices(1, 600), levels: 1000 })).toBe(Math.floor((exact * 1000) / RAW_ONE));
  });

  it('tune: without a pool or a profile refused', () => {
    expect(create().call('rah_pool_tune', []).status).toBe(STATUS_NOT_BEGUN);
    const pool = single([]);
    expectRefused(pool, STATUS_NO_PROFILE, () => pool.tune());
  });

  it('tune: where nothing can be tried, the tables stay as the profile makes them', () => {
    const none = new Array<number>(VECTORS).fill(0);
    const nothing = { capacity: 0, vector: 1, rollouts: 0, used_at_capacity: none, used: none };
    expect(single([{ count: 1, amount: [1] }]).tune()).toEqual(nothing);
    const pool = single([{ count: 1, amount: [0], devices: ofDevices(1, 600) }]);
    pool.setState(0, 'online', 'critical');
    expect(pool.tune()).toEqual(nothing);
    expect(tablesIn(pool, 1).waste[1000]).toBe(0);
  });

  it('tune: one type, one device; the least vector wins ties', () => {
    const pool = single([{ count: 1, amount: [0], devices: ofDevices(1, 600) }]);
    const used = new Array<number>(VECTORS).fill(8 * 600);
    expect(pool.tune()).toEqual({ capacity: 1000, vector: 0, rollouts: 56, used_at_capacity: used, used });
    const { vector, waste } = tablesIn(pool, 1);
    // Each rollout leaves 400: (16 × 3000 + 5 × 6400) / 12 by four passes of four, the sums halved before each.
    expect([vector, waste[400], waste[1000], waste[500]]).toEqual([0, 6666, 4000, 8000]);
    // 400 milli more are lost: the sigmoid of -0.4 is 0.401.
    expect(rawOf(pool, { devices: ofDevices(1, 600) })).toBe(40 * PERCENT);
  });

  it('tune counts modules as empty, and changes nothing but the tables', () => {
    const pool = single([{ count: 1, amount: [0], devices: ofDevices(1, 600) }]);
    pool.place({ amount: [100], devices: ofDevices(1, 1000) });
    const before = pool.hash;
    expect(pool.tune().used).toEqual(new Array<number>(VECTORS).fill(8 * 600));
    expect(pool.hash).toBe(before);
  });

  it('a snapshot keeps what was learned; a new profile forgets it', () => {
    const profile = [{ count: 1, amount: [0], devices: ofDevices(1, 600) }];
    const pool = single(profile);
    const request = { devices: ofDevices(1, 600) };
    const untuned = rawOf(pool, request);
    pool.tune();
    const restored = Pool.restore(create(), pool.snapshot());
    expect(rawOf(restored, request)).toBe(40 * PERCENT);
    expect(restored.snapshot().bytes).toEqual(pool.snapshot().bytes);
    pool.profile(profile);
    expect(rawOf(pool, request)).toBe(untuned);
  });

  it('a mixed pool: every implementation learns the same', () => {
    const pool = smallPool(create(), {
      scales: [200, 90],
      devices: 8,
      classes: [
        { labels: ['model=x'] },
        { labels: ['model=y', 'fast=1'] },
        { labels: ['model=z'], ratio_milli: [2000, 1000] },
      ],
      of: Array.from({ length: 24 }, (_, k) => ({
        class: k % 3,
        devices: [8, 4, 2, 0][(k * 7) % 4] as number,
        capacity: [60 + ((k * 13) % 40), 20 + ((k * 29) % 70)],
      })),
    });
    pool.profile([
      { count: 40, amount: [4, 2], devices: ofDevices(1, 310) },
      { count: 25, amount: [6, 3], devices: ofDevices(1, 1000) },
      { count: 17, amount: [9, 1], devices: ofDevices(2, 450) },
      { count: 9, amount: [10, 0], devices: ofDevices(1, 570), labels: [{ in: ['model=y', 'model=z'] }] },
      { count: 8, amount: [12, 7] },
      { count: 7, amount: [3, 9], devices: ofDevices(1, 130), labels: [{ not_in: ['fast=1'] }] },
      { count: 4, amount: [40, 20], devices: ofDevices(4, 1000) },
      { count: 3, amount: [1, 1], devices: ofDevices(1, 90) },
    ]);
    expect(pool.tune()).toEqual(MIXED);
    const { vector, waste, pressure } = tablesIn(pool, 3);
    expect([vector, pressure]).toEqual([4, [37, 105, 105]]);
    expect(waste.reduce((sum, value, r) => sum + (r + 1) * value, 0)).toBe(478288504);
  });
});
