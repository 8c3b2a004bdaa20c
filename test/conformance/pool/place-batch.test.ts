import { describe, expect, it } from 'vitest';
import {
  STATUS_BAD_HOST,
  STATUS_BAD_LENGTH,
  STATUS_FULL,
  STATUS_INVALID_REQUEST,
} from '../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../policy-assembly/abi/pool.ts';
import { encodeBatch } from '../../../src/policy/pool/encode-change.ts';
import type { RequestFields } from '../../../src/policy/pool/fields.ts';
import { type BatchModule, BatchPool, modulesOf } from './batch-pools.ts';
import { seeded } from './draw.ts';
import { implementations } from './implementations.ts';
import { perform, withRecords } from './steps.ts';
import { tightBatch } from './tight-batches.ts';

const { BATCH_BEST_EFFORT, BATCH_MOST } = abi;
const ALL = 0;
const NOTHING = { allocation: null, cost_micros_per_hour: 0n, parts: [] };

function units(...amounts: readonly number[]): Partial<RequestFields>[] {
  return amounts.map((amount) => ({ amount: [amount] }));
}

function modules(...capacities: readonly number[]): BatchModule[] {
  return capacities.map((capacity) => ({ capacity: [capacity] }));
}

function share(milli: number, amount = 1, devices = 1): Partial<RequestFields> {
  return { amount: [amount], devices, share: milli };
}

