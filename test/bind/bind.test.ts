import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { STATUS_BAD_RECORD, STATUS_FULL, STATUS_INVALID_REQUEST, STATUS_OK } from '../../policy-assembly/abi/abi.ts';
import * as abi from '../../policy-assembly/abi/pool.ts';
import type { Pool, PoolDefinition, PoolRequest } from '../../policy-assembly/bind/pool.mjs';
import { BIND_WASM, prepareBind } from '../../src/dev/bind-package.ts';
import { policyModuleBytes } from '../../src/policy/module-bytes.ts';
import { encodeModules, encodePool } from '../../src/policy/pool/encode-inventory.ts';
import { encodeProfile, encodeRequest } from '../../src/policy/pool/encode-request.ts';
import type { PoolMachine, StatusCall } from '../../src/policy/pool/machine.ts';
import { WasmPoolMachine } from '../../src/policy/pool/wasm-machine.ts';
import { Random } from '../../src/simulator/openb/random.ts';

const BIND = join(import.meta.dirname, '..', '..', 'policy-assembly', 'bind');
const LABELS = ['model=T4', 'model=P100', 'größe=groß 💾', 'tier=gold'];
const MODELS = [[0], [1, 3], [2], []];
const DIMS = [
  { scale: 128_000, weight: 1 },
  { scale: 1_000_000, weight: 2 },
];
const MODULES = 60;
const STRATEGIES = ['default', 'first-fit', 'best-fit', 'worst-fit', 'dot-product', 'fgd', 'adaptive'] as const;
const LATENCIES = [100, 200, 400, 900];
const COSTS = [5, 7];

const DEFINITION: PoolDefinition = {
  dims: DIMS,
  classes: MODELS.map((labels) => ({
    labels: labels.map((id) => LABELS[id] as string),
    costs: COSTS,
    deviceCost: 900,
  })),
  zones: [{ rack: 0 }, { rack: 0 }, { rack: 1, pod: 3 }],
  hosts: [{ zone: 1, latencies: LATENCIES, bandwidths: [4, 3, 2, 1] }],
  modules: MODULES,
  allocations: 400,
  devices: 4,
};

let load: (wasm: Uint8Array, definition: PoolDefinition) => Promise<Pool>;
let PolicyError: new (status: number, message: string) => Error;

beforeAll(async () => {
  await prepareBind();
  const bind = await import('../../policy-assembly/bind/pool.mjs');
  load = (wasm, definition) => bind.Pool.load(wasm, definition);
  PolicyError = bind.PolicyError as unknown as typeof PolicyError;
}, 300_000);

function ask(machine: PoolMachine, name: StatusCall, input: Uint8Array): DataView {
  const { status, output } = machine.call(name, [input.length], input);
  expect(status, name).toBe(STATUS_OK);
  return new DataView(output.buffer, output.byteOffset, output.byteLength);
}

/** The same pool at the raw ABI; label ids in the order in which the classes name them. */
function rawPool(): PoolMachine {
  const machine = WasmPoolMachine.fromBytes(policyModuleBytes());
  const even = [1, 1];
  const definition = encodePool({
    dims: DIMS.map((dim) => ({ ...dim, unit_bytes: 0, medium: -1 })),
    modules: MODULES,
    devices: 4,
    allocations: 400,
    parts: 400,
    groups: 0,
    device_scale: 4000,
    device_weight: 1,
    classes: MODELS.map((labels) => ({
      step: even,
      min_unit: [],
      max_unit: even.map(() => abi.UNITS_MAX),
      reserved: [],
      ratio_milli: [1000, 1000],
      cost: COSTS,
      device_cost: 900,
      device_step: 1,
      labels: labels.map(idOf),
    })),
    zones: [
      { rack: 0, pod: 0 },
      { rack: 0, pod: 0 },
      { rack: 1, pod: 3 },
    ],
    hosts: [{ zone: 1, latency_ns: LATENCIES, bandwidth_mbps: [4, 3, 2, 1] }],
  });
  ask(machine, 'rah_pool_begin', definition);
  return machine;
}

const NAMED = [...new Set(MODELS.flat())];
const idOf = (label: number) => NAMED.indexOf(label);

