import { STATUS_BAD_MODULE } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { Failure, needLength, needRequest } from './failure.ts';
import { i32, i64, u32Row, viewOf } from './records.ts';

/** How far a plan of moves may go. */
export interface Budget {
  /** 0 = no limit. */
  readonly maxBytes: bigint;
  readonly maxMoves: number;
  readonly maxConcurrent: number;
  readonly minGain: number;
  readonly mode: number;
  readonly modules: readonly number[];
}

/** Module indices of a list; throws Failure (BAD_MODULE, detail = position). */
export function readModuleList(view: DataView, base: number, count: number, modules: number): number[] {
  const list = u32Row(view, base, count);
  list.forEach((module, position) => {
    if (module >= modules) throw new Failure(STATUS_BAD_MODULE, position);
  });
  return list;
}

/** Reads the input of drain and rebalance. Throws Failure. */
export function readBudget(input: Uint8Array, modules: number, rebalance: boolean): Budget {
  needLength(input.length >= abi.BUDGET_BYTES);
  const view = viewOf(input);
  const count = i32(view, abi.BUDGET_MODULE_COUNT);
  needLength(count >= 0 && input.length === abi.BUDGET_BYTES + 4 * count);
  const budget = {
    maxBytes: i64(view, abi.BUDGET_MAX_BYTES),
    maxMoves: i32(view, abi.BUDGET_MAX_MOVES),
    maxConcurrent: i32(view, abi.BUDGET_MAX_CONCURRENT),
    minGain: i32(view, abi.BUDGET_MIN_GAIN),
    mode: i32(view, abi.BUDGET_MODE),
  };
  needRequest(budget.maxBytes >= 0n && budget.maxMoves >= 0 && budget.maxMoves <= abi.BATCH_MAX);
  needRequest(budget.maxConcurrent >= 1);
  needRequest(!rebalance || budget.mode === abi.REBALANCE_SPREAD || budget.mode === abi.REBALANCE_PACK);
  return { ...budget, modules: readModuleList(view, abi.BUDGET_BYTES, count, modules) };
}
