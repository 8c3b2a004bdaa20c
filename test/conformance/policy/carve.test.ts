import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as abi from '../../../policy-assembly/abi/abi.ts';
import { HDM_ALIGNMENT_BYTES } from '../../../src/model/medium.ts';
import type { CarveInput } from '../../../src/policy/core.ts';
import { aModule, aRequest, extents, linear, loaded, statusOf } from './builders.ts';
import { IMPLEMENTATIONS } from './implementations.ts';

const numRuns = Number(process.env.RAH_FC_RUNS ?? 300);

function want(amount: number, change: Partial<CarveInput> = {}): CarveInput {
  return { module: 0, amount, alignment: 0, after: -1, contiguous: false, ...change };
}

describe.each(IMPLEMENTATIONS)('%s: carve', (_, create) => {
  /** 100 units with free extents [3,13) [20,26) [41,46) [60,84). */
  function holes(step = 1) {
    const core = loaded(create, [aModule('dram', 100, { step })]);
    core.claim(0, extents([0, 3], [13, 7], [26, 15], [46, 14], [84, 16]));
    return core;
  }

  it('takes the shortest extent that holds the amount, the lowest on ties', () => {
    expect(holes().carve(want(5))).toEqual(extents([41, 5]));
    expect(holes().carve(want(6))).toEqual(extents([20, 6]));
    expect(holes().carve(want(30))).toEqual(extents([20, 6], [60, 24]));
    expect(holes().carve(want(45))).toEqual(extents([3, 10], [20, 6], [41, 5], [60, 24]));
  });

  it('begins and ends at multiples of the alignment', () => {
    expect(holes().carve(want(4, { alignment: 4 }))).toEqual(extents([20, 4]));
    expect(holes().carve(want(8, { alignment: 4 }))).toEqual(extents([4, 8]));
    expect(holes().carve(want(5, { alignment: 5 }))).toEqual(extents([20, 5]));
    expect(holes().carve(want(12, { alignment: 4 }))).toEqual(extents([60, 12]));
    // 24 + 8 + 4 units lie between multiples of 4.
    expect(holes().carve(want(36, { alignment: 4 }))).toEqual(extents([4, 8], [20, 4], [60, 24]));
    expect(holes().carve(want(40, { alignment: 4 }))).toEqual([]);
    expect(holes().carve(want(6, { alignment: 4 }))).toEqual([]);
  });

  it('takes the shortest extent, however much of it is aligned', () => {
    const core = loaded(create, [aModule('dram', 40)]);
    core.claim(0, extents([0, 1], [12, 8], [29, 11])); // free: [1,12) and [20,29), 8 aligned units each
    expect(core.carve(want(4, { alignment: 4 }))).toEqual(extents([20, 4]));
    core.load([aModule('dram', 40)], []);
    core.claim(0, extents([0, 4], [13, 8], [32, 8])); // free: [4,13) and [21,32)
    expect(core.carve(want(4, { alignment: 4 }))).toEqual(extents([4, 4]));
  });

  it('cuts the middle of an extent when no record of free space is spare', () => {
    // As many modules as are kept records for: each of their free extents has taken one.
    const modules = Array.from({ length: 1024 }, () => aModule('dram', 100));
    for (const cut of ['carve', 'place'] as const) {
      const core = loaded(create, modules);
      core.place(aRequest('dram', linear(1), { only: [7] }));
      if (cut === 'carve') expect(core.carve(want(4, { module: 7, alignment: 4 }))).toEqual(extents([4, 4]));
      else core.place(aRequest('dram', linear(4), { only: [7], alignment: 4 }));
      expect(core.free(7)).toBe(95);
      core.claim(7, extents([1, 3], [8, 92]));
      expect(core.free(7)).toBe(0);
      expect(core.free(8)).toBe(100);
    }
  });

  it('gives what it left in front and behind back to others', () => {
    const core = holes();
    expect(core.carve(want(8, { alignment: 4 }))).toEqual(extents([4, 8]));
    expect(core.free(0)).toBe(37);
    expect(core.carve(want(1))).toEqual(extents([3, 1]));
    expect(core.carve(want(1))).toEqual(extents([12, 1]));
    core.release(0, extents([3, 10]));
    expect(core.stateHash()).toBe(holes().stateHash());
  });

  it('refuses several extents when one is wanted', () => {
    expect(holes().carve(want(24, { contiguous: true }))).toEqual(extents([60, 24]));
    expect(holes().carve(want(25, { contiguous: true }))).toEqual([]);
    expect(holes().carve(want(16, { alignment: 16, contiguous: true }))).toEqual(extents([64, 16]));
    expect(holes().carve(want(24, { alignment: 8, contiguous: true }))).toEqual([]);
  });

  it('continues behind a slice when that space is free and aligned', () => {
    expect(holes().carve(want(4, { after: 60 }))).toEqual(extents([60, 4]));
    expect(holes().carve(want(4, { after: 60, alignment: 4 }))).toEqual(extents([60, 4]));
    expect(holes().carve(want(4, { after: 3, alignment: 4 }))).toEqual(extents([20, 4]));
    expect(holes().carve(want(6, { after: 41 }))).toEqual(extents([20, 6]));
  });

  it('takes multiples of the step only', () => {
    expect(holes(5).carve(want(6))).toEqual([]);
    expect(holes(5).carve(want(10, { alignment: 2 }))).toEqual(extents([60, 10]));
    expect(holes(5).carve(want(4, { alignment: 4 }))).toEqual([]);
  });

  it('refuses what cannot be asked', () => {
    const core = loaded(create, [aModule('dram', 100), aModule('gpu', 2000)]);
    expect(statusOf(() => core.carve(want(0)))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(statusOf(() => core.carve(want(2 ** 50 + 1)))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(statusOf(() => core.carve(want(1.5)))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(statusOf(() => core.carve(want(1, { alignment: -1 })))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(statusOf(() => core.carve(want(1, { alignment: 2 ** 50 + 1 })))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(statusOf(() => core.carve(want(1, { after: -2 })))).toBe(abi.STATUS_BAD_EXTENT);
    expect(statusOf(() => core.carve(want(1, { after: 101 })))).toBe(abi.STATUS_BAD_EXTENT);
    expect(statusOf(() => core.carve(want(1, { module: 1 })))).toBe(abi.STATUS_NOT_LINEAR);
    expect(statusOf(() => core.carve(want(1, { module: 2 })))).toBe(abi.STATUS_BAD_MODULE);
    expect(core.carve(want(2 ** 50, { alignment: 2 ** 50 }))).toEqual([]);
  });

  it('finds an aligned run exactly when a map of units has one', () => {
    const core = create();
    const units = fc.array(fc.boolean(), { minLength: 1, maxLength: 48 });
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }), (taken, alignment, count) => {
        core.load([aModule('dram', taken.length)], []);
        for (const [unit, isTaken] of taken.entries()) if (isTaken) core.claim(0, extents([unit, 1]));
        const amount = alignment * count;
        const starts = taken
          .map((_unused, unit) => unit)
          .filter((unit) => unit % alignment === 0 && unit + amount <= taken.length)
          .filter((unit) => taken.slice(unit, unit + amount).every((isTaken) => !isTaken));
        const before = core.stateHash();
        const one = core.carve(want(amount, { alignment, contiguous: true }));
        expect(one.length).toBe(starts.length > 0 ? 1 : 0);
        if (one[0] !== undefined) {
          expect(starts).toContain(one[0].start);
          expect(one[0].length).toBe(amount);
          core.release(0, one);
        }
        expect(core.stateHash()).toBe(before);
        const cells = taken
          .map((_unused, unit) => unit)
          .filter((unit) => unit % alignment === 0 && unit + alignment <= taken.length)
          .filter((unit) => taken.slice(unit, unit + alignment).every((isTaken) => !isTaken));
        const any = core.carve(want(amount, { alignment }));
        expect(any.length > 0).toBe(cells.length >= count);
        if (starts.length > 0) expect(any).toEqual(one);
        expect(any.every(({ start, length }) => start % alignment === 0 && length % alignment === 0)).toBe(true);
      }),
      { numRuns },
    );
  });
});

describe.each(IMPLEMENTATIONS)('%s: shrink', (_, create) => {
  const slice = extents([60, 10], [10, 5], [30, 5]);
  function held(step = 1) {
    const core = loaded(create, [aModule('dram', 100, { step }), aModule('gpu', 1000)]);
    core.claim(0, slice);
    return core;
  }

  it('gives back from the last extents backwards', () => {
    expect(held().shrink(0, slice, 3)).toEqual(extents([60, 10], [10, 5], [30, 2]));
    expect(held().shrink(0, slice, 5)).toEqual(extents([60, 10], [10, 5]));
    expect(held().shrink(0, slice, 16)).toEqual(extents([60, 4]));
    expect(held().shrink(0, slice, 20)).toEqual([]);
    const core = held();
    core.shrink(0, slice, 8);
    expect(core.free(0)).toBe(88);
    core.claim(0, extents([12, 3], [30, 5]));
    expect(core.stateHash()).toBe(held().stateHash());
  });

  it('undoes growing', () => {
    const core = held();
    const before = core.stateHash();
    const grown = [...slice, ...core.extend(0, 35, 20)];
    expect(core.shrink(0, grown, 20)).toEqual(slice);
    expect(core.stateHash()).toBe(before);
  });

  it('refuses, and then changes nothing', () => {
    const core = held();
    const before = core.stateHash();
    const status = (list: typeof slice, amount: number) => statusOf(() => core.shrink(0, list, amount));
    expect(status(slice, 0)).toBe(abi.STATUS_INVALID_REQUEST);
    expect(status(slice, 21)).toBe(abi.STATUS_INVALID_REQUEST);
    expect(status([], 1)).toBe(abi.STATUS_INVALID_REQUEST);
    expect(statusOf(() => held(5).shrink(0, slice, 6))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(status(extents([60, 11]), 1)).toBe(abi.STATUS_ALREADY_FREE);
    expect(status(extents([0, 1], [60, 10]), 1)).toBe(abi.STATUS_ALREADY_FREE);
    expect(status(extents([60, 10], [99, 2]), 1)).toBe(abi.STATUS_BAD_EXTENT);
    expect(status(extents([60, 10], [30, 0]), 1)).toBe(abi.STATUS_BAD_EXTENT);
    // A unit named twice would be free and held at the same time.
    expect(status(extents([60, 10], [60, 10]), 5)).toBe(abi.STATUS_BAD_EXTENT);
    expect(status(extents([62, 2], [60, 10]), 15)).toBe(abi.STATUS_INVALID_REQUEST);
    expect(status(extents([62, 2], [60, 10]), 12)).toBe(abi.STATUS_BAD_EXTENT);
    expect(status(extents([66, 2], [60, 10]), 3)).toBe(abi.STATUS_BAD_EXTENT);
    expect(core.stateHash()).toBe(before);
    expect(statusOf(() => core.shrink(1, [], 1))).toBe(abi.STATUS_NOT_LINEAR);
    expect(statusOf(() => core.shrink(2, [], 1))).toBe(abi.STATUS_BAD_MODULE);
  });
});

describe.each(IMPLEMENTATIONS)('%s: aligned requests', (_, create) => {
  const A = HDM_ALIGNMENT_BYTES;

  it('get extents that a decoder can map, where free space is not aligned', () => {
    const modules = [0, 1].map(() => aModule('dram', 8 * A, { step: 4096 }));
    const core = loaded(create, modules);
    core.claim(0, extents([0, 4096]));
    core.claim(1, extents([2 * A, A / 2]));
    const request = aRequest('dram', linear(2 * A), { interleave_ways: 2, alignment: A });
    const decision = core.place(request);
    expect(decision.chosen.map(({ extents: taken }) => taken)).toEqual([extents([0, A]), extents([A, A])]);
    const rows = core.map({
      kind: 'memory',
      segments: decision.chosen,
      vm_base: 0,
      interleave_ways: 2,
      interleave_granularity_bytes: 256,
    });
    expect(rows).toHaveLength(2);
  });

  it('count only aligned space', () => {
    const core = loaded(create, [aModule('dram', 20), aModule('dram', 20)]);
    core.claim(0, extents([1, 1], [9, 1]));
    core.claim(1, extents([7, 1]));
    const request = (amount: number, change = {}) => aRequest('dram', linear(amount), { alignment: 4, ...change });
    // 16 aligned units on module 1; on module 0 the units 4..8 and 12..20.
    expect(core.select(request(16)).chosen.map(({ module, extents: taken }) => [module, taken])).toEqual([
      [1, extents([0, 4], [8, 12])],
    ]);
    expect(core.select(request(12)).candidates).toBe(2);
    expect(core.select(request(20)).largest_free).toBe(16);
    expect(core.select(request(6)).chosen).toEqual([]);
    expect(core.select(request(24, { interleave_ways: 2 })).candidates).toBe(1);
    expect(core.select(request(16, { interleave_ways: 2 })).chosen).toHaveLength(2);
    const spanned = core.place(request(28, { max_drms: 2 }));
    expect(spanned.chosen.map(({ module, extents: taken }) => [module, taken])).toEqual([
      [1, extents([0, 4], [8, 12])],
      [0, extents([4, 4], [12, 8])],
    ]);
  });

  it('are refused for devices and beyond every amount', () => {
    const core = loaded(create, [aModule('dram', 20), aModule('gpu', 2000)]);
    const size = { amount: 1000, devices: 1, share: 1000, remainder: 0 };
    const status = (request: Parameters<typeof core.select>[0]) => statusOf(() => core.select(request));
    expect(status(aRequest('gpu', size, { alignment: 1000 }))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(core.select(aRequest('gpu', size, { alignment: 1 })).candidates).toBe(1);
    expect(status(aRequest('dram', linear(4), { alignment: -4 }))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(status(aRequest('dram', linear(4), { alignment: 2 ** 51 }))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(core.select(aRequest('dram', linear(2 ** 50), { alignment: 2 ** 50 })).chosen).toEqual([]);
  });
});
