/** The best few modules: total descending, then index ascending (which is the order they are offered in). */
import { WAYS_MAX } from "../../abi/abi.ts";

const PLACES = WAYS_MAX + 1; // every way and the runner-up
const totals: usize = memory.data(PLACES * 4, 4);
const modules: usize = memory.data(PLACES * 4, 4);
let places: i32 = 0;
export let ranked: i32 = 0;

export function resetRanking(keep: i32): void {
  places = keep;
  ranked = 0;
}

// @ts-ignore: decorator
@inline
function totalAt(k: i32): i32 {
  return load<i32>(totals + (<usize>k << 2));
}

// @ts-ignore: decorator
@inline
export function rankedAt(k: i32): i32 {
  return load<i32>(modules + (<usize>k << 2));
}

function insert(module: i32, total: i32): void {
  let k = ranked < places ? ranked++ : places - 1;
  for (; k > 0 && totalAt(k - 1) < total; k--) {
    store<i32>(totals + (<usize>k << 2), totalAt(k - 1));
    store<i32>(modules + (<usize>k << 2), rankedAt(k - 1));
  }
  store<i32>(totals + (<usize>k << 2), total);
  store<i32>(modules + (<usize>k << 2), module);
}

// @ts-ignore: decorator
@inline
export function offer(module: i32, total: i32): void {
  if (ranked < places || total > totalAt(places - 1)) insert(module, total);
}
