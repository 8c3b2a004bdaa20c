import { describe, expect, it } from 'vitest';
import {
  STATUS_BAD_ALLOCATION,
  STATUS_BAD_LENGTH,
  STATUS_BAD_MODULE,
  STATUS_INVALID_REQUEST,
  STATUS_NOT_FIT,
} from '../../../policy-assembly/abi/abi.ts';
import { implementations } from './implementations.ts';
import { expectRefused, ofCapacities, smallPool } from './small-pools.ts';
import { perform, withRecords } from './steps.ts';

describe.each(implementations())('$name: resize', ({ create }) => {
  it('grows and shrinks in place, with what the part has counted as free', () => {
    const pool = smallPool(create(), { of: ofCapacities(10) });
    pool.place({ amount: [6] });
    pool.place({ amount: [1] });
    expect(pool.resize(0, 0, { amount: [9] })).toMatchObject({ module: 0, amount: [9], scores: { total: 0, raw: 0 } });
    expect(pool.free(0).amount).toEqual([0]);
    expectRefused(pool, STATUS_NOT_FIT, () => pool.resize(0, 0, { amount: [10] }));
    pool.resize(0, 0, { amount: [2] });
    expect(pool.free(0).amount).toEqual([7]);
    expect(pool.allocation(0).parts[0]?.amount).toEqual([2]);
    pool.release(0);
    expect(pool.free(0).amount).toEqual([9]);
  });

  it('keeps the units of the class', () => {
    const pool = smallPool(create(), {
      classes: [{ step: [2], min_unit: [4], max_unit: [8], device_step: 250 }],
      devices: 1,
      of: [{ devices: 1 }],
    });
    pool.place({ amount: [4] });
    for (const units of [2, 5, 10]) expectRefused(pool, STATUS_NOT_FIT, () => pool.resize(0, 0, { amount: [units] }));
    expectRefused(pool, STATUS_NOT_FIT, () => pool.resize(0, 0, { amount: [4], devices: { count: 1, share: 300 } }));
    expectRefused(pool, STATUS_NOT_FIT, () => pool.resize(0, 0, { amount: [4], devices: { count: 2, share: 250 } }));
    expect(pool.resize(0, 0, { amount: [8], devices: { count: 1, share: 750 } }).devices).toEqual([0]);
  });

  it('refuses what cannot be', () => {
    const machine = create();
    const pool = smallPool(machine, { of: ofCapacities(10) });
    pool.place({ amount: [4] });
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.resize(0, 0, { amount: [0] }));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.resize(0, 0, { amount: [-1] }));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.resize(0, 0, { amount: [1, 1] }));
    expectRefused(pool, STATUS_INVALID_REQUEST, () =>
      pool.resize(0, 0, { amount: [1], devices: { count: 1, share: 0 } }),
    );
    expectRefused(pool, STATUS_BAD_ALLOCATION, () => pool.resize(1, 0, { amount: [1] }));
    expectRefused(pool, STATUS_BAD_ALLOCATION, () => pool.resize(0, 1, { amount: [1] }));
    expectRefused(pool, STATUS_BAD_ALLOCATION, () => pool.resize(0, -1, { amount: [1] }));
    expect(perform(machine, withRecords('rah_pool_resize', new Uint8Array(44))).status).toBe(STATUS_BAD_LENGTH);
  });

  it('looks at no filter but the size', () => {
    const pool = smallPool(create(), { of: ofCapacities(10) });
    pool.place({ amount: [4], exclusive: true });
    pool.setState(0, 'failed');
    expect(pool.resize(0, 0, { amount: [5] }).amount).toEqual([5]);
  });

  describe('devices', () => {
    /** Free: 100, 1000, 400, 1000 without what part 0 of allocation 0 holds: 300 of devices 0, 2 and 3. */
    function poolOf() {
      const pool = smallPool(create(), { devices: 4, of: [{ devices: 4 }] });
      const adopt = (devices: readonly number[], share: number) =>
        pool.adopt({ amount: [], devices: { count: 1, share } }, [{ module: 0, devices, share, amount: [0] }]);
      adopt([0, 2, 3], 300);
      adopt([0], 600);
      adopt([2], 300);
      return pool;
    }
    const resized = (count: number, share: number) =>
      poolOf().resize(0, 0, { amount: [], devices: { count, share } }).devices;

    it('fewer of the same share: the highest are let go', () => {
      expect(resized(2, 300)).toEqual([0, 2]);
      expect(resized(1, 300)).toEqual([0]);
      expect(resized(3, 300)).toEqual([0, 2, 3]);
    });

    it('more of the same share: what is held stays', () => {
      expect(resized(4, 300)).toEqual([0, 1, 2, 3]);
    });

    it('another share: those that have it stay, lowest first, then best fit', () => {
      // Own counted as free: 400, 1000, 700, 1000.
      expect(resized(2, 400)).toEqual([0, 2]);
      expect(resized(2, 500)).toEqual([2, 3]);
      expect(resized(1, 800)).toEqual([3]);
      expect(resized(2, 800)).toEqual([1, 3]);
      expect(resized(3, 700)).toEqual([1, 2, 3]);
      const pool = poolOf();
      expectRefused(pool, STATUS_NOT_FIT, () => pool.resize(0, 0, { amount: [], devices: { count: 4, share: 500 } }));
    });

    it('gives back and takes the milli', () => {
      const pool = poolOf();
      expect(pool.free(0).milli).toBe(4000 - 900 - 900);
      pool.resize(0, 0, { amount: [5], devices: { count: 2, share: 800 } });
      expect(pool.free(0)).toEqual({ amount: [95], milli: 4000 - 900 - 1600 });
      pool.resize(0, 0, { amount: [5] });
      expect(pool.free(0).milli).toBe(4000 - 900);
    });
  });
});

