import type { Profile } from '../profile.ts';

export const FULL_MILLI = 1000;
/** Waste is counted in sixteenths of a milli. */
export const WASTE_ONE = 16;
/** No table says more; snapshots that do are refused. */
export const WASTE_MAX = 32767;

/**
 * What a device with r milli free, r = 0..1000, would waste if it were filled at random with the typical shares: 1/16 milli.
 * A device nobody has touched wastes nothing yet.
 */
export function priorWaste({ typical }: Profile): number[] {
  const weights = new Array<number>(FULL_MILLI + 1).fill(0);
  for (const { devices, share, weight } of typical) {
    if (devices === 1) weights[share] = (weights[share] as number) + weight;
  }
  const fill: number[] = [0];
  for (let r = 1; r <= FULL_MILLI; r++) {
    let sum = 0;
    let total = 0;
    for (let share = 1; share <= r; share++) {
      const weight = weights[share] as number;
      total += weight;
      sum += weight * (WASTE_ONE * share + (fill[r - share] as number));
    }
    fill.push(total === 0 ? 0 : Math.floor(sum / total));
  }
  return fill.map((milli, r) => (r === FULL_MILLI ? 0 : WASTE_ONE * r - milli));
}
