import { describe, expect, it } from 'vitest';
import {
  STATUS_BAD_LENGTH,
  STATUS_BAD_MODULE,
  STATUS_BAD_RECORD,
  STATUS_FULL,
  STATUS_INVALID_REQUEST,
  STATUS_NOT_BEGUN,
} from '../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../policy-assembly/abi/pool.ts';
import { encodeModules, encodePaths, encodePool } from '../../../src/policy/pool/encode-inventory.ts';
import { encodeProfile } from '../../../src/policy/pool/encode-request.ts';
import type { ClassFields, ModuleFields, PoolFields } from '../../../src/policy/pool/fields.ts';
import { implementations } from './implementations.ts';
import { expectRefused, ofCapacities, smallPool } from './small-pools.ts';
import { hashOf, perform, withNumbers, withRecords } from './steps.ts';

const CLASS: ClassFields = {
  step: [1, 1],
  min_unit: [0, 0],
  max_unit: [50, 50],
  reserved: [0, 0],
  ratio_milli: [1000, 1000],
  cost: [0, 0],
  device_cost: 0,
  device_step: 100,
  labels: [5, 6],
};

const POOL: PoolFields = {
  dims: [
    { unit_bytes: 1, medium: -1, weight: 1, scale: 100 },
    { unit_bytes: 0, medium: 3, weight: 0, scale: 100 },
  ],
  modules: 3,
  devices: 2,
  allocations: 4,
  parts: 4,
  groups: 1,
  device_scale: 2000,
  device_weight: 1,
  classes: [CLASS, CLASS],
  zones: [
    { rack: 0, pod: 0 },
    { rack: 1, pod: 0 },
  ],
  hosts: [{ zone: 1, latency_ns: [1, 2, 3, 4], bandwidth_mbps: [4, 3, 2, 1] }],
};

const MODULE: ModuleFields = { class: 0, zone: 0, domain: -1, state: 1, devices: 2, capacity: [100, 100] };
const EMPTY_HASH = 0xcbf29ce484222325n;

type BadPool = readonly [what: string, change: Partial<PoolFields>, detail: number];

const withClass = (change: Partial<ClassFields>): Partial<PoolFields> => ({
  classes: [CLASS, { ...CLASS, ...change }],
});
const withDim = (change: Partial<PoolFields['dims'][number]>): Partial<PoolFields> => ({
  dims: [{ unit_bytes: 1, medium: -1, weight: 1, scale: 100, ...change }],
});

const BAD_POOLS: readonly BadPool[] = [
  ['no dimensions', { dims: [] }, -1],
  ['no room for allocations', { allocations: 0 }, -1],
  ['fewer parts than allocations', { parts: 3 }, -1],
  ['too many modules', { modules: abi.POOL_MODULES_MAX + 1 }, -1],
  ['negative modules', { modules: -1 }, -1],
  ['too many devices', { devices: 65, device_scale: 65000 }, -1],
  ['too many groups', { groups: abi.POOL_GROUPS_MAX + 1 }, -1],
  ['a device scale below the devices', { device_scale: 1999 }, -1],
  ['a device scale without devices', { devices: 0, device_scale: 1000 }, -1],
  ['a device weight over 1000', { device_weight: 1001 }, -1],
  ['a weight over 1000', withDim({ weight: 1001 }), -1],
  ['a negative weight', withDim({ weight: -1 }), -1],
  ['a scale of 0', withDim({ scale: 0 }), -1],
  ['a scale over the limit', withDim({ scale: abi.UNITS_MAX + 1 }), -1],
  ['an unknown medium', withDim({ medium: 7 }), -1],
  ['negative unit bytes', withDim({ unit_bytes: -1 }), -1],
  ['unit bytes over the limit', withDim({ unit_bytes: abi.UNIT_BYTES_MAX + 1 }), -1],
  ['no weight at all', { ...withDim({ weight: 0 }), device_weight: 0 }, -1],
  ['a step of 0', withClass({ step: [1, 0] }), 1],
  ['a negative min unit', withClass({ min_unit: [-1, 0] }), 1],
  ['a min unit over the max', withClass({ min_unit: [51, 0] }), 1],
  ['a max unit over the limit', withClass({ max_unit: [abi.UNITS_MAX + 1, 50] }), 1],
  ['a negative reserve', withClass({ reserved: [0, -1] }), 1],
  ['a ratio of 0', withClass({ ratio_milli: [0, 1000] }), 1],
  ['a ratio over the limit', withClass({ ratio_milli: [1000, abi.RATIO_MILLI_MAX + 1] }), 1],
  ['a cost over the limit', withClass({ cost: [abi.POOL_COST_MAX + 1, 0] }), 1],
  ['a device cost over the limit', withClass({ device_cost: abi.POOL_COST_MAX + 1 }), 1],
  ['a device step of 0', withClass({ device_step: 0 }), 1],
  ['a device step that does not divide 1000', withClass({ device_step: 300 }), 1],
  ['a rack over the limit', { zones: [{ rack: abi.POOL_ZONES_MAX, pod: 0 }], hosts: [] }, 0],
  ['a negative pod', { zones: [{ rack: 0, pod: -1 }], hosts: [] }, 0],
  ['a host in no zone', { hosts: [{ zone: 2, latency_ns: [], bandwidth_mbps: [] }] }, 0],
  ['the label that says unknown', withClass({ labels: [1, 0xffffffff] }), 3],
];

