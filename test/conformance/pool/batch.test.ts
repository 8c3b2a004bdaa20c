import { describe, expect, it } from 'vitest';
import { STATUS_BAD_LENGTH, STATUS_FULL, STATUS_INVALID_REQUEST } from '../../../policy-assembly/abi/abi.ts';
import { encodeBatch } from '../../../src/policy/pool/encode-change.ts';
import { encodeRequest } from '../../../src/policy/pool/encode-request.ts';
import { PoolNames } from '../../../src/policy/pool/names.ts';
import type { PoolRequest } from '../../../src/policy/pool/spec.ts';
import { requestFields } from '../../../src/policy/pool/translate-request.ts';
import { implementations } from './implementations.ts';
import { ofCapacities, smallPool } from './small-pools.ts';
import { perform, withRecords } from './steps.ts';

const NO_NAMES = new PoolNames({ dims: [], modules: 0, allocations: 1, classes: [], zones: [] });
const bytesOf = (request: PoolRequest) => encodeRequest(requestFields(request, NO_NAMES));

describe.each(implementations())('$name: batches', ({ create }) => {
  it('places all when all can be placed', () => {
    const pool = smallPool(create(), { of: ofCapacities(10, 10) });
    const batch = pool.placeBatch([{ amount: [6] }, { amount: [4] }, { amount: [10] }]);
    expect(batch).toMatchObject({ placed: 3, failed: -1 });
    expect(batch.decisions.map(({ parts }) => parts[0]?.amount)).toEqual([[6], [4], [10]]);
    expect(new Set(batch.decisions.map(({ allocation }) => allocation)).size).toBe(3);
    expect(pool.free(0).amount).toEqual([0]);
  });

  it('all or nothing: what cannot be placed together changes nothing, handles included', () => {
    const pool = smallPool(create(), { of: ofCapacities(10) });
    pool.place({ amount: [1] });
    pool.release(0);
    const before = pool.snapshot();
    const batch = pool.placeBatch([{ amount: [6] }, { amount: [5] }]);
    expect(batch.placed).toBe(0);
    expect(batch.failed).toBeGreaterThanOrEqual(0);
    expect(batch.decisions).toEqual(new Array(2).fill({ allocation: null, cost_micros_per_hour: 0n, parts: [] }));
    expect(pool.snapshot()).toEqual(before);
    expect(pool.place({ amount: [1] }).allocation).toBe(1 << 24);
  });

  it('best effort places what it can', () => {
    const pool = smallPool(create(), { of: ofCapacities(10) });
    const batch = pool.placeBatch([{ amount: [11] }, { amount: [5] }, { amount: [5] }], { best_effort: true });
    expect(batch).toMatchObject({ placed: 2, failed: 0 });
    expect(batch.decisions.map(({ allocation }) => allocation !== null)).toEqual([false, true, true]);
    expect(pool.free(0).amount).toEqual([0]);
  });

  it('a request that is not valid refuses the whole batch, and is named', () => {
    const machine = create();
    const pool = smallPool(machine, { of: ofCapacities(10) });
    const before = pool.hash;
    const batch = encodeBatch([bytesOf({ amount: [1] }), bytesOf({ amount: [0] })], 1);
    expect(perform(machine, withRecords('rah_pool_place_batch', batch))).toMatchObject({
      status: STATUS_INVALID_REQUEST,
      detail: 1,
    });
    expect(pool.hash).toBe(before);
    for (const bad of [encodeBatch([], 0), encodeBatch([bytesOf({ amount: [1] })], 3)]) {
      expect(perform(machine, withRecords('rah_pool_place_batch', bad))).toMatchObject({
        status: STATUS_INVALID_REQUEST,
        detail: -1,
      });
    }
    const short = encodeBatch([bytesOf({ amount: [1] }), bytesOf({ amount: [1] })], 0).slice(0, -4);
    expect(perform(machine, withRecords('rah_pool_place_batch', short))).toMatchObject({
      status: STATUS_BAD_LENGTH,
      detail: 1,
    });
    expect(perform(machine, withRecords('rah_pool_place_batch', new Uint8Array(4))).status).toBe(STATUS_BAD_LENGTH);
  });

  it('room that is used up refuses the whole batch', () => {
    const machine = create();
    const pool = smallPool(machine, { allocations: 2, of: ofCapacities(10) });
    const before = pool.hash;
    const batch = encodeBatch(new Array<Uint8Array>(3).fill(bytesOf({ amount: [1] })), 0);
    expect(perform(machine, withRecords('rah_pool_place_batch', batch))).toMatchObject({
      status: STATUS_FULL,
      detail: 2,
    });
    expect(pool.hash).toBe(before);
  });
});
