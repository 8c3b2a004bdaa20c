/** Dot product: modules whose free space points where the request points are kept for others; devices by best fit. */
import { DIMS_MAX, DOT_ONE, RAW_ONE } from "../../../abi/pool.ts";
import { deviceFreeOf, freeOf } from "../columns.ts";
import { demandVersion, wantedMilli, wantedOf } from "../demand.ts";
import { fractionOf, fractionWithin, quotaOf } from "../norms.ts";
import { dims } from "../shape.ts";
import { bestFitDevices } from "../wanted-devices.ts";

/** u64[DIMS_MAX + 1] b * q of the demand; the devices stand last. */
const factors = memory.data((DIMS_MAX + 1) * 8, 8);
let factorsOf: u32 = 0;

function openFactors(): void {
  factorsOf = demandVersion;
  for (let d = 0; d < dims; d++) setFactor(d, wantedOf(d));
  setFactor(DIMS_MAX, wantedMilli());
}

/** A share larger than the scale fits nowhere: it is cut so that no product leaves 64 bits. */
function setFactor(d: i32, units: i32): void {
  store<u64>(factors + (<usize>d << 3), units == 0 ? 0 : min<u64>(DOT_ONE, fractionOf(d, units)) * quotaOf(d));
}

// @ts-ignore: decorator
@inline
function factorOf(d: i32): u64 {
  return load<u64>(factors + (<usize>d << 3));
}

export function raw(module: i32): i32 {
  if (factorsOf != demandVersion) openFactors();
  let product: u64 = 0;
  for (let d = 0; d < dims; d++) {
    const factor = factorOf(d);
    if (factor != 0) product += fractionWithin(d, freeOf(module, d)) * factor;
  }
  if (factorOf(DIMS_MAX) != 0) product += fractionWithin(DIMS_MAX, deviceFreeOf(module)) * factorOf(DIMS_MAX);
  return RAW_ONE - <i32>(product >> 28);
}

export function choose(module: i32): u64 {
  return bestFitDevices(module);
}
