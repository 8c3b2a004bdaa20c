/** The fast lane: bare integers in, a module out, nothing recorded. */
import { STATUS_BAD_MODULE, STATUS_INVALID_REQUEST, STATUS_NOT_BEGUN, STATUS_NOT_FIT, STATUS_OK } from "../../abi/abi.ts";
import { UNITS_MAX } from "../../abi/pool.ts";
import { nextPart, unitsOf } from "./allocations.ts";
import { effectiveOf, firstPartOn, freeOf, hasModule, setFree } from "./columns.ts";
import { bestLane } from "./search.ts";
import { dims, shape } from "./shape.ts";
import { touch } from "./touch.ts";

const LANES = 4;

/** Whether the amounts lie within their limits, are 0 beyond the pool's dimensions, and ask for something. */
// @ts-ignore: decorator
@inline
function isAmount(a0: i32, a1: i32, a2: i32, a3: i32): bool {
  const most = <u32>UNITS_MAX;
  if (<u32>a0 > most || <u32>a1 > most || <u32>a2 > most || <u32>a3 > most) return false;
  if ((dims < 2 && a1 != 0) || (dims < 3 && a2 != 0) || (dims < 4 && a3 != 0)) return false;
  return (a0 | a1 | a2 | a3) != 0;
}

// @ts-ignore: decorator
@inline
function shift(module: i32, d: i32, units: i32): void {
  if (d < dims && units != 0) setFree(module, d, freeOf(module, d) + units);
}

// @ts-ignore: decorator
@inline
function shiftAll(module: i32, a0: i32, a1: i32, a2: i32, a3: i32): void {
  setFree(module, 0, freeOf(module, 0) + a0);
  if (dims > 1) {
    shift(module, 1, a1);
    shift(module, 2, a2);
    shift(module, 3, a3);
  }
  touch(module);
}

/** The module that was taken from, -1 = nothing fits, -2 - status on misuse. */
export function takeLane(a0: i32, a1: i32, a2: i32, a3: i32): i32 {
  if (shape == 0) return -2 - STATUS_NOT_BEGUN;
  if (!isAmount(a0, a1, a2, a3)) return -2 - STATUS_INVALID_REQUEST;
  const module = bestLane(min<i32>(dims, LANES), a0, a1, a2, a3);
  if (module < 0) return -1;
  shiftAll(module, -a0, -a1, -a2, -a3);
  return module;
}

/** Whether so many units of a dimension were taken off the module by the fast lane. */
// @ts-ignore: decorator
@inline
function isOut(module: i32, d: i32, units: i32): bool {
  if (d >= dims || units == 0) return true;
  let out = effectiveOf(module, d) - freeOf(module, d);
  for (let part = firstPartOn(module); part != 0 && out >= units; part = nextPart(part)) out -= unitsOf(part, d);
  return out >= units;
}

export function giveLane(module: i32, a0: i32, a1: i32, a2: i32, a3: i32): i32 {
  if (!hasModule(module)) return STATUS_BAD_MODULE;
  if (!isAmount(a0, a1, a2, a3)) return STATUS_INVALID_REQUEST;
  if (!isOut(module, 0, a0)) return STATUS_NOT_FIT;
  if (dims > 1 && (!isOut(module, 1, a1) || !isOut(module, 2, a2) || !isOut(module, 3, a3))) return STATUS_NOT_FIT;
  shiftAll(module, a0, a1, a2, a3);
  return STATUS_OK;
}
