import { describe, expect, it } from 'vitest';
import { UNREACHABLE_NS } from '../../../src/policy/core.ts';
import { aHost, aModule, aRequest, extents, linear, loaded, onDevices } from './builders.ts';
import { IMPLEMENTATIONS } from './implementations.ts';

const NONE = {
  medium: 0,
  not_listed: 0,
  state: 0,
  labels: 0,
  unreachable: 0,
  latency: 0,
  bandwidth: 0,
  capacity: 0,
};

describe.each(IMPLEMENTATIONS)('%s: filters', (_, create) => {
  it('counts every module under its first failing reason', () => {
    const core = create();
    const fast = { labels: ['tier=fast'] };
    core.load(
      [
        aModule('pmem', 100), // medium
        aModule('dram', 100, { schedulable: false, labels: [] }), // not listed before state
        aModule('dram', 100, { schedulable: false, labels: [] }), // state before labels
        aModule('dram', 100), // labels: required missing, although unreachable
        aModule('dram', 100, { labels: ['tier=fast', 'zone=b'] }), // labels: forbidden present
        aModule('dram', 100, fast), // unreachable
        aModule('dram', 100, fast), // latency
        aModule('dram', 100, fast), // bandwidth
        aModule('dram', 39, fast), // capacity
        aModule('dram', 100, fast),
      ],
      [aHost([10, 10, 10, UNREACHABLE_NS, 10, UNREACHABLE_NS, 301, 300, 300, 300], [9, 9, 9, 0, 9, 9, 9, 49, 50, 50])],
    );
    const decision = core.select(
      aRequest('dram', linear(40), {
        labels: ['tier=fast'],
        not_labels: ['zone=b', 'zone=unheard-of'],
        max_latency_ns: 300,
        min_bandwidth_mbps: 50,
        only: [9, 2, 3, 4, 5, 6, 7, 8, 9],
      }),
    );
    expect(decision.considered).toBe(10);
    expect(decision.candidates).toBe(1);
    expect(decision.rejected).toEqual({
      medium: 1,
      not_listed: 1,
      state: 1,
      labels: 2,
      unreachable: 1,
      latency: 1,
      bandwidth: 1,
      capacity: 1,
    });
    expect(decision.chosen.map(({ module }) => module)).toEqual([9]);
  });

  it('rejects every module for a required label that none carries', () => {
    const core = loaded(create, [aModule('dram', 10, { labels: ['a=b'] })]);
    const decision = core.select(aRequest('dram', linear(1), { labels: ['a=c'] }));
    expect(decision.chosen).toEqual([]);
    expect(decision.rejected).toEqual({ ...NONE, labels: 1 });
  });

  it('sets no limit at 0', () => {
    const core = create();
    core.load([aModule('dram', 10)], [aHost([UNREACHABLE_NS - 1], [0])]);
    expect(core.select(aRequest('dram', linear(1))).candidates).toBe(1);
  });

  it('follows setSchedulable', () => {
    const core = loaded(create, [aModule('dram', 10)]);
    core.setSchedulable(0, false);
    expect(core.select(aRequest('dram', linear(1))).rejected.state).toBe(1);
    core.setSchedulable(0, true);
    expect(core.select(aRequest('dram', linear(1))).candidates).toBe(1);
  });

  it('wants multiples of the step, and rounds the capacity down to one', () => {
    const core = loaded(create, [aModule('dram', 11, { step: 4 })]);
    expect(core.free(0)).toBe(8);
    expect(core.select(aRequest('dram', linear(6))).rejected.capacity).toBe(1);
    expect(core.select(aRequest('dram', linear(12))).rejected.capacity).toBe(1);
    expect(core.select(aRequest('dram', linear(8))).candidates).toBe(1);
  });
});

