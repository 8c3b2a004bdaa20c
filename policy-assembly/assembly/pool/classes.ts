/** Classes: what many modules have in common. Read in place from the input of `begin`. */
import { LABEL_UNKNOWN, STATUS_BAD_RECORD, STATUS_OK } from "../../abi/abi.ts";
import {
  CLASS_BYTES, CLASS_COST, CLASS_DEVICE_COST, CLASS_DEVICE_STEP, CLASS_LABELS_MAX, CLASS_LABEL_COUNT, CLASS_LABEL_FIRST, CLASS_MAX_UNIT,
  CLASS_MIN_UNIT, CLASS_RATIO_MILLI, CLASS_RESERVED, CLASS_STEP, POOL_COST_MAX, RATIO_MILLI_MAX, UNITS_MAX,
} from "../../abi/pool.ts";
import { fail } from "./output.ts";
import { classCount, classTable, devicesMax, dims, labelCount, labelTable } from "./shape.ts";

// @ts-ignore: decorator
@inline
function classAt(c: i32): usize {
  return classTable + <usize>c * CLASS_BYTES;
}

function isClass(at: usize): bool {
  for (let d = 0; d < dims; d++) {
    const field = at + (<usize>d << 2);
    const least = load<i32>(field, CLASS_MIN_UNIT);
    const most = load<i32>(field, CLASS_MAX_UNIT);
    const ratio = load<i32>(field, CLASS_RATIO_MILLI);
    if (load<i32>(field, CLASS_STEP) < 1 || least < 0 || most < least || most > UNITS_MAX) return false;
    if (load<i32>(field, CLASS_RESERVED) < 0 || ratio < 1 || ratio > RATIO_MILLI_MAX) return false;
    if (load<u32>(field, CLASS_COST) > <u32>POOL_COST_MAX) return false;
  }
  if (load<u32>(at, CLASS_DEVICE_COST) > <u32>POOL_COST_MAX) return false;
  const step = load<i32>(at, CLASS_DEVICE_STEP);
  if (devicesMax > 0 && (step < 1 || step > 1000 || 1000 % step != 0)) return false;
  const first = load<i32>(at, CLASS_LABEL_FIRST);
  const count = load<i32>(at, CLASS_LABEL_COUNT);
  return first >= 0 && count >= 0 && count <= CLASS_LABELS_MAX && <i64>first + <i64>count <= <i64>labelCount;
}

export function checkClasses(): i32 {
  for (let c = 0; c < classCount; c++) if (!isClass(classAt(c))) return fail(STATUS_BAD_RECORD, c);
  return STATUS_OK;
}

export function checkLabels(): i32 {
  for (let k = 0; k < labelCount; k++) {
    if (load<u32>(labelTable + (<usize>k << 2)) == <u32>LABEL_UNKNOWN) return fail(STATUS_BAD_RECORD, k);
  }
  return STATUS_OK;
}

// @ts-ignore: decorator
@inline
export function stepOf(c: i32, d: i32): i32 {
  return load<i32>(classAt(c) + (<usize>d << 2), CLASS_STEP);
}

// @ts-ignore: decorator
@inline
export function minUnitOf(c: i32, d: i32): i32 {
  return load<i32>(classAt(c) + (<usize>d << 2), CLASS_MIN_UNIT);
}

// @ts-ignore: decorator
@inline
export function maxUnitOf(c: i32, d: i32): i32 {
  return load<i32>(classAt(c) + (<usize>d << 2), CLASS_MAX_UNIT);
}

/** Micros per unit-hour. */
// @ts-ignore: decorator
@inline
export function unitCostOf(c: i32, d: i32): i64 {
  return load<u32>(classAt(c) + (<usize>d << 2), CLASS_COST);
}

/** Micros per device-hour. */
// @ts-ignore: decorator
@inline
export function deviceCostOf(c: i32): i64 {
  return load<u32>(classAt(c), CLASS_DEVICE_COST);
}

/** Milli; in a pool without devices the field is not looked at. */
// @ts-ignore: decorator
@inline
export function deviceStepOf(c: i32): i32 {
  return devicesMax == 0 ? 1 : load<i32>(classAt(c), CLASS_DEVICE_STEP);
}

/** Units of a capacity that can be given away: less what is reserved, times the over-commit ratio. */
export function effectiveUnits(c: i32, d: i32, capacity: i32): i64 {
  const field = classAt(c) + (<usize>d << 2);
  const left = max<i64>(0, <i64>capacity - <i64>load<i32>(field, CLASS_RESERVED));
  const ratio = load<i32>(field, CLASS_RATIO_MILLI);
  return ratio == 1000 ? left : left * ratio / 1000;
}

export function carries(c: i32, label: u32): bool {
  let at = labelTable + (<usize>load<i32>(classAt(c), CLASS_LABEL_FIRST) << 2);
  const end = at + (<usize>load<i32>(classAt(c), CLASS_LABEL_COUNT) << 2);
  for (; at < end; at += 4) if (load<u32>(at) == label) return true;
  return false;
}
