/**
 * A second entry, which `npm run bench -- policy` compiles beside index.ts: parts of a best fit that the module never
 * calls alone, all by scan, and the decision without the taking. Not in the shipped builds.
 */
import { allocate } from "../../arena.ts";
import { giveLane, takeLane } from "../lane.ts";
import { ask, bestFit } from "./fits.ts";
import { openRanks, ranks } from "./ranks.ts";
import { scanFrom } from "./scan.ts";

function askAll(a0: i32, a1: i32, a2: i32, a3: i32): void {
  ask(0, a0);
  ask(1, a1);
  ask(2, a2);
  ask(3, a3);
}

/** The best fit by scan; the module, -1 = none. */
export function bench_scan(a0: i32, a1: i32, a2: i32, a3: i32): i32 {
  askAll(a0, a1, a2, a3);
  return ranks != 0 || openRanks() ? scanFrom(0) : -2;
}

/** The best fit as the fast lane finds it; the module, -1 = none. */
export function bench_find(a0: i32, a1: i32, a2: i32, a3: i32): i32 {
  askAll(a0, a1, a2, a3);
  return bestFit(false);
}

const LIVE_MAX = 4096;
let requests: usize = 0;
let live: usize = 0;
let amounts: usize = 0;

/** Room for the 4096 requests of `bench_churn`, i32 each, which the caller writes; 0 when memory is exhausted. */
export function bench_requests(lives: i32): usize {
  requests = allocate(4096 * 4);
  live = allocate(LIVE_MAX * 4);
  amounts = allocate(LIVE_MAX * 4);
  if (requests == 0 || live == 0 || amounts == 0 || lives > LIVE_MAX) return 0;
  memory.fill(live, 0xff, LIVE_MAX * 4);
  return requests;
}

/** Steps `from` to `to` of the workload of size-classes.c, without a call from outside for each; returns the checksum. */
export function bench_churn(from: i32, to: i32, lives: i32, checksum: i32): i32 {
  for (let i = from; i < to; i++) {
    const units = load<i32>(requests + (<usize>(i & 4095) << 2));
    const module = takeLane(units, 0, 0, 0);
    checksum = checksum * 31 + module;
    const k = <usize>(<u32>(i * 40503) % <u32>lives) << 2;
    if (load<i32>(live + k) >= 0) giveLane(load<i32>(live + k), load<i32>(amounts + k), 0, 0, 0);
    store<i32>(live + k, module);
    store<i32>(amounts + k, units);
  }
  return checksum;
}
