import { MEDIUM_CPU, MEDIUM_DRAM, MEDIUM_NVME, MEDIUM_OPTANE, MEDIUM_PMEM } from '../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { ClassFields, HostFields, ModuleFields, PathFields, PoolFields } from '../../../src/policy/pool/fields.ts';
import { between, chance, type Draw, pick, times, weighted } from './draw.ts';

const MIB_256 = 268435456;
/** Labels are ids; these few are in use. */
export const LABELS: readonly number[] = [0, 1, 2, 3, 7, 0xfffffffe];
const MEDIA = [-1, MEDIUM_CPU, MEDIUM_DRAM, MEDIUM_PMEM, MEDIUM_NVME, MEDIUM_OPTANE];

/** What the modules and requests of one pool have in common. */
export interface PoolStyle {
  readonly fields: PoolFields;
  /** Typical capacity by dimension. */
  readonly sizes: readonly number[];
  readonly failureDomains: number;
  /** How many modules are added at first. */
  readonly modules: number;
  /** True when units, costs and ratios are near their limits. */
  readonly isExtreme: boolean;
}

function randomClass(draw: Draw, sizes: readonly number[], isExtreme: boolean): ClassFields {
  const isPlain = chance(draw, 60);
  const step = sizes.map(() => (isPlain ? 1 : pick(draw, [1, 1, 2, 4, 3])));
  const minUnit = sizes.map((_, d) => (isPlain ? 0 : pick(draw, [0, 0, 1, 2, (step[d] as number) * 2])));
  const labels = LABELS.filter(() => chance(draw, 35));
  const cost = isExtreme ? [0, 1, abi.POOL_COST_MAX] : [0, 5, 10, 11, 40, 1000];
  return {
    step,
    min_unit: minUnit,
    max_unit: sizes.map((size, d) =>
      isPlain || isExtreme ? abi.UNITS_MAX : Math.max(minUnit[d] as number, pick(draw, [size, size, size >> 1, 8])),
    ),
    reserved: sizes.map((size) => (chance(draw, 20) ? draw(Math.max(1, size >> 2)) : 0)),
    ratio_milli: sizes.map(() => (isExtreme ? 1000 : pick(draw, [1000, 1000, 1000, 1500, 777]))),
    cost: sizes.map(() => pick(draw, cost)),
    device_cost: pick(draw, cost),
    device_step: pick(draw, [1, 1, 10, 50, 100, 125, 250, 500, 1000]),
    labels,
  };
}

function randomHost(draw: Draw, zones: number): HostFields {
  const near = pick(draw, [0, 80, 170, 250]);
  return {
    zone: draw(zones),
    latency_ns: [near, near + 90, near + 250, chance(draw, 15) ? 0xffffffff : near + 500],
    bandwidth_mbps: [64000, 32000, pick(draw, [8000, 32000]), 1000],
  };
}

interface Size {
  readonly dims: number;
  readonly devices: number;
}

function randomSize(draw: Draw): Size {
  return weighted<Size>(draw, [
    [20, { dims: 1, devices: 0 }],
    [8, { dims: 1, devices: between(draw, 1, 4) }],
    [15, { dims: 2, devices: 0 }],
    [20, { dims: 2, devices: between(draw, 1, 8) }],
    [15, { dims: 3, devices: between(draw, 0, 4) }],
    [10, { dims: 4, devices: 0 }],
    [6, { dims: between(draw, 5, 8), devices: between(draw, 0, 3) }],
    [2, { dims: 2, devices: between(draw, 30, 64) }],
  ]);
}

function randomModuleCount(draw: Draw): number {
  return weighted(draw, [
    [6, between(draw, 0, 3)],
    [60, between(draw, 3, 14)],
    [30, between(draw, 14, 40)],
    [2, between(draw, 60, 150)],
  ]);
}

/** A valid pool. */
export function randomPool(draw: Draw): PoolStyle {
  const { dims, devices } = randomSize(draw);
  const isExtreme = chance(draw, 6);
  const sizes = times(dims, () => (isExtreme ? abi.UNITS_MAX : pick(draw, [8, 16, 32, 64, 100, 1000])));
  const modules = randomModuleCount(draw);
  const zones = between(draw, 1, 6);
  const allocations = pick(draw, [3, 20, 60, 60, 60, 200, 200]);
  const weights = sizes.map(() => pick(draw, [0, 1, 1, 1, 3, 1000]));
  if (!weights.some((weight) => weight > 0)) weights[0] = 1;
  return {
    sizes,
    isExtreme,
    modules,
    failureDomains: pick(draw, [1, 3, 8]),
    fields: {
      dims: sizes.map((size, d) => ({
        unit_bytes: pick(draw, [0, MIB_256, MIB_256, MIB_256 * 4, 4096, isExtreme ? abi.UNIT_BYTES_MAX : 1]),
        medium: pick(draw, MEDIA),
        weight: weights[d] as number,
        scale: isExtreme ? size : pick(draw, [2 * size, 2 * size, 10 * size, abi.UNITS_MAX]),
      })),
      modules: modules + draw(4),
      devices,
      allocations,
      parts: allocations + pick(draw, [0, 4, 100]),
      groups: pick(draw, [0, 1, 3, 3]),
      device_scale: devices === 0 ? 1 : pick(draw, [1000 * devices, 1000 * devices, 8000 * devices, 2147483647]),
      device_weight: pick(draw, [0, 1, 1, 4]),
      classes: times(between(draw, 1, 4), () => randomClass(draw, sizes, isExtreme)),
      zones: times(zones, () => ({ rack: draw(3), pod: draw(2) })),
      hosts: times(draw(4), () => randomHost(draw, zones)),
    },
  };
}

export function randomState(draw: Draw): number {
  const state = chance(draw, 94) ? abi.STATE_ONLINE : draw(abi.STATE_COUNT);
  const health = chance(draw, 94) ? abi.HEALTH_OK : draw(3);
  return state | (health << abi.HEALTH_SHIFT);
}

/** Valid modules, several of them alike. */
export function randomModules(draw: Draw, style: PoolStyle, count: number): ModuleFields[] {
  const { fields, sizes } = style;
  const isEven = chance(draw, 40);
  return times(count, () => ({
    class: draw(fields.classes.length),
    zone: draw(fields.zones.length),
    domain: chance(draw, 25) ? -1 : draw(style.failureDomains),
    state: randomState(draw),
    devices: fields.devices === 0 ? 0 : chance(draw, 70) ? fields.devices : draw(fields.devices + 1),
    capacity: sizes.map((size) => (isEven || chance(draw, 40) ? size : draw(size + 1))),
  }));
}

export function randomPaths(draw: Draw, { fields }: PoolStyle, count: number): PathFields[] {
  return times(count, () => ({
    host: draw(Math.max(1, fields.hosts.length)),
    zone: draw(fields.zones.length),
    latency_ns: pick(draw, [0, 100, 300, 1000, 0xffffffff]),
    bandwidth_mbps: pick(draw, [0, 1000, 64000]),
  }));
}
