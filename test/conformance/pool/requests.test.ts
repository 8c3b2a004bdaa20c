import { describe, expect, it } from 'vitest';
import {
  STATUS_BAD_ALLOCATION,
  STATUS_BAD_HOST,
  STATUS_BAD_LENGTH,
  STATUS_BAD_MODULE,
  STATUS_INVALID_REQUEST,
} from '../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../policy-assembly/abi/pool.ts';
import { encodeRequest } from '../../../src/policy/pool/encode-request.ts';
import type { RequestFields, TermFields } from '../../../src/policy/pool/fields.ts';
import { PLAIN_REQUEST } from '../../../src/policy/pool/plain-request.ts';
import { implementations } from './implementations.ts';
import { smallPool } from './small-pools.ts';
import { hashOf, perform, withRecords } from './steps.ts';

const MIB_256 = 268435456;

const REQUEST: RequestFields = { ...PLAIN_REQUEST, amount: [1] };

/** Dimensions: 0 dram of 256 MiB units, 1 nvme of 1 MiB units, 2 no medium. */
const DIMS = [
  { scale: 100, unit_bytes: MIB_256, medium: 'dram' as const },
  { scale: 100, unit_bytes: 1048576, medium: 'nvme' as const },
  { scale: 100 },
];

const term = (change: Partial<TermFields>): TermFields => ({
  scope: abi.SCOPE_ZONE,
  kind: abi.TERM_GROUP,
  id: 0,
  ...change,
});
const ways = (change: Partial<RequestFields>): Partial<RequestFields> => ({
  ways: 2,
  granularity: 256,
  amount: [2],
  ...change,
});

interface Case {
  readonly what: string;
  readonly change: Partial<RequestFields>;
  readonly status: number;
}

function cases(list: readonly (readonly [what: string, change: Partial<RequestFields>, status?: number])[]): Case[] {
  return list.map(([what, change, status = STATUS_INVALID_REQUEST]) => ({ what, change, status }));
}

const REFUSED = cases([
  ['a host that is not there', { host: 1 }, STATUS_BAD_HOST],
  ['a host below -1', { host: -2 }, STATUS_BAD_HOST],
  ['an unknown strategy', { strategy: abi.STRATEGY_COUNT }],
  ['a negative strategy', { strategy: -1 }],
  ['a weight over 1000', { weight_proximity: 1001 }],
  ['a negative weight', { weight_cost: -1 }],
  ['no weights', { weight_utilization: 0 }],
  ['an unknown flag', { flags: 16 }],
  ['a latency limit without a host', { max_latency_ns: 1 }],
  ['a bandwidth limit without a host', { min_bandwidth_mbps: 1 }],
  ['a span of none', { max_drms: 0 }],
  ['a span over the limit', { max_drms: 65 }],
  ['no ways', { ways: 0 }],
  ['17 ways', { ways: 17 }],
  ['a group that is not there', { group: 4 }],
  ['a group below -1', { group: -2 }],
  ['65 devices', { devices: 65, share: 1 }],
  ['negative devices', { devices: -1, share: 1 }],
  ['devices without a share', { devices: 1 }],
  ['a share without devices', { share: 1 }],
  ['a share over a whole device', { devices: 1, share: 1001 }],
  ['levels over the limit', { levels: 10001 }],
  ['negative levels', { levels: -1 }],
  ['fgd in 50 levels', { strategy: abi.STRATEGY_FGD, levels: 50 }],
  ['a negative amount', { amount: [-1] }],
  ['an amount over the limit', { amount: [abi.UNITS_MAX + 1] }],
  ['an amount of a dimension that is not there', { amount: [1, 0, 0, 1] }],
  ['nothing asked for', { amount: [0] }],
  ['two dimensions over several modules', { max_drms: 2, amount: [1, 1] }],
  ['devices over several modules', { max_drms: 2, devices: 1, share: 1 }],
  ['only devices over several modules', { max_drms: 2, amount: [0], devices: 1, share: 1 }],
  ['ways that do not divide the amount', ways({ amount: [3] })],
  ['5 ways of memory', ways({ ways: 5, amount: [5] })],
  ['a granularity below 256', ways({ granularity: 128 })],
  ['a granularity over 16384', ways({ granularity: 32768 })],
  ['a granularity that is no power of two', ways({ granularity: 768 })],
  ['storage in 512 bytes', ways({ amount: [0, 2], granularity: 512 })],
  ['storage in more than 2^30 bytes', ways({ amount: [0, 2], granularity: 1073741824 + 4096 })],
  ['ways of no medium', ways({ amount: [0, 0, 2], granularity: 4096 })],
  ['an unknown clause', { clauses: [{ op: 2, labels: [1] }] }],
  ['a clause without labels', { clauses: [{ op: 0, labels: [] }] }],
  ['too many clause words', { clauses: [{ op: 0, labels: new Array<number>(256).fill(1) }] }],
  ['an unknown scope', { affinity: [term({ scope: 5 })] }],
  ['an unknown kind of term', { anti: [term({ kind: 2 })] }],
  ['a term about a group that is not there', { anti: [term({ id: 4 })] }],
  ['too many terms', { anti: new Array<TermFields>(65).fill(term({})) }],
  ['a term about an allocation that is not live', { affinity: [term({ kind: 0, id: 0 })] }, STATUS_BAD_ALLOCATION],
  ['a module that is not there', { only: [0, 2] }, STATUS_BAD_MODULE],
]);

