/** Adding modules, and changing their state. */
import {
  STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_BAD_RECORD, STATUS_FULL, STATUS_INVALID_REQUEST, STATUS_OK,
} from "../../abi/abi.ts";
import {
  HEALTH_CRITICAL, HEALTH_SHIFT, PM_BYTES, PM_CAPACITY, PM_CLASS, PM_DEVICES, PM_DOMAIN, PM_STATE, PM_ZONE,
  POOL_DOMAINS_MAX, STATE_COUNT, UNITS_MAX,
} from "../../abi/pool.ts";
import { effectiveUnits } from "./classes.ts";
import { appendModule, hasModule, moduleCount, setCapacity, setFree, setState } from "./columns.ts";
import { fail } from "./output.ts";
import { classCount, devicesMax, dims, moduleRoom, scaleOf, zoneCount } from "./shape.ts";
import { touch } from "./touch.ts";

function isState(state: u32): bool {
  return (state & ((1 << HEALTH_SHIFT) - 1)) < <u32>STATE_COUNT && state >> HEALTH_SHIFT <= <u32>HEALTH_CRITICAL;
}

function isModule(at: usize): bool {
  const c = load<i32>(at, PM_CLASS);
  const domain = load<i32>(at, PM_DOMAIN);
  if (<u32>c >= <u32>classCount || <u32>load<i32>(at, PM_ZONE) >= <u32>zoneCount) return false;
  if (domain < -1 || domain >= POOL_DOMAINS_MAX || !isState(load<u32>(at, PM_STATE))) return false;
  if (load<u32>(at, PM_DEVICES) > <u32>devicesMax) return false;
  for (let d = 0; d < dims; d++) {
    const capacity = load<i32>(at + (<usize>d << 2), PM_CAPACITY);
    if (<u32>capacity > <u32>UNITS_MAX || effectiveUnits(c, d, capacity) > scaleOf(d)) return false;
  }
  return true;
}

/** Appends `bytes` bytes of POOL_MODULE records at `at`, all or nothing. */
export function addModules(at: usize, bytes: u64): i32 {
  if (bytes % PM_BYTES != 0) return STATUS_BAD_LENGTH;
  const count = <i32>(bytes / PM_BYTES);
  for (let k = 0; k < count; k++) if (!isModule(at + <usize>k * PM_BYTES)) return fail(STATUS_BAD_RECORD, k);
  if (count > moduleRoom - moduleCount) return STATUS_FULL;
  for (let k = 0; k < count; k++) addModule(at + <usize>k * PM_BYTES);
  return STATUS_OK;
}

function addModule(at: usize): void {
  const c = load<i32>(at, PM_CLASS);
  const module = appendModule(c, load<i32>(at, PM_ZONE), load<i32>(at, PM_DOMAIN), load<i32>(at, PM_STATE), load<i32>(at, PM_DEVICES));
  for (let d = 0; d < dims; d++) {
    const capacity = load<i32>(at + (<usize>d << 2), PM_CAPACITY);
    setCapacity(module, d, capacity);
    setFree(module, d, <i32>effectiveUnits(c, d, capacity));
  }
  touch(module);
}

export function changeState(module: i32, state: i32): i32 {
  if (!hasModule(module)) return STATUS_BAD_MODULE;
  if (!isState(<u32>state)) return STATUS_INVALID_REQUEST;
  setState(module, state);
  touch(module);
  return STATUS_OK;
}
