/** Best fit: the less of the module is left over, the better. Devices: the tightest that are wide enough. */
import { RAW_ONE } from "../../../abi/pool.ts";
import { sumOf } from "../columns.ts";
import { wantedNorm } from "../demand.ts";
import { bestFitDevices } from "../wanted-devices.ts";

export function raw(module: i32): i32 {
  return RAW_ONE - (sumOf(module) - <i32>wantedNorm);
}

export function choose(module: i32): u64 {
  return bestFitDevices(module);
}
