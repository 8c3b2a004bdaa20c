import * as pool from '../../../policy-assembly/abi/pool.ts';
import { MEDIUM_CODES } from '../status.ts';
import type { ClassFields, ModuleFields, PathFields, PoolFields } from './fields.ts';
import type { PoolNames } from './names.ts';
import type { PoolClass, PoolHealth, PoolLifecycle, PoolModule, PoolPath, PoolSpec } from './spec.ts';

const LIFECYCLE_CODES: Readonly<Record<PoolLifecycle, number>> = {
  discovered: pool.STATE_DISCOVERED,
  online: pool.STATE_ONLINE,
  cordoned: pool.STATE_CORDONED,
  draining: pool.STATE_DRAINING,
  offline: pool.STATE_OFFLINE,
  failed: pool.STATE_FAILED,
  removed: pool.STATE_REMOVED,
};

const HEALTH_CODES: Readonly<Record<PoolHealth, number>> = {
  ok: pool.HEALTH_OK,
  warning: pool.HEALTH_WARNING,
  critical: pool.HEALTH_CRITICAL,
};

const NO_RATIO = 1000;

function classFields(each: PoolClass, dims: number, names: PoolNames): ClassFields {
  const all = (value: number) => new Array<number>(dims).fill(value);
  return {
    step: each.step ?? all(1),
    min_unit: each.min_unit ?? all(0),
    max_unit: each.max_unit ?? all(pool.UNITS_MAX),
    reserved: each.reserved ?? all(0),
    ratio_milli: each.ratio_milli ?? all(NO_RATIO),
    cost: each.cost ?? all(0),
    device_cost: each.device_cost ?? 0,
    device_step: each.device_step ?? 1,
    labels: (each.labels ?? []).map((label) => names.label(label)),
  };
}

/** The state word of a module. */
export function stateWord(state: PoolLifecycle, health: PoolHealth): number {
  return LIFECYCLE_CODES[state] | (HEALTH_CODES[health] << pool.HEALTH_SHIFT);
}

/** Throws PolicyError for a name that is not there. */
export function poolFields(spec: PoolSpec, names: PoolNames): PoolFields {
  const devices = spec.devices ?? 0;
  return {
    dims: spec.dims.map((dim) => ({
      unit_bytes: dim.unit_bytes ?? 0,
      medium: dim.medium === undefined ? -1 : MEDIUM_CODES[dim.medium],
      weight: dim.weight ?? 1,
      scale: dim.scale,
    })),
    modules: spec.modules,
    devices,
    allocations: spec.allocations,
    parts: spec.parts ?? spec.allocations,
    groups: spec.groups ?? 0,
    device_scale: spec.device_scale ?? Math.max(1, 1000 * devices),
    device_weight: spec.device_weight ?? 1,
    classes: spec.classes.map((each) => classFields(each, spec.dims.length, names)),
    zones: spec.zones,
    hosts: (spec.hosts ?? []).map((host) => ({ ...host, zone: names.zone(host.zone) })),
  };
}

/** Throws PolicyError for a name that is not there. */
export function moduleFields(module: PoolModule, names: PoolNames): ModuleFields {
  return {
    class: module.class,
    zone: names.zone(module.zone),
    domain: module.domain ?? -1,
    state: stateWord(module.state ?? 'online', module.health ?? 'ok'),
    devices: module.devices ?? 0,
    capacity: module.capacity,
  };
}

/** Throws PolicyError for a name that is not there. */
export function pathFields(path: PoolPath, names: PoolNames): PathFields {
  return { ...path, host: names.host(path.host), zone: names.zone(path.zone) };
}
