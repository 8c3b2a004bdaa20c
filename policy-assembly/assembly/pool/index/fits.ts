/**
 * Best fit over all modules, by whatever finds it soonest: for one dimension size classes, for several a tree, for
 * few modules a scan. An index is made along the way: each search puts some more modules in and scans the others, so
 * that no call waits for a whole index, and pools that are never searched pay nothing.
 */
import { moduleCount, sumOf } from "../columns.ts";
import { devicesMax, dims, moduleRoom } from "../shape.ts";
import { openBounds } from "./bounds.ts";
import { asked, askedOf, closeRanks, openRanks, rankOf, ranks, updateRank } from "./ranks.ts";
import { scanFrom } from "./scan.ts";
import { closeSizeClasses, openSizeClasses, searchSizeClasses, updateSizeClasses } from "./size-classes.ts";
import { GIVEN_UP, searchTree } from "./tree-search.ts";
import { closeTree, openTree, root, updateTree } from "./tree.ts";

/** Fewer modules are scanned. */
const LEAST = 256;
/** Modules that a search puts into the index. */
const STEP = 2048;

const NO_INDEX = 0;
const SIZE_CLASSES = 1;
const TREE = 2;
/** Memory did not suffice: this pool is scanned. */
const NEVER = 3;

let index: i32 = NO_INDEX;
/** The first so many modules are in the index. */
let covered: i32 = 0;
let failed: bool = false;

/** Forgets everything: the arena was reset. */
export function resetFits(): void {
  closeRanks();
  drop(NO_INDEX);
  failed = false;
}

function drop(next: i32): void {
  closeSizeClasses();
  closeTree();
  index = next;
  covered = 0;
}

/** The module's free units, sum, state or marks may have changed. */
// @ts-ignore: decorator
@inline
export function updateFits(module: i32, sum: i32): void {
  if (ranks == 0) return;
  const rank = updateRank(module, sum);
  if (module >= covered) return;
  if (index == SIZE_CLASSES) updateSizeClasses(module, rank);
  else if (!updateTree(module)) drop(NEVER);
}

/** Says what is asked for of one dimension. */
// @ts-ignore: decorator
@inline
export function ask(d: i32, units: i32): void {
  store<i32>(asked + (<usize>d << 2), units);
}

function openIndex(): void {
  if (dims == 1 && devicesMax == 0 && openSizeClasses()) {
    index = SIZE_CLASSES;
    return;
  }
  openBounds();
  if (openTree(moduleRoom)) index = TREE;
  else drop(NEVER);
}

function cover(): void {
  if (index == NEVER || moduleCount < LEAST) return;
  if (index == NO_INDEX) openIndex();
  for (let end = min(moduleCount, covered + STEP); covered < end && index != NEVER; ) {
    const module = covered++;
    updateFits(module, sumOf(module));
  }
}

/** The best fit for so many units of the only dimension, as `bestFit(false)`: the shortest way there is. */
// @ts-ignore: decorator
@inline
export function bestFitOfOne(units: i32): i32 {
  if (index == SIZE_CLASSES && covered == moduleCount) return searchSizeClasses(units);
  ask(0, units);
  return bestFit(false);
}

/**
 * The best fit for what was asked, -1 when nothing fits. With `filtered` it also passes the filters of the request under
 * decision. GIVEN_UP when this is not the way to find it.
 */
export function bestFit(filtered: bool): i32 {
  if (ranks == 0) {
    if (failed || !openRanks()) {
      failed = true;
      return GIVEN_UP;
    }
  }
  if (covered < moduleCount) cover();
  const isWhole = covered == moduleCount && covered > 0;
  if (filtered && (!isWhole || index != TREE)) return GIVEN_UP;
  let found = -1;
  if (covered > 0) found = index == TREE ? searchTree(root, filtered) : searchSizeClasses(askedOf(0));
  if (isWhole) return found;
  const other = scanFrom(covered);
  return found < 0 || (other >= 0 && rankOf(other) < rankOf(found)) ? other : found;
}
