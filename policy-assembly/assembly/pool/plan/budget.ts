/** How far a plan of moves may go: the BUDGET that drain and rebalance read, and the modules behind it. */
import { STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_INVALID_REQUEST, STATUS_OK } from "../../../abi/abi.ts";
import {
  BATCH_MAX, BUDGET_BYTES, BUDGET_MAX_BYTES, BUDGET_MAX_CONCURRENT, BUDGET_MAX_MOVES, BUDGET_MIN_GAIN, BUDGET_MODE,
  BUDGET_MODULE_COUNT, REBALANCE_PACK, REBALANCE_SPREAD,
} from "../../../abi/pool.ts";
import { input } from "../../input.ts";
import { hasModule } from "../columns.ts";
import { fail } from "../output.ts";

/** 0 = no limit. */
export let maxBytes: i64 = 0;
export let maxMoves: i32 = 0;
export let maxConcurrent: i32 = 1;
export let minGain: i32 = 0;
export let mode: i32 = 0;
/** Address and count of u32 modules. */
export let listed: usize = 0;
export let listedCount: i32 = 0;

/** Takes over `count` module indices at `at`; fails with the position of one that is out of range. */
export function readModules(at: usize, count: i32): i32 {
  listed = at;
  listedCount = count;
  for (let k = 0; k < count; k++) if (!hasModule(load<i32>(at + (<usize>k << 2)))) return fail(STATUS_BAD_MODULE, k);
  return STATUS_OK;
}

// @ts-ignore: decorator
@inline
export function listedModule(k: i32): i32 {
  return load<i32>(listed + (<usize>k << 2));
}

export function readBudget(bytes: u64, rebalance: bool): i32 {
  if (bytes < <u64>BUDGET_BYTES) return STATUS_BAD_LENGTH;
  const at = input();
  const count = load<i32>(at, BUDGET_MODULE_COUNT);
  if (count < 0 || bytes != <u64>BUDGET_BYTES + (<u64>count << 2)) return STATUS_BAD_LENGTH;
  maxBytes = load<i64>(at, BUDGET_MAX_BYTES);
  maxMoves = load<i32>(at, BUDGET_MAX_MOVES);
  maxConcurrent = load<i32>(at, BUDGET_MAX_CONCURRENT);
  minGain = load<i32>(at, BUDGET_MIN_GAIN);
  mode = load<i32>(at, BUDGET_MODE);
  if (maxBytes < 0 || maxMoves < 0 || maxMoves > BATCH_MAX || maxConcurrent < 1) return STATUS_INVALID_REQUEST;
  if (rebalance && mode != REBALANCE_SPREAD && mode != REBALANCE_PACK) return STATUS_INVALID_REQUEST;
  return readModules(at + BUDGET_BYTES, count);
}
