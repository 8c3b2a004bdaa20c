import * as abi from '../../policy-assembly/abi/abi.ts';
import { type WasmMemory, wasm } from './wasm-engine.ts';

/** The bytes are not a rah policy module that this host can drive. */
export class PolicyModuleError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PolicyModuleError';
  }
}

/** The exports of a policy module; see policy-assembly/ABI.md. */
export interface PolicyExports {
  readonly memory: WasmMemory;
  rah_abi_version(): number;
  rah_record_bytes(which: number): number;
  rah_load_begin(modules: number, hosts: number, labelIds: number): number;
  rah_modules_ptr(): number;
  rah_labels_ptr(): number;
  rah_distances_ptr(): number;
  rah_load_commit(): number;
  rah_input(bytes: number): number;
  rah_result_ptr(): number;
  rah_claim(module: number, extents: number): number;
  rah_release(module: number, extents: number): number;
  rah_set_schedulable(module: number, schedulable: number): number;
  rah_free(module: number): bigint;
  rah_select(bytes: number): number;
  rah_place(bytes: number): number;
  rah_extend(module: number): number;
  rah_carve(bytes: number): number;
  rah_shrink(bytes: number): number;
  rah_map(bytes: number): number;
  rah_table_encode(bytes: number): number;
  rah_table_decode(bytes: number): number;
  rah_translate(bytes: number, address: bigint): number;
  rah_translate_back(bytes: number, module: number, address: bigint): number;
  rah_table_update(tableBytes: number, mapBytes: number): number;
  rah_state_hash(): bigint;
}

const FUNCTIONS: readonly Exclude<keyof PolicyExports, 'memory'>[] = [
  'rah_abi_version',
  'rah_record_bytes',
  'rah_load_begin',
  'rah_modules_ptr',
  'rah_labels_ptr',
  'rah_distances_ptr',
  'rah_load_commit',
  'rah_input',
  'rah_result_ptr',
  'rah_claim',
  'rah_release',
  'rah_set_schedulable',
  'rah_free',
  'rah_select',
  'rah_place',
  'rah_extend',
  'rah_carve',
  'rah_shrink',
  'rah_map',
  'rah_table_encode',
  'rah_table_decode',
  'rah_translate',
  'rah_translate_back',
  'rah_table_update',
  'rah_state_hash',
];

const RECORD_BYTES: readonly (readonly [name: string, which: number, bytes: number])[] = [
  ['MODULE', abi.RECORD_MODULE, abi.MODULE_BYTES],
  ['REQUEST', abi.RECORD_REQUEST, abi.REQUEST_BYTES],
  ['RESULT', abi.RECORD_RESULT, abi.RESULT_BYTES],
  ['CHOSEN', abi.RECORD_CHOSEN, abi.CHOSEN_BYTES],
  ['EXTENT', abi.RECORD_EXTENT, abi.EXTENT_BYTES],
  ['MAP', abi.RECORD_MAP, abi.MAP_BYTES],
  ['MAP_SEGMENT', abi.RECORD_MAP_SEGMENT, abi.MAP_SEGMENT_BYTES],
  ['MAP_ROW', abi.RECORD_MAP_ROW, abi.MAP_ROW_BYTES],
  ['CARVE', abi.RECORD_CARVE, abi.CARVE_BYTES],
  ['SHRINK', abi.RECORD_SHRINK, abi.SHRINK_BYTES],
  ['TABLE', abi.RECORD_TABLE, abi.TABLE_BYTES],
  ['TABLE_ROW', abi.RECORD_TABLE_ROW, abi.TABLE_ROW_BYTES],
  ['LOCATION', abi.RECORD_LOCATION, abi.LOCATION_BYTES],
  ['CHANGE', abi.RECORD_CHANGE, abi.CHANGE_BYTES],
];

type Module = InstanceType<typeof wasm.Module>;

function compile(bytes: Uint8Array): Module {
  try {
    return new wasm.Module(bytes);
  } catch (cause) {
    throw new PolicyModuleError(
      `not a rah policy module: ${bytes.byteLength} bytes that are not valid WebAssembly (truncated or damaged?): ${(cause as Error).message}`,
      { cause },
    );
  }
}

function instantiate(module: Module): Readonly<Record<string, unknown>> {
  const imports = wasm.Module.imports(module);
  if (imports.length > 0) {
    const names = imports.map((entry) => `${entry.module}.${entry.name}`).join(', ');
    throw new PolicyModuleError(`not a rah policy module: found ${imports.length} imports (${names}), wanted none`);
  }
  try {
    return new wasm.Instance(module).exports;
  } catch (cause) {
    throw new PolicyModuleError(`not a rah policy module: it does not start: ${(cause as Error).message}`, { cause });
  }
}

function checkVersion(exports: Readonly<Record<string, unknown>>): void {
  const version = exports.rah_abi_version;
  if (typeof version !== 'function') {
    throw new PolicyModuleError(
      `not a rah policy module: found no export rah_abi_version, wanted one that answers ${abi.ABI_VERSION}`,
    );
  }
  const found: unknown = version();
  if (found !== abi.ABI_VERSION) {
    throw new PolicyModuleError(
      `this policy module has another ABI version: found ${found}, wanted ${abi.ABI_VERSION}`,
    );
  }
}

function checkExports(exports: Readonly<Record<string, unknown>>): void {
  const missing: string[] = FUNCTIONS.filter((name) => typeof exports[name] !== 'function');
  if (!(exports.memory instanceof wasm.Memory)) missing.unshift('memory');
  if (missing.length > 0) {
    throw new PolicyModuleError(`not a rah policy module: these wanted exports were not found: ${missing.join(', ')}`);
  }
}

function checkLayout(exports: PolicyExports): void {
  for (const [name, which, wanted] of RECORD_BYTES) {
    const found = exports.rah_record_bytes(which);
    if (found !== wanted) {
      throw new PolicyModuleError(
        `this policy module has another layout: found ${found} bytes in a ${name} record, wanted ${wanted}`,
      );
    }
  }
}

/** Compiles, instantiates and checks a policy module; throws PolicyModuleError naming what was found and what was wanted. */
export function instantiatePolicy(bytes: Uint8Array): PolicyExports {
  const exports = instantiate(compile(bytes));
  // The version first: it explains missing exports and other sizes better than they do themselves.
  checkVersion(exports);
  checkExports(exports);
  const policy = exports as unknown as PolicyExports;
  checkLayout(policy);
  return policy;
}
