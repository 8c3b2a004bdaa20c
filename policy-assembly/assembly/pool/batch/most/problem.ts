/** What all variants of a plan have in common: which dimension is scarcest, how much of it a device needs, what is asked for in all. */
import { DIMS_MAX, UNITS_MAX } from "../../../../abi/pool.ts";
import { dims } from "../../shape.ts";
import { amountAt, devicesAt, entryCount, milliAt, shareAt } from "../entries.ts";
import { freeOn, openRows, rowBytes, rows, rowsEnd, setKeyDim, weighRow } from "./rows.ts";
import { NO_SET, setOf } from "./sets.ts";

const SCARCITY: u64 = 1024;

/** Requests that a module may take: they take part. */
export let wantCount: i32 = 0;
/** Of them, those for a share of one device. */
export let shareCount: i32 = 0;
/** The dimension that is scarcest. */
export let keyDim: i32 = 0;
/** Units of the key dimension that a device of the batch needs on average. */
export let need: i64 = 0;
/** Milli that placing everything would place. */
export let milliOfAll: i64 = 0;

const demands = memory.data(DIMS_MAX * 8, 8); // u64

/** Whether the request is for a share of one device. */
// @ts-ignore: decorator
@inline
export function isShare(index: i32): bool {
  return devicesAt(index) == 1 && shareAt(index) < 1000;
}

/** After `readSets`. False when memory is exhausted. */
export function readProblem(): bool {
  if (!openRows()) return false;
  wantCount = shareCount = 0;
  milliOfAll = 0;
  memory.fill(demands, 0, DIMS_MAX * 8);
  for (let index = 0; index < entryCount; index++) {
    if (setOf(index) == NO_SET) continue;
    wantCount++;
    shareCount += i32(isShare(index));
    milliOfAll += milliAt(index);
    for (let d = 0; d < dims; d++) {
      const at = demands + (<usize>d << 3);
      store<u64>(at, load<u64>(at) + <u64>amountAt(index, d));
    }
  }
  keyDim = scarcest();
  setKeyDim(keyDim);
  for (let row = rows; row < rowsEnd; row += rowBytes) weighRow(row);
  need = needed();
  return true;
}

function scarcest(): i32 {
  let best = 0;
  let most: u64 = 0;
  for (let d = 0; d < dims; d++) {
    let capacity: u64 = 0;
    for (let row = rows; row < rowsEnd; row += rowBytes) capacity += freeOn(row, d);
    const scarcity = SCARCITY * load<u64>(demands + (<usize>d << 3)) / max<u64>(1, capacity);
    if (d > 0 && scarcity <= most) continue;
    best = d;
    most = scarcity;
  }
  return best;
}

function needed(): i64 {
  if (milliOfAll == 0) return 0;
  let units: i64 = 0;
  for (let index = 0; index < entryCount; index++) {
    if (setOf(index) != NO_SET && devicesAt(index) > 0) units += amountAt(index, keyDim);
  }
  return min<i64>(UNITS_MAX, 1000 * units / milliOfAll);
}
