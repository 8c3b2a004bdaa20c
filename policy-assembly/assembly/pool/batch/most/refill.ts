/** Share requests in bundles that were not placed come to idle devices, and to bundles that become fuller with them. */
import { choose, isReachable, join, keyOfChoice } from "./choice.ts";
import { forget, restore, unload } from "./copies.ts";
import {
  BUNDLE, addBundle, hasUnitsFree, putItem, removeBundle, requestIn, rowOf, takeItem, valueOf,
} from "./items.ts";
import { preferredCount, preferredItem } from "./placing.ts";
import { idleOn, keyFreeOn, rowBytes, rows, rowsEnd, setsOn } from "./rows.ts";
import { leftCount, unit } from "./share-classes.ts";

/** Fills an empty bundle that is put nowhere with the most that fits on the module; false when that is no more than `least` milli. */
function fill(bundle: usize, row: usize, least: i32): bool {
  const most = 1000 / unit;
  choose(most, setsOn(row), true);
  for (let w = most; w * unit > least; w--) {
    if (!isReachable(w) || keyOfChoice(w) > <i64>keyFreeOn(row)) continue;
    join(bundle, w);
    if (hasUnitsFree(row, bundle)) return true;
    forget(unload(bundle));
  }
  return false;
}

function isBundle(item: usize): bool {
  return requestIn(item) == BUNDLE;
}

export function refill(): void {
  for (let k = 0; k < preferredCount; k++) {
    const item = preferredItem(k);
    if (isBundle(item) && rowOf(item) == 0) forget(unload(item));
  }
  for (let row = rowsEnd; row > rows; ) {
    row -= rowBytes;
    while (idleOn(row) > 0 && leftCount > 0) {
      const bundle = addBundle(0);
      if (!fill(bundle, row, 0)) {
        removeBundle();
        break;
      }
      putItem(bundle, row);
    }
  }
  for (let k = preferredCount - 1; k >= 0 && leftCount > 0; k--) {
    const item = preferredItem(k);
    const row = rowOf(item);
    if (!isBundle(item) || row == 0 || valueOf(item) >= 1000) continue;
    const before = valueOf(item);
    takeItem(item);
    const held = unload(item);
    if (fill(item, row, before)) forget(held);
    else restore(item, held);
    putItem(item, row);
  }
}
