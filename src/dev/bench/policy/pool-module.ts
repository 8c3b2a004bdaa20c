import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { type WasmMemory, wasm } from '../../../policy/wasm-engine.ts';
import { ROOT, StepFailed } from '../../step.ts';

type Call = (...args: readonly number[]) => number;

/** What the bench calls; besides the module's own exports those of pool/index/bench-entry.ts. */
export interface BenchExports {
  readonly memory: WasmMemory;
  readonly rah_input: Call;
  readonly rah_pool_begin: Call;
  readonly rah_pool_add: Call;
  readonly rah_pool_select: Call;
  readonly rah_pool_place: Call;
  readonly rah_pool_place_batch: Call;
  readonly rah_pool_release: Call;
  readonly rah_pool_output: Call;
  readonly rah_pool_output_bytes: Call;
  readonly rah_pool_take: Call;
  readonly rah_pool_give: Call;
  readonly rah_pool_snapshot: Call;
  readonly rah_pool_restore: Call;
  readonly bench_scan: Call;
  readonly bench_find: Call;
  readonly bench_requests: Call;
  readonly bench_churn: Call;
}

export type Build = 'plain' | 'simd';

/** Compiles the bench's entry into `dir`, and returns the bytes. */
export function compileBench(dir: string, build: Build): Buffer {
  const folder = join(ROOT, 'policy-assembly');
  const entries = ['index.ts', join('pool', 'index', 'bench-entry.ts')].map((file) => join(folder, 'assembly', file));
  const out = join(dir, `bench-${build}.wasm`);
  const asc = join(ROOT, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
  const args = [asc, ...entries, '--config', join(folder, 'asconfig.json'), '--target', build, '--outFile', out];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(stderr);
    throw new StepFailed('asc on bench-entry.ts');
  }
  return readFileSync(out);
}

export interface PoolShape {
  readonly dims: number;
  readonly modules: number;
  readonly scale: number;
  readonly allocations?: number;
  /** Micros per unit-hour of each class; every class has one label, 7 + its index. */
  readonly classCosts?: readonly number[];
  /** Rack and pod of each zone. */
  readonly zones?: readonly (readonly [number, number])[];
  /** Zone of each host; latencies are those of scores.c. */
  readonly hosts?: readonly number[];
}

export interface PoolModule {
  readonly class: number;
  readonly zone: number;
  readonly capacity: readonly number[];
}

export interface PoolAsk {
  readonly amount: readonly number[];
  readonly host?: number;
  /** Proximity, utilization, cost. */
  readonly weights?: readonly number[];
  /** Index of a class that is not wanted, -1 = any will do. */
  readonly notClass?: number;
}

const LATENCIES = [90, 180, 300, 800];
const FIRST_LABEL = 7;
/** Modules of one call of add. */
const LOT = 65536;

export function instantiate(bytes: Buffer): BenchExports {
  return new wasm.Instance(new wasm.Module(bytes)).exports as unknown as BenchExports;
}

/** The pool of an instance, begun anew. */
export class BenchPool {
  readonly exports: BenchExports;
  readonly #shape: PoolShape;

  constructor(exports: BenchExports, shape: PoolShape) {
    this.exports = exports;
    this.#shape = shape;
    this.#check('begin', this.exports.rah_pool_begin(this.#writeShape()));
  }

