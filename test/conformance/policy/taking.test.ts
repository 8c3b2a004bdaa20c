import { describe, expect, it } from 'vitest';
import { aModule, aRequest, extents, linear, loaded, onDevices } from './builders.ts';
import { IMPLEMENTATIONS } from './implementations.ts';

describe.each(IMPLEMENTATIONS)('%s: taking linear space', (_, create) => {
  /** 100 units with free extents [0,10) [20,26) [40,46) [60,80). */
  function holes() {
    const core = loaded(create, [aModule('dram', 100)]);
    core.claim(0, extents([10, 10], [26, 14], [46, 14], [80, 20]));
    return core;
  }
  const take = (core: ReturnType<typeof holes>, amount: number) =>
    core.place(aRequest('dram', linear(amount))).chosen[0]?.extents;

  it('cuts the tightest extent from its start, the lowest on ties', () => {
    const core = holes();
    expect(take(core, 5)).toEqual(extents([20, 5]));
    expect(take(core, 5)).toEqual(extents([40, 5]));
    expect(take(core, 1)).toEqual(extents([25, 1]));
    expect(take(core, 10)).toEqual(extents([0, 10]));
    expect(core.free(0)).toBe(21);
  });

  it('takes the longest extents when none is long enough, then fits the rest', () => {
    const core = holes();
    expect(take(core, 33)).toEqual(extents([0, 10], [20, 3], [60, 20]));
    expect(take(core, 9)).toEqual(extents([23, 3], [40, 6]));
    expect(core.free(0)).toBe(0);
  });

  it('select names the extents that place then takes, and takes nothing', () => {
    const core = holes();
    const before = core.stateHash();
    const request = aRequest('dram', linear(33));
    const preview = core.select(request);
    expect(core.stateHash()).toBe(before);
    expect(core.free(0)).toBe(42);
    expect(core.place(request)).toEqual(preview);
    expect(core.stateHash()).not.toBe(before);
  });
});

describe.each(IMPLEMENTATIONS)('%s: taking devices', (_, create) => {
  const take = (core: ReturnType<typeof loaded>, devices: number, share: number, remainder = 0) =>
    core.place(aRequest('gpu', onDevices(devices, share, remainder))).chosen[0]?.extents;

  it('takes whole devices lowest first and merges neighbours', () => {
    const core = loaded(create, [aModule('gpu', 6000)]);
    core.claim(0, extents([2000, 100]));
    expect(take(core, 3, 1000)).toEqual(extents([0, 2000], [3000, 1000]));
  });

  it('takes shares from the fullest sufficient devices, each once', () => {
    const core = loaded(create, [aModule('gpu', 4000)]);
    core.claim(0, extents([1000, 400], [3000, 500])); // free: 1000, 600, 1000, 500
    expect(take(core, 3, 500)).toEqual(extents([0, 500], [1400, 500], [3500, 500]));
    expect(take(core, 1, 500)).toEqual(extents([500, 500]));
    expect(take(core, 1, 200)).toEqual(extents([2000, 200]));
  });

  it('gives the remainder a device of its own', () => {
    const core = loaded(create, [aModule('gpu', 3000)]);
    expect(take(core, 1, 1000, 300)).toEqual(extents([0, 1300]));
    expect(take(core, 0, 0, 300)).toEqual(extents([1300, 300]));
    expect(take(core, 1, 400, 400)).toEqual(extents([1600, 800]));
  });

  it('collects a share from several extents of one device, lowest first', () => {
    const core = loaded(create, [aModule('gpu', 1000)]);
    core.claim(0, extents([100, 100], [400, 300]));
    expect(take(core, 1, 400)).toEqual(extents([0, 100], [200, 200], [700, 100]));
  });
});

describe.each(IMPLEMENTATIONS)('%s: claim and release', (_, create) => {
  it('returns to the same state whatever the order', () => {
    const core = loaded(create, [aModule('dram', 100), aModule('gpu', 4000)]);
    const fresh = core.stateHash();
    core.claim(0, extents([10, 10], [30, 10], [20, 10]));
    core.release(0, extents([25, 15]));
    core.release(0, extents([10, 5]));
    core.release(0, extents([15, 10]));
    expect(core.stateHash()).toBe(fresh);
    core.claim(1, extents([500, 2700])); // crosses device borders
    expect(core.free(1)).toBe(1300);
    core.release(1, extents([999, 2]));
    core.release(1, extents([1001, 2199], [500, 499]));
    expect(core.stateHash()).toBe(fresh);
  });

  it('never joins free space over a device border', () => {
    const core = loaded(create, [aModule('gpu', 2000)]);
    core.claim(0, extents([0, 2000]));
    core.release(0, extents([400, 1200]));
    const request = aRequest('gpu', onDevices(1, 700));
    expect(core.select(request).candidates).toBe(0);
    expect(core.place(aRequest('gpu', onDevices(2, 600))).chosen[0]?.extents).toEqual(extents([400, 1200]));
  });

  it('hashes the free extents as documented', () => {
    const core = create();
    core.load([], []);
    expect(core.stateHash()).toBe(0xcbf29ce484222325n);
    // FNV-1a 64 of 00000000 0000000000000000 0100000000000000, computed by hand with the published algorithm.
    let hash = 0xcbf29ce484222325n;
    for (const byte of [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 1099511628211n);
    }
    core.load([aModule('dram', 1)], []);
    expect(core.stateHash()).toBe(hash);
  });

  it('load frees everything', () => {
    const modules = [aModule('dram', 100)];
    const core = loaded(create, modules);
    core.claim(0, extents([0, 100]));
    core.load(modules, []);
    expect(core.free(0)).toBe(100);
  });
});

describe.each(IMPLEMENTATIONS)('%s: extend', (_, create) => {
  it('continues directly behind the slice when that space is free', () => {
    const core = loaded(create, [aModule('dram', 100)]);
    core.claim(0, extents([0, 10], [40, 1]));
    expect(core.extend(0, 10, 20)).toEqual(extents([10, 20]));
    expect(core.extend(0, 30, 11)).toEqual(extents([41, 11]));
    expect(core.extend(0, 52, 59)).toEqual([]);
    expect(core.extend(0, 100, 58)).toEqual(extents([30, 10], [52, 48]));
    expect(core.extend(0, 100, 1)).toEqual([]);
  });

  it('prefers the space behind the slice to an equal one below it', () => {
    const core = loaded(create, [aModule('dram', 100)]);
    core.claim(0, extents([5, 35], [45, 55])); // free: [0,5) [40,45)
    expect(core.extend(0, 40, 5)).toEqual(extents([40, 5]));
  });

  it('gives multiples of the step only', () => {
    const core = loaded(create, [aModule('dram', 100, { step: 10 })]);
    const before = core.stateHash();
    expect(core.extend(0, 0, 15)).toEqual([]);
    expect(core.stateHash()).toBe(before);
    expect(core.extend(0, 0, 20)).toEqual(extents([0, 20]));
  });
});
