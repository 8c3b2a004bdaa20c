/** Evening out utilization, or filling the fuller modules to empty others: the best move of the first source that has one, again and again. */
import { STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import { REBALANCE_SPREAD } from "../../../abi/pool.ts";
import { heapSort } from "../../heap-sort.ts";
import { moduleCount } from "../columns.ts";
import { mayMoveTo, openMove } from "../move.ts";
import { SCRATCH_ALLOWED, SCRATCH_SOURCES, SCRATCH_TRIED, reserveScratch } from "../scratch.ts";
import { chooseDevices } from "../strategy.ts";
import { listedCount, listedModule, minGain, mode, readBudget } from "./budget.ts";
import { addPartsOn, openOrder, orderedCount, orderedPart, sortParts } from "./part-order.ts";
import { affords, answerPlan, closeWave, hasRoom, isFull, isMoving, openPlan, planMove, undoPlan } from "./plan.ts";
import { utilization } from "./utilization.ts";

const PLANNED = 1;
const NOTHING = 0;
const FAILED = -1;

/** i32 modules that give, the first to give first. */
let sources: usize = 0;
let sourceCount: i32 = 0;
/** u8[modules] 1 = the plan may touch the module. */
let allowed: usize = 0;
/** i32[modules] u of each allowed module, as the walk found it. */
let levels: usize = 0;
/** u of the source without the part that is weighed. */
let without: i64 = 0;
let bestPart: usize = 0;
let bestTo: i32 = -1;
let bestGain: i64 = 0;

/** Input: BUDGET, u32 modules[]. */
export function rebalance(bytes: u64): i32 {
  const status = readBudget(bytes, true);
  if (status != STATUS_OK) return status;
  sources = reserveScratch(SCRATCH_SOURCES, <u64>moduleCount * 4);
  allowed = reserveScratch(SCRATCH_ALLOWED, <u64>moduleCount);
  levels = reserveScratch(SCRATCH_TRIED, <u64>moduleCount * 4);
  if (sources == 0 || allowed == 0 || levels == 0 || !openPlan()) return STATUS_OUT_OF_MEMORY;
  memory.fill(allowed, <u8>(listedCount == 0), <usize>moduleCount);
  for (let k = 0; k < listedCount; k++) store<u8>(allowed + <usize>listedModule(k), 1);
  let outcome = PLANNED;
  while (outcome == PLANNED && !isFull()) {
    outcome = walk();
    if (outcome == NOTHING && closeWave()) outcome = PLANNED;
  }
  undoPlan();
  return outcome == FAILED ? STATUS_OUT_OF_MEMORY : answerPlan();
}

// @ts-ignore: decorator
@inline
function isAllowed(module: i32): bool {
  return load<u8>(allowed + <usize>module) != 0;
}

// @ts-ignore: decorator
@inline
function sourceAt(k: i32): i32 {
  return load<i32>(sources + (<usize>k << 2));
}

/** Lists the allowed modules in use, in the order in which they give: SPREAD the fullest first, PACK the emptiest. */
function listSources(): void {
  sourceCount = 0;
  for (let module = 0; module < moduleCount; module++) {
    const used = isAllowed(module) ? utilization(module, 0, 0) : 0;
    store<i32>(levels + (<usize>module << 2), <i32>used);
    if (used <= 0) continue;
    store<i32>(sources + (<usize>sourceCount << 2), module);
    sourceCount++;
  }
  heapSort(sources, sourceCount, givesLater);
}

function givesLater(a: u32, b: u32): bool {
  const left = levelOf(a);
  const right = levelOf(b);
  if (left == right) return a > b;
  return mode == REBALANCE_SPREAD ? left < right : left > right;
}

/** Plans the first move that a walk over the sources finds. */
function walk(): i32 {
  listSources();
  for (let k = 0; k < sourceCount; k++) {
    const outcome = findMove(sourceAt(k));
    if (outcome == FAILED) return FAILED;
    if (outcome == NOTHING) continue;
    if (!openMove(bestPart, false)) return FAILED;
    return planMove(bestPart, bestTo, chooseDevices(bestTo), bestGain) ? PLANNED : FAILED;
  }
  return NOTHING;
}

/** The best move off a source by (gain descending, slot, part, target). */
function findMove(source: i32): i32 {
  if (!hasRoom(source)) return NOTHING;
  openOrder();
  if (!addPartsOn(source, true)) return FAILED;
  sortParts();
  bestGain = max<i64>(1, minGain) - 1;
  bestPart = 0;
  for (let n = 0; n < orderedCount; n++) {
    const part = orderedPart(n);
    if (isMoving(part) || !affords(part)) continue;
    if (!openMove(part, true)) return FAILED;
    without = utilization(source, part, 0);
    for (let target = 0; target < moduleCount; target++) weigh(part, source, target);
  }
  return bestPart == 0 ? NOTHING : PLANNED;
}

function weigh(part: usize, source: i32, target: i32): void {
  if (target == source || !isAllowed(target) || !hasRoom(target)) return;
  // The gain is cheaper to know than whether the part may go there.
  const gain = gainOf(part, source, target);
  if (gain <= bestGain || !mayMoveTo(part, target)) return;
  bestGain = gain;
  bestPart = part;
  bestTo = target;
}

// @ts-ignore: decorator
@inline
function levelOf(module: i32): i64 {
  return load<i32>(levels + (<usize>module << 2));
}

// @ts-ignore: decorator
@inline
function squared(value: i64): i64 {
  return value * value;
}

/** What the sum of squared utilizations of both falls by when the part moves; for PACK, rises by. */
function gainOf(part: usize, source: i32, target: i32): i64 {
  const before = squared(levelOf(source)) + squared(levelOf(target));
  const after = squared(without) + squared(utilization(target, 0, part));
  return mode == REBALANCE_SPREAD ? before - after : after - before;
}
