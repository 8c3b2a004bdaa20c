/** The items on each module with at most one device, in order of arrival. An item is on one list at most. */
import { devicesOf, itemBytes, items, itemsEnd, nextItem, previousItem, rowOf, setNextItem, setPreviousItem } from "./items.ts";
import { lastItemOn, rowBytes, rows, rowsEnd, setFirstItemOn, setLastItemOn } from "./rows.ts";

/** Lists what is placed, by item. */
export function openLists(): void {
  for (let row = rows; row < rowsEnd; row += rowBytes) {
    setFirstItemOn(row, 0);
    setLastItemOn(row, 0);
  }
  for (let item = items; item < itemsEnd; item += itemBytes) {
    if (rowOf(item) != 0 && devicesOf(item) < 2) append(rowOf(item), item);
  }
}

export function append(row: usize, item: usize): void {
  link(row, lastItemOn(row), item);
  link(row, item, 0);
}

/** `item`, which is on no list, takes the place of `gone`. */
export function replace(row: usize, gone: usize, item: usize): void {
  const next = nextItem(gone);
  link(row, previousItem(gone), item);
  link(row, item, next);
}

/** Two items on different modules change places. */
export function swap(rowOfA: usize, a: usize, rowOfB: usize, b: usize): void {
  const previous = previousItem(a);
  const next = nextItem(a);
  replace(rowOfB, b, a);
  link(rowOfA, previous, b);
  link(rowOfA, b, next);
}

/** Makes two items neighbours; 0 is the end of the list. */
function link(row: usize, before: usize, after: usize): void {
  if (before != 0) setNextItem(before, after);
  else setFirstItemOn(row, after);
  if (after != 0) setPreviousItem(after, before);
  else setLastItemOn(row, before);
}