describe.each(implementations())('$name: move', ({ create }) => {
  it('takes at the target, then lets go', () => {
    const pool = smallPool(create(), { devices: 2, of: [{ devices: 2 }, { devices: 2 }] });
    pool.place({ amount: [60], devices: { count: 1, share: 500 }, only: [] });
    pool.place({ amount: [1], devices: { count: 1, share: 700 }, only: [1] });
    expect(pool.move(0, 0, 1)).toMatchObject({ module: 1, devices: [1], share: 500, amount: [60] });
    expect([pool.free(0), pool.free(1)]).toEqual([
      { amount: [100], milli: 2000 },
      { amount: [39], milli: 800 },
    ]);
    expect(pool.allocation(0).parts[0]).toMatchObject({ module: 1, devices: [1] });
  });

  it('goes to another module that passes all filters of its own request', () => {
    const pool = smallPool(create(), {
      classes: [{ labels: ['k=v'] }, {}, { labels: ['k=v'], step: [4] }],
      of: [
        { class: 0 },
        { class: 1 },
        { class: 2 },
        { class: 0, state: 'cordoned' },
        { class: 0, capacity: [5] },
        { class: 0 },
      ],
    });
    pool.place({ amount: [6], labels: [{ in: ['k=v'] }], only: [0, 1, 2, 3, 4, 5] });
    const from = pool.allocation(0).parts[0]?.module;
    expect(from).toBe(0);
    for (const to of [0, 1, 2, 3, 4]) expectRefused(pool, STATUS_NOT_FIT, () => pool.move(0, 0, to));
    pool.move(0, 0, 5);
    expectRefused(pool, STATUS_BAD_MODULE, () => pool.move(0, 0, 6));
    expectRefused(pool, STATUS_BAD_MODULE, () => pool.move(0, 0, -1));
    expectRefused(pool, STATUS_BAD_ALLOCATION, () => pool.move(0, 1, 0));
    expectRefused(pool, STATUS_BAD_ALLOCATION, () => pool.move(9, 0, 0));
  });

  it('the list of the request holds for moves', () => {
    const pool = smallPool(create(), { of: ofCapacities(9, 9, 9) });
    pool.place({ amount: [1], only: [0, 2] });
    expectRefused(pool, STATUS_NOT_FIT, () => pool.move(0, 0, 1));
    pool.move(0, 0, 2);
  });

  it('never on another part of the allocation, nor with distinct domains in its domain', () => {
    const pool = smallPool(create(), {
      of: [
        { capacity: [5], domain: 1 },
        { capacity: [4], domain: 2 },
        { capacity: [9], domain: 2 },
        { capacity: [9], domain: 1 },
        { capacity: [9] },
      ],
    });
    pool.place({ amount: [9], max_drms: 2, distinct_domains: true, only: [0, 1] });
    // The list of the request holds; without it the rules of domains show.
    pool.release(0);
    pool.adopt({ amount: [9], max_drms: 2, distinct_domains: true }, [
      { module: 0, devices: [], share: 0, amount: [5] },
      { module: 1, devices: [], share: 0, amount: [4] },
    ]);
    const handle = 1 << 24;
    expectRefused(pool, STATUS_NOT_FIT, () => pool.move(handle, 0, 1));
    expectRefused(pool, STATUS_NOT_FIT, () => pool.move(handle, 0, 2));
    expect(pool.move(handle, 0, 3).module).toBe(3);
    expect(pool.move(handle, 0, 4).module).toBe(4);
    expect(pool.move(handle, 1, 3).module).toBe(3);
  });

  it('terms do not count the allocation itself', () => {
    const pool = smallPool(create(), {
      zones: [
        { rack: 0, pod: 0 },
        { rack: 1, pod: 0 },
      ],
      of: [{ zone: 0 }, { zone: 0 }, { zone: 1 }],
    });
    const apart = { amount: [1], group: 0, anti_affinity: [{ scope: 'zone' as const, group: 0 }] };
    pool.place(apart);
    expect(pool.move(0, 0, 1).module).toBe(1);
    pool.place(apart);
    expectRefused(pool, STATUS_NOT_FIT, () => pool.move(0, 0, 2));
    const near = pool.place({ amount: [1], affinity: [{ scope: 'zone', allocation: 0 }] });
    expect(near.parts[0]?.module).toBe(1);
    // What it stood by is gone: no module is near it any more.
    pool.release(0);
    expectRefused(pool, STATUS_NOT_FIT, () => pool.move(near.allocation as number, 0, 0));
  });

  it('the source is held: an exclusive part needs an untouched target, and stays exclusive', () => {
    const pool = smallPool(create(), { of: ofCapacities(9, 9, 9) });
    pool.place({ amount: [1], exclusive: true });
    pool.place({ amount: [1] });
    expectRefused(pool, STATUS_NOT_FIT, () => pool.move(0, 0, 1));
    pool.move(0, 0, 2);
    expectRefused(pool, STATUS_NOT_FIT, () => pool.move(1, 0, 2));
    pool.move(1, 0, 0);
  });

  it('the strategy of the request chooses the devices; a resized part moves as it is', () => {
    const pool = smallPool(create(), { devices: 3, of: [{ devices: 3 }, { devices: 3 }] });
    pool.place({ amount: [], devices: { count: 1, share: 400 }, only: [1] });
    pool.place({ amount: [8], devices: { count: 1, share: 100 }, strategy: 'worst-fit', only: [0] });
    pool.release(1);
    pool.adopt({ amount: [8], devices: { count: 1, share: 100 }, strategy: 'worst-fit' }, [
      { module: 0, devices: [2], share: 100, amount: [8] },
    ]);
    const handle = (1 << 24) + 1;
    pool.resize(handle, 0, { amount: [3], devices: { count: 2, share: 50 } });
    expect(pool.move(handle, 0, 1)).toMatchObject({ devices: [1, 2], share: 50, amount: [3] });
  });
});