describe.each(IMPLEMENTATIONS)('%s: scores', (_, create) => {
  it('computes each stage with floor division and their weighted mean', () => {
    const core = create();
    core.load(
      [aModule('dram', 300, { cost_per_unit_hour_micros: 2 }), aModule('dram', 700, { cost_per_unit_hour_micros: 6 })],
      [aHost([100, 0])],
    );
    core.claim(0, extents([0, 37]));
    const decision = core.select(aRequest('dram', linear(100), { weights: { proximity: 5, utilization: 3, cost: 2 } }));
    // 0: 10000*250/350 = 7142; 10000 - 10000*163/300 = 10000 - 5433; 10000*3/3; (5*7142 + 3*4567 + 2*10000) / 10 = 6941.1
    // 1: 10000*250/250;        10000 - 10000*600/700 = 10000 - 8571; 10000*3/7 = 4285; (50000 + 4287 + 8570) / 10 = 6285.7
    expect(decision.chosen).toEqual([
      {
        module: 0,
        extents: extents([37, 100]),
        scores: { proximity: 7142, utilization: 4567, cost: 10000, total: 6941 },
      },
    ]);
    expect(decision.runner_up).toBe(1);
    expect(decision.runner_up_scores).toEqual({ proximity: 10000, utilization: 1429, cost: 4285, total: 6285 });
  });

  it('takes the least cost over all modules of the medium, feasible or not', () => {
    const core = loaded(create, [
      aModule('dram', 10, { cost_per_unit_hour_micros: 1, schedulable: false }),
      aModule('dram', 10, { cost_per_unit_hour_micros: 4 }),
      aModule('pmem', 10, { cost_per_unit_hour_micros: 0 }),
    ]);
    expect(core.select(aRequest('dram', linear(1))).chosen[0]?.scores.cost).toBe(4000);
  });

  it('stays exact at the largest capacity and cost', () => {
    const capacity = 2 ** 50;
    const cost = 2 ** 32 - 1;
    const core = loaded(create, [aModule('dram', capacity, { cost_per_unit_hour_micros: cost })], [UNREACHABLE_NS - 1]);
    const one = core.select(aRequest('dram', linear(1))).chosen[0];
    expect(one?.scores).toEqual({ proximity: 0, utilization: 1, cost: 10000, total: 3333 });
    core.claim(0, extents([1, capacity - 2]));
    expect(core.free(0)).toBe(2);
    const last = core.place(aRequest('dram', linear(1), { weights: { proximity: 0, utilization: 1000, cost: 0 } }));
    expect(last.chosen[0]?.scores.total).toBe(10000);
  });

  it('gives ties to the lowest index', () => {
    const core = loaded(create, [aModule('dram', 10), aModule('dram', 10), aModule('dram', 10)]);
    const decision = core.select(aRequest('dram', linear(4)));
    expect([decision.chosen[0]?.module, decision.runner_up]).toEqual([0, 1]);
  });

  it('scores device media in milli of the whole module', () => {
    const core = loaded(create, [aModule('gpu', 4000)]);
    core.claim(0, extents([0, 1000]));
    const decision = core.select(aRequest('gpu', onDevices(1, 500)));
    expect(decision.chosen[0]?.scores.utilization).toBe(10000 - 6250);
  });
});

describe.each(IMPLEMENTATIONS)('%s: what is reported when nothing fits', (_, create) => {
  it('names the largest amount that one module could take', () => {
    const core = loaded(create, [aModule('dram', 10), aModule('dram', 30), aModule('dram', 30), aModule('pmem', 99)]);
    core.claim(1, extents([10, 5]));
    core.claim(2, extents([0, 5]));
    const decision = core.select(aRequest('dram', linear(26)));
    expect(decision).toEqual({
      chosen: [],
      considered: 4,
      candidates: 0,
      rejected: { ...NONE, medium: 1, capacity: 3 },
      runner_up: -1,
      runner_up_scores: null,
      largest_free: 25,
      largest_free_module: 1,
    });
    // Interleaving needs one extent per module, so there the longest extent counts.
    const striped = core.select(aRequest('dram', linear(52), { interleave_ways: 2 }));
    expect([striped.largest_free, striped.largest_free_module]).toEqual([25, 2]);
  });

  it('has none in a full or foreign fabric', () => {
    const core = loaded(create, [aModule('dram', 10)]);
    core.claim(0, extents([0, 10]));
    const full = core.select(aRequest('dram', linear(1)));
    expect([full.largest_free, full.largest_free_module]).toEqual([0, -1]);
    const foreign = core.select(aRequest('gpu', onDevices(1, 1000)));
    expect([foreign.largest_free, foreign.largest_free_module]).toEqual([0, -1]);
    expect(foreign.rejected).toEqual({ ...NONE, medium: 1 });
  });
});

describe.each(IMPLEMENTATIONS)('%s: interleaving', (_, create) => {
  it('takes equal shares of the best modules, best first', () => {
    const core = loaded(create, [aModule('dram', 100), aModule('dram', 40), aModule('dram', 50), aModule('dram', 19)]);
    const decision = core.place(aRequest('dram', linear(40), { interleave_ways: 2 }));
    expect(decision.chosen.map(({ module, extents: taken }) => [module, taken])).toEqual([
      [1, extents([0, 20])],
      [2, extents([0, 20])],
    ]);
    expect([decision.candidates, decision.runner_up, decision.rejected.capacity]).toEqual([3, 0, 1]);
  });

  it('needs one extent of the whole share', () => {
    const core = loaded(create, [aModule('dram', 30), aModule('dram', 30)]);
    core.claim(1, extents([12, 1]));
    expect(core.select(aRequest('dram', linear(36), { interleave_ways: 2 })).candidates).toBe(1);
    const decision = core.place(aRequest('dram', linear(34), { interleave_ways: 2 }));
    expect(decision.chosen.map(({ module, extents: taken }) => [module, taken])).toEqual([
      [1, extents([13, 17])],
      [0, extents([0, 17])],
    ]);
  });

  it('rejects for capacity when the amount does not divide by ways or the share by the step', () => {
    const core = loaded(create, [aModule('dram', 99, { step: 3 }), aModule('dram', 99, { step: 3 })]);
    expect(core.select(aRequest('dram', linear(9), { interleave_ways: 2 })).rejected.capacity).toBe(2);
    expect(core.select(aRequest('dram', linear(8), { interleave_ways: 2 })).rejected.capacity).toBe(2);
    expect(core.select(aRequest('dram', linear(12), { interleave_ways: 2 })).chosen).toHaveLength(2);
  });

  it('chooses nothing, and no runner-up, when there are fewer candidates than ways', () => {
    const core = loaded(create, [aModule('dram', 30), aModule('dram', 30), aModule('dram', 4)]);
    const decision = core.place(aRequest('dram', linear(15), { interleave_ways: 3, max_drms: 9 }));
    expect([decision.chosen, decision.candidates, decision.runner_up]).toEqual([[], 2, -1]);
  });
});

