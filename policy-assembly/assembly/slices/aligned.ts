/** The parts of free extents that begin and end at multiples of an alignment (base units, > 1). */
import { headOf } from "./devices.ts";
import { deviceCountOf, deviceFirstOf } from "./modules.ts";
import { lengthOf, nextOf, startOf } from "./nodes.ts";

/** The first multiple of `alignment` at or above `start`. */
// @ts-ignore: decorator
@inline
export function alignedStart(start: i64, alignment: i64): i64 {
  const over = start % alignment;
  return over == 0 ? start : start + alignment - over;
}

/** What of [start, start + length) lies between multiples of `alignment`. */
// @ts-ignore: decorator
@inline
export function alignedLength(start: i64, length: i64, alignment: i64): i64 {
  const rest = start + length - alignedStart(start, alignment);
  return rest <= 0 ? 0 : rest - rest % alignment;
}

/** All such parts of a linear module together. */
export function alignedFree(module: i32, alignment: i64): i64 {
  let free: i64 = 0;
  if (deviceCountOf(module) == 0) return 0;
  for (let node = headOf(deviceFirstOf(module)); node != 0; node = nextOf(node)) {
    free += alignedLength(startOf(node), lengthOf(node), alignment);
  }
  return free;
}

/** The longest such part of a linear module. */
export function alignedLargest(module: i32, alignment: i64): i64 {
  let largest: i64 = 0;
  if (deviceCountOf(module) == 0) return 0;
  for (let node = headOf(deviceFirstOf(module)); node != 0; node = nextOf(node)) {
    largest = max<i64>(largest, alignedLength(startOf(node), lengthOf(node), alignment));
  }
  return largest;
}

/** The least common multiple of two amounts; i64.MAX_VALUE when it is beyond every amount. */
export function commonMultiple(a: i64, b: i64, limit: i64): i64 {
  let x = a;
  let y = b;
  while (y != 0) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  const factor = a / x;
  return factor > limit / b ? i64.MAX_VALUE : factor * b;
}