describe.each(implementations())('$name: all or nothing', ({ create }) => {
  it('what fits in its order is answered as place answers, to the last bit', () => {
    const requests = [...units(30, 50, 20, 60), { amount: [150], max_drms: 3 }, ...units(5)];
    for (const flags of [ALL, BATCH_BEST_EFFORT]) {
      const whole = new BatchPool(create(), modules(100, 90, 80, 100));
      const single = new BatchPool(create(), modules(100, 90, 80, 100));
      const { output } = whole.raw(requests, flags);
      const decisions = requests.map((request) => single.place(request));
      expect(Buffer.from(output.subarray(abi.BATCH_RESULT_BYTES))).toEqual(Buffer.concat(decisions));
      expect(whole.hash).toBe(single.hash);
    }
  });

  it('what does not fit in its order fits by size; handles are those of its order', () => {
    // In the given order both 3 go together, and the second 7 finds 4 and 3 free.
    const pool = new BatchPool(create(), modules(10, 10));
    const batch = pool.batch(units(3, 3, 7, 7), ALL);
    expect(batch).toMatchObject({ placed: 4, failed: -1 });
    expect(batch.decisions.map(({ allocation }) => allocation)).toEqual([0, 1, 2, 3]);
    expect(modulesOf(batch)).toEqual([0, 1, 0, 1]);
  });

  it('scores are of the moment at which the part is taken, in the order given', () => {
    const pool = new BatchPool(create(), modules(10, 10));
    const same = new BatchPool(create(), modules(10, 10));
    const requests = units(3, 3, 7, 7);
    const { decisions } = pool.batch(requests, ALL);
    for (const [k, request] of requests.entries()) {
      const only = decisions[k]?.parts.map(({ module }) => module) ?? [];
      expect(decisions[k]).toEqual(same.decision({ ...request, only }));
    }
  });

  it('what sizes do not solve ejections do', () => {
    // Largest first is the order given: both 4 go together, and the last 3 finds 2 and 1 free.
    const pool = new BatchPool(create(), modules(10, 10));
    const batch = pool.batch(units(4, 4, 3, 3, 3, 3), ALL);
    expect(batch).toMatchObject({ placed: 6, failed: -1 });
    const [first, second] = modulesOf(batch);
    expect(first).not.toBe(second);
  });

  it('a batch that fits by sums alone fails and leaves no trace', () => {
    const pool = new BatchPool(create(), modules(10, 10));
    pool.release(pool.adopt({ amount: [1] }, 0, []));
    const { hash, snapshot } = pool;
    // 6 and 6 lie apart, 5 finds 4: it is the first that fails in the given order.
    const batch = pool.batch(units(6, 2, 6, 5, 1), ALL);
    expect(batch).toMatchObject({ placed: 0, failed: 3 });
    expect(batch.decisions).toEqual([NOTHING, NOTHING, NOTHING, NOTHING, NOTHING]);
    expect(pool.hash).toBe(hash);
    expect(pool.snapshot).toEqual(snapshot);
  });

  it('the request that has no room whatever leaves is the one that is named', () => {
    const pool = new BatchPool(create(), modules(10, 10, 5));
    // In the given order 8 is the first that fails; 11 fits nowhere.
    expect(pool.batch(units(5, 5, 4, 8, 11), ALL)).toMatchObject({ placed: 0, failed: 4 });
  });

  it('best effort leaves out what does not fit', () => {
    const pool = new BatchPool(create(), modules(10, 10));
    const batch = pool.batch(units(6, 6, 5, 4, 4), BATCH_BEST_EFFORT);
    expect(batch).toMatchObject({ placed: 4, failed: 2 });
    expect(modulesOf(batch)).toEqual([0, 1, -1, 0, 1]);
  });

  it('terms see the members of the batch, and a member that a term names does not move away', () => {
    const near = { scope: abi.SCOPE_MODULE, kind: abi.TERM_GROUP, id: 1 };
    const pool = new BatchPool(create(), modules(10, 10));
    const batch = pool.batch(
      [
        { amount: [4], group: 1 },
        { amount: [2], affinity: [near] },
        { amount: [2], anti: [near] },
      ],
      ALL,
    );
    expect(modulesOf(batch)).toEqual([0, 0, 1]);
    // Of those on module 0 the member and who is near it stay; the last 3 is placed by moving others.
    const tight = new BatchPool(create(), modules(12, 12));
    const stays = tight.batch(
      [{ amount: [4], group: 1 }, { amount: [4], affinity: [near] }, ...units(3, 3, 3, 3, 4)],
      ALL,
    );
    const where = modulesOf(stays);
    expect(where[0]).toBe(where[1]);
  });

  it('an exclusive member keeps the others away', () => {
    const pool = new BatchPool(create(), modules(10, 10));
    const batch = pool.batch([{ amount: [1], flags: abi.REQUEST_EXCLUSIVE }, ...units(4, 4)], ALL);
    expect(modulesOf(batch)).toEqual([0, 1, 1]);
    expect(pool.batch(units(9), ALL)).toMatchObject({ placed: 0, failed: 0 });
  });

  it('slots and parts run out', () => {
    const few = new BatchPool(create(), modules(10), { allocations: 2, parts: 2 });
    expect(few.raw(units(1, 1, 1), ALL)).toMatchObject({ status: STATUS_FULL, detail: 2 });
    expect(few.raw(units(1, 1, 1), BATCH_BEST_EFFORT)).toMatchObject({ status: STATUS_FULL, detail: 2 });
    const parts = new BatchPool(create(), modules(10, 10), { allocations: 3, parts: 3 });
    const { hash } = parts;
    const spanning = [{ amount: [15], max_drms: 2 }, ...units(1, 1)];
    expect(parts.raw(spanning, ALL)).toMatchObject({ status: STATUS_FULL, detail: 2 });
    expect(parts.hash).toBe(hash);
    const most = new BatchPool(create(), [{ capacity: [10], devices: 2 }], { allocations: 2, parts: 2 });
    expect(most.raw([share(300), share(400), share(500)], BATCH_MOST)).toMatchObject({
      status: STATUS_FULL,
      detail: 2,
    });
  });

  it('what a batch may be', () => {
    const pool = new BatchPool(create(), modules(10));
    for (const flags of [3, 4, 0x80000000]) {
      expect(pool.raw(units(1), flags)).toMatchObject({ status: STATUS_INVALID_REQUEST, detail: -1 });
    }
    expect(pool.raw([], ALL)).toMatchObject({ status: STATUS_INVALID_REQUEST, detail: -1 });
    const wrong = [...units(1, 1), { amount: [1], host: 0 }, { amount: [0] }];
    expect(pool.raw(wrong, ALL)).toMatchObject({ status: STATUS_BAD_HOST, detail: 2 });
    const input = encodeBatch([pool.bytes({ amount: [1] }), pool.bytes({ amount: [1] })], 7);
    const cut = perform(pool.machine, withRecords('rah_pool_place_batch', input.subarray(0, input.length - 4)));
    expect(cut).toMatchObject({ status: STATUS_BAD_LENGTH, detail: 1 });
    const long = new Uint8Array(input.length + 4);
    long.set(input);
    const trailing = perform(pool.machine, withRecords('rah_pool_place_batch', long));
    expect(trailing).toMatchObject({ status: STATUS_BAD_LENGTH, detail: -1 });
  });
});

