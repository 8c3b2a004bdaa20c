/** What modules are compared by: key = total * 2^32 + raw, the highest wins. */
import { SCORE_MAX } from "../../abi/abi.ts";
import { PART_COST, PART_FIT, PART_PROXIMITY, PART_RAW, PART_TOTAL, RAW_ONE } from "../../abi/pool.ts";
import { classOf, zoneOf } from "./columns.ts";
import { host, levels, weightCost, weightProximity, weightSum, weightUtilization } from "./request.ts";
import { rawOf } from "./strategy.ts";
import { classWord, scoreIn, zoneWord } from "./verdicts.ts";

// @ts-ignore: decorator
@inline
function proximityOf(module: i32): i32 {
  return host < 0 ? SCORE_MAX : scoreIn(zoneWord(zoneOf(module)));
}

// @ts-ignore: decorator
@inline
function costOf(module: i32): i32 {
  return scoreIn(classWord(classOf(module)));
}

// @ts-ignore: decorator
@inline
function fitOf(raw: i32): i32 {
  return levels == 0 ? <i32>(<u64>SCORE_MAX * <u64>raw / RAW_ONE) : <i32>(<u32>(SCORE_MAX * raw) / <u32>levels);
}

// @ts-ignore: decorator
@inline
function totalOf(module: i32, raw: i32): i32 {
  let sum = weightUtilization * fitOf(raw);
  if (weightProximity != 0) sum += weightProximity * proximityOf(module);
  if (weightCost != 0) sum += weightCost * costOf(module);
  return <i32>(<u32>sum / <u32>weightSum);
}

/** The key of a module that passes the filters. */
export function keyOf(module: i32): i64 {
  const raw = rawOf(module);
  return <i64>totalOf(module, raw) << 32 | raw;
}

/** Writes the scores of a module that passes the filters into a PART record. */
export function writeScores(part: usize, module: i32): void {
  const raw = rawOf(module);
  store<i32>(part, proximityOf(module), PART_PROXIMITY);
  store<i32>(part, fitOf(raw), PART_FIT);
  store<i32>(part, costOf(module), PART_COST);
  store<i32>(part, totalOf(module, raw), PART_TOTAL);
  store<i32>(part, raw, PART_RAW);
}
