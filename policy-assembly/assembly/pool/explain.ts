/** Explaining: why each module is out, and what the strategy saw of the others. */
import { STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../abi/abi.ts";
import {
  CANDIDATE_BYTES, CANDIDATE_COST, CANDIDATE_FIT, CANDIDATE_MODULE, CANDIDATE_PROXIMITY, CANDIDATE_RAW, CANDIDATE_TOTAL,
  DIMS_MAX, EXPLAIN_LIST_MAX, EXPLANATION_BYTES, EXPLANATION_CANDIDATES, EXPLANATION_CONSIDERED, EXPLANATION_LARGEST,
  EXPLANATION_LARGEST_MODULE, EXPLANATION_LISTED, EXPLANATION_REJECTED, EXPLANATION_STRATEGY, PART_BYTES, PART_COST,
  PART_FIT, PART_PROXIMITY, PART_RAW, PART_TOTAL,
} from "../../abi/pool.ts";
import { input } from "../input.ts";
import { freeOf, moduleCount } from "./columns.ts";
import { wantOwn } from "./demand.ts";
import { PASSES, openFilter, placeReason, sizeReason } from "./filter.ts";
import { pushOutput, reserveOutput } from "./output.ts";
import { readRequest, strategy } from "./request.ts";
import { writeScores } from "./score.ts";
import { rank, ranked, rankedModule } from "./search.ts";
import { dims } from "./shape.ts";

const scores = memory.data(PART_BYTES, 8);

/** Answers EXPLANATION and its CANDIDATEs for one part of the request in the input. */
export function explain(bytes: u64): i32 {
  const status = readRequest(input(), bytes);
  if (status != STATUS_OK) return status;
  wantOwn();
  if (!openFilter(true, 0) || !reserveOutput(<u64>EXPLANATION_BYTES + EXPLAIN_LIST_MAX * CANDIDATE_BYTES)) return STATUS_OUT_OF_MEMORY;
  const at = pushOutput(EXPLANATION_BYTES);
  memory.fill(at, 0, EXPLANATION_BYTES);
  for (let d = 0; d < DIMS_MAX; d++) store<i32>(at + (<usize>d << 2), -1, EXPLANATION_LARGEST_MODULE);
  for (let module = 0; module < moduleCount; module++) judge(at, module);
  rank(EXPLAIN_LIST_MAX, false);
  store<i32>(at, moduleCount, EXPLANATION_CONSIDERED);
  store<i32>(at, strategy, EXPLANATION_STRATEGY);
  store<i32>(at, ranked, EXPLANATION_LISTED);
  for (let k = 0; k < ranked; k++) list(rankedModule(k));
  return STATUS_OK;
}

// @ts-ignore: decorator
@inline
function count(field: usize): void {
  store<i32>(field, load<i32>(field) + 1);
}

function judge(at: usize, module: i32): void {
  let reason = placeReason(module);
  if (reason == PASSES) {
    for (let d = 0; d < dims; d++) noteFree(at + (<usize>d << 2), module, freeOf(module, d));
    reason = sizeReason(module);
  }
  if (reason == PASSES) count(at + EXPLANATION_CANDIDATES);
  else count(at + EXPLANATION_REJECTED + (<usize>reason << 2));
}

function noteFree(field: usize, module: i32, units: i32): void {
  if (load<i32>(field, EXPLANATION_LARGEST_MODULE) >= 0 && units <= load<i32>(field, EXPLANATION_LARGEST)) return;
  store<i32>(field, units, EXPLANATION_LARGEST);
  store<i32>(field, module, EXPLANATION_LARGEST_MODULE);
}

function list(module: i32): void {
  const at = pushOutput(CANDIDATE_BYTES);
  writeScores(scores, module);
  store<i32>(at, module, CANDIDATE_MODULE);
  store<i32>(at, load<i32>(scores, PART_PROXIMITY), CANDIDATE_PROXIMITY);
  store<i32>(at, load<i32>(scores, PART_FIT), CANDIDATE_FIT);
  store<i32>(at, load<i32>(scores, PART_COST), CANDIDATE_COST);
  store<i32>(at, load<i32>(scores, PART_TOTAL), CANDIDATE_TOTAL);
  store<i32>(at, load<i32>(scores, PART_RAW), CANDIDATE_RAW);
}
