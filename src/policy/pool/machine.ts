/** One answer of a pool machine. */
export interface PoolAnswer {
  /**
   * What the export returned: a status of the ABI, a module, a count; for `rah_pool_hash` the unsigned 64 bits.
   */
  readonly status: number | bigint;
  /** `rah_pool_detail()` after the call. Calls that return no status leave it as it was. */
  readonly detail: number;
  /** The bytes at `rah_pool_output()` after the call, copied. Calls that return no status leave them as they were. */
  readonly output: Uint8Array;
}

/**
 * The pool ABI at the level of records: what every implementation has in common. Rules: policy-assembly/POOL.md.
 * `args` are the arguments of the export as they are (calls that take records: their length first); `input` is written at
 * `rah_input` before the call.
 */
export interface PoolMachine {
  readonly implementation: string;
  /** Throws a TypeError for a name that is no export of the pool family. */
  call(name: PoolCall, args: readonly (number | bigint)[], input?: Uint8Array): PoolAnswer;
}

/** Exports of the pool family that return a status. */
export const STATUS_CALLS = [
  'rah_pool_begin',
  'rah_pool_add',
  'rah_pool_paths',
  'rah_pool_set_state',
  'rah_pool_profile',
  'rah_pool_tune',
  'rah_pool_select',
  'rah_pool_place',
  'rah_pool_explain',
  'rah_pool_place_batch',
  'rah_pool_adopt',
  'rah_pool_allocation',
  'rah_pool_release',
  'rah_pool_resize',
  'rah_pool_move',
  'rah_pool_drain',
  'rah_pool_rebalance',
  'rah_pool_what_if',
  'rah_pool_snapshot',
  'rah_pool_restore',
  'rah_pool_give',
] as const;

/** Exports that return something else and leave the output of the last call alone. */
export const VALUE_CALLS = [
  'rah_pool_take',
  'rah_pool_free',
  'rah_pool_modules',
  'rah_pool_hash',
  'rah_build_flags',
] as const;

export type StatusCall = (typeof STATUS_CALLS)[number];
export type ValueCall = (typeof VALUE_CALLS)[number];
export type PoolCall = StatusCall | ValueCall;
