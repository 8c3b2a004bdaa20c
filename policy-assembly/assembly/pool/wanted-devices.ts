/** The devices that a demand would get on a module, by fit. */
import { wantedDevices, wantedShare } from "./demand.ts";
import { bestFitOf, devicesWith, worstFitOf } from "./devices.ts";

/** By (free ascending, index ascending). */
export function bestFitDevices(module: i32): u64 {
  return wantedDevices == 0 ? 0 : bestFitOf(module, devicesWith(module, wantedShare), wantedDevices);
}

/** By (free descending, index ascending). */
export function worstFitDevices(module: i32): u64 {
  return wantedDevices == 0 ? 0 : worstFitOf(module, devicesWith(module, wantedShare), wantedDevices);
}
