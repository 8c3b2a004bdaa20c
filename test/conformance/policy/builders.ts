import { MEDIA, type Medium } from '../../../src/model/medium.ts';
import type { Extent } from '../../../src/model/placement.ts';
import type { Size } from '../../../src/model/request.ts';
import {
  type PolicyCore,
  PolicyError,
  type PolicyHost,
  type PolicyModule,
  type PolicyRequest,
} from '../../../src/policy/core.ts';

/** A schedulable module with step 1 (compute: 100), cost 9 and no labels. */
export function aModule(medium: Medium, capacity: number, change: Partial<PolicyModule> = {}): PolicyModule {
  const { kind, device } = MEDIA[medium];
  const step = device === 0 ? 1 : 100;
  return {
    drm: 'drm',
    kind,
    medium,
    capacity,
    step,
    device,
    cost_per_unit_hour_micros: 9,
    schedulable: true,
    labels: [],
    ...change,
  };
}

export function aHost(latency_ns: readonly number[], bandwidth_mbps?: readonly number[]): PolicyHost {
  return {
    id: 'host',
    latency_ns: Uint32Array.from(latency_ns),
    bandwidth_mbps: Uint32Array.from(bandwidth_mbps ?? latency_ns.map(() => 1000)),
  };
}

/** The size of `amount` units of a linear medium. */
export function linear(amount: number): Size {
  return { amount, devices: 0, share: 0, remainder: 0 };
}

/** The size of `devices` × `share` milli and one more device with `remainder` milli. */
export function onDevices(devices: number, share: number, remainder = 0): Size {
  return { amount: devices * share + remainder, devices, share, remainder };
}

/** A request of host 0 without constraints, all weights 1. */
export function aRequest(medium: Medium, size: Size, change: Partial<PolicyRequest> = {}): PolicyRequest {
  return {
    host: 0,
    medium,
    size,
    weights: { proximity: 1, utilization: 1, cost: 1 },
    labels: [],
    not_labels: [],
    max_latency_ns: 0,
    min_bandwidth_mbps: 0,
    max_drms: 1,
    interleave_ways: 1,
    only: [],
    ...change,
  };
}

/** Extents from [start, length] pairs. */
export function extents(...pairs: readonly (readonly [start: number, length: number])[]): Extent[] {
  return pairs.map(([start, length]) => ({ start, length }));
}

/** Loads modules seen by one host at 250 ns (proximity 5000) unless told otherwise. */
export function loaded(create: () => PolicyCore, modules: readonly PolicyModule[], latency?: readonly number[]) {
  const core = create();
  core.load(modules, [aHost(latency ?? modules.map(() => 250))]);
  return core;
}

/** The status of the PolicyError that `action` throws; fails when it throws anything else or nothing. */
export function statusOf(action: () => unknown): number {
  try {
    action();
  } catch (error) {
    if (error instanceof PolicyError) return error.status;
    throw error;
  }
  throw new Error('nothing was thrown');
}
