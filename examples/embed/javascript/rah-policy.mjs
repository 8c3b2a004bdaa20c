// The policy core for every JavaScript engine: Node, Deno, Bun, Chromium, Firefox. One file and the generated constants.
import * as abi from '../../../policy-assembly/headers/rah_policy.js';

/** The smallest module that an engine without SIMD refuses: (func (result v128) (i8x16.splat (i32.const 0))). */
const SIMD_PROBE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic, version
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // type: () -> v128
  ...[0x03, 0x02, 0x01, 0x00], // function 0 is of type 0
  ...[0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b], // its code
);

/** Which build of the module this engine can run. */
export function moduleFile() {
  return WebAssembly.validate(SIMD_PROBE) ? 'rah-policy-simd.wasm' : 'rah-policy.wasm';
}

/** The bytes are not a module that this file can drive; the message names what was found and what is wanted. */
export class PolicyModuleError extends Error {
  name = 'PolicyModuleError';
}

/** A call answered another status than OK. */
export class PolicyStatusError extends Error {
  name = 'PolicyStatusError';

  constructor(call, status, detail) {
    const known = Object.entries(abi).find(([key, value]) => key.startsWith('RAH_STATUS_') && value === status);
    super(`${call}: ${known ? known[0].slice('RAH_STATUS_'.length) : `status ${status}`}, record ${detail}`);
    this.status = status;
    this.detail = detail;
  }
}

const NEEDED = ['rah_record_bytes', 'rah_input', 'rah_pool_detail', 'rah_pool_output', 'rah_pool_output_bytes'];
const WANTED = `wanted ABI version ${abi.RAH_ABI_VERSION}`;

async function compile(bytes) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new PolicyModuleError(
      `not a WebAssembly module, or a truncated one (${bytes.byteLength} bytes): found no ABI version, ${WANTED}. ${cause.message}`,
      { cause },
    );
  }
}

async function started(module) {
  try {
    return await WebAssembly.instantiate(module);
  } catch (cause) {
    throw new PolicyModuleError(`a module that does not start; ${WANTED}. ${cause.message}`, { cause });
  }
}

function check(exports) {
  if (typeof exports.rah_abi_version !== 'function')
    throw new PolicyModuleError(`not a rah policy module: found no ABI version, ${WANTED}`);
  const version = exports.rah_abi_version();
  if (version !== abi.RAH_ABI_VERSION)
    throw new PolicyModuleError(`a policy module of another version: found ABI version ${version}, ${WANTED}`);
  const missing = NEEDED.filter((name) => typeof exports[name] !== 'function');
  if (!(exports.memory instanceof WebAssembly.Memory)) missing.push('memory');
  if (missing.length > 0)
    throw new PolicyModuleError(`a policy module without these exports: wanted ${missing.join(', ')}`);
  for (const [name, id, wanted] of abi.RAH_RECORDS) {
    const found = exports.rah_record_bytes(id);
    if (found !== wanted)
      throw new PolicyModuleError(
        `a policy module of another layout: found ${found} bytes in record ${name}, wanted ${wanted}`,
      );
  }
}

/** One pool in one instance of the module. Not for concurrent calls. */
export class Policy {
  #exports;

  /** Checks version, record sizes and exports. `bytes`: an ArrayBuffer or Uint8Array. Throws PolicyModuleError. */
  static async load(bytes) {
    const module = await compile(bytes);
    const imports = WebAssembly.Module.imports(module).length;
    if (imports > 0)
      throw new PolicyModuleError(`not a rah policy module: found ${imports} imports, wanted none; ${WANTED}`);
    const { exports } = await started(module);
    check(exports);
    return new Policy(exports);
  }

  constructor(exports) {
    this.#exports = exports;
  }

