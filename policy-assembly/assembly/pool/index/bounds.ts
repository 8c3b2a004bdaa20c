/**
 * Lower bounds of a rank by dimension. share_d(x) = floor(x * floor(2^34 * q_d / scale_d) / 2^34) never exceeds norm_d(x)
 * (norms.ts) and grows with x, so the sum of shares of the least free units of some modules bounds their ranks from below.
 */
import { quotaOf } from "../norms.ts";
import { dims, scaleOf } from "../shape.ts";

const SHIFT: u64 = 34;
/** u64[8] floor(2^34 * q_d / scale_d) */
const factors: usize = memory.data(64, 16);

export function openBounds(): void {
  for (let d = 0; d < dims; d++) store<u64>(factors + (<usize>d << 3), (quotaOf(d) << SHIFT) / <u64>scaleOf(d));
}

// @ts-ignore: decorator
@inline
export function shareOf(d: i32, units: i32): i32 {
  return <i32>((<u64>units * load<u64>(factors + (<usize>d << 3))) >> SHIFT);
}
