import { describe, expect, it } from 'vitest';
import type { Pool } from '../../../src/policy/pool/pool.ts';
import type { ProfileEntry } from '../../../src/policy/pool/spec.ts';
import { between, seeded, times } from './draw.ts';
import { implementations } from './implementations.ts';
import { smallPool } from './small-pools.ts';

const ONE = 2 ** 27;

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** F of the rules, for classes without labels and a profile that is typical as a whole. */
function fragmentation(profile: readonly ProfileEntry[], free: number, milli: readonly number[]): number {
  return sum(
    profile.map(({ count, amount, devices }) => {
      const enough = milli.filter((idle) => idle >= (devices?.share ?? 0)).length;
      const unusable = devices === undefined || free < (amount[0] ?? 0) || enough < devices.count;
      return count * sum(unusable ? milli : milli.filter((idle) => idle < devices.share));
    }),
  );
}

function rawOf(x: number, total: number, levels: number): number {
  if (levels === 0) return Math.min(ONE, Math.max(0, ONE / 2 + Math.floor((x * 1024) / total)));
  let raw = 0;
  for (let i = 1; i <= 99; i++) {
    const step = Math.round(2 ** 20 * 1000 * Math.log(i / (100 - i)));
    if (BigInt(x) * 2n ** 20n >= BigInt(step) * BigInt(total)) raw++;
  }
  return raw;
}

const PROFILE: readonly ProfileEntry[] = [
  { count: 5, amount: [10], devices: { count: 1, share: 500 } },
  { count: 3, amount: [40], devices: { count: 2, share: 1000 } },
  { count: 2, amount: [30] },
];
const TOTAL = 10;

/** A pool whose devices have this much free. */
function poolOf(
  machine: Parameters<typeof smallPool>[0],
  idle: readonly (readonly number[])[],
  capacity: readonly number[],
): Pool {
  const pool = smallPool(machine, {
    devices: 4,
    allocations: 200,
    parts: 200,
    of: idle.map((row, module) => ({ devices: row.length, capacity: [capacity[module] as number] })),
  });
  for (const [module, row] of idle.entries()) {
    for (const [device, free] of row.entries()) {
      if (free === 1000) continue;
      const part = { module, devices: [device], share: 1000 - free, amount: [0] };
      pool.adopt({ amount: [], devices: { count: 1, share: 1000 - free } }, [part]);
    }
  }
  pool.profile(PROFILE);
  return pool;
}

describe.each(implementations())('$name: fgd against brute force', ({ create }) => {
  it.each([0, 100])('module and device of the least new fragmentation, levels %i', (levels) => {
    const draw = seeded(levels + 5);
    for (let round = 0; round < 80; round++) {
      const idle = times(between(draw, 2, 6), () => times(between(draw, 1, 4), () => between(draw, 0, 10) * 100));
      const capacity = idle.map(() => between(draw, 5, 60));
      const pool = poolOf(create(), idle, capacity);
      const share = between(draw, 1, 9) * 100;
      const units = between(draw, 1, 30);
      let wanted: { module: number; device: number; raw: number } | null = null;
      for (const [module, row] of idle.entries()) {
        const free = capacity[module] as number;
        if (free < units) continue;
        for (const [device, milli] of row.entries()) {
          if (milli < share) continue;
          const after = row.map((other, k) => (k === device ? other - share : other));
          const x = fragmentation(PROFILE, free, row) - fragmentation(PROFILE, free - units, after);
          const raw = rawOf(x, TOTAL, levels);
          if (wanted === null || raw > wanted.raw) wanted = { module, device, raw };
        }
      }
      const part = pool.select({ amount: [units], devices: { count: 1, share }, strategy: 'fgd', levels }).parts[0];
      const found = part && { module: part.module, device: part.devices[0], raw: part.scores.raw };
      expect(found ?? null).toEqual(wanted);
    }
  });

  it('whole and several devices are taken by best fit', () => {
    const pool = poolOf(create(), [[1000, 600, 800, 1000]], [50]);
    const devices = (count: number, share: number) =>
      pool.select({ amount: [1], devices: { count, share }, strategy: 'fgd' }).parts[0]?.devices;
    expect(devices(1, 1000)).toEqual([0]);
    expect(devices(2, 500)).toEqual([1, 2]);
  });

  it('an empty profile scores every module and device alike: the lowest is taken', () => {
    const rows = [
      [1000, 400],
      [500, 300],
    ];
    const pool = poolOf(create(), rows, [50, 50]);
    pool.profile([]);
    const part = pool.select({ amount: [1], devices: { count: 1, share: 300 }, strategy: 'fgd' }).parts[0];
    expect(part).toMatchObject({ module: 0, devices: [0], scores: { raw: ONE / 2, fit: 5000 } });
  });
});
