/** What one part is asked to be: units per dimension, devices and the share of each. The limits of these fields. */
import { DIMS_MAX, POOL_DEVICES_MAX, UNITS_MAX } from "../../abi/pool.ts";
import { dims } from "./shape.ts";

/** Whether i32[DIMS_MAX] units at `row`, a count of devices and milli of each lie within their limits. */
export function isAsk(row: usize, devices: i32, share: i32): bool {
  for (let d = 0; d < DIMS_MAX; d++) {
    const units = load<u32>(row + (<usize>d << 2));
    if (units > <u32>UNITS_MAX || (d >= dims && units != 0)) return false;
  }
  if (devices == 0) return share == 0;
  return devices > 0 && devices <= POOL_DEVICES_MAX && share >= 1 && share <= 1000;
}

/** Whether anything is asked for at all. */
export function asksSomething(row: usize, devices: i32): bool {
  let any = devices;
  for (let d = 0; d < dims; d++) any |= load<i32>(row + (<usize>d << 2));
  return any != 0;
}
