import * as pool from '../../../policy-assembly/abi/pool.ts';
import type { WasmMemory } from '../wasm-engine.ts';
import { instantiatePolicy, PolicyModuleError } from '../wasm-module.ts';
import { type PoolCall, STATUS_CALLS, VALUE_CALLS } from './machine.ts';

type Export = (...args: (number | bigint)[]) => number | bigint;

/** The exports of a policy module that the pool uses. */
export interface PoolExports {
  readonly memory: WasmMemory;
  readonly calls: Readonly<Record<PoolCall, Export>>;
  readonly rah_input: (bytes: number) => number;
  readonly rah_pool_output: () => number;
  readonly rah_pool_output_bytes: () => number;
  readonly rah_pool_detail: () => number;
}

const NAMES: readonly string[] = [
  ...STATUS_CALLS,
  ...VALUE_CALLS,
  'rah_input',
  'rah_pool_output',
  'rah_pool_output_bytes',
  'rah_pool_detail',
];

const RECORD_BYTES: readonly (readonly [name: string, which: number, bytes: number])[] = [
  ['POOL', pool.RECORD_POOL, pool.POOL_BYTES],
  ['DIM', pool.RECORD_DIM, pool.DIM_BYTES],
  ['CLASS', pool.RECORD_CLASS, pool.CLASS_BYTES],
  ['ZONE', pool.RECORD_ZONE, pool.ZONE_BYTES],
  ['HOST', pool.RECORD_HOST, pool.HOST_BYTES],
  ['PATH', pool.RECORD_PATH, pool.PATH_BYTES],
  ['POOL_MODULE', pool.RECORD_POOL_MODULE, pool.PM_BYTES],
  ['POOL_REQUEST', pool.RECORD_POOL_REQUEST, pool.PR_BYTES],
  ['TERM', pool.RECORD_TERM, pool.TERM_BYTES],
  ['DECISION', pool.RECORD_DECISION, pool.DECISION_BYTES],
  ['PART', pool.RECORD_PART, pool.PART_BYTES],
  ['EXPLANATION', pool.RECORD_EXPLANATION, pool.EXPLANATION_BYTES],
  ['CANDIDATE', pool.RECORD_CANDIDATE, pool.CANDIDATE_BYTES],
  ['BATCH', pool.RECORD_BATCH, pool.BATCH_BYTES],
  ['BATCH_RESULT', pool.RECORD_BATCH_RESULT, pool.BATCH_RESULT_BYTES],
  ['RESIZE', pool.RECORD_RESIZE, pool.RESIZE_BYTES],
  ['RELOCATE', pool.RECORD_RELOCATE, pool.RELOCATE_BYTES],
  ['BUDGET', pool.RECORD_BUDGET, pool.BUDGET_BYTES],
  ['MOVES', pool.RECORD_MOVES, pool.MOVES_BYTES],
  ['MOVE', pool.RECORD_MOVE, pool.MOVE_BYTES],
  ['WHAT_IF', pool.RECORD_WHAT_IF, pool.WHAT_IF_BYTES],
  ['ANSWER', pool.RECORD_ANSWER, pool.ANSWER_BYTES],
  ['PROFILE_ENTRY', pool.RECORD_PROFILE_ENTRY, pool.PROFILE_ENTRY_BYTES],
  ['ADOPT', pool.RECORD_ADOPT, pool.ADOPT_BYTES],
  ['ALLOCATION', pool.RECORD_ALLOCATION, pool.ALLOCATION_BYTES],
  ['STUCK', pool.RECORD_STUCK, pool.STUCK_BYTES],
  ['TUNED', pool.RECORD_TUNED, pool.TUNED_BYTES],
];

/** Compiles, instantiates and checks a policy module; throws PolicyModuleError naming what was found and what was wanted. */
export function instantiatePool(bytes: Uint8Array): PoolExports {
  const policy = instantiatePolicy(bytes);
  const exports = policy as unknown as Readonly<Record<string, unknown>>;
  const missing = NAMES.filter((name) => typeof exports[name] !== 'function');
  if (missing.length > 0) {
    throw new PolicyModuleError(`this policy module has no pool: wanted exports not found: ${missing.join(', ')}`);
  }
  for (const [name, which, wanted] of RECORD_BYTES) {
    const found = policy.rah_record_bytes(which);
    if (found !== wanted) {
      throw new PolicyModuleError(
        `this policy module has another layout: found ${found} bytes in a ${name} record, wanted ${wanted}`,
      );
    }
  }
  const calls = exports as unknown as PoolExports['calls'];
  return { ...(exports as unknown as Omit<PoolExports, 'calls'>), calls };
}
