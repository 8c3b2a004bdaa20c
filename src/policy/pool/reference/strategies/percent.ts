import { floorDiv } from '../arithmetic.ts';

const FRACTION = 1048576;
const LEVELS = 100;

/** round(2^20 × 1000 × ln(i / (100 - i))) for i = 1..99: where the sigmoid of x / 1000 reaches i percent. */
export const FGD_STEPS: readonly number[] = Array.from({ length: LEVELS - 1 }, (_, k) =>
  Math.round(FRACTION * 1000 * Math.log((k + 1) / (LEVELS - 1 - k))),
);

/** 0..99: the sigmoid of a fall of F by `x` milli over the weights' sum, in percent. */
export function percentOf(x: number, total: number): number {
  // x × 2^20 ≥ step × total exactly where the floor of the quotient is at least the step. Above 2^53, where a number may
  // be off, it is above all steps.
  const mean = Number(floorDiv(BigInt(x) * BigInt(FRACTION), BigInt(total)));
  let percent = 0;
  while (percent < FGD_STEPS.length && mean >= (FGD_STEPS[percent] as number)) percent++;
  return percent;
}
