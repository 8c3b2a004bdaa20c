import { describe, expect, it } from 'vitest';
import { UNITS_MAX } from '../../../policy-assembly/abi/pool.ts';
import type { Pool } from '../../../src/policy/pool/pool.ts';
import type { PoolRequest, PoolStrategy } from '../../../src/policy/pool/spec.ts';
import { between, type Draw, pick, seeded, times } from './draw.ts';
import { implementations } from './implementations.ts';
import { modulesOf, ofCapacities, smallPool } from './small-pools.ts';

const ONE = 2 ** 27;

/** One module as these tests know it: what is free, and what its class costs. */
interface Known {
  readonly free: readonly number[];
  readonly milli: readonly number[];
  readonly cost: readonly number[];
  readonly deviceCost: number;
  readonly latency: number;
}

interface Setting {
  readonly pool: Pool;
  readonly modules: readonly Known[];
  readonly scales: readonly number[];
  readonly weights: readonly number[];
  readonly deviceScale: number;
  readonly deviceWeight: number;
}

const floorDiv = (a: bigint, b: bigint) => a / b;

/** s or r of the rules, in plain BigInt. */
function measure(setting: Setting, units: readonly number[], milli: number): bigint {
  const weights = [...setting.weights, setting.deviceWeight];
  const sum = BigInt(weights.reduce((a, b) => a + b, 0));
  const scales = [...setting.scales, setting.deviceScale];
  return [...units, milli].reduce((total, x, i) => {
    const quota = floorDiv(2n ** 27n * BigInt(weights[i] as number), sum);
    return total + floorDiv(BigInt(x) * quota, BigInt(scales[i] as number));
  }, 0n);
}

function rawOf(setting: Setting, strategy: PoolStrategy, module: Known, request: PoolRequest): number {
  const asked = (request.devices?.count ?? 0) * (request.devices?.share ?? 0);
  const milli = module.milli.reduce((a, b) => a + b, 0);
  const left = Number(measure(setting, module.free, milli) - measure(setting, request.amount, asked));
  if (strategy === 'first-fit') return ONE;
  if (strategy === 'best-fit') return ONE - left;
  if (strategy === 'worst-fit') return left;
  const weights = [...setting.weights, setting.deviceWeight];
  const total = BigInt(weights.reduce((a, b) => a + b, 0));
  const scales = [...setting.scales, setting.deviceScale];
  const share = (x: number, i: number) => BigInt(Math.floor((x * 2 ** 14) / (scales[i] as number)));
  const amounts = [...request.amount, asked];
  const sum = [...module.free, milli].reduce(
    (all, x, i) =>
      all + share(x, i) * share(amounts[i] as number, i) * floorDiv(2n ** 27n * BigInt(weights[i] as number), total),
    0n,
  );
  return ONE - Number(sum / 2n ** 28n);
}

function costOf(module: Known, request: PoolRequest): bigint {
  const units = request.amount.reduce((sum, x, d) => sum + BigInt(x) * BigInt(module.cost[d] as number), 0n);
  const milli = BigInt((request.devices?.count ?? 0) * (request.devices?.share ?? 0));
  return units + (milli * BigInt(module.deviceCost)) / 1000n;
}

/** The winner by brute force: index, total, raw. */
function best(setting: Setting, strategy: PoolStrategy, request: PoolRequest) {
  const { proximity: wp, utilization: wu, cost: wc } = request.weights ?? { proximity: 0, utilization: 1, cost: 0 };
  const least = setting.modules.map((module) => costOf(module, request)).reduce((a, b) => (a < b ? a : b));
  let winner: { module: number; total: number; raw: number } | null = null;
  for (const [module, known] of setting.modules.entries()) {
    const fits =
      request.amount.every((x, d) => x <= (known.free[d] as number)) &&
      known.milli.filter((x) => x >= (request.devices?.share ?? 0)).length >= (request.devices?.count ?? 0);
    if (!fits) continue;
    const exact = rawOf(setting, strategy, known, request);
    const one = request.levels ? request.levels : ONE;
    const raw = request.levels ? Math.floor((exact * request.levels) / ONE) : exact;
    const proximity = request.host === undefined ? 10000 : Math.floor(2500000 / (250 + known.latency));
    const fit = Math.floor((10000 * raw) / one);
    const cost = Number((10000n * (least + 1n)) / (costOf(known, request) + 1n));
    const total = Math.floor((wp * proximity + wu * fit + wc * cost) / (wp + wu + wc));
    if (winner === null || total > winner.total || (total === winner.total && raw > winner.raw)) {
      winner = { module, total, raw };
    }
  }
  return winner;
}