  #check(what: string, status: number): void {
    if (status !== 0) throw new StepFailed(`rah_pool_${what} answered ${status}`);
  }

  #input(bytes: number): DataView {
    const at = this.exports.rah_input(bytes);
    new Uint8Array(this.exports.memory.buffer, at, bytes).fill(0);
    return new DataView(this.exports.memory.buffer, at, bytes);
  }

  #writeShape(): number {
    const { dims, modules, scale, allocations = 1024, classCosts = [1], zones = [[0, 0]], hosts = [] } = this.#shape;
    const classes = abi.POOL_BYTES;
    const zoneTable = classes + classCosts.length * abi.CLASS_BYTES;
    const hostTable = zoneTable + zones.length * abi.ZONE_BYTES;
    const labels = hostTable + hosts.length * abi.HOST_BYTES;
    const bytes = labels + classCosts.length * 4;
    const view = this.#input(bytes);
    const set = (at: number, value: number): void => view.setInt32(at, value, true);
    set(abi.POOL_DIMS, dims);
    set(abi.POOL_MODULES, modules);
    set(abi.POOL_CLASSES, classCosts.length);
    set(abi.POOL_ZONES, zones.length);
    set(abi.POOL_HOSTS, hosts.length);
    set(abi.POOL_ALLOCATIONS, allocations);
    set(abi.POOL_PARTS, allocations);
    set(abi.POOL_LABELS, classCosts.length);
    set(abi.POOL_DEVICE_SCALE, 1);
    for (let d = 0; d < dims; d++) {
      const at = abi.POOL_DIM + d * abi.DIM_BYTES;
      set(at + abi.DIM_MEDIUM, -1);
      set(at + abi.DIM_WEIGHT, 1);
      set(at + abi.DIM_SCALE, scale);
    }
    for (const [c, cost] of classCosts.entries()) {
      const at = classes + c * abi.CLASS_BYTES;
      for (let d = 0; d < dims; d++) {
        set(at + abi.CLASS_STEP + d * 4, 1);
        set(at + abi.CLASS_MAX_UNIT + d * 4, abi.UNITS_MAX);
        set(at + abi.CLASS_RATIO_MILLI + d * 4, 1000);
        set(at + abi.CLASS_COST + d * 4, cost);
      }
      set(at + abi.CLASS_DEVICE_STEP, 1);
      set(at + abi.CLASS_LABEL_FIRST, c);
      set(at + abi.CLASS_LABEL_COUNT, 1);
      set(labels + c * 4, FIRST_LABEL + c);
    }
    for (const [z, [rack, pod]] of zones.entries()) {
      set(zoneTable + z * abi.ZONE_BYTES + abi.ZONE_RACK, rack);
      set(zoneTable + z * abi.ZONE_BYTES + abi.ZONE_POD, pod);
    }
    for (const [h, zone] of hosts.entries()) {
      const at = hostTable + h * abi.HOST_BYTES;
      set(at + abi.HOST_ZONE, zone);
      for (const [tier, latency] of LATENCIES.entries()) set(at + abi.HOST_LATENCY + tier * 4, latency);
    }
    return bytes;
  }

  /** Adds `count` modules; `make` is called in index order. */
  add(count: number, make: (index: number) => PoolModule): void {
    for (let first = 0; first < count; first += LOT) {
      const lot = Math.min(LOT, count - first);
      const view = this.#input(lot * abi.PM_BYTES);
      for (let k = 0; k < lot; k++) {
        const { class: c, zone, capacity } = make(first + k);
        const at = k * abi.PM_BYTES;
        view.setInt32(at + abi.PM_CLASS, c, true);
        view.setInt32(at + abi.PM_ZONE, zone, true);
        view.setInt32(at + abi.PM_DOMAIN, -1, true);
        view.setInt32(at + abi.PM_STATE, abi.STATE_ONLINE, true);
        for (const [d, units] of capacity.entries()) view.setInt32(at + abi.PM_CAPACITY + d * 4, units, true);
      }
      this.#check('add', this.exports.rah_pool_add(lot * abi.PM_BYTES));
    }
  }

  /** The REQUEST record of a best fit. */
  encode(ask: PoolAsk): Uint8Array {
    const { amount, host = -1, weights = [0, 1, 0], notClass = -1 } = ask;
    const words = notClass < 0 ? [] : [(abi.CLAUSE_NOT_IN << 16) | 1, FIRST_LABEL + notClass];
    const record = new Uint8Array(abi.PR_BYTES + words.length * 4);
    const view = new DataView(record.buffer);
    const set = (at: number, value: number): void => view.setInt32(at, value, true);
    set(abi.PR_HOST, host);
    set(abi.PR_STRATEGY, abi.STRATEGY_BEST_FIT);
    set(abi.PR_WEIGHT_PROXIMITY, weights[0] ?? 0);
    set(abi.PR_WEIGHT_UTILIZATION, weights[1] ?? 0);
    set(abi.PR_WEIGHT_COST, weights[2] ?? 0);
    set(abi.PR_MAX_DRMS, 1);
    set(abi.PR_WAYS, 1);
    set(abi.PR_GROUP, -1);
    for (const [d, units] of amount.entries()) set(abi.PR_AMOUNT + d * 4, units);
    set(abi.PR_CLAUSE_WORDS, words.length);
    for (const [k, word] of words.entries()) set(abi.PR_BYTES + k * 4, word);
    return record;
  }

  write(record: Uint8Array): number {
    // Making room may move the memory.
    const at = this.exports.rah_input(record.length);
    new Uint8Array(this.exports.memory.buffer).set(record, at);
    return record.length;
  }

  /** Module and handle of the decision that was answered, -1 = nothing fits. */
  answered(): { module: number; handle: number } {
    const view = new DataView(this.exports.memory.buffer, this.exports.rah_pool_output());
    const parts = view.getInt32(abi.DECISION_PARTS, true);
    const module = parts === 0 ? -1 : view.getInt32(abi.DECISION_BYTES + abi.PART_MODULE, true);
    return { module, handle: view.getUint32(abi.DECISION_ALLOCATION, true) };
  }

  get mebibytes(): number {
    return this.exports.memory.buffer.byteLength / 1048576;
  }
}
