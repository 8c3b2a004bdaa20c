import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNREACHABLE_NS } from '../../../src/policy/core.ts';
import { aHost, aModule, aRequest, extents, linear, onDevices } from './builders.ts';
import { IMPLEMENTATIONS } from './implementations.ts';

const numRuns = Number(process.env.RAH_FC_RUNS ?? 300);

/** Every way to give `shares` to distinct devices, tried one by one. */
function canPlace(frees: readonly number[], shares: readonly number[]): boolean {
  const [share, ...rest] = shares;
  if (share === undefined) return true;
  return frees.some((free, device) => free >= share && canPlace(frees.toSpliced(device, 1), rest));
}

const latencies = fc.array(fc.constantFrom(0, 100, 250, 800, UNREACHABLE_NS), { minLength: 5, maxLength: 5 });
const costs = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 5, maxLength: 5 });
const weights = fc.record({
  proximity: fc.integer({ min: 0, max: 1000 }),
  utilization: fc.integer({ min: 0, max: 1000 }),
  cost: fc.integer({ min: 1, max: 1000 }),
});

/** floor(10000 × …) of each stage in exact rationals, then their floored mean. */
function expectedTotal(
  [latency, left, capacity, cost, minCost]: readonly [number, number, number, number, number],
  by: { proximity: number; utilization: number; cost: number },
): number {
  const ratio = (a: number, b: number) => Number((10000n * BigInt(a)) / BigInt(b));
  const stages = [ratio(250, 250 + latency), 10000 - ratio(left, capacity), ratio(minCost + 1, cost + 1)] as const;
  const sum = by.proximity * stages[0] + by.utilization * stages[1] + by.cost * stages[2];
  return Math.floor(sum / (by.proximity + by.utilization + by.cost));
}

describe.each(IMPLEMENTATIONS)('%s: select returns the argmax', (_, create) => {
  it('of linear modules', () => {
    const core = create();
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(60)), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(
        sizes,
        latencies,
        costs,
        weights,
        fc.integer({ min: 1, max: 30 }),
        (list, latency, cost, by, amount) => {
          core.load(
            list.map(([capacity], i) => aModule('dram', capacity, { cost_per_unit_hour_micros: cost[i] as number })),
            [aHost(latency)],
          );
          const rows = list.map(([capacity, wish], i) => {
            const taken = Math.min(wish, capacity);
            if (taken > 0) core.claim(i, extents([0, taken]));
            return {
              module: i,
              capacity,
              free: capacity - taken,
              latency: latency[i] as number,
              cost: cost[i] as number,
            };
          });
          const minCost = Math.min(...cost);
          const best = rows
            .filter(({ free, latency: ns }) => free >= amount && ns !== UNREACHABLE_NS)
            .map(({ module, capacity, free, latency: ns, cost: price }) => ({
              module,
              total: expectedTotal([ns, free - amount, capacity, price, minCost], by),
            }))
            .toSorted((a, b) => b.total - a.total || a.module - b.module);
          const decision = core.select(aRequest('dram', linear(amount), { weights: by }));
          expect(decision.chosen.map(({ module, scores }) => ({ module, total: scores.total }))).toEqual(
            best.slice(0, 1),
          );
          expect(decision.runner_up).toBe(best[1]?.module ?? -1);
          expect(decision.candidates).toBe(best.length);
        },
      ),
      { numRuns },
    );
  });

  it('of device modules, feasible exactly when some assignment to devices is', () => {
    const core = create();
    const devices = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 4 });
    const fabric = fc.array(devices, { minLength: 5, maxLength: 5 });
    const wish = fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 0, max: 9 }),
    );
    fc.assert(
      fc.property(fabric, latencies, weights, wish, (list, latency, by, [count, share, rest]) => {
        fc.pre(count + rest > 0);
        const size = onDevices(count, share * 100, rest * 100);
        core.load(
          list.map((frees) => aModule('gpu', frees.length * 1000)),
          [aHost(latency)],
        );
        for (const [module, frees] of list.entries()) {
          const taken = frees.map((free, device): [number, number] => [device * 1000, (10 - free) * 100]);
          core.claim(module, extents(...taken.filter(([, length]) => length > 0)));
        }
        const shares = [...new Array<number>(count).fill(share * 100), ...(rest > 0 ? [rest * 100] : [])];
        const best = list
          .map((frees, module) => ({ module, frees: frees.map((free) => free * 100) }))
          .filter(({ module, frees }) => latency[module] !== UNREACHABLE_NS && canPlace(frees, shares))
          .map(({ module, frees }) => {
            const left = frees.reduce((sum, free) => sum + free, 0) - size.amount;
            const row = [latency[module] as number, left, frees.length * 1000, 9, 9] as const;
            return { module, total: expectedTotal(row, by) };
          })
          .toSorted((a, b) => b.total - a.total || a.module - b.module);
        const decision = core.select(aRequest('gpu', size, { weights: by }));
        expect(decision.chosen.map(({ module, scores }) => ({ module, total: scores.total }))).toEqual(
          best.slice(0, 1),
        );
        expect(decision.candidates).toBe(best.length);
      }),
      { numRuns },
    );
  });
});
