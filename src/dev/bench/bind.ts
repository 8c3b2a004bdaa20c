import { readFileSync } from 'node:fs';
import { STATUS_OK } from '../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { Pool } from '../../../policy-assembly/bind/pool.mjs';
import { policyModuleBytes } from '../../policy/module-bytes.ts';
import { encodeModules, encodePool } from '../../policy/pool/encode-inventory.ts';
import { encodeRequest } from '../../policy/pool/encode-request.ts';
import { PLAIN_REQUEST } from '../../policy/pool/plain-request.ts';
import { instantiatePool, type PoolExports } from '../../policy/pool/pool-exports.ts';
import { BIND_WASM, prepareBind } from '../bind-package.ts';
import { StepFailed } from '../step.ts';
import type { BenchResult } from './result.ts';

const MODULES = 1000;
const SCALE = 100_000;
const LABELS = ['tier=gold', 'tier=silver'];
const ROUNDS = 15;
const WARM_UP = 3;
const CALLS = 2000;

function capacityOf(i: number): number {
  return 40_000 + ((i * 7919) % 60_000);
}

/** What an embedder writes by hand: records at rah_input, answers read where they lie. */
class RawPool {
  readonly #core: PoolExports;
  readonly #request: Uint8Array;

  constructor() {
    this.#core = instantiatePool(policyModuleBytes());
    const pool = encodePool({
      dims: [0, 1].map(() => ({ unit_bytes: 0, medium: -1, weight: 1, scale: SCALE })),
      modules: MODULES,
      devices: 0,
      allocations: MODULES,
      parts: MODULES,
      groups: 0,
      device_scale: 1,
      device_weight: 0,
      classes: LABELS.map((_, label) => ({
        step: [1, 1],
        min_unit: [],
        max_unit: [SCALE, SCALE],
        reserved: [],
        ratio_milli: [1000, 1000],
        cost: [],
        device_cost: 0,
        device_step: 1,
        labels: [label],
      })),
      zones: [{ rack: 0, pod: 0 }],
      hosts: [],
    });
    const modules = encodeModules(
      Array.from({ length: MODULES }, (_, i) => ({
        class: i % LABELS.length,
        zone: 0,
        domain: -1,
        state: abi.STATE_ONLINE,
        devices: 0,
        capacity: [capacityOf(i), capacityOf(i + 1)],
      })),
    );
    this.#request = encodeRequest({ ...PLAIN_REQUEST, amount: [1, 1], clauses: [{ op: abi.CLAUSE_IN, labels: [0] }] });
    for (const [name, input] of [['rah_pool_begin', pool] as const, ['rah_pool_add', modules] as const]) {
      const at = this.#core.rah_input(input.length); // before the view: it may grow the memory
      new Uint8Array(this.#core.memory.buffer).set(input, at);
      if (this.#core.calls[name](input.length) !== STATUS_OK) throw new StepFailed(name);
    }
  }

  modules(): number {
    return Number(this.#core.calls.rah_pool_modules());
  }

  #write(a: number, b: number): number {
    const { memory, rah_input } = this.#core;
    const at = rah_input(this.#request.length);
    new Uint8Array(memory.buffer).set(this.#request, at);
    new Int32Array(memory.buffer, at + abi.PR_AMOUNT, 2).set([a, b]);
    return this.#request.length;
  }

  /** The module; the allocation is given back. */
  placeAndRelease(a: number, b: number): number {
    const { memory, calls, rah_pool_output } = this.#core;
    if (calls.rah_pool_place(this.#write(a, b)) !== STATUS_OK) throw new StepFailed('rah_pool_place');
    const at = rah_pool_output() >>> 2;
    const words = new Int32Array(memory.buffer);
    const module = words[at + ((abi.DECISION_BYTES + abi.PART_MODULE) >> 2)] as number;
    calls.rah_pool_release(words[at + (abi.DECISION_ALLOCATION >> 2)] as number);
    return module;
  }

  /** The best candidate's module. */
  explain(a: number, b: number): number {
    const { memory, calls, rah_pool_output } = this.#core;
    if (calls.rah_pool_explain(this.#write(a, b)) !== STATUS_OK) throw new StepFailed('rah_pool_explain');
    const at = (rah_pool_output() + abi.EXPLANATION_BYTES + abi.CANDIDATE_MODULE) >>> 2;
    return new Int32Array(memory.buffer)[at] as number;
  }
}

async function bindPool(): Promise<Pool> {
  const bind = await import('../../../policy-assembly/bind/pool.mjs');
  const pool = await bind.Pool.load(readFileSync(BIND_WASM), {
    dims: [{ scale: SCALE }, { scale: SCALE }],
    classes: LABELS.map((label) => ({ labels: [label] })),
    modules: MODULES,
  });
  const all = Array.from({ length: MODULES }, (_, i) => i);
  return pool.addModules({
    classes: all.map((i) => i % LABELS.length),
    units: all.flatMap((i) => [capacityOf(i), capacityOf(i + 1)]),
  });
}

function microseconds(work: (i: number) => number): { readonly time: number; readonly sum: number } {
  let sum = 0;
  const started = performance.now();
  for (let i = 0; i < CALLS; i++) sum += work(i);
  return { time: ((performance.now() - started) * 1000) / CALLS, sum };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

/** `npm run bench -- bind`: the high-level embedding against the raw ABI: same pool, same answers, alternating. */
export async function benchBind(): Promise<BenchResult[]> {
  await prepareBind();
  const [raw, bind] = [new RawPool(), await bindPool()];
  const amounts = (i: number) => [1 + ((i * 131) % 30_000), 1 + ((i * 337) % 30_000)] as const;
  const request = (i: number) => ({
    amounts: Int32Array.of(...amounts(i)),
    labels: ['tier=gold'],
    strategy: 'best-fit' as const,
  });
  const pairs: readonly (readonly [name: string, ours: (i: number) => number, yardstick: (i: number) => number])[] = [
    ['a number out: modules()', () => bind.modules, () => raw.modules()],
    [
      `place + release on ${MODULES} modules, one label`,
      (i) => {
        const placed = bind.place(request(i));
        if (placed === null) return -1;
        bind.release(placed.allocation as number);
        return placed.module;
      },
      (i) => raw.placeAndRelease(...amounts(i)),
    ],
    [
      `explain on ${MODULES} modules: a sentence against the record`,
      (i) => Number(/^module (\d+)/.exec(bind.explain(request(i)))?.[1]),
      (i) => raw.explain(...amounts(i)),
    ],
  ];
  return pairs.map(([name, ours, yardstick]) => {
    const times: [number[], number[]] = [[], []];
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const [a, b] = [microseconds(ours), microseconds(yardstick)];
      if (a.sum !== b.sum) throw new StepFailed(`${name}: the two do not answer alike`);
      if (round < 0) continue;
      times[0].push(a.time);
      times[1].push(b.time);
    }
    const [mine, theirs] = times.map(median) as [number, number];
    const rounded = (value: number) => Math.round(value * 1000) / 1000;
    return {
      name,
      ours: rounded(mine),
      yardstick: rounded(theirs),
      unit: 'µs',
      ratio: Math.round((mine / theirs) * 10) / 10,
      target: null,
      rounds: ROUNDS,
    };
  });
}
