/** One measured figure. `yardstick` and `ratio` are null where the figure stands alone; a smaller ratio is better. */
export interface BenchResult {
  readonly name: string;
  readonly ours: number;
  readonly yardstick: number | null;
  readonly unit: string;
  readonly ratio: number | null;
  readonly target: number | null;
  readonly rounds: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Times of ours and of the yardstick, taken in turn, as one row. */
export function compared(
  name: string,
  ours: readonly number[],
  yardstick: readonly number[],
  target: number,
): BenchResult {
  return {
    name,
    ours: round(median(ours)),
    yardstick: round(median(yardstick)),
    unit: 'ms',
    ratio: round(median(ours) / median(yardstick)),
    target,
    rounds: ours.length,
  };
}

export function alone(name: string, values: readonly number[], unit: string): BenchResult {
  return { name, ours: round(median(values)), yardstick: null, unit, ratio: null, target: null, rounds: values.length };
}