/** A pool with one class and one zone for each module, so that all differ in cost and distance. */
function randomSetting(draw: Draw, machine: Parameters<typeof smallPool>[0]): Setting {
  const dims = between(draw, 1, 4);
  const devices = draw(2) * between(draw, 1, 4);
  const scales = times(dims, () => pick(draw, [40, 100, 1000, UNITS_MAX]));
  const weights = times(dims, () => pick(draw, [1, 2, 5, 1000]));
  const deviceScale = devices === 0 ? 1 : 1000 * devices * between(draw, 1, 3);
  const modules = times(
    between(draw, 3, 12),
    (): Known => ({
      free: scales.map(() => draw(41)),
      milli: new Array<number>(devices).fill(1000),
      cost: scales.map(() => draw(50)),
      deviceCost: draw(2000),
      latency: draw(1000),
    }),
  );
  const pool = smallPool(machine, {
    dims: scales.map((scale, d) => ({ scale, weight: weights[d] as number })),
    devices,
    device_scale: deviceScale,
    device_weight: 3,
    allocations: 64,
    classes: modules.map(({ cost, deviceCost }) => ({ cost, device_cost: deviceCost })),
    zones: modules.map((_, module) => ({ rack: module, pod: module })),
    hosts: [{ zone: 0, latency_ns: [0, 0, 0, 0], bandwidth_mbps: [1, 1, 1, 1] }],
    of: modules.map(({ free }, module) => ({ class: module, zone: module, capacity: free, devices })),
  });
  pool.paths(modules.map(({ latency }, zone) => ({ host: 0, zone, latency_ns: latency, bandwidth_mbps: 1 })));
  return { pool, modules, scales, weights, deviceScale, deviceWeight: devices > 0 ? 3 : 0 };
}

