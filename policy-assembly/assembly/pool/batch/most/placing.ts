/** Placing items: first those without devices, then those that all idle devices could hold, then the others while they fit. */
import { SCRATCH_MOST_ORDER, reserveScratch } from "../../scratch.ts";
import { addPair, openPairs, pairCount, setKeyAt, sortPairs, valueAt } from "../sort.ts";
import { PRICE } from "./bundles.ts";
import {
  areAlike, devicesOf, fitsOn, hasUnitsFree, itemBytes, items, itemsEnd, keyIn, perDevice, putItem, rowOf, setIn, valueOf,
} from "./items.ts";
import { need, shareCount, wantCount } from "./problem.ts";
import { idleOn, isInSet, keyFreeOn, ratioOn, rowBytes, rows, rowsEnd } from "./rows.ts";
import { rankOf } from "./sets.ts";

/** Above every difference of key units. */
const WORSE: i64 = 1 << 40;
/** Above everything else that a score can be. */
const FIRST: i64 = 1 << 50;
const KEY_BITS: u64 = 40;
const KEY_MOST: i64 = (1 << 40) - 1;
const RANK_BITS: u64 = 6;

/** u32[] addresses of the items with devices, in order of preference. */
let preferred: usize = 0;
export let preferredCount: i32 = 0;

/** Makes room for the order of the items of any plan; false when memory is exhausted. */
export function openPreferred(): bool {
  const room = wantCount + shareCount + 1;
  preferred = reserveScratch(SCRATCH_MOST_ORDER, <u64>room * 4);
  return preferred != 0 && openPairs(room);
}

// @ts-ignore: decorator
@inline
export function preferredItem(k: i32): usize {
  return load<u32>(preferred + (<usize>k << 2));
}

// @ts-ignore: decorator
@inline
function sortedItem(k: i32): usize {
  return <usize><u32>valueAt(k);
}

function openOrder(): void {
  openPairs(wantCount + shareCount + 1);
}

/** Places the items without devices, largest first; returns how many found no place. */
export function placeDeviceless(tight: bool): i32 {
  openOrder();
  for (let item = items; item < itemsEnd; item += itemBytes) {
    if (devicesOf(item) == 0) addPair(<u64>(KEY_MOST - keyIn(item)), <i32>item);
  }
  sortPairs();
  let leftOut = 0;
  for (let k = 0; k < pairCount; k++) {
    const item = sortedItem(k);
    const row = roomiest(item, tight);
    if (row == 0) leftOut++;
    else putItem(item, row);
  }
  return leftOut;
}

/** The module for an item without devices: without idle devices if there is one, else where the idle ones are left the most, or `tight`. */
function roomiest(item: usize, tight: bool): usize {
  const key = keyIn(item);
  let best: usize = 0;
  let least: i64 = 0;
  for (let row = rows; row < rowsEnd; row += rowBytes) {
    if (!fitsOn(row, item)) continue;
    const idle = <i64>idleOn(row);
    const left = <i64>keyFreeOn(row) - key;
    let score: i64;
    if (idle == 0) {
      score = left - FIRST;
    } else if (tight) {
      const over = left - need * idle;
      score = over >= 0 ? over : WORSE - over;
    } else {
      score = -(left / idle);
    }
    if (best != 0 && score >= least) continue;
    best = row;
    least = score;
  }
  return best;
}

/** Milli for each device, less the price of key units above the average. */
function worth(item: usize, wide: i32, average: i64): i64 {
  const value = <i64>(valueOf(item) / devicesOf(item));
  if (wide <= 0) return value;
  const over = max<i64>(0, perDevice(item) - average);
  return max<i64>(0, value - over * wide * PRICE / max<i64>(1, average));
}

/** Orders the items with devices by preference. `average`: of key units for each device, before bundles were made. */
export function prefer(wide: i32, average: i64): void {
  openOrder();
  for (let item = items; item < itemsEnd; item += itemBytes) {
    if (devicesOf(item) == 0) continue;
    addPair(<u64>(1000 - worth(item, wide, average)) << KEY_BITS | <u64>perDevice(item), <i32>item);
  }
  sortPairs();
  preferredCount = pairCount;
  for (let k = 0; k < preferredCount; k++) store<u32>(preferred + (<usize>k << 2), <u32>sortedItem(k));
}

/** Puts the item on the poorest module for each idle device that is rich enough, otherwise on the richest; false when none fits. */
function placeByRatio(item: usize): bool {
  const wanted = perDevice(item);
  const set = setIn(item);
  const devices = devicesOf(item);
  let best: usize = 0;
  let least: i64 = 0;
  for (let row = rows; row < rowsEnd; row += rowBytes) {
    if (!isInSet(row, set) || idleOn(row) < devices) continue;
    const ratio = <i64>ratioOn(row);
    const score = ratio >= wanted ? ratio - wanted : WORSE - ratio;
    if ((best != 0 && score >= least) || !hasUnitsFree(row, item)) continue;
    best = row;
    least = score;
  }
  if (best != 0) putItem(item, best);
  return best != 0;
}

/** The less, the harder the item is to place: many devices, few modules, much of the key dimension. */
function ease(item: usize): u64 {
  const others = <u64>(64 - devicesOf(item)) << RANK_BITS | <u64>rankOf(setIn(item));
  return others << KEY_BITS | <u64>(KEY_MOST - keyIn(item));
}

/** Places the preferred items that all idle devices could hold, the hardest first; then the others while they fit. */
export function placeOnDevices(): void {
  let devices: i64 = 0;
  for (let row = rows; row < rowsEnd; row += rowBytes) devices += idleOn(row);
  openOrder();
  let wanted: i64 = 0;
  for (let k = 0; k < preferredCount; k++) {
    const item = preferredItem(k);
    wanted += devicesOf(item);
    if (wanted > devices) break;
    addPair(<u64>item, <i32>item);
  }
  sortPairs();
  for (let k = 0; k < pairCount; k++) setKeyAt(k, ease(sortedItem(k)));
  sortPairs();
  for (let k = 0; k < pairCount; k++) placeByRatio(sortedItem(k));
  let failed: usize = 0;
  for (let k = 0; k < preferredCount; k++) {
    const item = preferredItem(k);
    if (rowOf(item) != 0 || (failed != 0 && areAlike(failed, item))) continue;
    if (!placeByRatio(item)) failed = item;
  }
}
