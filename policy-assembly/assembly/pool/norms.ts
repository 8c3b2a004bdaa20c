/**
 * Amounts as fractions of the pool's scale, in parts of 2^27 over all weighted dimensions:
 * norm_d(x) = floor(x * q_d / scale_d), q_d = floor(2^27 * weight_d / sum of weights).
 */
import { DIMS_MAX, DOT_ONE, RAW_ONE } from "../../abi/pool.ts";
import { deviceFreeOf, freeOf } from "./columns.ts";
import { devicesMax, dims, scaleOf, weightOf } from "./shape.ts";

/** The devices stand behind the dimensions. */
const COUNT = DIMS_MAX + 1;
const scales = memory.data(COUNT * 8, 8); // u64
const quotas = memory.data(COUNT * 8, 8); // u64 q
/** floor(2^34 * q / scale): multiplying by it and shifting gives a quotient that is at most one too small. */
const quotaFactors = memory.data(COUNT * 8, 8); // u64
const fractionFactors = memory.data(COUNT * 8, 8); // u64 the same for DOT_ONE in the place of q
const FACTOR_SHIFT: u64 = 34;

/** Works out the quotas of the pool that was opened. */
export function openNorms(): void {
  let sum: u64 = 0;
  for (let d = 0; d < dims; d++) sum += weightOf(d);
  sum += weightOf(DIMS_MAX);
  for (let d = 0; d < COUNT; d++) {
    const used = d < dims || (d == DIMS_MAX && devicesMax > 0);
    const scale: u64 = used ? scaleOf(d) : 1;
    const quota: u64 = used ? <u64>RAW_ONE * weightOf(d) / sum : 0;
    const at = <usize>d << 3;
    store<u64>(scales + at, scale);
    store<u64>(quotas + at, quota);
    store<u64>(quotaFactors + at, (quota << FACTOR_SHIFT) / scale);
    store<u64>(fractionFactors + at, (<u64>DOT_ONE << FACTOR_SHIFT) / scale);
  }
}

/** q_d; of the devices for d = DIMS_MAX. */
// @ts-ignore: decorator
@inline
export function quotaOf(d: i32): u64 {
  return load<u64>(quotas + (<usize>d << 3));
}

/** norm_d of `units` <= scale_d, without a division: the error of the factor is below units / 2^34 < 1. */
// @ts-ignore: decorator
@inline
export function normWithin(d: i32, units: i32): i32 {
  const at = <usize>d << 3;
  const guess = <u64>units * load<u64>(quotaFactors + at) >> FACTOR_SHIFT;
  const more = (guess + 1) * load<u64>(scales + at) <= <u64>units * load<u64>(quotas + at);
  return <i32>guess + i32(more);
}

/** floor(units * DOT_ONE / scale_d) of `units` <= scale_d. */
// @ts-ignore: decorator
@inline
export function fractionWithin(d: i32, units: i32): u64 {
  const at = <usize>d << 3;
  const guess = <u64>units * load<u64>(fractionFactors + at) >> FACTOR_SHIFT;
  const more = (guess + 1) * load<u64>(scales + at) <= <u64>units * <u64>DOT_ONE;
  return guess + u64(more);
}

/** norm_d of any amount of a request. */
export function normOf(d: i32, units: i64): i64 {
  const at = <usize>d << 3;
  return <i64>(<u64>units * load<u64>(quotas + at) / load<u64>(scales + at));
}

/** floor(units * DOT_ONE / scale_d) of any amount of a request. */
export function fractionOf(d: i32, units: i64): u64 {
  return <u64>units * <u64>DOT_ONE / load<u64>(scales + (<usize>d << 3));
}

/** s(module): the norm of all that is free on it, 0..2^27. */
// @ts-ignore: decorator
@inline
export function freeNorm(module: i32): i32 {
  let sum = normWithin(0, freeOf(module, 0));
  for (let d = 1; d < dims; d++) sum += normWithin(d, freeOf(module, d));
  return devicesMax > 0 ? sum + normWithin(DIMS_MAX, deviceFreeOf(module)) : sum;
}
