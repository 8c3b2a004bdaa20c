/** Worst fit: the more of the module is left over, the better. Devices: the widest. */
import { sumOf } from "../columns.ts";
import { wantedNorm } from "../demand.ts";
import { worstFitDevices } from "../wanted-devices.ts";

export function raw(module: i32): i32 {
  return sumOf(module) - <i32>wantedNorm;
}

export function choose(module: i32): u64 {
  return worstFitDevices(module);
}
