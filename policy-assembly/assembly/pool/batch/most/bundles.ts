/** Making bundles: every share request joins one, the largest left of the narrowest set and what fills its device best. */
import { choose, isReachable, join, keyOfChoice } from "./choice.ts";
import { give } from "./copies.ts";
import { addBundle } from "./items.ts";
import { keyDim } from "./problem.ts";
import { averageOf } from "./rows.ts";
import { rankOf, setCount, supersetsOf, unionCount, widthOf } from "./sets.ts";
import {
  classAmount, leftIn, setOfClass, shareClassBytes, shareClasses, shareClassesEnd, shareIn, unit,
} from "./share-classes.ts";

/** Milli that key units as many as the average are worth, for each step of care. */
export const PRICE: i64 = 650;

/** `narrow`, `wide`: the care for the key dimension in bundles of narrow sets and of the widest; below 0 = none. */
export function makeBundles(narrow: i32, wide: i32): void {
  for (let rank = 0; rank < setCount; rank++) {
    for (let set = 0; set < setCount; set++) {
      if (rankOf(set) == rank) makeBundlesOf(set, widthOf(set) == unionCount ? wide : narrow);
    }
  }
}

function makeBundlesOf(set: i32, care: i32): void {
  const target = averageOf(<u64>1 << set);
  for (let c = shareClasses; c < shareClassesEnd; c += shareClassBytes) {
    if (setOfClass(c) != set) continue;
    while (leftIn(c) > 0) makeBundle(c, set, care, target);
  }
}

/** `target`: of key units; more is paid for. */
function makeBundle(seed: usize, set: i32, care: i32, target: i64): void {
  const bundle = addBundle(set);
  give(bundle, seed, 1);
  const light = care >= 0;
  const most = (1000 - shareIn(seed)) / unit;
  choose(most, supersetsOf(set), light);
  const own = light ? <i64>classAmount(seed, keyDim) - target : 0;
  const price = <i64>max<i32>(0, care) * PRICE;
  const worth = max<i64>(1, target) * unit;
  let best = 0;
  let highest = i64.MIN_VALUE;
  for (let w = 0; w <= most; w++) {
    if (!isReachable(w)) continue;
    const over = light ? max<i64>(0, own + keyOfChoice(w)) : 0;
    const score = worth * w - over * price;
    if (score < highest) continue;
    best = w;
    highest = score;
  }
  join(bundle, best);
}
