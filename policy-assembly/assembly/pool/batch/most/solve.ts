/** Plans for the most device milli: some variants, of which the best is kept. */
import { MOST_MAX_SCANS } from "../../../../abi/pool.ts";
import { moduleCount } from "../../columns.ts";
import { makeBundles } from "./bundles.ts";
import { openChoice, resetChoice } from "./choice.ts";
import { classIn, countIn, nextCopy, openCopies, resetCopies } from "./copies.ts";
import { improve } from "./exchange.ts";
import { BUNDLE, copiesOf, devicesOf, itemBytes, items, itemsEnd, openItems, requestIn, resetItems, rowOf, valueOf } from "./items.ts";
import { openPreferred, placeDeviceless, placeOnDevices, prefer } from "./placing.ts";
import { milliOfAll, wantCount } from "./problem.ts";
import { refill } from "./refill.ts";
import { averageOf, idleOn, moduleOn, resetRows, rowBytes, rows, rowsEnd, useDevices } from "./rows.ts";
import { plan, planNothing } from "./sets.ts";
import { readShareClasses, resetShareClasses, useMember } from "./share-classes.ts";

/** Bytes: the care for the key dimension in bundles of narrow sets, in those of the widest, and whether items without devices go tight. */
const VARIANTS = 6;
const variants = memory.data<i8>([4, 0, 0, 0, -1, 0, 4, 1, 0, 4, 2, 0, 4, 4, 0, 4, -1, 1]);
const ALL_SETS: u64 = ~0;

/** Of the plan made last: requests without devices that have no place, and milli placed. */
let leftOut: i32 = 0;
let milli: i64 = 0;

function make(narrow: i32, wide: i32, tight: bool): void {
  resetRows();
  resetItems();
  resetShareClasses();
  resetCopies();
  resetChoice();
  leftOut = placeDeviceless(tight);
  const average = averageOf(ALL_SETS);
  makeBundles(narrow, wide);
  prefer(wide, average);
  placeOnDevices();
  improve();
  refill();
  milli = 0;
  for (let item = items; item < itemsEnd; item += itemBytes) if (rowOf(item) != 0) milli += valueOf(item);
}

function isAnyIdle(): bool {
  for (let row = rows; row < rowsEnd; row += rowBytes) if (idleOn(row) > 0) return true;
  return false;
}

/** Writes down where the plan made last puts each request, on which devices. */
function keep(): void {
  planNothing();
  for (let item = items; item < itemsEnd; item += itemBytes) {
    const row = rowOf(item);
    if (row == 0) continue;
    const mask = useDevices(row, devicesOf(item));
    const module = moduleOn(row);
    if (requestIn(item) != BUNDLE) {
      plan(requestIn(item), module, mask);
      continue;
    }
    for (let copy = copiesOf(item); copy != 0; copy = nextCopy(copy)) {
      for (let k = countIn(copy); k > 0; k--) plan(useMember(classIn(copy)), module, mask);
    }
  }
}

/** Plans the requests of the batch (sets.ts), of which one at least takes part. False when memory is exhausted. */
export function solve(): bool {
  if (!openItems() || !readShareClasses() || !openCopies() || !openChoice() || !openPreferred()) return false;
  const scans = <i64>wantCount * moduleCount;
  let leastLeftOut = 0;
  let mostMilli: i64 = -1;
  for (let v = 0; v < VARIANTS && (v == 0 || (v + 1) * scans <= MOST_MAX_SCANS); v++) {
    const variant = variants + <usize>v * 3;
    make(load<i8>(variant), load<i8>(variant, 1), load<i8>(variant, 2) != 0);
    if (v == 0 || leftOut < leastLeftOut || (leftOut == leastLeftOut && milli > mostMilli)) {
      leastLeftOut = leftOut;
      mostMilli = milli;
      keep();
    }
    if (leftOut == 0 && (milli == milliOfAll || (v == 0 && !isAnyIdle()))) break;
  }
  return true;
}
