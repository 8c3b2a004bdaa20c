import * as abi from '../../policy-assembly/abi/abi.ts';
import { MEDIA } from '../model/medium.ts';
import type { Extent, RejectionReason, StageScores } from '../model/placement.ts';
import type {
  CarveInput,
  ChosenModule,
  CoreMappingRow,
  Decision,
  DecodedTable,
  Location,
  MapInput,
  PolicyCore,
  PolicyHost,
  PolicyModule,
  PolicyRequest,
  TableChange,
} from './core.ts';
import type { LinearMemory } from './linear-memory.ts';
import { MEDIUM_CODES, policyError } from './status.ts';
import { WasmCalls } from './wasm-calls.ts';
import { instantiatePolicy, type PolicyExports } from './wasm-module.ts';
import { WasmTables } from './wasm-tables.ts';

/** The product's policy: drives `rah-policy.wasm`, whose memory holds the inventory. Encodes, calls, decodes; decides nothing. */
export class WasmPolicy implements PolicyCore {
  readonly implementation = 'wasm';
  readonly #core: PolicyExports;
  readonly #memory: LinearMemory;
  readonly #calls: WasmCalls;
  readonly #tables: WasmTables;
  /** "key=value" → id, for the labels that modules carry. */
  #labelIds = new Map<string, number>();
  #moduleCount = 0;

  private constructor(core: PolicyExports) {
    this.#core = core;
    this.#calls = new WasmCalls(core);
    this.#memory = this.#calls.memory;
    this.#tables = new WasmTables(this.#calls);
  }

  /** Throws PolicyModuleError unless the bytes are a policy module of this ABI version. */
  static fromBytes(bytes: Uint8Array): WasmPolicy {
    return new WasmPolicy(instantiatePolicy(bytes));
  }

  load(modules: readonly PolicyModule[], hosts: readonly PolicyHost[]): void {
    this.#labelIds = new Map();
    this.#moduleCount = 0;
    const labelCount = modules.reduce((sum, module) => sum + module.labels.length, 0);
    this.#calls.check('load', this.#core.rah_load_begin(modules.length, hosts.length, labelCount));
    this.#memory.refresh();
    this.#writeModules(modules);
    this.#writeDistances(modules.length, hosts);
    this.#calls.check('load', this.#core.rah_load_commit());
    this.#moduleCount = modules.length;
  }

  claim(module: number, extents: readonly Extent[]): void {
    this.#requireModule('claim', module);
    this.#calls.writeExtents('claim', this.#calls.input(extents.length * abi.EXTENT_BYTES), extents);
    this.#calls.check('claim', this.#core.rah_claim(module, extents.length));
  }

  release(module: number, extents: readonly Extent[]): void {
    this.#requireModule('release', module);
    this.#calls.writeExtents('release', this.#calls.input(extents.length * abi.EXTENT_BYTES), extents);
    this.#calls.check('release', this.#core.rah_release(module, extents.length));
  }

  setSchedulable(module: number, schedulable: boolean): void {
    this.#requireModule('setSchedulable', module);
    this.#calls.check('setSchedulable', this.#core.rah_set_schedulable(module, schedulable ? 1 : 0));
  }

