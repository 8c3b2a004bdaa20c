/** Scores 0..SCORE_MAX of each stage, floor division in u64: 10000 * 2^50 still fits. */
import {
  PROXIMITY_HALF_NS, SCORES_COST, SCORES_PROXIMITY, SCORES_TOTAL, SCORES_UTILIZATION, SCORE_MAX,
} from "../../abi/abi.ts";
import { capacityOf, costOf, freeOf, minCostOf } from "./modules.ts";
import { latencies, medium, weightCost, weightProximity, weightSum, weightUtilization } from "./request.ts";

// @ts-ignore: decorator
@inline
function proximity(module: i32): u64 {
  return <u64>(SCORE_MAX * PROXIMITY_HALF_NS) / (<u64>PROXIMITY_HALF_NS + load<u32>(latencies + (<usize>module << 2)));
}

/** Best fit: the less the module has left, the better. `piece` ≤ free. */
// @ts-ignore: decorator
@inline
function utilization(module: i32, piece: i64): u64 {
  return SCORE_MAX - <u64>SCORE_MAX * <u64>(freeOf(module) - piece) / <u64>capacityOf(module);
}

// @ts-ignore: decorator
@inline
function cost(module: i32): u64 {
  return <u64>SCORE_MAX * (<u64>minCostOf(medium) + 1) / (<u64>costOf(module) + 1);
}

// @ts-ignore: decorator
@inline
export function totalScore(module: i32, piece: i64): i32 {
  const sum = weightProximity * proximity(module) + weightUtilization * utilization(module, piece)
    + weightCost * cost(module);
  return <i32>(sum / weightSum);
}

/** Writes the scores of taking `piece` base units from the module. */
export function writeScores(at: usize, module: i32, piece: i64): void {
  store<i32>(at, <i32>proximity(module), SCORES_PROXIMITY);
  store<i32>(at, <i32>utilization(module, piece), SCORES_UTILIZATION);
  store<i32>(at, <i32>cost(module), SCORES_COST);
  store<i32>(at, totalScore(module, piece), SCORES_TOTAL);
}