describe.each(implementations())('$name: scores', ({ create }) => {
  it.each(['first-fit', 'best-fit', 'worst-fit', 'dot-product'] as const)(
    '%s chooses the best key of all modules',
    (strategy) => {
      const draw = seeded(strategy.length * 1000);
      let fitted = 0;
      for (let round = 0; round < 60; round++) {
        const setting = randomSetting(draw, create());
        const devices = (setting.modules[0] as Known).milli.length;
        for (let k = 0; k < 6; k++) {
          const request: PoolRequest = {
            strategy,
            amount: setting.scales.map(() => 1 + draw(20)),
            weights: { proximity: draw(5), utilization: 1 + draw(5), cost: draw(5) },
            ...(draw(2) === 0 ? { host: 0 } : {}),
            ...(draw(3) === 0 ? { levels: pick(draw, [1, 7, 100, 10000]) } : {}),
            ...(devices > 0 && draw(2) === 0
              ? { devices: { count: between(draw, 1, devices), share: between(draw, 1, 1000) } }
              : {}),
          };
          const wanted = best(setting, strategy, request);
          const part = setting.pool.select(request).parts[0];
          const found = part && { module: part.module, total: part.scores.total, raw: part.scores.raw };
          expect(found ?? null, JSON.stringify(request)).toEqual(wanted);
          if (wanted !== null) fitted++;
        }
      }
      expect(fitted).toBeGreaterThan(100);
    },
  );

  it('ties go to the lowest module', () => {
    const pool = smallPool(create(), { of: ofCapacities(7, 9, 9, 7) });
    const first = (strategy: PoolStrategy) => modulesOf(pool.select({ amount: [2], strategy }))[0];
    expect((['first-fit', 'best-fit', 'worst-fit', 'dot-product'] as const).map(first)).toEqual([0, 0, 1, 0]);
  });

  it('best-fit by hand', () => {
    // W = 4: half of 2^27 x 10/100 free and 5/100 asked, a quarter each of the others.
    const pool = smallPool(create(), {
      dims: [
        { scale: 100, weight: 2 },
        { scale: 10, weight: 1 },
      ],
      devices: 1,
      device_scale: 4000,
      of: [{ capacity: [10, 10], devices: 1 }],
    });
    const s = Math.floor((10 * 2 ** 26) / 100) + 2 ** 25 + Math.floor((1000 * 2 ** 25) / 4000);
    const r = Math.floor((5 * 2 ** 26) / 100) + Math.floor((500 * 2 ** 25) / 4000);
    const part = pool.select({ amount: [5, 0], devices: { count: 1, share: 500 }, strategy: 'best-fit' }).parts[0];
    expect(part?.scores).toEqual({
      proximity: 10000,
      fit: Math.floor((10000 * (ONE - (s - r))) / ONE),
      cost: 10000,
      total: Math.floor((10000 * (ONE - (s - r))) / ONE),
      raw: ONE - (s - r),
    });
  });

  it('proximity halves at 250 ns and is full without a host', () => {
    const pool = smallPool(create(), {
      zones: [0, 1, 2, 3].map((zone) => ({ rack: zone < 2 ? 0 : zone, pod: zone < 3 ? 0 : 1 })),
      hosts: [{ name: 'h', zone: 0, latency_ns: [0, 250, 750, 4294967294], bandwidth_mbps: [1, 1, 1, 1] }],
      of: [{ zone: 0 }, { zone: 1 }, { zone: 2 }, { zone: 3 }],
    });
    const proximity = (only: number, host?: string) =>
      pool.select({ amount: [1], only: [only], ...(host ? { host } : {}) }).parts[0]?.scores.proximity;
    expect([0, 1, 2, 3].map((module) => proximity(module, 'h'))).toEqual([10000, 5000, 2500, 0]);
    expect(proximity(3)).toBe(10000);
  });

  it('cost compares with the cheapest class of the pool, even one without modules', () => {
    const pool = smallPool(create(), {
      classes: [{ cost: [30] }, { cost: [9] }, { cost: [1] }],
      of: [{ class: 0 }, { class: 1 }],
    });
    const weights = { proximity: 0, utilization: 0, cost: 1 };
    const decision = pool.select({ amount: [10], weights });
    expect(decision.parts[0]).toMatchObject({ module: 1, scores: { cost: Math.floor((10000 * 11) / 91) } });
    expect(decision.cost_micros_per_hour).toBe(90n);
    expect(pool.explain({ amount: [10], weights }).listed.map(({ cost }) => cost)).toEqual([1208, 365]);
  });

  it('huge costs are shifted into 64 bits', () => {
    const most = 268435455;
    const dims = new Array(8).fill({ scale: UNITS_MAX });
    const all = (value: number) => new Array<number>(8).fill(value);
    const pool = smallPool(create(), {
      dims,
      classes: [{ cost: all(most) }, { cost: all(most >> 1) }],
      of: [{ capacity: all(UNITS_MAX) }],
    });
    const decision = pool.select({ amount: all(UNITS_MAX), strategy: 'best-fit' });
    let least = 8n * BigInt(UNITS_MAX) * BigInt(most >> 1) + 1n;
    let cost = 8n * BigInt(UNITS_MAX) * BigInt(most) + 1n;
    expect(decision.cost_micros_per_hour).toBe(cost - 1n);
    while (cost >= 2n ** 49n) {
      cost >>= 1n;
      least >>= 1n;
    }
    expect(decision.parts[0]?.scores.cost).toBe(Number((10000n * least) / cost));
    expect(decision.parts[0]?.scores.fit).toBe(10000);
  });

  it('levels cut the raw score', () => {
    const pool = smallPool(create(), { of: ofCapacities(100, 55) });
    const scores = (levels: number) => pool.select({ amount: [10], levels }).parts[0];
    expect(scores(0)?.module).toBe(1);
    // 1 - 0.45 and 1 - 0.9 of one level are both 0: the tie goes to the lowest module.
    expect(scores(1)).toMatchObject({ module: 0, scores: { raw: 0, fit: 0 } });
    expect(scores(10)).toMatchObject({ module: 1, scores: { raw: 5, fit: 5000 } });
  });

  it('devices: the fullest that fit, or with worst-fit the emptiest', () => {
    const pool = smallPool(create(), { devices: 4, of: [{ devices: 4 }] });
    const place = (share: number, count: number, strategy: PoolStrategy) =>
      pool.place({ amount: [], devices: { count, share }, strategy }).parts[0]?.devices;
    expect(place(300, 1, 'best-fit')).toEqual([0]);
    expect(place(500, 1, 'worst-fit')).toEqual([1]);
    // free: 700 500 1000 1000
    expect(place(600, 1, 'dot-product')).toEqual([0]);
    expect(place(400, 3, 'first-fit')).toEqual([1, 2, 3]);
    // free: 100 100 600 600
    expect(place(100, 3, 'best-fit')).toEqual([0, 1, 2]);
    expect(place(500, 2, 'best-fit')).toEqual([2, 3]);
  });
});
