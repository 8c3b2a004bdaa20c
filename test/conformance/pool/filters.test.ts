import { describe, expect, it } from 'vitest';
import { UNREACHABLE_NS } from '../../../src/policy/core.ts';
import type { PoolReason } from '../../../src/policy/pool/answers.ts';
import type { Pool } from '../../../src/policy/pool/pool.ts';
import type { PoolRequest } from '../../../src/policy/pool/spec.ts';
import { implementations } from './implementations.ts';
import { modulesOf, ofCapacities, smallPool } from './small-pools.ts';

/** The reasons that rejected modules, with how many. */
function reasons(pool: Pool, request: PoolRequest): Partial<Record<PoolReason, number>> {
  return Object.fromEntries(Object.entries(pool.explain(request).rejected).filter(([, count]) => count > 0));
}

/** Modules that pass, by asking for each alone. */
function passing(pool: Pool, request: PoolRequest): number[] {
  return Array.from({ length: pool.modules }, (_, module) => module).filter(
    (module) => pool.select({ ...request, only: [module] }).parts.length > 0,
  );
}

describe.each(implementations())('$name: filters', ({ create }) => {
  it('state and health', () => {
    const pool = smallPool(create(), { of: ofCapacities(9, 9, 9, 9, 9, 9, 9, 9, 9) });
    (['discovered', 'cordoned', 'draining', 'offline', 'failed', 'removed'] as const).forEach((state, module) => {
      pool.setState(module, state);
    });
    pool.setState(6, 'online', 'warning');
    pool.setState(7, 'online', 'critical');
    expect(passing(pool, { amount: [1] })).toEqual([6, 8]);
    expect(reasons(pool, { amount: [1] })).toEqual({ state: 6, health: 1 });
    expect(passing(pool, { amount: [1], healthy_only: true })).toEqual([8]);
    expect(reasons(pool, { amount: [1], healthy_only: true })).toEqual({ state: 6, health: 2 });
  });

  it('lists', () => {
    const pool = smallPool(create(), { of: ofCapacities(9, 9, 9) });
    expect(reasons(pool, { amount: [1], only: [1] })).toEqual({ not_listed: 2 });
    expect(modulesOf(pool.select({ amount: [1], only: [2, 1] }))).toEqual([1]);
  });

  it('labels: every clause, one of its labels or none of them', () => {
    const pool = smallPool(create(), {
      classes: [{ labels: ['a=1', 'b=1'] }, { labels: ['a=1'] }, { labels: [] }],
      of: [{ class: 0 }, { class: 1 }, { class: 2 }],
    });
    expect(passing(pool, { amount: [1], labels: [{ in: ['a=1'] }] })).toEqual([0, 1]);
    expect(passing(pool, { amount: [1], labels: [{ in: ['b=1', 'c=1'] }] })).toEqual([0]);
    expect(passing(pool, { amount: [1], labels: [{ in: ['c=1'] }] })).toEqual([]);
    expect(passing(pool, { amount: [1], labels: [{ not_in: ['b=1'] }] })).toEqual([1, 2]);
    expect(passing(pool, { amount: [1], labels: [{ not_in: ['c=1', 'd=1'] }] })).toEqual([0, 1, 2]);
    expect(passing(pool, { amount: [1], labels: [{ in: ['a=1'] }, { not_in: ['b=1'] }] })).toEqual([1]);
    expect(reasons(pool, { amount: [1], labels: [{ in: ['a=1'] }, { not_in: ['b=1'] }] })).toEqual({ labels: 2 });
  });

  it('distance: unreachable, latency, bandwidth, by tier', () => {
    const pool = smallPool(create(), {
      zones: [
        { rack: 0, pod: 0 },
        { rack: 0, pod: 5 },
        { rack: 1, pod: 0 },
        { rack: 2, pod: 1 },
      ],
      hosts: [{ zone: 0, latency_ns: [10, 20, 30, UNREACHABLE_NS], bandwidth_mbps: [40, 30, 20, 10] }],
      of: [{ zone: 0 }, { zone: 1 }, { zone: 2 }, { zone: 3 }],
    });
    // Equal rack ids mean the same rack whatever the pod says.
    expect(passing(pool, { amount: [1], host: 0 })).toEqual([0, 1, 2]);
    expect(passing(pool, { amount: [1] })).toEqual([0, 1, 2, 3]);
    expect(reasons(pool, { amount: [1], host: 0, max_latency_ns: 20 })).toEqual({ unreachable: 1, latency: 1 });
    expect(reasons(pool, { amount: [1], host: 0, min_bandwidth_mbps: 31 })).toEqual({ unreachable: 1, bandwidth: 2 });
    expect(reasons(pool, { amount: [1], host: 0, max_latency_ns: 10, min_bandwidth_mbps: 35 })).toEqual({
      unreachable: 1,
      latency: 2,
    });
  });

  const topology = {
    zones: [
      { rack: 0, pod: 0 },
      { rack: 0, pod: 0 },
      { rack: 1, pod: 0 },
      { rack: 2, pod: 1 },
    ],
    of: [
      { zone: 0, domain: 7 },
      { zone: 0 },
      { zone: 1, domain: 7 },
      { zone: 2, domain: 8 },
      { zone: 3, domain: 7 },
      { zone: 3 },
    ],
  };
  const scopes = [
    ['module', [0]],
    ['zone', [0, 1]],
    ['rack', [0, 1, 2]],
    ['pod', [0, 1, 2, 3]],
    ['domain', [0, 2, 4]],
  ] as const;

  it.each(scopes)('affinity and anti-affinity to an allocation, scope %s', (scope, near) => {
    const pool = smallPool(create(), topology);
    const allocation = pool.place({ amount: [1], only: [0] }).allocation ?? 0;
    const all = topology.of.map((_, module) => module);
    expect(passing(pool, { amount: [1], affinity: [{ scope, allocation }] })).toEqual(near);
    expect(passing(pool, { amount: [1], anti_affinity: [{ scope, allocation }] })).toEqual(
      all.filter((module) => !(near as readonly number[]).includes(module)),
    );
    expect(reasons(pool, { amount: [1], affinity: [{ scope, allocation }] })).toEqual({ affinity: 6 - near.length });
  });

  it("a domain of one's own is equal only for the same module", () => {
    const pool = smallPool(create(), topology);
    const allocation = pool.place({ amount: [1], only: [1] }).allocation ?? 0;
    expect(passing(pool, { amount: [1], affinity: [{ scope: 'domain', allocation }] })).toEqual([1]);
  });

  it('a group without live parts is satisfied; with several parts one is enough for affinity and too many for anti', () => {
    const pool = smallPool(create(), topology);
    expect(passing(pool, { amount: [1], affinity: [{ scope: 'zone', group: 2 }] })).toHaveLength(6);
    const first = pool.place({ amount: [1], group: 2, only: [0] }).allocation ?? 0;
    pool.place({ amount: [1], group: 2, only: [3] });
    expect(passing(pool, { amount: [1], affinity: [{ scope: 'zone', group: 2 }] })).toEqual([0, 1, 3]);
    expect(passing(pool, { amount: [1], anti_affinity: [{ scope: 'zone', group: 2 }] })).toEqual([2, 4, 5]);
    pool.release(first);
    expect(passing(pool, { amount: [1], affinity: [{ scope: 'zone', group: 2 }] })).toEqual([3]);
    expect(
      reasons(pool, {
        amount: [1],
        affinity: [{ scope: 'pod', group: 2 }],
        anti_affinity: [{ scope: 'rack', group: 2 }],
      }),
    ).toEqual({ affinity: 2, anti_affinity: 1 });
  });

  it('exclusive: before and after, units, devices and parts', () => {
    const pool = smallPool(create(), { devices: 1, of: [{ devices: 1 }, { devices: 1 }, { devices: 1 }] });
    pool.place({ amount: [1], only: [0] });
    expect(passing(pool, { amount: [1], exclusive: true })).toEqual([1, 2]);
    pool.place({ amount: [0], devices: { count: 1, share: 10 }, only: [1] });
    expect(passing(pool, { amount: [1], exclusive: true })).toEqual([2]);
    const { allocation } = pool.place({ amount: [1], exclusive: true });
    expect(passing(pool, { amount: [1] })).toEqual([0, 1]);
    expect(reasons(pool, { amount: [1], exclusive: true })).toEqual({ exclusive: 3 });
    pool.release(allocation ?? 0);
    expect(pool.take([1])).toBe(0);
    expect(passing(pool, { amount: [1] })).toEqual([0, 1, 2]);
  });

  it('an exclusive request is refused where only the fast lane has taken something', () => {
    const pool = smallPool(create(), { of: ofCapacities(9, 5) });
    expect(pool.take([2])).toBe(1);
    expect(passing(pool, { amount: [1], exclusive: true })).toEqual([0]);
    pool.give(1, [2]);
    expect(passing(pool, { amount: [1], exclusive: true })).toEqual([0, 1]);
  });

  it('units: min, max, step, and the step of shares', () => {
    const pool = smallPool(create(), {
      scales: [100, 100],
      devices: 1,
      classes: [{ step: [4, 1], min_unit: [8, 0], max_unit: [16, 100], device_step: 250 }],
      of: [{ devices: 1 }],
    });
    const fits = (units: number) => pool.select({ amount: [units] }).parts.length === 1;
    expect([4, 7, 8, 10, 12, 16, 17, 20].filter(fits)).toEqual([8, 12, 16]);
    expect(reasons(pool, { amount: [20] })).toEqual({ unit: 1 });
    // An amount of 0 has no unit.
    expect(pool.select({ amount: [0, 1] }).parts).toHaveLength(1);
    const shares = (share: number) => reasons(pool, { amount: [], devices: { count: 1, share } });
    expect([shares(250), shares(300), shares(750)]).toEqual([{}, { unit: 1 }, {}]);
  });

  it('devices and capacity', () => {
    const pool = smallPool(create(), { devices: 3, of: [{ devices: 3, capacity: [10] }] });
    pool.place({ amount: [0], devices: { count: 1, share: 600 } });
    expect(reasons(pool, { amount: [11], devices: { count: 3, share: 500 } })).toEqual({ devices: 1 });
    expect(reasons(pool, { amount: [11], devices: { count: 3, share: 400 } })).toEqual({ capacity: 1 });
    expect(reasons(pool, { amount: [10], devices: { count: 3, share: 400 } })).toEqual({});
  });

  it('a module counts under the first reason', () => {
    const pool = smallPool(create(), {
      classes: [{ max_unit: [5] }],
      devices: 1,
      hosts: [{ zone: 0, latency_ns: [9, 9, 9, 9], bandwidth_mbps: [1, 1, 1, 1] }],
      of: [{ state: 'offline', health: 'critical' }],
    });
    const everything: PoolRequest = {
      amount: [200],
      devices: { count: 2, share: 1000 },
      host: 0,
      max_latency_ns: 5,
      min_bandwidth_mbps: 7,
      labels: [{ in: ['x=1'] }],
    };
    expect(reasons(pool, everything)).toEqual({ state: 1 });
    pool.setState(0, 'online', 'critical');
    expect(reasons(pool, everything)).toEqual({ health: 1 });
    pool.setState(0, 'online');
    expect(reasons(pool, everything)).toEqual({ labels: 1 });
    expect(reasons(pool, { ...everything, labels: [] })).toEqual({ latency: 1 });
    expect(reasons(pool, { ...everything, labels: [], max_latency_ns: 0 })).toEqual({ bandwidth: 1 });
    const near = { ...everything, labels: [], max_latency_ns: 0, min_bandwidth_mbps: 0 };
    expect(reasons(pool, near)).toEqual({ unit: 1 });
    expect(reasons(pool, { ...near, amount: [5] })).toEqual({ devices: 1 });
  });

  it('explains what is largest where only the size is in the way', () => {
    const pool = smallPool(create(), {
      scales: [100, 100],
      of: [{ capacity: [5, 9] }, { capacity: [7, 2] }, { capacity: [7, 9] }, { capacity: [50, 50], state: 'offline' }],
    });
    const found = pool.explain({ amount: [60] });
    expect(found).toMatchObject({ considered: 4, candidates: 0, largest_free: [7, 9], largest_free_module: [1, 0] });
    expect(pool.explain({ amount: [1], only: [3] })).toMatchObject({
      largest_free: [0, 0],
      largest_free_module: [-1, -1],
    });
  });
});
