/** Capacity: whether one module can take its part of the request. */
import { DEVICE_MILLI } from "../../abi/abi.ts";
import { alignedFree, alignedLargest } from "./aligned.ts";
import { deviceFree, largestExtent } from "./devices.ts";
import { deviceCountOf, deviceFirstOf, freeOf, stepOf, wholeCountOf } from "./modules.ts";
import { alignment, amount, devices, isDevice, remainder, share, ways } from "./request.ts";

/** What one module is asked for, base units; 0 when the amount does not divide by the ways. */
export let wanted: i64 = 0;
/** Steps repeat over modules: the answer for the last one saves a division. */
let lastStep: i64 = 0;
let lastStepFits: bool = false;

export function prepareCapacity(): void {
  wanted = ways == 1 ? amount : amount % ways == 0 ? amount / ways : 0;
  lastStep = 0;
}

function divides(step: i64): bool {
  if (step != lastStep) {
    lastStep = step;
    lastStepFits = isDevice
      ? share % step == 0 && remainder % step == 0
      : wanted % step == 0 && wanted % alignment == 0;
  }
  return lastStepFits;
}

function fitsDevices(module: i32): bool {
  if (freeOf(module) < amount) return false;
  const whole = wholeCountOf(module);
  if (whole >= devices + i32(remainder > 0)) return true;
  if (share == DEVICE_MILLI && whole < devices) return false;
  let forShare = 0;
  let forRemainder = 0;
  const first = deviceFirstOf(module);
  const end = first + <u32>deviceCountOf(module);
  for (let d = first; d < end; d++) {
    const free = deviceFree(d);
    forShare += i32(free >= share);
    forRemainder += i32(free >= remainder);
  }
  if (devices == 0) return forRemainder > 0;
  if (forShare < devices) return false;
  return remainder == 0 || (forRemainder > 0 && max(forShare, forRemainder) > devices);
}

/** True when the module passes the capacity filter. */
// @ts-ignore: decorator
@inline
export function fits(module: i32): bool {
  if (!divides(stepOf(module))) return false;
  if (isDevice) return fitsDevices(module);
  if (freeOf(module) < wanted) return false;
  if (ways == 1) return alignment == 1 || alignedFree(module, alignment) >= wanted;
  return wanted > 0 && largestTake(module) >= wanted;
}

/** The largest amount the module could take at all, base units. */
// @ts-ignore: decorator
@inline
export function largestTake(module: i32): i64 {
  if (alignment > 1) return ways == 1 ? alignedFree(module, alignment) : alignedLargest(module, alignment);
  return ways == 1 ? freeOf(module) : largestExtent(module);
}
