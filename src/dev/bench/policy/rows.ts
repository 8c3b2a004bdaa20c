import type { BenchResult } from '../result.ts';
import type { Round } from './random.ts';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** A figure beside a yardstick measured in turn with it; `target` is the ratio wanted, null = it is there to see. */
export function beside(
  name: string,
  unit: string,
  ours: readonly number[],
  yardstick: readonly number[],
  target: number | null,
): BenchResult {
  const ratio = rounded(median(ours) / median(yardstick));
  const [own, other] = [rounded(median(ours)), rounded(median(yardstick))];
  return { name, ours: own, yardstick: other, unit, ratio, target, rounds: ours.length };
}

/** A figure that stands alone; `target` is the most it should be, in its unit. */
export function figure(name: string, unit: string, values: readonly number[], target: number | null): BenchResult {
  const ours = rounded(median(values));
  return { name, ours, yardstick: null, unit, ratio: null, target, rounds: values.length };
}

/** Measures sides in turn, round after round. All must have chosen the same; returns the nanoseconds of each. */
export function inTurn(name: string, rounds: number, sides: readonly (() => Round)[]): number[][] {
  const times = sides.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    const done = sides.map((side) => side());
    for (const [k, { ns, checksum }] of done.entries()) {
      if (checksum !== done[0]?.checksum) throw new Error(`${name}: side ${k} chose otherwise than side 0`);
      times[k]?.push(ns);
    }
  }
  return times;
}