  free(module: number): number {
    this.#requireModule('free', module);
    return Number(this.#core.rah_free(module));
  }

  select(request: PolicyRequest): Decision {
    const bytes = this.#writeRequest('select', request);
    this.#calls.check('select', this.#core.rah_select(bytes));
    return this.#readDecision();
  }

  place(request: PolicyRequest): Decision {
    const bytes = this.#writeRequest('place', request);
    this.#calls.check('place', this.#core.rah_place(bytes));
    return this.#readDecision();
  }

  extend(module: number, after: number, extra: number): readonly Extent[] {
    this.#requireModule('extend', module);
    const at = this.#calls.input(abi.EXTENT_BYTES);
    this.#memory.setI64(at + abi.EXTENT_START, after, 'extend', abi.STATUS_BAD_EXTENT);
    this.#memory.setI64(at + abi.EXTENT_LENGTH, extra, 'extend', abi.STATUS_INVALID_REQUEST);
    this.#calls.check('extend', this.#core.rah_extend(module));
    return this.#calls.readExtents(0, this.#calls.outputCount());
  }

  carve({ module, amount, alignment, after, contiguous }: CarveInput): readonly Extent[] {
    this.#requireModule('carve', module);
    const invalid = abi.STATUS_INVALID_REQUEST;
    const at = this.#calls.input(abi.CARVE_BYTES);
    this.#memory.setI64(at + abi.CARVE_AMOUNT, amount, 'carve', invalid);
    this.#memory.setI64(at + abi.CARVE_ALIGNMENT, alignment, 'carve', invalid);
    this.#memory.setI64(at + abi.CARVE_AFTER, after, 'carve', abi.STATUS_BAD_EXTENT);
    this.#memory.set32(at + abi.CARVE_MODULE, module);
    this.#memory.set32(at + abi.CARVE_FLAGS, contiguous ? abi.CARVE_CONTIGUOUS : 0);
    this.#calls.check('carve', this.#core.rah_carve(abi.CARVE_BYTES));
    return this.#calls.readExtents(0, this.#calls.outputCount());
  }

  shrink(module: number, extents: readonly Extent[], amount: number): readonly Extent[] {
    this.#requireModule('shrink', module);
    const bytes = abi.SHRINK_BYTES + extents.length * abi.EXTENT_BYTES;
    const at = this.#calls.input(bytes);
    this.#calls.writeExtents('shrink', at + abi.SHRINK_BYTES, extents);
    this.#memory.setI64(at + abi.SHRINK_AMOUNT, amount, 'shrink', abi.STATUS_INVALID_REQUEST);
    this.#memory.set32(at + abi.SHRINK_MODULE, module);
    this.#memory.set32(at + abi.SHRINK_EXTENT_COUNT, extents.length);
    this.#calls.check('shrink', this.#core.rah_shrink(bytes));
    return this.#calls.readExtents(0, this.#calls.outputCount());
  }

  map(input: MapInput): readonly CoreMappingRow[] {
    return this.#tables.map(input);
  }

  encodeTable(input: MapInput): Uint8Array {
    return this.#tables.encode(input);
  }

  decodeTable(table: Uint8Array): DecodedTable {
    return this.#tables.decode(table);
  }

  translate(table: Uint8Array, address: number): Location {
    return this.#tables.translate(table, address);
  }

  translateBack(table: Uint8Array, module: number, address: number): Location {
    return this.#tables.translateBack(table, module, address);
  }

  updateTable(table: Uint8Array, input: MapInput): readonly TableChange[] {
    return this.#tables.update(table, input);
  }

  stateHash(): bigint {
    return BigInt.asUintN(64, this.#core.rah_state_hash());
  }

  #requireModule(operation: string, module: number): void {
    if (module >>> 0 !== module || module >= this.#moduleCount) throw policyError(operation, abi.STATUS_BAD_MODULE);
  }

  #labelId(label: string): number {
    let id = this.#labelIds.get(label);
    if (id === undefined) {
      id = this.#labelIds.size;
      this.#labelIds.set(label, id);
    }
    return id;
  }

  #writeModules(modules: readonly PolicyModule[]): void {
    const memory = this.#memory;
    const bad = abi.STATUS_BAD_RECORD;
    const labels = this.#core.rah_labels_ptr() >>> 0;
    let at = this.#core.rah_modules_ptr() >>> 0;
    let labelFirst = 0;
    for (let index = 0; index < modules.length; index++, at += abi.MODULE_BYTES) {
      const module = modules[index] as PolicyModule;
      if (MEDIA[module.medium]?.kind !== module.kind) throw policyError('load', bad, index);
      const operation = `load, record ${index}`;
      memory.setI64(at + abi.MODULE_CAPACITY, module.capacity, operation, bad);
      memory.setI64(at + abi.MODULE_STEP, module.step, operation, bad);
      memory.setU32(at + abi.MODULE_COST, module.cost_per_unit_hour_micros, operation, bad);
      memory.set32(at + abi.MODULE_MEDIUM, MEDIUM_CODES[module.medium]);
      memory.setI32(at + abi.MODULE_DEVICE, module.device, operation, bad);
      memory.set32(at + abi.MODULE_FLAGS, module.schedulable ? abi.FLAG_SCHEDULABLE : 0);
      memory.set32(at + abi.MODULE_LABEL_FIRST, labelFirst);
      memory.set32(at + abi.MODULE_LABEL_COUNT, module.labels.length);
      for (const label of module.labels) memory.set32(labels + 4 * labelFirst++, this.#labelId(label));
    }
  }

  #writeDistances(moduleCount: number, hosts: readonly PolicyHost[]): void {
    let at = this.#core.rah_distances_ptr() >>> 0;
    for (const [index, host] of hosts.entries()) {
      for (const row of [host.latency_ns, host.bandwidth_mbps]) {
        if (row.length !== moduleCount) throw policyError('load, distances of hosts', abi.STATUS_BAD_LENGTH, index);
        this.#memory.setU32s(at, row);
        at += 4 * moduleCount;
      }
    }
  }