describe.each(implementations())('$name: inventory', ({ create }) => {
  it.each(BAD_POOLS)('begin refuses %s, and leaves no pool', (_, change, detail) => {
    const machine = create();
    expect(perform(machine, withRecords('rah_pool_begin', encodePool(POOL))).status).toBe(0);
    expect(perform(machine, withRecords('rah_pool_add', encodeModules([MODULE]))).status).toBe(0);
    const answer = perform(machine, withRecords('rah_pool_begin', encodePool({ ...POOL, ...change })));
    expect(answer).toMatchObject({ status: STATUS_BAD_RECORD, detail });
    expect(answer.output.length).toBe(0);
    expect(perform(machine, withNumbers('rah_pool_modules')).status).toBe(0);
    expect(hashOf(machine)).toBe(EMPTY_HASH);
    expect(perform(machine, withNumbers('rah_pool_release', 0)).status).toBe(STATUS_NOT_BEGUN);
    expect(perform(machine, withNumbers('rah_pool_take', 1, 0, 0, 0)).status).toBe(-2 - STATUS_NOT_BEGUN);
    expect(perform(machine, withNumbers('rah_pool_free', 0, 0)).status).toBe(-1);
  });

  it('begin refuses counts that do not agree with the bytes before it looks at anything else', () => {
    const bytes = encodePool({ ...POOL, allocations: 0 });
    for (const length of [0, abi.POOL_BYTES - 1, bytes.length - 4, bytes.length - 1]) {
      expect(perform(create(), withRecords('rah_pool_begin', bytes.slice(0, length))).status).toBe(STATUS_BAD_LENGTH);
    }
    expect(perform(create(), { call: 'rah_pool_begin', args: [-1], input: bytes }).status).toBe(STATUS_BAD_LENGTH);
  });

  it('unused dimensions are ignored', () => {
    const bytes = encodePool(POOL);
    new DataView(bytes.buffer).setInt32(abi.POOL_DIM + 2 * abi.DIM_BYTES + abi.DIM_WEIGHT, -9, true);
    new DataView(bytes.buffer).setInt32(abi.POOL_BYTES + abi.CLASS_STEP + 8, -9, true);
    expect(perform(create(), withRecords('rah_pool_begin', bytes)).status).toBe(0);
  });

  it.each<readonly [string, Partial<ModuleFields>]>([
    ['no such class', { class: 2 }],
    ['a negative class', { class: -1 }],
    ['no such zone', { zone: 2 }],
    ['a domain below -1', { domain: -2 }],
    ['a domain over the limit', { domain: abi.POOL_DOMAINS_MAX }],
    ['an unknown state', { state: abi.STATE_COUNT }],
    ['an unknown health', { state: 1 | (3 << abi.HEALTH_SHIFT) }],
    ['other bits of the state', { state: 1 | (1 << 10) }],
    ['more devices than the pool has', { devices: 3 }],
    ['negative devices', { devices: -1 }],
    ['a negative capacity', { capacity: [-1, 0] }],
    ['more than the scale', { capacity: [101, 0] }],
  ])('add refuses %s, and adds nothing', (_, change) => {
    const machine = create();
    perform(machine, withRecords('rah_pool_begin', encodePool(POOL)));
    const answer = perform(machine, withRecords('rah_pool_add', encodeModules([MODULE, { ...MODULE, ...change }])));
    expect(answer).toMatchObject({ status: STATUS_BAD_RECORD, detail: 1 });
    expect(perform(machine, withNumbers('rah_pool_modules')).status).toBe(0);
  });

  it('add is all or nothing and appends while there is room', () => {
    const machine = create();
    perform(machine, withRecords('rah_pool_begin', encodePool(POOL)));
    expect(perform(machine, withRecords('rah_pool_add', encodeModules([MODULE, MODULE]))).status).toBe(0);
    expect(perform(machine, withRecords('rah_pool_add', encodeModules([MODULE, MODULE]))).status).toBe(STATUS_FULL);
    expect(perform(machine, withNumbers('rah_pool_modules')).status).toBe(2);
    expect(perform(machine, withRecords('rah_pool_add', encodeModules([]))).status).toBe(0);
    expect(perform(machine, withRecords('rah_pool_add', encodeModules([MODULE]).slice(1))).status).toBe(
      STATUS_BAD_LENGTH,
    );
    expect(perform(machine, withRecords('rah_pool_add', encodeModules([MODULE]))).status).toBe(0);
    expect(perform(machine, withNumbers('rah_pool_modules')).status).toBe(3);
  });

  it('the effective capacity is (capacity - reserved) x ratio, floored', () => {
    const pool = smallPool(create(), {
      scales: [1000],
      classes: [{ reserved: [7], ratio_milli: [1500] }, { reserved: [50] }, { ratio_milli: [333] }],
      of: [
        { class: 0, capacity: [10] },
        { class: 1, capacity: [49] },
        { class: 2, capacity: [10] },
      ],
    });
    expect([0, 1, 2].map((module) => pool.free(module).amount[0])).toEqual([4, 0, 3]);
  });

  it('free knows dimensions, devices, and nothing else', () => {
    const machine = create();
    smallPool(machine, { devices: 3, of: [{ devices: 2 }, { devices: 0 }] });
    const free = (module: number, dim: number) => perform(machine, withNumbers('rah_pool_free', module, dim)).status;
    expect([free(0, 0), free(0, 8), free(1, 8)]).toEqual([100, 2000, 0]);
    expect([free(0, 1), free(0, 9), free(0, -1), free(2, 0), free(-1, 0)]).toEqual([-1, -1, -1, -1, -1]);
  });

  it('set_state takes state words and leaves what is allocated', () => {
    const machine = create();
    const pool = smallPool(machine, { of: ofCapacities(10) });
    pool.place({ amount: [4] });
    pool.setState(0, 'draining', 'warning');
    expect(pool.free(0).amount).toEqual([6]);
    expect(pool.select({ amount: [1] }).parts).toEqual([]);
    pool.setState(0, 'online');
    expect(pool.select({ amount: [1] }).parts.length).toBe(1);
    expectRefused(pool, STATUS_BAD_MODULE, () => pool.setState(1, 'online'));
    expectRefused(pool, STATUS_BAD_MODULE, () => pool.setState(-1, 'online'));
    expect(perform(machine, withNumbers('rah_pool_set_state', 0, 7)).status).toBe(STATUS_INVALID_REQUEST);
  });

  it('paths replace what the tiers say; later ones win; bad ones change nothing', () => {
    const machine = create();
    const pool = smallPool(machine, {
      hosts: [{ zone: 0, latency_ns: [100, 200, 300, 400], bandwidth_mbps: [9, 9, 9, 9] }],
      of: ofCapacities(10),
    });
    const proximity = () => pool.select({ amount: [1], host: 0 }).parts[0]?.scores.proximity;
    expect(proximity()).toBe(Math.floor(2500000 / 350));
    pool.paths([
      { host: 0, zone: 0, latency_ns: 50, bandwidth_mbps: 9 },
      { host: 0, zone: 0, latency_ns: 750, bandwidth_mbps: 9 },
    ]);
    expect(proximity()).toBe(2500);
    const good = { host: 0, zone: 0, latency_ns: 0, bandwidth_mbps: 9 };
    for (const bad of [
      { ...good, host: 1 },
      { ...good, host: -1 },
      { ...good, zone: 1 },
    ]) {
      const answer = perform(machine, withRecords('rah_pool_paths', encodePaths([good, bad])));
      expect(answer).toMatchObject({ status: STATUS_BAD_RECORD, detail: 1 });
    }
    expect(proximity()).toBe(2500);
  });

  it('a profile is refused as a whole', () => {
    const machine = create();
    smallPool(machine, { devices: 2, of: ofCapacities(10) });
    const entry = { count: 1, devices: 1, share: 500, amount: [1], clauses: [] };
    const load = (...entries: (typeof entry)[]) =>
      perform(machine, withRecords('rah_pool_profile', encodeProfile(entries)));
    expect(load(entry, entry).status).toBe(0);
    expect(load().status).toBe(0);
    for (const change of [
      { count: 0 },
      { count: 1048577 },
      { devices: 65 },
      { share: 0 },
      { share: 1001 },
      { amount: [-1] },
    ]) {
      expect(load(entry, { ...entry, ...change })).toMatchObject({ status: STATUS_BAD_RECORD, detail: 1 });
    }
    expect(load({ ...entry, amount: [1, 1] })).toMatchObject({ status: STATUS_BAD_RECORD, detail: 0 });
    expect(load(...new Array<typeof entry>(abi.PROFILE_MAX).fill(entry)).status).toBe(0);
    expect(load(...new Array<typeof entry>(abi.PROFILE_MAX + 1).fill(entry)).status).toBe(STATUS_BAD_RECORD);
    const short = encodeProfile([entry]).slice(0, 44);
    expect(perform(machine, withRecords('rah_pool_profile', short)).status).toBe(STATUS_BAD_LENGTH);
  });
});