function clausesOf(labels: readonly string[]) {
  return labels.map((clause) => ({
    op: clause.startsWith('!') ? abi.CLAUSE_NOT_IN : abi.CLAUSE_IN,
    labels: clause
      .replace('!', '')
      .split('|')
      .map((name) => {
        const id = idOf(LABELS.indexOf(name));
        return id < 0 ? 0xffffffff : id;
      }),
  }));
}

function rawRequest(request: PoolRequest, weights: readonly [number, number, number]): Uint8Array {
  return encodeRequest({
    host: request.host ?? -1,
    strategy: STRATEGIES.indexOf(request.strategy ?? 'default'),
    weight_proximity: weights[0],
    weight_utilization: weights[1],
    weight_cost: weights[2],
    flags: 0,
    max_latency_ns: 0,
    min_bandwidth_mbps: 0,
    max_drms: 1,
    ways: 1,
    granularity: 0,
    group: -1,
    tag: 0,
    devices: request.devices ?? 0,
    share: request.share ?? 0,
    levels: 0,
    amount: [...request.amounts],
    clauses: clausesOf(request.labels ?? []),
    affinity: [],
    anti: [],
    only: [],
  });
}

function randomRequest(random: Random): PoolRequest {
  const clauses = ['model=T4|model=P100', 'größe=groß 💾|tier=gold', '!tier=gold', 'no=where', '!no=where|model=T4'];
  const devices = random.below(4);
  return {
    amounts: Int32Array.of(1 + random.below(20_000), random.below(100_000)),
    devices,
    share: devices === 0 ? 0 : ([100, 350, 500, 1000][random.below(4)] as number),
    labels: clauses.filter(() => random.below(5) === 0),
    strategy: STRATEGIES[random.below(STRATEGIES.length)] as (typeof STRATEGIES)[number],
    host: random.below(2) - 1,
  };
}

