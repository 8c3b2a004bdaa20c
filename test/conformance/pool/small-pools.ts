import { expect } from 'vitest';
import { PolicyError } from '../../../src/policy/core.ts';
import type { PoolMachine } from '../../../src/policy/pool/machine.ts';
import { Pool } from '../../../src/policy/pool/pool.ts';
import type { PoolClass, PoolModule, PoolSpec } from '../../../src/policy/pool/spec.ts';

/** What a small pool is made of; everything has a default. */
export interface SmallPool extends Partial<Omit<PoolSpec, 'classes' | 'dims'>> {
  /** Scales of the dimensions. Default one of 100. */
  readonly scales?: readonly number[];
  readonly dims?: PoolSpec['dims'];
  readonly classes?: readonly PoolClass[];
  readonly of: readonly Partial<PoolModule>[];
}

/** A pool with these modules; those that say no capacity have 100 of each dimension. */
export function smallPool(machine: PoolMachine, given: SmallPool): Pool {
  const { of, scales = [100], ...spec } = given;
  const dims = spec.dims ?? scales.map((scale) => ({ scale }));
  const pool = Pool.begin(machine, {
    modules: of.length + 2,
    allocations: 16,
    parts: 64,
    groups: 4,
    classes: [{}],
    zones: [{ rack: 0, pod: 0 }],
    ...spec,
    dims,
  });
  pool.add(of.map((module) => ({ class: 0, zone: 0, capacity: dims.map(() => 100), ...module })));
  return pool;
}

/** Modules of one dimension with these capacities. */
export function ofCapacities(...capacities: readonly number[]): Partial<PoolModule>[] {
  return capacities.map((capacity) => ({ capacity: [capacity] }));
}

/** The status that `work` is refused with; -1 when it is not. */
export function refusal(work: () => unknown): number {
  try {
    work();
  } catch (error) {
    if (error instanceof PolicyError) return error.status;
    throw error;
  }
  return -1;
}

/** Checks that `work` is refused with this status and that nothing changed. */
export function expectRefused(pool: Pool, status: number, work: () => unknown): void {
  const before = pool.hash;
  expect(refusal(work)).toBe(status);
  expect(pool.hash).toBe(before);
}

/** Modules of a decision's parts, in order. */
export function modulesOf(decision: { readonly parts: readonly { readonly module: number }[] }): number[] {
  return decision.parts.map((part) => part.module);
}
