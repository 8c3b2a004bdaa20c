import { describe, expect, it } from 'vitest';
import {
  STATUS_BAD_ALLOCATION,
  STATUS_BAD_MODULE,
  STATUS_BAD_RECORD,
  STATUS_FULL,
  STATUS_INVALID_REQUEST,
  STATUS_NOT_FIT,
} from '../../../policy-assembly/abi/abi.ts';
import { encodeAdopt } from '../../../src/policy/pool/encode-change.ts';
import { encodeRequest } from '../../../src/policy/pool/encode-request.ts';
import { PoolNames } from '../../../src/policy/pool/names.ts';
import { requestFields } from '../../../src/policy/pool/translate-request.ts';
import { implementations } from './implementations.ts';
import { expectRefused, modulesOf, ofCapacities, refusal, smallPool } from './small-pools.ts';
import { perform, withRecords } from './steps.ts';

const NO_NAMES = new PoolNames({ dims: [], modules: 0, allocations: 1, classes: [], zones: [] });

describe.each(implementations())('$name: allocations', ({ create }) => {
  it('select takes nothing, place takes, release gives back', () => {
    const pool = smallPool(create(), { of: ofCapacities(10) });
    const empty = pool.hash;
    expect(pool.select({ amount: [4] }).allocation).toBe(null);
    expect(pool.hash).toBe(empty);
    const { allocation } = pool.place({ amount: [4] });
    expect(allocation).toBe(0);
    expect(pool.free(0).amount).toEqual([6]);
    expect(pool.hash).not.toBe(empty);
    pool.release(0);
    expect(pool.hash).toBe(empty);
    expectRefused(pool, STATUS_BAD_ALLOCATION, () => pool.release(0));
  });

  it('handles: a generation and a slot; the slot freed last is used first', () => {
    const pool = smallPool(create(), { of: ofCapacities(100) });
    const place = () => pool.place({ amount: [1] }).allocation as number;
    expect([place(), place(), place()]).toEqual([0, 1, 2]);
    pool.release(0);
    pool.release(2);
    expect([place(), place(), place()]).toEqual([(1 << 24) + 2, 1 << 24, 3]);
    expectRefused(pool, STATUS_BAD_ALLOCATION, () => pool.release(2));
    let handle = 3;
    for (let k = 0; k < 256; k++) {
      pool.release(handle);
      handle = place();
    }
    // The generation has 8 bits.
    expect(handle).toBe(3);
  });

  it('handles of high generations are unsigned', () => {
    const pool = smallPool(create(), { of: ofCapacities(100) });
    let handle = pool.place({ amount: [1] }).allocation as number;
    for (let k = 0; k < 200; k++) {
      pool.release(handle);
      handle = pool.place({ amount: [1] }).allocation as number;
    }
    expect(handle).toBe(200 * 2 ** 24);
    expect(pool.allocation(handle).allocation).toBe(handle);
    const near = pool.select({ amount: [1], affinity: [{ scope: 'module', allocation: handle }] });
    expect(near.parts).toHaveLength(1);
  });

  it('the room for allocations and for parts is kept', () => {
    const pool = smallPool(create(), { allocations: 2, parts: 3, of: ofCapacities(10, 10, 10) });
    const span = { amount: [30], max_drms: 3 };
    const first = pool.place({ amount: [1] }).allocation as number;
    expect(pool.select({ ...span, amount: [29] }).parts).toHaveLength(3);
    expectRefused(pool, STATUS_FULL, () => pool.place({ ...span, amount: [29] }));
    pool.place({ amount: [1] });
    expectRefused(pool, STATUS_FULL, () => pool.place({ amount: [1] }));
    // What does not fit needs no room.
    expect(pool.place({ amount: [99] })).toEqual({ allocation: null, cost_micros_per_hour: 0n, parts: [] });
    pool.release(first);
    expect(pool.place({ amount: [1] }).allocation).toBe(1 << 24);
  });

  it('allocation tells the request as it was given, and the parts without scores', () => {
    const pool = smallPool(create(), { devices: 2, of: [{ devices: 2 }] });
    const request = { amount: [7], devices: { count: 2, share: 250 }, tag: 77, group: 3, only: [0] };
    const placed = pool.place(request);
    const found = pool.allocation(0);
    expect(found.request).toEqual(encodeRequest(requestFields(request, NO_NAMES)));
    expect(found.parts).toEqual(
      placed.parts.map((part) => ({ ...part, scores: { proximity: 0, fit: 0, cost: 0, total: 0, raw: 0 } })),
    );
    expectRefused(pool, STATUS_BAD_ALLOCATION, () => pool.allocation(1));
  });

  describe('adopt', () => {
    const part = (module: number, units: number, devices: readonly number[] = [], share = 0) => ({
      module,
      devices,
      share,
      amount: [units],
    });

    it('takes exactly the parts, whatever the filters say', () => {
      const pool = smallPool(create(), {
        devices: 4,
        classes: [{ step: [10], cost: [2], device_cost: 1000 }],
        of: [{ devices: 4, state: 'failed' }, { devices: 4 }],
      });
      const decision = pool.adopt({ amount: [1] }, [part(1, 3), part(0, 7, [1, 3], 400)]);
      expect(modulesOf(decision)).toEqual([1, 0]);
      expect(decision).toMatchObject({ allocation: 0, cost_micros_per_hour: 3n * 2n + 7n * 2n + 800n });
      expect(decision.parts.map(({ scores }) => scores.total)).toEqual([0, 0]);
      expect(pool.free(0)).toEqual({ amount: [93], milli: 3200 });
      expect(pool.allocation(0).parts[1]?.devices).toEqual([1, 3]);
      pool.release(0);
      expect(pool.free(0)).toEqual({ amount: [100], milli: 4000 });
    });

    it('brings back the hash of what was placed', () => {
      const pool = smallPool(create(), { devices: 2, of: [{ devices: 2 }, { devices: 2 }] });
      const request = { amount: [60], max_drms: 2, tag: 5, group: 1 };
      pool.place({ amount: [60] });
      const { allocation, parts } = pool.place({ ...request, amount: [120] });
      const before = pool.hash;
      pool.release(allocation as number);
      const again = smallPool(create(), { devices: 2, of: [{ devices: 2 }, { devices: 2 }] });
      again.place({ amount: [60] });
      again.adopt({ ...request, amount: [120] }, parts);
      expect(again.hash).toBe(before);
    });

    it('refuses what is not free, with the part, and takes nothing', () => {
      const machine = create();
      const pool = smallPool(machine, { devices: 2, of: [{ devices: 2 }, { devices: 2 }] });
      pool.place({ amount: [50], devices: { count: 1, share: 700 }, only: [0] });
      const request = encodeRequest(requestFields({ amount: [1] }, NO_NAMES));
      for (const bad of [part(0, 51), part(0, 1, [0], 301)]) {
        const before = pool.hash;
        const answer = perform(machine, withRecords('rah_pool_adopt', encodeAdopt(request, [part(1, 1), bad])));
        expect(answer).toMatchObject({ status: STATUS_NOT_FIT, detail: 1 });
        expect(pool.hash).toBe(before);
      }
    });

    it('refuses parts that cannot be', () => {
      const machine = create();
      const pool = smallPool(machine, { devices: 2, of: [{ devices: 2 }, { devices: 1 }] });
      const request = encodeRequest(requestFields({ amount: [1] }, NO_NAMES));
      const answer = (...parts: ReturnType<typeof part>[]) =>
        perform(machine, withRecords('rah_pool_adopt', encodeAdopt(request, parts)));
      expect(answer(part(0, 1), part(2, 1))).toMatchObject({ status: STATUS_BAD_MODULE, detail: 1 });
      for (const bad of [
        part(0, 1),
        part(1, -1),
        part(1, 0),
        part(1, 1, [1], 5),
        part(1, 1, [0], 0),
        part(1, 1, [], 5),
        part(1, 1, [0], 1001),
      ]) {
        expect(answer(part(0, 1), bad), JSON.stringify(bad)).toMatchObject({ status: STATUS_BAD_RECORD, detail: 1 });
      }
      expect(answer().status).toBe(STATUS_INVALID_REQUEST);
      expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.adopt({ amount: [0] }, [part(0, 1)]));
    });
  });

  describe('fast lane', () => {
    it('takes by best fit of the first four dimensions', () => {
      const pool = smallPool(create(), {
        scales: [100, 100, 100, 100, 100],
        classes: [{ step: [7, 7, 7, 7, 7], min_unit: [50, 0, 0, 0, 0] }],
        of: [
          { capacity: [9, 9, 9, 9, 9] },
          { capacity: [8, 9, 9, 9, 9] },
          { capacity: [8, 9, 9, 9, 9] },
          { capacity: [3, 9, 9, 9, 9] },
        ],
      });
      expect(pool.take([4, 1])).toBe(1);
      expect(pool.free(1).amount).toEqual([4, 8, 9, 9, 9]);
      expect(pool.take([4, 1, 0, 1])).toBe(1);
      expect(pool.take([4])).toBe(2);
      expect(pool.take([0, 0, 0, 10])).toBe(-1);
      pool.give(1, [8, 2, 0, 1]);
      expect(pool.free(1).amount).toEqual([8, 9, 9, 9, 9]);
    });

    it('passes over modules that are not online, critical, or exclusive', () => {
      const pool = smallPool(create(), { of: ofCapacities(5, 6, 7, 8) });
      pool.setState(0, 'cordoned');
      pool.setState(1, 'online', 'critical');
      pool.place({ amount: [1], exclusive: true, only: [2] });
      expect(pool.take([1])).toBe(3);
      pool.setState(1, 'online', 'warning');
      expect(pool.take([1])).toBe(1);
    });

    it('refuses misuse', () => {
      const pool = smallPool(create(), { of: ofCapacities(10) });
      for (const amount of [[-1], [0], [1, 1], [2 ** 30]]) {
        expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.take(amount));
        expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.give(0, amount));
      }
      expectRefused(pool, STATUS_BAD_MODULE, () => pool.give(1, [1]));
      expect(refusal(() => pool.take([1, 0, 0, 0, 0]))).toBe(STATUS_INVALID_REQUEST);
    });

    it('give does not give more than what take took', () => {
      const pool = smallPool(create(), { of: ofCapacities(10) });
      pool.place({ amount: [4] });
      expectRefused(pool, STATUS_NOT_FIT, () => pool.give(0, [1]));
      expect(pool.take([3])).toBe(0);
      expectRefused(pool, STATUS_NOT_FIT, () => pool.give(0, [4]));
      pool.give(0, [2]);
      expect(pool.free(0).amount).toEqual([5]);
    });
  });
});