describe('the high-level embedding', () => {
  test('answers what the raw ABI answers, bit for bit', async () => {
    const pool = await load(readFileSync(BIND_WASM), DEFINITION);
    const raw = rawPool();
    const random = new Random(1);
    const modules = Array.from({ length: MODULES }, () => ({
      class: random.below(MODELS.length),
      zone: random.below(3),
      domain: -1,
      state: abi.STATE_ONLINE,
      devices: random.below(5),
      capacity: [random.below(128_000), random.below(1_000_000)],
    }));
    ask(raw, 'rah_pool_add', encodeModules(modules));
    pool.addModules({
      classes: modules.map((module) => module.class),
      zones: modules.map(({ zone }) => zone),
      devices: modules.map(({ devices }) => devices),
      units: modules.flatMap(({ capacity }) => capacity),
    });
    const profile = Array.from({ length: 12 }, (_, count) => ({ ...randomRequest(random), count: count + 1 }));
    const entries = profile.map(({ amounts, devices = 0, share = 0, labels = [], count }) => ({
      count,
      devices,
      share,
      amount: [...amounts],
      clauses: clausesOf(labels),
    }));
    ask(raw, 'rah_pool_profile', encodeProfile(entries));
    pool.setProfile({
      counts: entries.map(({ count }) => count),
      devices: entries.map(({ devices }) => devices),
      shares: entries.map(({ share }) => share),
      amounts: entries.flatMap(({ amount }) => amount),
      labels: profile.map(({ labels = [] }) => labels),
    });
    pool.prefer({ proximity: 2, utilization: 3, cost: 1 });

    const live: number[] = [];
    for (let round = 0; round < 600; round++) {
      if (live.length > 0 && random.below(3) === 0) {
        const [handle] = live.splice(random.below(live.length), 1) as [number];
        pool.release(handle);
        expect(raw.call('rah_pool_release', [handle]).status).toBe(STATUS_OK);
      } else {
        const request = randomRequest(random);
        const record = rawRequest(request, [2, 3, 1]);
        const sentence = pool.explain(request);
        const explanation = ask(raw, 'rah_pool_explain', record);
        const found = pool.place(request);
        const decision = ask(raw, 'rah_pool_place', record);
        const candidates = explanation.getInt32(abi.EXPLANATION_CANDIDATES, true);
        if (decision.getInt32(abi.DECISION_PARTS, true) === 0) {
          expect(found).toBeNull();
          expect(sentence).toMatch(/^nothing fits: 60 considered; rejected: /);
          continue;
        }
        const part = abi.DECISION_BYTES;
        const mask = decision.getBigUint64(part + abi.PART_DEVICE_MASK, true);
        const devices = Array.from({ length: 64 }, (_, i) => i).filter((i) => (mask >> BigInt(i)) & 1n);
        const field = (offset: number) => decision.getInt32(part + offset, true);
        expect(found).toEqual({
          allocation: decision.getUint32(abi.DECISION_ALLOCATION, true),
          module: field(abi.PART_MODULE),
          devices,
          share: field(abi.PART_SHARE),
          scores: {
            proximity: field(abi.PART_PROXIMITY),
            fit: field(abi.PART_FIT),
            cost: field(abi.PART_COST),
            total: field(abi.PART_TOTAL),
            raw: field(abi.PART_RAW),
          },
        });
        expect(sentence).toMatch(new RegExp(`^module ${found?.module}: .* best of ${candidates} by `));
        live.push(found?.allocation as number);
      }
      expect(BigInt(`0x${pool.hash}`)).toBe(raw.call('rah_pool_hash', []).status);
    }
    expect(live.length).toBeGreaterThan(30);
    for (let m = 0; m < MODULES; m++) {
      const free = [0, 1, abi.DIMS_MAX].map((dim) => raw.call('rah_pool_free', [m, dim]).status);
      expect([...pool.free(m)]).toEqual(free);
    }
  });

  test('gives names back as they came in', async () => {
    const pool = await load(readFileSync(BIND_WASM), DEFINITION);
    expect(MODELS.map((_, i) => pool.labelsOfClass(i))).toEqual(DEFINITION.classes.map(({ labels }) => labels));
    expect(pool.labelsOfClass(99)).toEqual([]);
    const odd = ['', '\uFEFFbyte order mark', '\uD800 half a pair', 'x'.repeat(5000)];
    const named = await load(readFileSync(BIND_WASM), { ...DEFINITION, classes: [{ labels: odd }] });
    expect(named.labelsOfClass(0)).toEqual(odd);
  });

  test('refuses with a sentence and the status of the ABI, and goes on', async () => {
    const pool = await load(readFileSync(BIND_WASM), { dims: [{ scale: 100 }], classes: [{}], modules: 2 });
    const refusals: [() => unknown, string][] = [
      [() => pool.place({ amounts: [1, 2] }), 'place: amounts want one number per dimension'],
      [() => pool.place({ amounts: [-1] }), 'place: a field of the request is out of its limits'],
      [() => pool.place({ amounts: [1], host: 3 }), 'place: no such host'],
      [
        () => pool.place({ amounts: [1], strategy: 'best' as 'best-fit' }),
        'place: no strategy is called "best"; there are',
      ],
      [
        () => pool.addModules({ classes: [0, 0], units: [1] }),
        'addModules: classes, zones and devices want one number',
      ],
      [() => pool.addModules({ classes: [0, 7], units: [1, 1] }), 'addModules, record 1: a field of the inventory'],
      [
        () => pool.addModules({ classes: [0, 0, 0], units: [1, 1, 1] }),
        'addModules: the room given to begin is used up',
      ],
      [() => pool.release(12_345), 'release: no live allocation has this handle'],
    ];
    for (const [call, message] of refusals) expect(call).toThrow(message);
    expect(() => pool.addModules({ classes: [9], units: [1] })).toThrow(PolicyError);
    expect(() => pool.addModules({ classes: [9], units: [1] })).toThrow(
      expect.objectContaining({ status: STATUS_BAD_RECORD }),
    );
    const tooMany = () => pool.addModules({ classes: [0, 0, 0], units: [1, 1, 1] });
    expect(tooMany).toThrow(expect.objectContaining({ status: STATUS_FULL }));
    pool.addModules({ classes: [0, 0], units: [50, 60] });
    expect(pool.place({ amounts: [55] })).toMatchObject({ allocation: 0, module: 1 });
    expect(pool.place({ amounts: [55] })).toBeNull();
    expect(pool.select({ amounts: [50] })).toMatchObject({ allocation: null, module: 0 });
  });

  test('refuses what is missing or of another type with a sentence, before the core sees it', async () => {
    const wasm = readFileSync(BIND_WASM);
    // biome-ignore lint/suspicious/noExplicitAny: what JavaScript lets its callers do.
    const pool: any = await load(wasm, { dims: [{ scale: 100 }], classes: [{}], modules: 2 });
    const { hash } = pool;
    const refusals: [() => unknown, string][] = [
      [() => pool.place({}), 'place: amounts wants an array of whole numbers; found nothing'],
      [() => pool.place(), 'place: the request wants an object; found nothing'],
      [() => pool.select({ amounts: 'much' }), 'select: amounts wants an array of whole numbers; found "much"'],
      [() => pool.place({ amounts: [1.5] }), 'place: amounts[0] wants a whole number of 32 bits; found 1.5'],
      [() => pool.place({ amounts: ['1'] }), 'place: amounts[0] wants a whole number of 32 bits; found "1"'],
      [() => pool.place({ amounts: [1], devices: null }), 'place: devices wants a whole number of 32 bits; found null'],
      [() => pool.explain({ amounts: [1], labels: 'a=b' }), 'explain: labels wants an array; found "a=b"'],
      [() => pool.explain({ amounts: [1], labels: [7] }), 'explain: labels[0] wants a text; found 7'],
      [() => pool.place({ amounts: [1], strategy: 5 }), 'place: strategy wants a text; found 5'],
      [() => pool.addModules({}), 'addModules: classes wants an array of whole numbers; found nothing'],
      [() => pool.setProfile({}), 'setProfile: counts wants an array of whole numbers; found nothing'],
      [() => pool.release({}), 'release: allocation wants a whole number of 32 bits; found a value of type object'],
    ];
    for (const [call, message] of refusals) {
      expect(call).toThrow(message);
      expect(call).toThrow(PolicyError);
      expect(call).toThrow(expect.objectContaining({ status: STATUS_INVALID_REQUEST }));
    }
    expect(pool.hash).toBe(hash);
    const bad = { dims: [{}], classes: [{}], modules: 2 } as unknown as PoolDefinition;
    await expect(load(wasm, bad)).rejects.toThrow('load: dims[0].scale wants a whole number of 32 bits; found nothing');
    await expect(load(wasm, {} as PoolDefinition)).rejects.toThrow('load: dims wants an array; found nothing');
  });

  test('comes with an example that runs', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(BIND, 'example.mjs')], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(
        /^module 3: .*, best of 2 by best-fit \(4 considered; rejected: 2 labels\); runner-up: module 2/,
      ),
      'module 3, device 0, free now: 8000, 32768, 1500',
      expect.stringMatching(/^nothing fits: 4 considered; rejected: 4 capacity; most free: 64000 on module 0/),
      '',
    ]);
  });

  test('refuses a pool that cannot be', async () => {
    const wasm = readFileSync(BIND_WASM);
    await expect(load(wasm, { dims: [], classes: [], modules: 1 })).rejects.toThrow(/^begin/);
    const large = { dims: Array.from({ length: 8 }, () => ({ scale: 1 })), classes: [{}], modules: 2 ** 24 };
    await expect(load(wasm, { ...large, allocations: 2 ** 24 - 1, devices: 64 })).rejects.toThrow(
      'begin: out of memory',
    );
  });

  test('keeps its memory while it is used, and carries two pools at once', async () => {
    const wasm = readFileSync(BIND_WASM);
    const [one, two] = await Promise.all([load(wasm, DEFINITION), load(wasm, DEFINITION)]);
    for (const pool of [one, two]) pool.addModules({ classes: [0], devices: [4], units: [128_000, 1_000_000] });
    const before = one.hash;
    for (let i = 0; i < 20_000; i++) {
      const placed = one.place({ amounts: [5, 7], devices: 1, share: 300, labels: ['model=T4', `!never=${i % 100}`] });
      one.release(placed?.allocation as number);
    }
    expect(one.hash).not.toBe(before === two.hash ? '' : before);
    expect(two.free(0)).toEqual(Int32Array.of(128_000, 1_000_000, 4000));
    expect(one.free(0)).toEqual(two.free(0));
    expect(one.memoryBytes).toBeLessThan(4 * 1024 * 1024);
  });
});