  /**
   * Calls an export of the pool family. `args` are those of the export: for a call with input its length in bytes.
   * `status` is what the export returned (a bigint for i64), `output` a copy of what it answers; an export that returns
   * no status leaves `detail` and `output` as they were.
   */
  call(name, args, input) {
    const call = this.#exports[name];
    if (typeof call !== 'function') throw new TypeError(`the policy module has no export ${name}`);
    if (input !== undefined) {
      const address = this.#exports.rah_input(input.length) >>> 0;
      if (address === 0)
        throw new RangeError(`the policy module has no memory left for ${input.length} bytes of input`);
      // A new view each time: any call may grow the memory, which detaches the views made before.
      new Uint8Array(this.#exports.memory.buffer, address, input.length).set(input);
    }
    const status = call(...args);
    const at = this.#exports.rah_pool_output() >>> 0;
    const bytes = this.#exports.rah_pool_output_bytes();
    return {
      status,
      detail: this.#exports.rah_pool_detail(),
      output: new Uint8Array(this.#exports.memory.buffer, at, bytes).slice(),
    };
  }

  /** The state hash, unsigned. */
  hash() {
    return BigInt.asUintN(64, this.#exports.rah_pool_hash());
  }

  #answer(name, input) {
    const { status, detail, output } = this.call(name, [input.length], input);
    if (status !== abi.RAH_STATUS_OK) throw new PolicyStatusError(name, status, detail);
    return new DataView(output.buffer);
  }

  /**
   * Drops the pool that was and begins one. dims: {unitBytes, medium, weight, scale}; classes: {cost: micros per
   * unit-hour of each dim}; zones: {rack, pod}; hosts: {zone, latencyNs[4], bandwidthMbps[4]}; modules, allocations:
   * how many of each there is room for.
   */
  begin({ dims, classes, zones, hosts, modules, allocations }) {
    const counts = { modules, classes: classes.length, zones: zones.length, hosts: hosts.length, allocations };
    this.#answer(
      'rah_pool_begin',
      concat([pool(dims, counts), ...classes.map(classRecord), ...zones.map(zone), ...hosts.map(host)]),
    );
  }

  /** Adds online modules: {class, zone, capacity: units of each dim}. */
  add(modules) {
    this.#answer('rah_pool_add', concat(modules.map(poolModule)));
  }

  /** Places a request: {host, amount: units of each dim, strategy, weights}. No parts: nothing fits. */
  place(request) {
    const view = this.#answer('rah_pool_place', requestRecord(request));
    const count = view.getInt32(abi.RAH_DECISION_PARTS, true);
    return {
      allocation: view.getUint32(abi.RAH_DECISION_ALLOCATION, true),
      costMicrosPerHour: view.getBigInt64(abi.RAH_DECISION_COST, true),
      parts: Array.from({ length: count }, (_, index) =>
        part(view, abi.RAH_DECISION_BYTES + index * abi.RAH_PART_BYTES),
      ),
    };
  }

  /** Gives back all that an allocation holds. */
  release(allocation) {
    const { status, detail } = this.call('rah_pool_release', [allocation]);
    if (status !== abi.RAH_STATUS_OK) throw new PolicyStatusError('rah_pool_release', status, detail);
  }
}

/** A zeroed record with these i32 fields at these offsets; an array fills the fields that follow. */
function record(bytes, fields) {
  const view = new DataView(new ArrayBuffer(bytes));
  for (const [offset, value] of fields)
    for (const [index, each] of [value].flat().entries()) view.setInt32(offset + 4 * index, each, true);
  return new Uint8Array(view.buffer);
}

function concat(records) {
  const all = new Uint8Array(records.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of records) {
    all.set(each, at);
    at += each.length;
  }
  return all;
}

const eight = (value) => Array(abi.RAH_DIMS_MAX).fill(value);

function pool(dims, counts) {
  const bytes = record(abi.RAH_POOL_BYTES, [
    [abi.RAH_POOL_DIMS, dims.length],
    [abi.RAH_POOL_MODULES, counts.modules],
    [abi.RAH_POOL_CLASSES, counts.classes],
    [abi.RAH_POOL_ZONES, counts.zones],
    [abi.RAH_POOL_HOSTS, counts.hosts],
    [abi.RAH_POOL_ALLOCATIONS, counts.allocations],
    [abi.RAH_POOL_PARTS, counts.allocations],
    [abi.RAH_POOL_DEVICE_SCALE, 1],
  ]);
  const view = new DataView(bytes.buffer);
  for (const [index, { unitBytes, medium, weight, scale }] of dims.entries()) {
    const at = abi.RAH_POOL_DIM + index * abi.RAH_DIM_BYTES;
    view.setBigInt64(at + abi.RAH_DIM_UNIT_BYTES, BigInt(unitBytes), true);
    view.setInt32(at + abi.RAH_DIM_MEDIUM, medium, true);
    view.setInt32(at + abi.RAH_DIM_WEIGHT, weight, true);
    view.setInt32(at + abi.RAH_DIM_SCALE, scale, true);
  }
  return bytes;
}

function classRecord({ cost }) {
  return record(abi.RAH_CLASS_BYTES, [
    [abi.RAH_CLASS_STEP, eight(1)],
    [abi.RAH_CLASS_MAX_UNIT, eight(abi.RAH_UNITS_MAX)],
    [abi.RAH_CLASS_RATIO_MILLI, eight(1000)],
    [abi.RAH_CLASS_COST, cost],
    [abi.RAH_CLASS_DEVICE_STEP, 1],
  ]);
}

function zone({ rack, pod }) {
  return record(abi.RAH_ZONE_BYTES, [
    [abi.RAH_ZONE_RACK, rack],
    [abi.RAH_ZONE_POD, pod],
  ]);
}

function host({ zone: place, latencyNs, bandwidthMbps }) {
  return record(abi.RAH_HOST_BYTES, [
    [abi.RAH_HOST_ZONE, place],
    [abi.RAH_HOST_LATENCY, latencyNs],
    [abi.RAH_HOST_BANDWIDTH, bandwidthMbps],
  ]);
}

function poolModule({ class: kind, zone: place, capacity }) {
  return record(abi.RAH_PM_BYTES, [
    [abi.RAH_PM_CLASS, kind],
    [abi.RAH_PM_ZONE, place],
    [abi.RAH_PM_DOMAIN, -1],
    [abi.RAH_PM_STATE, abi.RAH_STATE_ONLINE],
    [abi.RAH_PM_CAPACITY, capacity],
  ]);
}

function requestRecord({ host: from, amount, strategy = abi.RAH_STRATEGY_DEFAULT, weights = [1, 1, 1] }) {
  return record(abi.RAH_PR_BYTES, [
    [abi.RAH_PR_HOST, from],
    [abi.RAH_PR_STRATEGY, strategy],
    [abi.RAH_PR_WEIGHT_PROXIMITY, weights],
    [abi.RAH_PR_MAX_DRMS, 1],
    [abi.RAH_PR_WAYS, 1],
    [abi.RAH_PR_GROUP, -1],
    [abi.RAH_PR_AMOUNT, amount],
  ]);
}

function part(view, at) {
  const field = (offset) => view.getInt32(at + offset, true);
  return {
    module: field(abi.RAH_PART_MODULE),
    proximity: field(abi.RAH_PART_PROXIMITY),
    fit: field(abi.RAH_PART_FIT),
    cost: field(abi.RAH_PART_COST),
    total: field(abi.RAH_PART_TOTAL),
  };
}
