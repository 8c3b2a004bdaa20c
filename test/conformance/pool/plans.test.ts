import { describe, expect, it } from 'vitest';
import { STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_INVALID_REQUEST } from '../../../policy-assembly/abi/abi.ts';
import type { PoolMoves } from '../../../src/policy/pool/answers.ts';
import { encodeBudget } from '../../../src/policy/pool/encode-change.ts';
import { implementations } from './implementations.ts';
import { expectRefused, ofCapacities, smallPool } from './small-pools.ts';
import { perform, withRecords } from './steps.ts';

/** Moves as [allocation, from, to, wave]. */
function moves(plan: PoolMoves): number[][] {
  return plan.moves.map(({ allocation, from, to, wave }) => [allocation, from, to, wave]);
}

const MANY = { max_concurrent: 100 };

describe.each(implementations())('$name: drain', ({ create }) => {
  it('the largest first, each to its best module; nothing changes', () => {
    const pool = smallPool(create(), { of: ofCapacities(60, 25, 30, 50) });
    for (const units of [10, 20, 20, 5]) pool.place({ amount: [units], only: [0] });
    const before = pool.hash;
    expect(pool.drain([0], MANY).stuck).toHaveLength(4);
    expect(pool.hash).toBe(before);
  });

  it('goes where the request allows it', () => {
    const pool = smallPool(create(), { of: ofCapacities(60) });
    for (const units of [10, 20, 20, 5]) pool.place({ amount: [units] });
    pool.add([25, 30].map((capacity) => ({ class: 0, zone: 0, capacity: [capacity] })));
    const before = pool.hash;
    const plan = pool.drain([0], MANY);
    // 20 to the 25; 20 to the 30; 10 to what is left of the 30; 5 to what is left of the 25.
    expect(moves(plan)).toEqual([
      [1, 0, 1, 0],
      [2, 0, 2, 0],
      [0, 0, 2, 0],
      [3, 0, 1, 0],
    ]);
    expect(plan).toMatchObject({ waves: 1, stuck: [], bytes: 0n });
    expect(pool.hash).toBe(before);
  });

  it('concurrency makes waves', () => {
    const pool = smallPool(create(), { of: ofCapacities(60) });
    for (const units of [10, 20, 15]) pool.place({ amount: [units] });
    pool.add([{ class: 0, zone: 0, capacity: [100] }]);
    expect(moves(pool.drain([0]))).toEqual([
      [1, 0, 1, 0],
      [2, 0, 1, 1],
      [0, 0, 1, 2],
    ]);
    expect(pool.drain([0], { max_concurrent: 2 })).toMatchObject({ waves: 2 });
    expect(moves(pool.drain([0], { max_concurrent: 2 })).map((move) => move[3])).toEqual([0, 0, 1]);
  });

  it('what a wave holds at its sources cannot be used in it', () => {
    const pool = smallPool(create(), {
      classes: [{ labels: ['a=1'] }, { labels: ['b=1'] }],
      of: [{ capacity: [10] }, { capacity: [10], class: 1 }],
    });
    // 0 holds a part that only class 1 or 0 may have; both modules are drained onto one that has room for one at a time.
    pool.place({ amount: [10], only: [] });
    pool.place({ amount: [10] });
    pool.add([{ class: 0, zone: 0, capacity: [10] }]);
    const plan = pool.drain([0, 1], MANY);
    expect(moves(plan)).toEqual([[0, 0, 2, 0]]);
    expect(plan.stuck).toEqual([{ allocation: 1, part: 0, module: 1 }]);
  });

  it('budgets: moves and bytes; a part that is too large is passed over', () => {
    const pool = smallPool(create(), { dims: [{ scale: 100, unit_bytes: 1000 }], of: ofCapacities(60) });
    for (const units of [10, 20, 15]) pool.place({ amount: [units] });
    pool.add([{ class: 0, zone: 0, capacity: [100] }]);
    expect(pool.drain([0], { max_moves: 0 })).toMatchObject({ waves: 0, moves: [], bytes: 0n });
    expect(moves(pool.drain([0], { ...MANY, max_moves: 1 }))).toEqual([[1, 0, 1, 0]]);
    const plan = pool.drain([0], { ...MANY, max_bytes: 30000 });
    expect(moves(plan).map((move) => move[0])).toEqual([1, 0]);
    expect(plan.moves.map(({ bytes, gain }) => [bytes, gain])).toEqual([
      [20000n, 0n],
      [10000n, 0n],
    ]);
    expect(plan.bytes).toBe(30000n);
    expect(plan.stuck).toEqual([{ allocation: 2, part: 0, module: 0 }]);
  });

  it('module after module in the given order, and none of them takes', () => {
    const pool = smallPool(create(), { of: ofCapacities(9, 9, 9) });
    pool.place({ amount: [1] });
    pool.setState(0, 'cordoned');
    pool.place({ amount: [2] });
    pool.setState(0, 'online');
    expect(moves(pool.drain([1, 0], MANY))).toEqual([
      [1, 1, 2, 0],
      [0, 0, 2, 0],
    ]);
    expect(moves(pool.drain([0, 1, 0], MANY))).toEqual([
      [0, 0, 2, 0],
      [1, 1, 2, 0],
    ]);
    expect(pool.drain([0, 1, 2], MANY).stuck).toHaveLength(2);
    expect(pool.drain([], MANY)).toMatchObject({ moves: [], stuck: [], waves: 0 });
  });

  it('keeps parts of one allocation apart, and its terms', () => {
    const pool = smallPool(create(), { of: ofCapacities(5, 5) });
    pool.place({ amount: [10], max_drms: 2 });
    pool.add([{ class: 0, zone: 0, capacity: [10] }]);
    const plan = pool.drain([0, 1], MANY);
    expect(moves(plan)).toEqual([[0, 0, 2, 0]]);
    expect(plan.stuck).toEqual([{ allocation: 0, part: 1, module: 1 }]);
  });

  it('refuses bad budgets and modules', () => {
    const machine = create();
    const pool = smallPool(machine, { of: ofCapacities(9) });
    expectRefused(pool, STATUS_BAD_MODULE, () => pool.drain([0, 1]));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.drain([0], { max_concurrent: 0 }));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.drain([0], { max_moves: -1 }));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.drain([0], { max_moves: 1048577 }));
    expectRefused(pool, STATUS_INVALID_REQUEST, () => pool.drain([0], { max_bytes: -1 }));
    const budget = { max_bytes: 0, max_moves: 1, max_concurrent: 1, min_gain: 0, mode: 0, modules: [0, 1] };
    expect(perform(machine, withRecords('rah_pool_drain', encodeBudget(budget)))).toMatchObject({
      status: STATUS_BAD_MODULE,
      detail: 1,
    });
    expect(perform(machine, withRecords('rah_pool_drain', encodeBudget(budget).slice(0, 36))).status).toBe(
      STATUS_BAD_LENGTH,
    );
    expect(
      perform(machine, withRecords('rah_pool_rebalance', encodeBudget({ ...budget, modules: [], mode: 2 }))).status,
    ).toBe(STATUS_INVALID_REQUEST);
  });
});

