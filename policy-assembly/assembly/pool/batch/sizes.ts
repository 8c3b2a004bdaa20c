/** How large requests are, in the measure of what is free and of what the batch makes scarce. */
import { DIMS_MAX, HEALTH_SHIFT, STATE_ONLINE } from "../../../abi/pool.ts";
import { deviceFreeOf, freeOf, moduleCount, stateOf } from "../columns.ts";
import { dims } from "../shape.ts";
import { amountAt, entryCount, milliAt, setSizeAt, sizeAt } from "./entries.ts";
import { addPair, openPairs, sortPairs } from "./sort.ts";

/** An average online module's free units, in sizes. */
const AVERAGE: i64 = 1048576;
/** Largest part of a size that one column adds, before scarcity. */
const MOST: i64 = 268435456;
/** Scarcity of a column of which everything free is asked for. */
const ALL: i64 = 1024;

/** What the request asks for of a dimension; milli of devices for d = DIMS_MAX. */
function askOf(index: i32, d: i32): i64 {
  return d == DIMS_MAX ? milliAt(index) : amountAt(index, d);
}

/** Works out the sizes of all requests. Nothing of the batch is taken. */
export function measure(): void {
  for (let d = 0; d < dims; d++) addColumn(d);
  addColumn(DIMS_MAX);
}

function addColumn(d: i32): void {
  let demand: i64 = 0;
  for (let index = 0; index < entryCount; index++) demand += askOf(index, d);
  if (demand == 0) return;
  let online: i64 = 0;
  let capacity: i64 = 0;
  for (let module = 0; module < moduleCount; module++) {
    if ((stateOf(module) & ((1 << HEALTH_SHIFT) - 1)) != STATE_ONLINE) continue;
    online++;
    capacity += d == DIMS_MAX ? deviceFreeOf(module) : freeOf(module, d);
  }
  const average = max<i64>(1, capacity / max<i64>(1, online));
  const factor = min<i64>(ALL, ALL * demand / max<i64>(1, capacity)) + 1;
  for (let index = 0; index < entryCount; index++) {
    const ask = askOf(index, d);
    if (ask != 0) setSizeAt(index, sizeAt(index) + min<i64>(MOST, ask * AVERAGE / average) * factor);
  }
}

/** Sorts the requests: the largest first, ties by index. False when memory is exhausted. */
export function sortBySize(): bool {
  if (!openPairs(entryCount)) return false;
  for (let index = 0; index < entryCount; index++) addPair(<u64>(i64.MAX_VALUE - sizeAt(index)), index);
  sortPairs();
  return true;
}