  /** Writes the request into the input buffer and returns its bytes. */
  #writeRequest(operation: string, request: PolicyRequest): number {
    const memory = this.#memory;
    const invalid = abi.STATUS_INVALID_REQUEST;
    const { size, weights, only } = request;
    const bytes = abi.REQUEST_BYTES + 4 * only.length;
    const at = this.#calls.input(bytes);
    memory.setI32(at + abi.REQUEST_HOST, request.host, operation, abi.STATUS_BAD_HOST);
    memory.setI32(at + abi.REQUEST_MEDIUM, MEDIUM_CODES[request.medium] ?? -1, operation, invalid);
    memory.setI64(at + abi.REQUEST_AMOUNT, size.amount, operation, invalid);
    memory.setI32(at + abi.REQUEST_DEVICES, size.devices, operation, invalid);
    memory.setI32(at + abi.REQUEST_SHARE, size.share, operation, invalid);
    memory.setI32(at + abi.REQUEST_REMAINDER, size.remainder, operation, invalid);
    memory.setI32(at + abi.REQUEST_WEIGHT_PROXIMITY, weights.proximity, operation, invalid);
    memory.setI32(at + abi.REQUEST_WEIGHT_UTILIZATION, weights.utilization, operation, invalid);
    memory.setI32(at + abi.REQUEST_WEIGHT_COST, weights.cost, operation, invalid);
    memory.setU32(at + abi.REQUEST_MAX_LATENCY, request.max_latency_ns, operation, invalid);
    memory.setU32(at + abi.REQUEST_MIN_BANDWIDTH, request.min_bandwidth_mbps, operation, invalid);
    memory.setI32(at + abi.REQUEST_MAX_DRMS, request.max_drms, operation, invalid);
    memory.setI32(at + abi.REQUEST_WAYS, request.interleave_ways, operation, invalid);
    this.#writeLabels(operation, at + abi.REQUEST_REQUIRED_COUNT, at + abi.REQUEST_REQUIRED, request.labels);
    this.#writeLabels(operation, at + abi.REQUEST_FORBIDDEN_COUNT, at + abi.REQUEST_FORBIDDEN, request.not_labels);
    memory.set32(at + abi.REQUEST_ONLY_COUNT, only.length);
    memory.setI64(at + abi.REQUEST_ALIGNMENT, request.alignment ?? 0, operation, invalid);
    for (let k = 0; k < only.length; k++) {
      memory.setI32(at + abi.REQUEST_BYTES + 4 * k, only[k] as number, operation, abi.STATUS_BAD_MODULE);
    }
    return bytes;
  }

  #writeLabels(operation: string, count: number, at: number, labels: readonly string[]): void {
    if (labels.length > abi.REQUEST_LABELS_MAX) throw policyError(operation, abi.STATUS_INVALID_REQUEST);
    this.#memory.set32(count, labels.length);
    for (let k = 0; k < labels.length; k++) {
      this.#memory.set32(at + 4 * k, this.#labelIds.get(labels[k] as string) ?? abi.LABEL_UNKNOWN);
    }
  }

  #readDecision(): Decision {
    const memory = this.#memory;
    const at = this.#calls.result;
    const chosenPtr = memory.u32(at + abi.RESULT_CHOSEN_PTR);
    const chosen: ChosenModule[] = [];
    for (let k = 0, count = memory.i32(at + abi.RESULT_CHOSEN_COUNT); k < count; k++) {
      const entry = chosenPtr + k * abi.CHOSEN_BYTES;
      chosen.push({
        module: memory.i32(entry + abi.CHOSEN_MODULE),
        extents: this.#calls.readExtents(
          memory.i32(entry + abi.CHOSEN_EXTENT_FIRST),
          memory.i32(entry + abi.CHOSEN_EXTENT_COUNT),
        ),
        scores: this.#readScores(entry + abi.CHOSEN_SCORES),
      });
    }
    const runnerUp = memory.i32(at + abi.RESULT_RUNNER_UP);
    return {
      chosen,
      considered: memory.i32(at + abi.RESULT_CONSIDERED),
      candidates: memory.i32(at + abi.RESULT_CANDIDATES),
      rejected: this.#readRejected(at + abi.RESULT_REJECTED),
      runner_up: runnerUp,
      runner_up_scores: runnerUp < 0 ? null : this.#readScores(at + abi.RESULT_RUNNER_UP_SCORES),
      largest_free: memory.i64(at + abi.RESULT_LARGEST_FREE),
      largest_free_module: memory.i32(at + abi.RESULT_LARGEST_FREE_MODULE),
    };
  }

  #readRejected(at: number): Record<RejectionReason, number> {
    const memory = this.#memory;
    return {
      medium: memory.i32(at + 4 * abi.REJECTED_MEDIUM),
      not_listed: memory.i32(at + 4 * abi.REJECTED_NOT_LISTED),
      state: memory.i32(at + 4 * abi.REJECTED_STATE),
      labels: memory.i32(at + 4 * abi.REJECTED_LABELS),
      unreachable: memory.i32(at + 4 * abi.REJECTED_UNREACHABLE),
      latency: memory.i32(at + 4 * abi.REJECTED_LATENCY),
      bandwidth: memory.i32(at + 4 * abi.REJECTED_BANDWIDTH),
      capacity: memory.i32(at + 4 * abi.REJECTED_CAPACITY),
    };
  }

  #readScores(at: number): StageScores {
    return {
      proximity: this.#memory.i32(at + abi.SCORES_PROXIMITY),
      utilization: this.#memory.i32(at + abi.SCORES_UTILIZATION),
      cost: this.#memory.i32(at + abi.SCORES_COST),
      total: this.#memory.i32(at + abi.SCORES_TOTAL),
    };
  }
}
