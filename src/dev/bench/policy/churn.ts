import { type BenchExports, BenchPool } from './pool-module.ts';
import { Workload } from './random.ts';
import { median } from './rows.ts';

const DIMS = 4;
const CAPACITY = 1024;
const LARGEST_REQUEST = 384;
/** Allocations alive at a time, for each 10 modules. */
const LIVE_PER_TEN = 2;
const ASKED = 4096;

export interface Churned {
  /** Nanoseconds, median over single decisions. */
  readonly decideBefore: number;
  readonly decideAfter: number;
  /** Nanoseconds of decide + allocate + release. */
  readonly step: number;
  readonly mebibytes: number;
}

/**
 * A pool of four dimensions in the middle of its life: allocations are taken by best fit and given back in random order
 * through the fast lane, `steps` times; decisions are timed one by one before and after.
 */
export function churn(exports: BenchExports, modules: number, steps: number): Churned {
  const work = new Workload();
  const pool = new BenchPool(exports, { dims: DIMS, modules, scale: CAPACITY });
  pool.add(modules, () => ({ class: 0, zone: 0, capacity: [0, 1, 2, 3].map(() => work.below(CAPACITY + 1)) }));
  const requests = Int32Array.from({ length: ASKED * DIMS }, () => 1 + work.below(LARGEST_REQUEST));
  const amount = (q: number, d: number): number => requests[q * DIMS + d] as number;
  const take = (q: number): number => exports.rah_pool_take(amount(q, 0), amount(q, 1), amount(q, 2), amount(q, 3));
  for (let i = 0; i < modules / 1024; i++) exports.bench_find(1, 1, 1, 1);

  const lives = Math.max(1, Math.floor((modules * LIVE_PER_TEN) / 10));
  const live = new Int32Array(lives);
  const asked = new Int32Array(lives);
  for (let k = 0; k < lives; k++) {
    asked[k] = work.below(ASKED);
    live[k] = take(asked[k] as number);
  }
  const round = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const k = work.below(lives);
      const q = asked[k] as number;
      if ((live[k] as number) >= 0) {
        exports.rah_pool_give(live[k] as number, amount(q, 0), amount(q, 1), amount(q, 2), amount(q, 3));
      }
      asked[k] = work.below(ASKED);
      live[k] = take(asked[k] as number);
    }
  };
  const decide = (): number => {
    const times: number[] = [];
    for (let q = 0; q < ASKED; q++) {
      const started = process.hrtime.bigint();
      exports.bench_find(amount(q, 0), amount(q, 1), amount(q, 2), amount(q, 3));
      times.push(Number(process.hrtime.bigint() - started));
      round(1);
    }
    return median(times);
  };
  const decideBefore = decide();
  const started = performance.now();
  round(steps);
  const step = ((performance.now() - started) * 1e6) / steps;
  return { decideBefore, decideAfter: decide(), step, mebibytes: pool.mebibytes };
}
