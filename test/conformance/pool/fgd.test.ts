import { describe, expect, it } from 'vitest';
import { RAW_ONE } from '../../../policy-assembly/abi/pool.ts';
import type { Pool } from '../../../src/policy/pool/pool.ts';
import type { DeviceAsk, PoolModule, PoolRequest } from '../../../src/policy/pool/spec.ts';
import { implementations } from './implementations.ts';
import { smallPool } from './small-pools.ts';

const HALF = RAW_ONE / 2;
const COUNT_MAX = 1048576;
const TWO_DEVICES: Partial<PoolModule> = { devices: 2 };

/** The raw score and the devices of the only module. */
function judged(pool: Pool, request: Partial<PoolRequest>): { raw: number; devices: readonly number[] } {
  const part = pool.select({ amount: [0], strategy: 'fgd', ...request }).parts[0];
  if (part === undefined) throw new Error('nothing fits');
  return { raw: part.scores.raw, devices: part.devices };
}

function share(milli: number): DeviceAsk {
  return { count: 1, share: milli };
}

describe.each(implementations())('$name: fgd', ({ create }) => {
  const pool = () => smallPool(create(), { devices: 2, of: [TWO_DEVICES] });

  it('no profile: all modules alike, best fit of devices', () => {
    const empty = pool();
    expect(judged(empty, { devices: share(300) })).toEqual({ raw: HALF, devices: [0] });
    expect(judged(empty, { devices: share(300), levels: 100 })).toEqual({ raw: 50, devices: [0] });
  });

  it('loses what is too narrow, and everything to demand without devices', () => {
    const typical = pool();
    typical.profile([
      { count: 3, amount: [10], devices: share(500) },
      { count: 1, amount: [10] },
    ]);
    // F: 3 × 0 + 1 × 2000 before; 3 × 300 + 1 × 1300 after. T = 4.
    expect(judged(typical, { devices: share(700) }).raw).toBe(HALF + (-200 * 1024) / 4);
    // -50 milli: the sigmoid is 0.4875.
    expect(judged(typical, { devices: share(700), levels: 100 }).raw).toBe(48);
  });

  it('loses everything when units are short', () => {
    const typical = pool();
    typical.profile([
      { count: 3, amount: [10], devices: share(500) },
      { count: 1, amount: [10] },
    ]);
    // 5 of 100 units are left. F: 2000 before; (3 + 1) × 1500 after.
    expect(judged(typical, { amount: [95], devices: share(500) }).raw).toBe(HALF + (-4000 * 1024) / 4);
  });

  it('loses everything to demand whose labels the class lacks, or that wants more devices', () => {
    const typical = pool();
    typical.profile([
      { count: 1, amount: [0], devices: share(500), labels: [{ in: ['model=x'] }] },
      { count: 1, amount: [0], devices: { count: 2, share: 600 } },
    ]);
    // F: 2000 + 0 before; 1500 + 1500 after.
    expect(judged(typical, { devices: share(500) }).raw).toBe(HALF + (-1000 * 1024) / 2);
  });

  it.each([
    ['95 of 100 are enough', [95, 5], 0],
    ['the one that crosses 95 counts', [94, 6], (-1500 * 6 * 1024) / 100],
    ['the heaviest first', [5, 95], -1500 * 1024],
    ['equal ones in their order', [90, 5, 5], 0],
  ])('typical: %s', (_, counts, fall) => {
    const typical = pool();
    // Only the last entry loses anything: it wants two whole devices.
    typical.profile(
      counts.map((count, k) => ({
        count,
        amount: [0],
        devices: k === counts.length - 1 ? { count: 2, share: 1000 } : share(1),
      })),
    );
    // Two whole devices before: nothing lost. After: one is whole, so all 1500 are.
    expect(judged(typical, { devices: share(500) }).raw).toBe(HALF + fall);
  });

  it('large counts are cut alike, but never to nothing', () => {
    const typical = pool();
    // The sum is over 2^20: all are halved, 1 stays 1. T = 2^19 + 2^19; the last is not typical.
    typical.profile([
      { count: COUNT_MAX, amount: [0], devices: share(500) },
      { count: COUNT_MAX, amount: [0] },
      { count: 1, amount: [0], devices: { count: 2, share: 1000 } },
    ]);
    expect(judged(typical, { devices: share(700) }).raw).toBe(HALF + ((-300 + 700) * 1024) / 2);
  });

  it('tries each device: the one whose loss is least, not the fullest', () => {
    const typical = pool();
    typical.profile([{ count: 1, amount: [0], devices: share(600) }]);
    typical.adopt({ amount: [0], devices: share(400) }, [{ module: 0, devices: [1], share: 400, amount: [0] }]);
    expect(judged(typical, { devices: share(400) })).toEqual({ raw: HALF, devices: [0] });
    expect(judged(typical, { devices: share(400), strategy: 'best-fit' }).devices).toEqual([1]);
  });
});
