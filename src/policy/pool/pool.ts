import { STATUS_BAD_MODULE, STATUS_INVALID_REQUEST, STATUS_OK } from '../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../policy-assembly/abi/pool.ts';
import { PolicyError } from '../core.ts';
import type {
  PoolAllocation,
  PoolBatch,
  PoolDecision,
  PoolExplanation,
  PoolMoves,
  PoolPart,
  PoolTuning,
  PoolWhatIf,
  StuckPart,
} from './answers.ts';
import {
  decodeAllocation,
  decodeBatch,
  decodeDecision,
  decodeExplanation,
  decodeMoves,
  decodePart,
  decodeTuning,
  decodeWhatIf,
} from './decode.ts';
import { encodeAdopt, encodeBatch, encodeBudget, encodeRelocate, encodeResize, encodeWhatIf } from './encode-change.ts';
import { encodeModules, encodePaths, encodePool } from './encode-inventory.ts';
import { encodeProfile, encodeRequest } from './encode-request.ts';
import type { PartFields } from './fields.ts';
import type { PoolMachine, StatusCall } from './machine.ts';
import { PoolNames } from './names.ts';
import type {
  DeviceAsk,
  MoveBudget,
  PoolHealth,
  PoolLifecycle,
  PoolModule,
  PoolPath,
  PoolRequest,
  PoolSpec,
  ProfileEntry,
} from './spec.ts';
import { poolError } from './status-texts.ts';
import { moduleFields, pathFields, poolFields, stateWord } from './translate-inventory.ts';
import { profileFields, requestFields } from './translate-request.ts';

const LANE = 4;
const LANE_FAILED = -2;
const NOTHING = new Uint8Array(0);

/** The bytes of a pool, and the texts that its bytes do not hold. */
export interface PoolSnapshot {
  readonly spec: PoolSpec;
  readonly bytes: Uint8Array;
}

/**
 * A pool of modules for TypeScript: plain objects in and out, over any PoolMachine. Every method throws PolicyError (with
 * the status of the ABI) when the call is refused; then nothing has changed. "Nothing fits" is not refused: the decision
 * has no parts. The rules are in policy-assembly/POOL.md.
 */
export class Pool {
  readonly #machine: PoolMachine;
  readonly #spec: PoolSpec;
  readonly #names: PoolNames;

  private constructor(machine: PoolMachine, spec: PoolSpec) {
    this.#machine = machine;
    this.#spec = spec;
    this.#names = new PoolNames(spec);
  }

  /** Makes the machine's pool anew: what it held is dropped, also when this throws. */
  static begin(machine: PoolMachine, spec: PoolSpec): Pool {
    const pool = new Pool(machine, spec);
    pool.#call('rah_pool_begin', encodePool(poolFields(spec, pool.#names)));
    return pool;
  }

  /** Makes the machine's pool what it was: what it held is dropped, also when this throws. */
  static restore(machine: PoolMachine, { spec, bytes }: PoolSnapshot): Pool {
    const pool = new Pool(machine, spec);
    pool.#call('rah_pool_restore', bytes);
    return pool;
  }

  /** Appends modules; the first gets the index that `modules` answers before. All or nothing. */
  add(modules: readonly PoolModule[]): void {
    this.#call('rah_pool_add', encodeModules(modules.map((module) => moduleFields(module, this.#names))));
  }

  /** Distances that the tiers do not tell; they replace those of the same host and zone. */
  paths(paths: readonly PoolPath[]): void {
    this.#call('rah_pool_paths', encodePaths(paths.map((path) => pathFields(path, this.#names))));
  }

  /** Replaces the demand that fgd and adaptive score by: all of it, not only what is typical. */
  profile(entries: readonly ProfileEntry[]): void {
    this.#call('rah_pool_profile', encodeProfile(entries.map((entry) => profileFields(entry, this.#names))));
  }