const ALLOWED = cases([
  ['five ways of storage', ways({ ways: 5, amount: [0, 5], granularity: 4096 })],
  ['granularity without ways', { granularity: -7 }],
  ['a span that the ways make useless', ways({ max_drms: 64 })],
  ['fgd in 100 levels', { strategy: abi.STRATEGY_FGD, levels: 100 }],
  ['as many clause words as there may be', { clauses: [{ op: 1, labels: new Array<number>(255).fill(9) }] }],
  ['a module listed twice', { only: [1, 1] }],
  [
    '64 terms of each kind',
    { affinity: new Array<TermFields>(64).fill(term({})), anti: new Array<TermFields>(64).fill(term({ id: 1 })) },
  ],
]);

describe.each(implementations())('$name: requests', ({ create }) => {
  function machineOf() {
    const machine = create();
    const pool = smallPool(machine, {
      dims: DIMS,
      devices: 2,
      hosts: [{ zone: 0, latency_ns: [1, 2, 3, 4], bandwidth_mbps: [4, 3, 2, 1] }],
      of: [{ devices: 2 }, { devices: 2 }],
    });
    return { machine, pool };
  }

  it.each(REFUSED)('$what is refused by every call that takes a request', ({ change, status }) => {
    const { machine } = machineOf();
    const bytes = encodeRequest({ ...REQUEST, ...change });
    const before = hashOf(machine);
    for (const call of ['rah_pool_select', 'rah_pool_place', 'rah_pool_explain'] as const) {
      expect(perform(machine, withRecords(call, bytes))).toMatchObject({ status, detail: -1 });
    }
    expect(hashOf(machine)).toBe(before);
  });

  it.each(ALLOWED)('$what is allowed', ({ change }) => {
    const { machine } = machineOf();
    expect(perform(machine, withRecords('rah_pool_select', encodeRequest({ ...REQUEST, ...change }))).status).toBe(0);
  });

  it('memory interleaves in 256 MiB a way, whatever the product would be in 64 bits', () => {
    const machine = create();
    smallPool(machine, {
      dims: [{ scale: abi.UNITS_MAX, unit_bytes: MIB_256 / 2, medium: 'pmem' }],
      of: [{ capacity: [10] }],
    });
    const status = (units: number, count: number) =>
      perform(
        machine,
        withRecords('rah_pool_select', encodeRequest({ ...REQUEST, ways: count, granularity: 256, amount: [units] })),
      ).status;
    expect([status(6, 3), status(3, 3), status(12, 3), status(12, 12), status(24, 12)]).toEqual([
      0,
      STATUS_INVALID_REQUEST,
      0,
      STATUS_INVALID_REQUEST,
      0,
    ]);
  });

  it('the length is checked before everything else', () => {
    const { machine } = machineOf();
    const bytes = encodeRequest({
      ...REQUEST,
      host: 9,
      only: [0, 1],
      anti: [term({})],
      clauses: [{ op: 0, labels: [3] }],
    });
    for (const length of [0, 1, abi.PR_BYTES - 1, bytes.length - 1, bytes.length - 4]) {
      expect(perform(machine, withRecords('rah_pool_place', bytes.slice(0, length))).status).toBe(STATUS_BAD_LENGTH);
    }
    const longer = new Uint8Array(bytes.length + 4);
    longer.set(bytes);
    expect(perform(machine, withRecords('rah_pool_place', longer)).status).toBe(STATUS_BAD_LENGTH);
    const negative = bytes.slice();
    new DataView(negative.buffer).setInt32(abi.PR_ONLY_COUNT, -2, true);
    expect(perform(machine, withRecords('rah_pool_place', negative)).status).toBe(STATUS_BAD_LENGTH);
  });

  it('clause words must come out even', () => {
    const { machine } = machineOf();
    const bytes = encodeRequest({ ...REQUEST, clauses: [{ op: 0, labels: [3, 4] }] });
    new DataView(bytes.buffer).setUint32(abi.PR_BYTES, 3, true);
    expect(perform(machine, withRecords('rah_pool_place', bytes)).status).toBe(STATUS_INVALID_REQUEST);
    new DataView(bytes.buffer).setUint32(abi.PR_BYTES, 1, true);
    expect(perform(machine, withRecords('rah_pool_place', bytes)).status).toBe(STATUS_INVALID_REQUEST);
  });

  it('the first failure in the order of the rules answers', () => {
    const { machine } = machineOf();
    const all = { host: 5, strategy: 9, only: [77], anti: [term({ kind: 0, id: 3 })] };
    const answer = (change: Partial<RequestFields>) =>
      perform(machine, withRecords('rah_pool_place', encodeRequest({ ...REQUEST, ...change }))).status;
    expect(answer(all)).toBe(STATUS_BAD_HOST);
    expect(answer({ ...all, host: 0 })).toBe(STATUS_INVALID_REQUEST);
    expect(answer({ ...all, host: 0, strategy: 0 })).toBe(STATUS_BAD_ALLOCATION);
    expect(answer({ ...all, host: 0, strategy: 0, anti: [] })).toBe(STATUS_BAD_MODULE);
  });

  it('the default strategy is adaptive with devices or several dimensions, else best-fit', () => {
    const strategyOf = (devices: number, scales: readonly number[]) =>
      smallPool(create(), { devices, scales, of: [{}] }).explain({ amount: [1] }).strategy;
    expect(strategyOf(0, [100])).toBe(abi.STRATEGY_BEST_FIT);
    expect(strategyOf(1, [100])).toBe(abi.STRATEGY_ADAPTIVE);
    expect(strategyOf(0, [100, 100])).toBe(abi.STRATEGY_ADAPTIVE);
  });
});