describe.each(implementations())('$name: the most', ({ create }) => {
  it('leaves out the small for the large, and nothing without devices', () => {
    const node: BatchModule = { capacity: [10], devices: 2 };
    const requests = [share(200), share(200), share(900), { amount: [8] }, share(1000), share(800), share(100)];
    const one = new BatchPool(create(), [node]);
    one.batch(requests, BATCH_BEST_EFFORT);
    expect(2000 - one.freeMilli(0)).toBe(1400);
    // Next to the 8 units two are left: one for all of a device, one for the largest share.
    const pool = new BatchPool(create(), [node]);
    const batch = pool.batch(requests, BATCH_MOST);
    expect(2000 - pool.freeMilli(0)).toBe(1900);
    expect(modulesOf(batch)).toEqual([-1, -1, 0, 0, 0, -1, -1]);
    expect(batch).toMatchObject({ placed: 3, failed: 0 });
  });

  it('fills devices with shares that add up', () => {
    const pool = new BatchPool(create(), [{ capacity: [100], devices: 3 }]);
    const requests = [500, 400, 300, 700, 600, 500, 100].map((milli) => share(milli));
    expect(pool.batch(requests, BATCH_MOST)).toMatchObject({ placed: 6, failed: 6 });
    expect(pool.freeMilli(0)).toBe(0);
  });

  it('narrow requests get the modules that only they can use', () => {
    const narrow = { ...share(1000), clauses: [{ op: abi.CLAUSE_IN, labels: [1] }] };
    const pool = new BatchPool(create(), [
      { capacity: [10], devices: 1, label: 1 },
      { capacity: [10], devices: 2 },
    ]);
    expect(modulesOf(pool.batch([share(1000), share(1000), narrow], BATCH_MOST))).toEqual([1, 1, 0]);
  });

  it('uses what is left of devices that are in use', () => {
    const pool = new BatchPool(create(), [{ capacity: [100], devices: 2 }]);
    pool.adopt(share(400), 0, [0]);
    const batch = pool.batch([share(600), share(1000), share(600)], BATCH_MOST);
    expect(batch).toMatchObject({ placed: 2, failed: 2 });
    expect(batch.decisions.map(({ parts }) => parts[0]?.devices)).toEqual([[0], [1], undefined]);
    // Two halves are planned as whole devices; what they leave is given away afterwards.
    const pair = new BatchPool(create(), [{ capacity: [100], devices: 2 }]);
    expect(pair.batch([share(500, 1, 2), share(500)], BATCH_MOST)).toMatchObject({ placed: 2, failed: -1 });
  });

  it('what it may be asked', () => {
    const none = new BatchPool(create(), modules(10));
    expect(none.raw(units(1), BATCH_MOST)).toMatchObject({ status: STATUS_INVALID_REQUEST, detail: -1 });
    const of = Array.from({ length: 8 }, () => ({ capacity: [100], devices: 1 }));
    const pool = new BatchPool(create(), of);
    const spanning = [share(500), { amount: [1], max_drms: 2 }];
    expect(pool.raw(spanning, BATCH_MOST)).toMatchObject({ status: STATUS_INVALID_REQUEST, detail: 1 });
    const listed = (set: number) => ({ ...share(10), only: [...of.keys()].filter((module) => (set >> module) & 1) });
    const sets = Array.from({ length: 66 }, (_, k) => listed(k + 1));
    const many = [...sets.slice(0, 3), ...sets];
    expect(pool.raw(many, BATCH_MOST)).toMatchObject({ status: STATUS_INVALID_REQUEST, detail: 67 });
    expect(pool.batch(sets.slice(0, 64), BATCH_MOST)).toMatchObject({ placed: 64, failed: -1 });
  });
});

/** Dimensions, devices of each module, percent that is asked for. */
const TIGHT = [
  [1, 0, 98],
  [2, 0, 95],
  [2, 4, 95],
] as const;

describe.each(implementations())('$name: tight batches', ({ create }) => {
  it.each(TIGHT)('%i dimensions, %i devices, %i percent: all of it finds a place', (dims, devices, percent) => {
    const { modules: of, requests } = tightBatch(seeded(1), 16, dims, devices, percent);
    const reference = new BatchPool(implementations()[0]?.create() ?? create(), of);
    const pool = new BatchPool(create(), of);
    const answer = pool.raw(requests, ALL);
    expect(answer).toEqual(reference.raw(requests, ALL));
    expect(pool.hash).toBe(reference.hash);
    expect(Buffer.from(answer.output).readInt32LE(abi.BATCH_RESULT_PLACED)).toBe(requests.length);
  });

  it.each([42, 43])('the most of half as much again, seed %i', (seed) => {
    const { modules: of, requests: first } = tightBatch(seeded(seed), 24, 2, 4, 100);
    const requests = [...first, ...tightBatch(seeded(seed + 100), 12, 2, 4, 100).requests];
    const reference = new BatchPool(implementations()[0]?.create() ?? create(), of);
    const pool = new BatchPool(create(), of);
    const single = new BatchPool(create(), of);
    const free = (each: BatchPool) => of.reduce((sum, _, module) => sum + each.freeMilli(module), 0);
    expect(pool.raw(requests, BATCH_MOST)).toEqual(reference.raw(requests, BATCH_MOST));
    expect(pool.hash).toBe(reference.hash);
    single.raw(requests, BATCH_BEST_EFFORT);
    expect(free(pool)).toBeLessThan(free(single));
  });
});
