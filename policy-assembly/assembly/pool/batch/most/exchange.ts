/** Places for items of one device that were left out: by moving or exchanging what is placed, or instead of what is worth less. */
import { MOST_MAX_LOOKS } from "../../../../abi/pool.ts";
import { dims } from "../../shape.ts";
import {
  amountOf, areAlike, devicesOf, fitsOn, nextItem, putItem, rowOf, setIn, takeItem, valueOf,
} from "./items.ts";
import { append, openLists, replace, swap } from "./lists.ts";
import { preferredCount, preferredItem } from "./placing.ts";
import { firstItemOn, freeOn, idleOn, isInSet, rowBytes, rows, rowsEnd } from "./rows.ts";

const ROUNDS = 8;

const DONE = 1;
const FAILED = 0;
/** A look was not there. */
const EXHAUSTED = -1;

let looks: i32 = 0;

// @ts-ignore: decorator
@inline
function look(count: i32): bool {
  if (looks < count) return false;
  looks -= count;
  return true;
}

/** Whether the item has its units once `gone` has left the module. */
// @ts-ignore: decorator
@inline
function fitsAfter(row: usize, item: usize, gone: usize): bool {
  for (let d = 0; d < dims; d++) if (amountOf(item, d) > <i64>freeOn(row, d) + amountOf(gone, d)) return false;
  return true;
}

/** Whether the item has its units once `gone` has left the module and `come` has come to it. */
// @ts-ignore: decorator
@inline
function fitsBetween(row: usize, item: usize, gone: usize, come: usize): bool {
  for (let d = 0; d < dims; d++) {
    if (amountOf(item, d) > <i64>freeOn(row, d) + amountOf(gone, d) - amountOf(come, d)) return false;
  }
  return true;
}

/** Moves `own` off its module for `item`: to another module, or in exchange for one of its items. */
function makeRoom(item: usize, row: usize, own: usize): i32 {
  const set = setIn(own);
  const devices = devicesOf(own);
  for (let other = rows; other < rowsEnd; other += rowBytes) {
    if (other == row || !isInSet(other, set)) continue;
    if (!look(1)) return EXHAUSTED;
    if (devices == 0 && fitsOn(other, own)) {
      takeItem(own);
      putItem(own, other);
      putItem(item, row);
      replace(row, own, item);
      append(other, own);
      return DONE;
    }
    for (let theirs = firstItemOn(other); theirs != 0; theirs = nextItem(theirs)) {
      if (!look(1)) return EXHAUSTED;
      if (devicesOf(theirs) != devices || !isInSet(row, setIn(theirs))) continue;
      if (!fitsAfter(other, own, theirs) || !fitsBetween(row, item, own, theirs)) continue;
      takeItem(own);
      takeItem(theirs);
      putItem(theirs, row);
      putItem(own, other);
      putItem(item, row);
      swap(row, own, other, theirs);
      append(row, item);
      return DONE;
    }
  }
  return FAILED;
}

function exchange(item: usize): i32 {
  const set = setIn(item);
  for (let row = rows; row < rowsEnd; row += rowBytes) {
    if (idleOn(row) == 0 || !isInSet(row, set)) continue;
    if (!look(1)) return EXHAUSTED;
    if (fitsOn(row, item)) {
      putItem(item, row);
      append(row, item);
      return DONE;
    }
    for (let own = firstItemOn(row); own != 0; own = nextItem(own)) {
      if (!look(1)) return EXHAUSTED;
      if (!fitsAfter(row, item, own)) continue;
      const outcome = makeRoom(item, row, own);
      if (outcome != FAILED) return outcome;
    }
  }
  return FAILED;
}

/** The item takes the place of a placed one of less value: of the least, the first in order of preference. */
function upgrade(item: usize): i32 {
  if (!look(preferredCount)) return EXHAUSTED;
  let least: usize = 0;
  let value = valueOf(item);
  for (let k = 0; k < preferredCount; k++) {
    const other = preferredItem(k);
    const row = rowOf(other);
    if (row == 0 || devicesOf(other) != 1 || valueOf(other) >= value) continue;
    if (!isInSet(row, setIn(item)) || !fitsAfter(row, item, other)) continue;
    least = other;
    value = valueOf(other);
  }
  if (least == 0) return FAILED;
  const row = rowOf(least);
  takeItem(least);
  putItem(item, row);
  replace(row, least, item);
  return DONE;
}

/** Goes over the items that were left out, as long as that changes something and there are looks. */
export function improve(): void {
  looks = MOST_MAX_LOOKS;
  openLists();
  let progress = true;
  for (let round = 0; progress && round < ROUNDS; round++) {
    progress = false;
    let failed: usize = 0;
    for (let k = 0; k < preferredCount; k++) {
      const item = preferredItem(k);
      if (rowOf(item) != 0 || devicesOf(item) > 1 || (failed != 0 && areAlike(failed, item))) continue;
      let outcome = exchange(item);
      if (outcome == FAILED) outcome = upgrade(item);
      if (outcome == EXHAUSTED) return;
      if (outcome == DONE) progress = true;
      else failed = item;
    }
  }
}