  /** Learns from the profile and the modules as they are now how adaptive should score. Takes up to seconds. */
  tune(): PoolTuning {
    return decodeTuning(this.#callWith('rah_pool_tune'));
  }

  setState(module: number, state: PoolLifecycle, health: PoolHealth = 'ok'): void {
    this.#callWith('rah_pool_set_state', module, stateWord(state, health));
  }

  /** Decides without taking. */
  select(request: PoolRequest): PoolDecision {
    return decodeDecision(this.#call('rah_pool_select', this.#request(request)), this.#dims);
  }

  /** Decides and takes. */
  place(request: PoolRequest): PoolDecision {
    return decodeDecision(this.#call('rah_pool_place', this.#request(request)), this.#dims);
  }

  /** Why modules pass or not, and how the best score. */
  explain(request: PoolRequest): PoolExplanation {
    return decodeExplanation(this.#call('rah_pool_explain', this.#request(request)), this.#dims);
  }

  /** Decides several together and takes them: all or none, or with `best_effort` those that can be placed. */
  placeBatch(requests: readonly PoolRequest[], options: { readonly best_effort?: boolean } = {}): PoolBatch {
    const flags = options.best_effort ? abi.BATCH_BEST_EFFORT : 0;
    const input = encodeBatch(
      requests.map((request) => this.#request(request)),
      flags,
    );
    return decodeBatch(this.#call('rah_pool_place_batch', input), this.#dims);
  }

  /** Takes exactly these parts: replays what was decided before. */
  adopt(request: PoolRequest, parts: readonly PartFields[]): PoolDecision {
    return decodeDecision(this.#call('rah_pool_adopt', encodeAdopt(this.#request(request), parts)), this.#dims);
  }

  allocation(handle: number): PoolAllocation {
    return decodeAllocation(this.#callWith('rah_pool_allocation', handle | 0), this.#dims);
  }

  release(handle: number): void {
    this.#callWith('rah_pool_release', handle | 0);
  }

  /** The new size of one part, absolute; it stays on its module. */
  resize(
    handle: number,
    part: number,
    size: { readonly amount: readonly number[]; readonly devices?: DeviceAsk },
  ): PoolPart {
    const input = encodeResize({
      allocation: handle,
      part,
      devices: size.devices?.count ?? 0,
      share: size.devices?.share ?? 0,
      amount: size.amount,
    });
    return decodePart(this.#call('rah_pool_resize', input), this.#dims);
  }

  /** Takes at the target while the source is held, then lets the source go. */
  move(handle: number, part: number, to: number): PoolPart {
    return decodePart(this.#call('rah_pool_move', encodeRelocate(handle, part, to)), this.#dims);
  }

  /** A plan that empties the modules; changes nothing. */
  drain(modules: readonly number[], budget: MoveBudget = {}): PoolMoves {
    return decodeMoves(this.#call('rah_pool_drain', this.#budget(budget, abi.REBALANCE_SPREAD, 0, modules)));
  }

  /** A plan that evens out (`spread`) or empties (`pack`) modules; `modules`: those it may touch, none = all. Changes nothing. */
  rebalance(
    mode: 'spread' | 'pack',
    budget: MoveBudget & { readonly min_gain?: number } = {},
    modules: readonly number[] = [],
  ): PoolMoves {
    const code = mode === 'pack' ? abi.REBALANCE_PACK : abi.REBALANCE_SPREAD;
    return decodeMoves(this.#call('rah_pool_rebalance', this.#budget(budget, code, budget.min_gain ?? 0, modules)));
  }

  /** How often the request could be placed, up to `limit` times. Changes nothing. */
  howMany(request: PoolRequest, limit: number): number {
    return Number(this.#whatIf(abi.WHAT_IF_HOW_MANY, limit, [], this.#request(request)).count);
  }

  /** What would become of the parts on these modules if all failed at once. Changes nothing. */
  survives(modules: readonly number[]): { readonly placed: number; readonly stuck: readonly StuckPart[] } {
    const { count, stuck } = this.#whatIf(abi.WHAT_IF_SURVIVES, 0, modules, NOTHING);
    return { placed: Number(count), stuck };
  }

  /** The most units of one dimension that one module could give to such a request; module -1 = none. Changes nothing. */
  largest(request: PoolRequest, dim: number): { readonly units: number; readonly module: number } {
    const { count, module } = this.#whatIf(abi.WHAT_IF_LARGEST, dim, [], this.#request(request));
    return { units: Number(count), module };
  }

  snapshot(): PoolSnapshot {
    return { spec: this.#spec, bytes: this.#callWith('rah_pool_snapshot') };
  }

  /** The fast lane: best fit by up to four dimensions, nothing recorded. The module, -1 when nothing fits. */
  take(amount: readonly number[]): number {
    const found = Number(this.#machine.call('rah_pool_take', laneOf('take', amount)).status);
    if (found <= LANE_FAILED) throw poolError('take', LANE_FAILED - found, -1);
    return found;
  }

  /** Gives back what `take` took. */
  give(module: number, amount: readonly number[]): void {
    this.#callWith('rah_pool_give', module, ...laneOf('give', amount));
  }

  /** Free units by dimension, and free milli of all devices. */
  free(module: number): { readonly amount: readonly number[]; readonly milli: number } {
    needWhole('free', [module]);
    const read = (dim: number) => Number(this.#machine.call('rah_pool_free', [module, dim]).status);
    const milli = read(abi.DIMS_MAX);
    if (milli < 0) throw poolError('free', STATUS_BAD_MODULE, -1);
    return { amount: this.#spec.dims.map((_, dim) => read(dim)), milli };
  }

  /** How many modules there are. */
  get modules(): number {
    return Number(this.#machine.call('rah_pool_modules', []).status);
  }

  /** FNV-1a 64 of the state, unsigned: equal on every implementation. */
  get hash(): bigint {
    return BigInt(this.#machine.call('rah_pool_hash', []).status);
  }

  get #dims(): number {
    return this.#spec.dims.length;
  }

  #request(request: PoolRequest): Uint8Array {
    return encodeRequest(requestFields(request, this.#names));
  }

  #budget(budget: MoveBudget, mode: number, minGain: number, modules: readonly number[]): Uint8Array {
    return encodeBudget({
      max_bytes: budget.max_bytes ?? 0,
      max_moves: budget.max_moves ?? abi.BATCH_MAX,
      max_concurrent: budget.max_concurrent ?? 1,
      min_gain: minGain,
      mode,
      modules,
    });
  }

  #whatIf(kind: number, limit: number, modules: readonly number[], request: Uint8Array): PoolWhatIf {
    return decodeWhatIf(this.#call('rah_pool_what_if', encodeWhatIf({ kind, limit, modules }, request)));
  }

  #call(call: StatusCall, input: Uint8Array): Uint8Array {
    return this.#checked(call, [input.length], input);
  }

  #callWith(call: StatusCall, ...args: readonly number[]): Uint8Array {
    needWhole(operationOf(call), args);
    return this.#checked(call, args, NOTHING);
  }

  #checked(call: StatusCall, args: readonly number[], input: Uint8Array): Uint8Array {
    const { status, detail, output } = this.#machine.call(call, args, input);
    if (status !== STATUS_OK) throw poolError(operationOf(call), Number(status), detail);
    return output;
  }
}

function operationOf(call: StatusCall): string {
  return call.slice('rah_pool_'.length);
}

/** WebAssembly would cut other numbers down to 32 bits and go on. */
function needWhole(operation: string, values: readonly number[]): void {
  for (const value of values) {
    if ((value | 0) === value) continue;
    throw new PolicyError(STATUS_INVALID_REQUEST, `${operation}: found ${value}, wanted a whole number of 32 bits`);
  }
}

/** The four arguments of the fast lane. */
function laneOf(operation: string, amount: readonly number[]): number[] {
  needWhole(operation, amount);
  if (amount.length > LANE) {
    throw new PolicyError(
      STATUS_INVALID_REQUEST,
      `${operation}: found ${amount.length} amounts, wanted at most ${LANE}; place takes more dimensions`,
    );
  }
  return Array.from({ length: LANE }, (_, d) => amount[d] ?? 0);
}
