import * as abi from '../../policy-assembly/abi/abi.ts';
import * as pool from '../../policy-assembly/abi/pool.ts';

const SINCE_1 = [
  'rah_abi_version',
  'rah_record_bytes',
  'rah_load_begin',
  'rah_modules_ptr',
  'rah_labels_ptr',
  'rah_distances_ptr',
  'rah_load_commit',
  'rah_input',
  'rah_result_ptr',
  'rah_select',
  'rah_place',
  'rah_claim',
  'rah_release',
  'rah_set_schedulable',
  'rah_free',
  'rah_extend',
  'rah_map',
  'rah_state_hash',
];

const SINCE_2 = [
  'rah_carve',
  'rah_shrink',
  'rah_table_encode',
  'rah_table_decode',
  'rah_table_update',
  'rah_translate',
  'rah_translate_back',
  'rah_build_flags',
  'rah_memory_top',
  'rah_pool_begin',
  'rah_pool_add',
  'rah_pool_paths',
  'rah_pool_set_state',
  'rah_pool_profile',
  'rah_pool_tune',
  'rah_pool_output',
  'rah_pool_output_bytes',
  'rah_pool_detail',
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
  'rah_pool_take',
  'rah_pool_give',
  'rah_pool_free',
  'rah_pool_modules',
  'rah_pool_hash',
];

/** Every function of the policy ABI with the version that brought it. policy-assembly/ABI.md is checked against this. */
export const ABI_FUNCTIONS: ReadonlyMap<string, number> = new Map([
  ...SINCE_1.map((name) => [name, 1] as const),
  ...SINCE_2.map((name) => [name, 2] as const),
]);

export interface AbiRecord {
  readonly name: string;
  /** Argument of rah_record_bytes. */
  readonly which: number;
  readonly bytes: number;
}

/** Records whose fields go by a shorter name. */
const PREFIXES: Readonly<Record<string, string>> = { POOL_MODULE: 'PM', POOL_REQUEST: 'PR' };

function recordsOf(constants: Readonly<Record<string, number>>): AbiRecord[] {
  return Object.entries(constants).flatMap(([key, which]) => {
    const name = key.replace(/^RECORD_/, '');
    if (name === key || name === 'COUNT') return [];
    const bytes = constants[`${PREFIXES[name] ?? name}_BYTES`];
    if (bytes === undefined) throw new Error(`policy-assembly/abi gives no size for ${key}`);
    return [{ name, which, bytes }];
  });
}

/** Every record of the ABI with the size that this host was compiled with. */
export const ABI_RECORDS: readonly AbiRecord[] = [...recordsOf({ ...abi }), ...recordsOf({ ...pool })].sort(
  (a, b) => a.which - b.which,
);
