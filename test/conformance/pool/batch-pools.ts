import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { PoolBatch, PoolDecision } from '../../../src/policy/pool/answers.ts';
import { decodeBatch, decodeDecision } from '../../../src/policy/pool/decode.ts';
import { encodeAdopt, encodeBatch } from '../../../src/policy/pool/encode-change.ts';
import { encodeModules, encodePool } from '../../../src/policy/pool/encode-inventory.ts';
import { encodeRequest } from '../../../src/policy/pool/encode-request.ts';
import type { ClassFields, ModuleFields, PoolFields, RequestFields } from '../../../src/policy/pool/fields.ts';
import type { PoolAnswer, PoolMachine } from '../../../src/policy/pool/machine.ts';
import { PLAIN_REQUEST } from '../../../src/policy/pool/plain-request.ts';
import { hashOf, perform, withNumbers, withRecords } from './steps.ts';

/** A module: units by dimension, devices, and its label. */
export interface BatchModule {
  readonly capacity: readonly number[];
  readonly devices?: number;
  /** 0..7, default 0. */
  readonly label?: number;
}

const LABELS = 8;

/** Where a batch put its requests: the module of each, -1 for those left out. */
export function modulesOf(batch: PoolBatch): number[] {
  return batch.decisions.map(({ parts }) => parts[0]?.module ?? -1);
}

/** A pool for batches: best-fit unless asked otherwise, one class for each label. */
export class BatchPool {
  readonly machine: PoolMachine;
  readonly #dims: number;

  constructor(machine: PoolMachine, modules: readonly BatchModule[], limits: Partial<PoolFields> = {}) {
    this.machine = machine;
    this.#dims = modules[0]?.capacity.length ?? 1;
    const each = (value: number) => new Array<number>(this.#dims).fill(value);
    const devices = Math.max(0, ...modules.map((module) => module.devices ?? 0));
    const classOf = (label: number): ClassFields => ({
      step: each(1),
      min_unit: each(0),
      max_unit: each(abi.UNITS_MAX),
      reserved: each(0),
      ratio_milli: each(1000),
      cost: each(0),
      device_cost: 0,
      device_step: 1,
      labels: [label],
    });
    const fields: PoolFields = {
      dims: each(0).map((_, d) => ({
        unit_bytes: 0,
        medium: -1,
        weight: 1,
        scale: Math.max(1, ...modules.map(({ capacity }) => capacity[d] ?? 0)),
      })),
      modules: modules.length,
      devices,
      allocations: 10000,
      parts: 10000,
      groups: 4,
      device_scale: Math.max(1, 1000 * devices),
      device_weight: 1,
      classes: Array.from({ length: LABELS }, (_, label) => classOf(label)),
      zones: [{ rack: 0, pod: 0 }],
      hosts: [],
      ...limits,
    };
    this.#need('rah_pool_begin', encodePool(fields));
    const records = modules.map(
      ({ capacity, label = 0, devices: own = 0 }): ModuleFields => ({
        class: label,
        zone: 0,
        domain: -1,
        state: abi.STATE_ONLINE,
        devices: own,
        capacity,
      }),
    );
    this.#need('rah_pool_add', encodeModules(records));
  }

  get hash(): bigint {
    return hashOf(this.machine);
  }

  get snapshot(): Uint8Array {
    return perform(this.machine, withNumbers('rah_pool_snapshot')).output;
  }

  freeMilli(module: number): number {
    return Number(perform(this.machine, withNumbers('rah_pool_free', module, abi.DIMS_MAX)).status);
  }

  bytes(request: Partial<RequestFields>): Uint8Array {
    return encodeRequest({ ...PLAIN_REQUEST, ...request });
  }

  /** The answer as it is. */
  raw(requests: readonly Partial<RequestFields>[], flags: number): PoolAnswer {
    const input = encodeBatch(
      requests.map((request) => this.bytes(request)),
      flags,
    );
    return perform(this.machine, withRecords('rah_pool_place_batch', input));
  }

  batch(requests: readonly Partial<RequestFields>[], flags: number): PoolBatch {
    const { status, detail, output } = this.raw(requests, flags);
    if (status !== 0) throw new Error(`place_batch failed with ${status}, detail ${detail}`);
    return decodeBatch(output, this.#dims);
  }

  /** What `rah_pool_place` decides. */
  decision(request: Partial<RequestFields>): PoolDecision {
    return decodeDecision(this.place(request), this.#dims);
  }

  /** The DECISION of `rah_pool_place`, as bytes. */
  place(request: Partial<RequestFields>): Uint8Array {
    return this.#need('rah_pool_place', this.bytes(request));
  }

  /** The handle. */
  adopt(request: Partial<RequestFields>, module: number, devices: readonly number[]): number {
    const { amount = [], share = 0 } = request;
    const part = { module, devices, share, amount };
    const output = this.#need('rah_pool_adopt', encodeAdopt(this.bytes(request), [part]));
    return decodeDecision(output, this.#dims).allocation ?? abi.ALLOCATION_NONE;
  }

  release(handle: number): void {
    perform(this.machine, withNumbers('rah_pool_release', handle | 0));
  }

  #need(call: 'rah_pool_begin' | 'rah_pool_add' | 'rah_pool_place' | 'rah_pool_adopt', input: Uint8Array): Uint8Array {
    const { status, detail, output } = perform(this.machine, withRecords(call, input));
    if (status !== 0) throw new Error(`${call} failed with ${status}, detail ${detail}`);
    return output;
  }
}