describe.each(IMPLEMENTATIONS)('%s: spanning', (_, create) => {
  const modules = [aModule('nvme', 30), aModule('nvme', 50), aModule('nvme', 50), aModule('nvme', 20)];

  it('is not done when one module is enough', () => {
    const decision = loaded(create, modules).select(aRequest('nvme', linear(45), { max_drms: 4 }));
    expect(decision.chosen.map(({ module }) => module)).toEqual([1]);
    expect(decision.candidates).toBe(2);
  });

  it('takes the largest whole and gives the last piece to the best', () => {
    const core = loaded(create, modules);
    const decision = core.place(aRequest('nvme', linear(115), { max_drms: 3 }));
    expect(decision.chosen.map(({ module, extents: taken }) => [module, taken])).toEqual([
      [1, extents([0, 50])],
      [2, extents([0, 50])],
      [3, extents([0, 15])],
    ]);
    expect(decision.chosen.map(({ scores }) => scores.utilization)).toEqual([10000, 10000, 7500]);
    expect([decision.candidates, decision.rejected.capacity, decision.runner_up]).toEqual([4, 0, -1]);
  });

  it('gives ties for the last piece to the lowest index', () => {
    const core = loaded(create, [aModule('nvme', 30), aModule('nvme', 20), aModule('nvme', 50), aModule('nvme', 20)]);
    const decision = core.place(aRequest('nvme', linear(60), { max_drms: 2 }));
    expect(decision.chosen.map(({ module }) => module)).toEqual([2, 1]);
  });

  it('chooses nothing when it would need more than max_drms', () => {
    const core = loaded(create, modules);
    const before = core.stateHash();
    const decision = core.place(aRequest('nvme', linear(115), { max_drms: 2 }));
    expect([decision.chosen, decision.candidates]).toEqual([[], 4]);
    expect(core.stateHash()).toBe(before);
    expect(core.place(aRequest('nvme', linear(151), { max_drms: 9 })).chosen).toEqual([]);
    expect(core.place(aRequest('nvme', linear(150), { max_drms: 4 })).chosen).toHaveLength(4);
  });

  it('takes step multiples only and leaves out modules that cannot give one', () => {
    const core = loaded(create, [
      aModule('nvme', 40, { step: 20 }),
      aModule('nvme', 25, { step: 5 }),
      aModule('nvme', 12),
    ]);
    core.claim(1, extents([1, 3])); // 22 free, usable 20
    const decision = core.place(aRequest('nvme', linear(67), { max_drms: 3 }));
    expect(decision.chosen.map(({ module, extents: taken }) => [module, taken])).toEqual([
      [0, extents([0, 40])],
      [1, extents([4, 20])],
      [2, extents([0, 7])],
    ]);
    expect(core.place(aRequest('nvme', linear(7), { max_drms: 2 })).candidates).toBe(1);
  });

  it('takes as much as the step allows of a larger module that the rest does not divide by', () => {
    const core = loaded(create, [aModule('nvme', 40, { step: 20 }), aModule('nvme', 5)]);
    const decision = core.place(aRequest('nvme', linear(23), { max_drms: 2 }));
    expect(decision.chosen.map(({ module, extents: taken }) => [module, taken])).toEqual([
      [0, extents([0, 20])],
      [1, extents([0, 3])],
    ]);
  });
});

describe.each(IMPLEMENTATIONS)('%s: devices', (_, create) => {
  it('needs distinct devices with enough free each', () => {
    const core = loaded(create, [aModule('gpu', 3000)]);
    core.claim(0, extents([0, 600], [1000, 300]));
    const candidates = (devices: number, share: number, remainder = 0) =>
      core.select(aRequest('gpu', onDevices(devices, share, remainder))).candidates; // free: 400, 700, 1000
    expect(candidates(1, 1000)).toBe(1);
    expect(candidates(2, 1000)).toBe(0);
    expect(candidates(3, 400)).toBe(1);
    expect(candidates(3, 500)).toBe(0);
    expect(candidates(1, 1000, 700)).toBe(1);
    expect(candidates(1, 1000, 800)).toBe(0);
    expect(candidates(2, 400, 900)).toBe(1);
    expect(candidates(2, 700, 500)).toBe(0);
    expect(candidates(0, 0, 900)).toBe(1);
    expect(candidates(4, 100)).toBe(0);
    expect(candidates(1, 50)).toBe(0); // step 100
    expect(candidates(1, 100, 50)).toBe(0);
  });
});
