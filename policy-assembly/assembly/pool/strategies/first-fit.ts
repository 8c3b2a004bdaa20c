/** First fit: every module that can take the request is as good as another, so the lowest index wins. */
import { RAW_ONE } from "../../../abi/pool.ts";
import { bestFitDevices } from "../wanted-devices.ts";

export function raw(_module: i32): i32 {
  return RAW_ONE;
}

export function choose(module: i32): u64 {
  return bestFitDevices(module);
}
