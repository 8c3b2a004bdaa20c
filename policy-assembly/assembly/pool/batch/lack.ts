/** What a module lacks of the demand (demand.ts), and whether parts that would leave it make up for that. */
import { DIMS_MAX, POOL_DEVICES_MAX } from "../../../abi/pool.ts";
import { maskOf, shareOf, unitsOf } from "../allocations.ts";
import { deviceCountOf, freeOf } from "../columns.ts";
import { wantedDevices, wantedOf, wantedShare } from "../demand.ts";
import { devicesWith, lowMask, milliOf } from "../devices.ts";
import { dims } from "../shape.ts";

/** Dimensions with too little: i32 dimension, i32 units. */
const short = memory.data(DIMS_MAX * 8, 8);
const SHORT_UNITS: usize = 4;
let shortEnd: usize = short;
let lackedModule: i32 = -1;
let lackedDevices: i32 = 0;
/** Devices with too little of the share. */
let unable: u64 = 0;
/** i32[POOL_DEVICES_MAX] milli of each device that leave with the parts counted so far. */
const leaving = memory.data(POOL_DEVICES_MAX * 4, 8);
/** i32[DIMS_MAX] units that leave with them. */
const leavingUnits = memory.data(DIMS_MAX * 4, 8);

/** Looks at a module that passes the filters up to the unit. */
export function openLack(module: i32): void {
  shortEnd = short;
  lackedModule = module;
  lackedDevices = 0;
  for (let d = 0; d < dims; d++) {
    const missing = wantedOf(d) - freeOf(module, d);
    if (wantedOf(d) == 0 || missing <= 0) continue;
    store<i32>(shortEnd, d);
    store<i32>(shortEnd, missing, SHORT_UNITS);
    shortEnd += 8;
  }
  if (wantedDevices == 0) return;
  const able = devicesWith(module, wantedShare);
  unable = lowMask(deviceCountOf(module)) & ~able;
  lackedDevices = wantedDevices - <i32>popcnt<u64>(able);
}

/** Whether the demand fits once `a` is gone. */
export function fitsWithout(a: usize): bool {
  for (let at = short; at < shortEnd; at += 8) if (unitsOf(a, load<i32>(at)) < load<i32>(at, SHORT_UNITS)) return false;
  if (lackedDevices <= 0) return true;
  let gained = 0;
  for (let rest = maskOf(a) & unable; rest != 0; rest &= rest - 1) {
    gained += i32(milliOf(lackedModule, <i32>ctz<u64>(rest)) + shareOf(a) >= wantedShare);
  }
  return gained >= lackedDevices;
}

/** Whether the demand fits once `a` and `b` are gone. */
export function fitsWithoutBoth(a: usize, b: usize): bool {
  for (let at = short; at < shortEnd; at += 8) {
    const d = load<i32>(at);
    if (unitsOf(a, d) + unitsOf(b, d) < load<i32>(at, SHORT_UNITS)) return false;
  }
  if (lackedDevices <= 0) return true;
  let gained = 0;
  for (let rest = (maskOf(a) | maskOf(b)) & unable; rest != 0; rest &= rest - 1) {
    const bit = rest & (0 - rest);
    let milli = milliOf(lackedModule, <i32>ctz<u64>(rest));
    if (maskOf(a) & bit) milli += shareOf(a);
    if (maskOf(b) & bit) milli += shareOf(b);
    gained += i32(milli >= wantedShare);
  }
  return gained >= lackedDevices;
}

/** Starts counting parts that leave. */
export function openLeaving(): void {
  memory.fill(leaving, 0, POOL_DEVICES_MAX * 4);
  memory.fill(leavingUnits, 0, DIMS_MAX * 4);
}

export function countLeaving(part: usize): void {
  for (let d = 0; d < dims; d++) add(leavingUnits + (<usize>d << 2), unitsOf(part, d));
  for (let rest = maskOf(part); rest != 0; rest &= rest - 1) add(leaving + (<usize>ctz<u64>(rest) << 2), shareOf(part));
}

// @ts-ignore: decorator
@inline
function add(at: usize, more: i32): void {
  store<i32>(at, load<i32>(at) + more);
}

/** Whether the demand fits once the parts counted are gone. */
export function fitsWithoutLeaving(): bool {
  for (let at = short; at < shortEnd; at += 8) {
    if (load<i32>(leavingUnits + (<usize>load<i32>(at) << 2)) < load<i32>(at, SHORT_UNITS)) return false;
  }
  if (lackedDevices <= 0) return true;
  let gained = 0;
  for (let rest = unable; rest != 0; rest &= rest - 1) {
    const device = <i32>ctz<u64>(rest);
    gained += i32(milliOf(lackedModule, device) + load<i32>(leaving + (<usize>device << 2)) >= wantedShare);
  }
  return gained >= lackedDevices;
}