describe.each(implementations())('$name: rebalance', ({ create }) => {
  it('spread evens out, best gain first', () => {
    const pool = smallPool(create(), { of: ofCapacities(100) });
    for (const units of [30, 10, 20]) pool.place({ amount: [units] });
    pool.add([{ class: 0, zone: 0, capacity: [100] }]);
    const plan = pool.rebalance('spread', MANY);
    // 60/0: moving 30 leaves 30/30.
    expect(moves(plan)).toEqual([[0, 0, 1, 0]]);
    expect(plan.moves[0]?.gain).toBe(BigInt(6000 ** 2 - 2 * 3000 ** 2));
    expect(pool.rebalance('spread', { ...MANY, min_gain: 18000001 }).moves).toEqual([]);
    expect(pool.rebalance('spread', { ...MANY, min_gain: 18000000 }).moves).toHaveLength(1);
  });

  it('pack fills the fuller to empty the others', () => {
    const pool = smallPool(create(), { of: ofCapacities(100) });
    for (const units of [50, 20]) pool.place({ amount: [units] });
    pool.setState(0, 'cordoned');
    pool.add([{ class: 0, zone: 0, capacity: [100] }]);
    pool.place({ amount: [10] });
    pool.setState(0, 'online');
    const plan = pool.rebalance('pack', MANY);
    expect(moves(plan)).toEqual([[2, 1, 0, 0]]);
    expect(plan.moves[0]?.gain).toBe(BigInt(8000 ** 2 - 7000 ** 2 - 1000 ** 2));
  });

  it('touches only the modules it may, and counts planned moves as done', () => {
    const pool = smallPool(create(), { of: ofCapacities(100) });
    for (let k = 0; k < 6; k++) pool.place({ amount: [10] });
    pool.add([100, 100].map((capacity) => ({ class: 0, zone: 0, capacity: [capacity] })));
    expect(moves(pool.rebalance('spread', MANY, [0, 2])).map((move) => move[2])).toEqual([2, 2, 2]);
    const even = pool.rebalance('spread', MANY);
    expect(moves(even).map((move) => move[2])).toEqual([1, 2, 1, 2]);
    expect(even.waves).toBe(1);
    // One touch at a time: every move its own wave, as all leave module 0.
    expect(pool.rebalance('spread')).toMatchObject({ waves: 4 });
    expect(pool.rebalance('spread', { ...MANY, max_moves: 2 }).moves).toHaveLength(2);
  });

  it('the fullest dimension counts, and devices', () => {
    const pool = smallPool(create(), { scales: [100, 100], devices: 2, of: [{ devices: 2 }] });
    pool.place({ amount: [10, 0], devices: { count: 2, share: 500 } });
    pool.place({ amount: [0, 40] });
    pool.add([{ class: 0, zone: 0, capacity: [100, 100], devices: 2 }]);
    // u = 5000 by the devices. Moving them leaves 4000 and 5000: no gain. Moving the other leaves 5000 and 4000: none.
    expect(pool.rebalance('spread', MANY).moves).toEqual([]);
    pool.place({ amount: [0, 40], only: [0, 1] });
    pool.place({ amount: [0, 5], only: [0, 1] });
    expect(pool.free(0)).toEqual({ amount: [90, 15], milli: 1000 });
    // u = 8500: moving 40 leaves 5000 by the devices and 4000.
    const plan = pool.rebalance('spread', MANY);
    expect(plan.moves[0]).toMatchObject({ allocation: 1, to: 1, gain: BigInt(8500 ** 2 - 5000 ** 2 - 4000 ** 2) });
  });
});
