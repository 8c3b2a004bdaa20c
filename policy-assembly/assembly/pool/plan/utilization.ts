/** How full a module is once the moves of a plan are done: what sources still hold does not count. */
import { DIMS_MAX } from "../../../abi/pool.ts";
import { maskOf, nextPart, shareOf, unitsOf } from "../allocations.ts";
import { deviceCountOf, deviceFreeOf, effectiveOf, firstPartOn, freeOf } from "../columns.ts";
import { dims, weightOf } from "../shape.ts";
import { isHeld } from "../held.ts";
import { isTouchedByWave } from "./plan.ts";

const WHOLE = 10000;

function milliOf(part: usize): i64 {
  return <i64>popcnt<u64>(maskOf(part)) * shareOf(part);
}

/** u(module) with `gone` (0 = none) leaving and `come` (0 = none) arriving: 0..10000 of the fullest dimension. */
export function utilization(module: i32, gone: usize, come: usize): i64 {
  const held = isTouchedByWave(module);
  let most: i64 = 0;
  for (let d = 0; d < dims; d++) {
    const effective = <i64>effectiveOf(module, d);
    if (weightOf(d) == 0 || effective == 0) continue;
    let used = effective - freeOf(module, d);
    if (come != 0) used += unitsOf(come, d);
    if (gone != 0) used -= unitsOf(gone, d);
    if (held) {
      for (let part = firstPartOn(module); part != 0; part = nextPart(part)) if (isHeld(part)) used -= unitsOf(part, d);
    }
    most = max<i64>(most, WHOLE * used / effective);
  }
  const devices = deviceCountOf(module);
  if (devices == 0 || weightOf(DIMS_MAX) == 0) return most;
  const whole = <i64>devices * 1000;
  let used = whole - deviceFreeOf(module);
  if (come != 0) used += milliOf(come);
  if (gone != 0) used -= milliOf(gone);
  if (held) {
    for (let part = firstPartOn(module); part != 0; part = nextPart(part)) if (isHeld(part)) used -= milliOf(part);
  }
  return max<i64>(most, WHOLE * used / whole);
}
