import { describe, expect, it } from 'vitest';
import { STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_INVALID_REQUEST } from '../../../policy-assembly/abi/abi.ts';
import { encodeWhatIf } from '../../../src/policy/pool/encode-change.ts';
import { implementations } from './implementations.ts';
import { expectRefused, ofCapacities, smallPool } from './small-pools.ts';
import { perform, withRecords } from './steps.ts';

describe.each(implementations())('$name: what if', ({ create }) => {
  it('how many: until it does not fit, or the limit, or the room is used up', () => {
    const pool = smallPool(create(), { of: ofCapacities(10, 7) });
    const before = pool.hash;
    expect(pool.howMany({ amount: [3] }, 100)).toBe(5);
    expect(pool.howMany({ amount: [3] }, 2)).toBe(2);
    expect(pool.howMany({ amount: [3] }, 0)).toBe(0);
    expect(pool.howMany({ amount: [11] }, 9)).toBe(0);
    expect(pool.howMany({ amount: [1] }, 100)).toBe(16);
    expect(pool.howMany({ amount: [8], max_drms: 2 }, 100)).toBe(2);
    expect(pool.hash).toBe(before);
  });

  it('how many sees what it places itself', () => {
    const pool = smallPool(create(), { of: ofCapacities(10, 10, 10) });
    const apart = { amount: [1], group: 1, anti_affinity: [{ scope: 'module' as const, group: 1 }] };
    expect(pool.howMany(apart, 100)).toBe(3);
    expect(pool.howMany({ amount: [1], exclusive: true }, 100)).toBe(3);
  });

  it('survives: what finds a place when modules fail at once', () => {
    const pool = smallPool(create(), { of: ofCapacities(30) });
    for (const units of [4, 12, 9]) pool.place({ amount: [units] });
    pool.add([{ class: 0, zone: 0, capacity: [13] }]);
    const before = pool.hash;
    expect(pool.survives([0])).toEqual({
      placed: 1,
      stuck: [
        { allocation: 2, part: 0, module: 0 },
        { allocation: 0, part: 0, module: 0 },
      ],
    });
    expect(pool.survives([1])).toEqual({ placed: 0, stuck: [] });
    expect(pool.survives([])).toEqual({ placed: 0, stuck: [] });
    expect(pool.survives([0, 1]).stuck).toHaveLength(3);
    expect(pool.survives([0, 0]).stuck).toHaveLength(2);
    expect(pool.hash).toBe(before);
  });

  it('survives: largest first over all failed modules, and what is gone is nowhere', () => {
    const pool = smallPool(create(), { of: ofCapacities(20, 20) });
    pool.place({ amount: [5], group: 0 });
    pool.place({ amount: [20], group: 0, anti_affinity: [{ scope: 'module', group: 0 }] });
    pool.add([{ class: 0, zone: 0, capacity: [24] }]);
    // The 20 of module 1 goes first; the 5 does not fit beside it.
    expect(pool.survives([0, 1])).toEqual({ placed: 1, stuck: [{ allocation: 0, part: 0, module: 0 }] });
  });

  it('largest: the most that one module could give, in the units of its class', () => {
    const pool = smallPool(create(), {
      scales: [100, 100],
      classes: [{}, { step: [8, 1] }, { max_unit: [40, 100] }, { min_unit: [60, 0] }],
      of: [
        { class: 0, capacity: [30, 9] },
        { class: 1, capacity: [47, 9] },
        { class: 2, capacity: [90, 9] },
        { class: 3, capacity: [59, 9] },
      ],
    });
    expect(pool.largest({ amount: [1] }, 0)).toEqual({ units: 40, module: 1 });
    expect(pool.largest({ amount: [1], only: [0, 3] }, 0)).toEqual({ units: 30, module: 0 });
    expect(pool.largest({ amount: [1], only: [3] }, 0)).toEqual({ units: 0, module: -1 });
    expect(pool.largest({ amount: [99, 9] }, 0)).toEqual({ units: 40, module: 1 });
    expect(pool.largest({ amount: [1, 10] }, 0)).toEqual({ units: 0, module: -1 });
    expect(pool.largest({ amount: [31, 1] }, 1)).toEqual({ units: 9, module: 2 });
  });

  it('refuses what it does not understand', () => {
    const machine = create();
    const pool = smallPool(machine, { of: ofCapacities(10) });
    expectRefused(pool, STATUS_BAD_MODULE, () => pool.survives([0, 1]));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.largest({ amount: [1] }, 1));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.largest({ amount: [1] }, -1));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.howMany({ amount: [1] }, -1));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.howMany({ amount: [0] }, 1));
    const survives = encodeWhatIf({ kind: 1, limit: 0, modules: [0] }, new Uint8Array(0));
    expect(perform(machine, withRecords('rah_pool_what_if', survives.slice(0, 12))).status).toBe(STATUS_BAD_LENGTH);
    expect(perform(machine, withRecords('rah_pool_what_if', survives.slice(0, 8))).status).toBe(STATUS_BAD_LENGTH);
  });
});
