/**
 * Finding modules: the best by key, the best few, the best of the fast lane. By index where there is one for the case, else
 * by scan; the answers are the same.
 */
import { HEALTH_CRITICAL, HEALTH_SHIFT, POOL_SPAN_MAX, STATE_ONLINE, STRATEGY_ADAPTIVE, STRATEGY_BEST_FIT } from "../../abi/pool.ts";
import { domainOf, freeOf, marksOf, moduleCount, stateOf, sumOf } from "./columns.ts";
import { passes } from "./filter.ts";
import { isBlind } from "./adaptive/tables.ts";
import { isOwn, wantedDevices, wantedOf } from "./demand.ts";
import { ask, bestFit, bestFitOfOne } from "./index/fits.ts";
import { NOT_KEPT, bestKept } from "./index/scores.ts";
import { active, affinityCount, antiCount, clauseWords, flags, host, levels, strategy, weightCost, weightProximity } from "./request.ts";
import { keyOf } from "./score.ts";
import { dims } from "./shape.ts";
import { listedCountOf, listedOf } from "./types.ts";

const KEY: usize = 0; // i64
const MODULE: usize = 8; // i32
const DOMAIN: usize = 12; // i32
const RANK_BYTES: usize = 16;
const ranking = memory.data(POOL_SPAN_MAX * 16, 8);
/** How many `rank` found. */
export let ranked: i32 = 0;

/** Fewer modules are scanned: that is as fast, and needs no memory. */
const INDEXED_LEAST = 256;

/** Whether the best by key is the tightest of those that pass. */
function isTightest(): bool {
  if (strategy != STRATEGY_BEST_FIT && !(strategy == STRATEGY_ADAPTIVE && isBlind)) return false;
  return levels == 0 && weightProximity == 0 && weightCost == 0;
}

/** Whether all that the request asks of a module is units, so that filters hardly ever refuse one that has them. */
function isPlain(): bool {
  return host < 0 && flags == 0 && clauseWords == 0 && wantedDevices == 0;
}

/** The module that passes the filters with the highest key, the lowest index on ties; -1 = none passes. */
export function best(): i32 {
  const listed = listedOf(active);
  if (listed == 0 && moduleCount >= INDEXED_LEAST && affinityCount == 0 && antiCount == 0) {
    if (isTightest() && isPlain()) {
      for (let d = 0; d < dims; d++) ask(d, wantedOf(d));
      const found = bestFit(true);
      if (found != NOT_KEPT) return found;
    }
    if (isOwn) {
      const found = bestKept();
      if (found != NOT_KEPT) return found;
    }
  }
  const count = listed == 0 ? moduleCount : listedCountOf(active);
  let winner = -1;
  let highest: i64 = -1;
  for (let k = 0; k < count; k++) {
    const module = listed == 0 ? k : load<i32>(listed + (<usize>k << 2));
    if (!passes(module)) continue;
    const key = keyOf(module);
    if (key <= highest) continue;
    highest = key;
    winner = module;
  }
  return winner;
}

/**
 * Ranks the `most` (up to POOL_SPAN_MAX) best modules that pass, best first; with `distinct`, the best of each failure domain.
 */
export function rank(most: i32, distinct: bool): void {
  ranked = 0;
  const listed = listedOf(active);
  const count = listed == 0 ? moduleCount : listedCountOf(active);
  for (let k = 0; k < count; k++) {
    const module = listed == 0 ? k : load<i32>(listed + (<usize>k << 2));
    if (passes(module)) offer(module, keyOf(module), most, distinct ? domainOf(module) : -1);
  }
}

// @ts-ignore: decorator
@inline
function rankAt(k: i32): usize {
  return ranking + <usize>k * RANK_BYTES;
}

/** Modules are offered by index, so an equal key ranks behind. `domain`: -1 = any number of modules. */
function offer(module: i32, key: i64, most: i32, domain: i32): void {
  if (ranked == most && key <= load<i64>(rankAt(ranked - 1), KEY)) return;
  let end = ranked;
  if (domain >= 0) {
    for (let k = 0; k < ranked; k++) {
      if (load<i32>(rankAt(k), DOMAIN) != domain) continue;
      if (key <= load<i64>(rankAt(k), KEY)) return;
      end = k;
      break;
    }
  }
  if (end == ranked) {
    if (ranked == most) end--;
    else ranked++;
  }
  let place = end;
  for (; place > 0 && load<i64>(rankAt(place - 1), KEY) < key; place--) memory.copy(rankAt(place), rankAt(place - 1), RANK_BYTES);
  store<i64>(rankAt(place), key, KEY);
  store<i32>(rankAt(place), module, MODULE);
  store<i32>(rankAt(place), domain, DOMAIN);
}

/** The k-th best module of the ranking. */
export function rankedModule(k: i32): i32 {
  return load<i32>(rankAt(k), MODULE);
}

/** Whether the fast lane may take from the module. */
function isLane(module: i32): bool {
  const state = stateOf(module);
  return marksOf(module) == 0 && (state & ((1 << HEALTH_SHIFT) - 1)) == STATE_ONLINE
    && state >> HEALTH_SHIFT != HEALTH_CRITICAL;
}

/** The tightest module that has the units of the first four dimensions free, the lowest index on ties; -1 = none. */
// @ts-ignore: decorator
@inline
export function bestLane(lanes: i32, a0: i32, a1: i32, a2: i32, a3: i32): i32 {
  let found: i32;
  if (dims == 1) {
    found = bestFitOfOne(a0);
  } else {
    ask(0, a0);
    ask(1, a1);
    ask(2, a2);
    ask(3, a3);
    for (let d = 4; d < dims; d++) ask(d, 0);
    found = bestFit(false);
  }
  return found == NOT_KEPT ? scanLane(lanes, a0, a1, a2, a3) : found;
}

/** The same without memory. */
function scanLane(lanes: i32, a0: i32, a1: i32, a2: i32, a3: i32): i32 {
  let winner = -1;
  let tightest = i32.MAX_VALUE;
  for (let module = 0; module < moduleCount; module++) {
    if (sumOf(module) >= tightest || freeOf(module, 0) < a0) continue;
    if ((lanes > 1 && freeOf(module, 1) < a1) || (lanes > 2 && freeOf(module, 2) < a2) || (lanes > 3 && freeOf(module, 3) < a3)) continue;
    if (!isLane(module)) continue;
    tightest = sumOf(module);
    winner = module;
  }
  return winner;
}
