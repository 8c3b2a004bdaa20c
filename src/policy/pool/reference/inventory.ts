import { LABEL_UNKNOWN, MEDIUM_COUNT, WEIGHT_MAX } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { needLength, needRecord } from './failure.ts';
import { i32, i32Row, i64, u32, u32Row, viewOf } from './records.ts';
import { within } from './row.ts';

export interface Dim {
  readonly unitBytes: bigint;
  readonly medium: number;
  readonly weight: number;
  readonly scale: number;
}

/** What many modules have in common; rows by dimension, used dimensions only. */
export interface ModuleClass {
  readonly step: readonly number[];
  readonly minUnit: readonly number[];
  readonly maxUnit: readonly number[];
  readonly reserved: readonly number[];
  readonly ratioMilli: readonly number[];
  /** Micros per unit-hour. */
  readonly cost: readonly number[];
  readonly deviceCost: number;
  readonly deviceStep: number;
  readonly labels: readonly number[];
}

export interface Zone {
  readonly rack: number;
  readonly pod: number;
}

/** Rows by tier: same chassis, rack, pod, beyond. */
export interface Host {
  readonly zone: number;
  readonly latencyNs: readonly number[];
  readonly bandwidth: readonly number[];
}

/** What `rah_pool_begin` was given. */
export interface Inventory {
  readonly bytes: Uint8Array;
  readonly dims: readonly Dim[];
  readonly maxModules: number;
  readonly maxAllocations: number;
  readonly maxParts: number;
  readonly groups: number;
  /** Most devices of any module. */
  readonly devices: number;
  readonly deviceScale: number;
  readonly deviceWeight: number;
  readonly classes: readonly ModuleClass[];
  readonly zones: readonly Zone[];
  readonly hosts: readonly Host[];
}

function checkCounts(view: DataView): void {
  const limits: readonly (readonly [field: number, low: number, high: number])[] = [
    [abi.POOL_DIMS, 1, abi.DIMS_MAX],
    [abi.POOL_MODULES, 0, abi.POOL_MODULES_MAX],
    [abi.POOL_CLASSES, 0, abi.POOL_CLASSES_MAX],
    [abi.POOL_ZONES, 0, abi.POOL_ZONES_MAX],
    [abi.POOL_HOSTS, 0, abi.POOL_HOSTS_MAX],
    [abi.POOL_DEVICES, 0, abi.POOL_DEVICES_MAX],
    [abi.POOL_ALLOCATIONS, 1, abi.POOL_ALLOCATIONS_MAX],
    [abi.POOL_PARTS, i32(view, abi.POOL_ALLOCATIONS), abi.POOL_PARTS_MAX],
    [abi.POOL_LABELS, 0, abi.POOL_LABELS_MAX],
    [abi.POOL_GROUPS, 0, abi.POOL_GROUPS_MAX],
    [abi.POOL_DEVICE_WEIGHT, 0, WEIGHT_MAX],
  ];
  for (const [field, low, high] of limits) needRecord(within(i32(view, field), low, high));
  const devices = i32(view, abi.POOL_DEVICES);
  const deviceScale = i32(view, abi.POOL_DEVICE_SCALE);
  needRecord(devices === 0 ? deviceScale === 1 : deviceScale >= 1000 * devices);
}

function readDim(view: DataView, base: number): Dim {
  const dim = {
    unitBytes: i64(view, base + abi.DIM_UNIT_BYTES),
    medium: i32(view, base + abi.DIM_MEDIUM),
    weight: i32(view, base + abi.DIM_WEIGHT),
    scale: i32(view, base + abi.DIM_SCALE),
  };
  needRecord(
    dim.unitBytes >= 0n &&
      dim.unitBytes <= BigInt(abi.UNIT_BYTES_MAX) &&
      within(dim.medium, -1, MEDIUM_COUNT - 1) &&
      within(dim.weight, 0, WEIGHT_MAX) &&
      within(dim.scale, 1, abi.UNITS_MAX),
  );
  return dim;
}

function readClass(view: DataView, base: number, dims: number, devices: number, labels: readonly number[]) {
  const first = i32(view, base + abi.CLASS_LABEL_FIRST);
  const count = i32(view, base + abi.CLASS_LABEL_COUNT);
  const found = {
    step: i32Row(view, base + abi.CLASS_STEP, dims),
    minUnit: i32Row(view, base + abi.CLASS_MIN_UNIT, dims),
    maxUnit: i32Row(view, base + abi.CLASS_MAX_UNIT, dims),
    reserved: i32Row(view, base + abi.CLASS_RESERVED, dims),
    ratioMilli: i32Row(view, base + abi.CLASS_RATIO_MILLI, dims),
    cost: u32Row(view, base + abi.CLASS_COST, dims),
    deviceCost: u32(view, base + abi.CLASS_DEVICE_COST),
    deviceStep: i32(view, base + abi.CLASS_DEVICE_STEP),
    labels: first >= 0 && count >= 0 ? labels.slice(first, first + count) : [],
  };
  const valid =
    found.step.every((step) => step >= 1) &&
    found.minUnit.every((min, d) => min >= 0 && min <= (found.maxUnit[d] as number)) &&
    found.maxUnit.every((max) => max <= abi.UNITS_MAX) &&
    found.reserved.every((reserved) => reserved >= 0) &&
    found.ratioMilli.every((ratio) => within(ratio, 1, abi.RATIO_MILLI_MAX)) &&
    found.cost.every((cost) => cost <= abi.POOL_COST_MAX) &&
    found.deviceCost <= abi.POOL_COST_MAX &&
    (devices === 0 || (found.deviceStep >= 1 && 1000 % found.deviceStep === 0)) &&
    first >= 0 &&
    count >= 0 &&
    count <= abi.CLASS_LABELS_MAX &&
    first + count <= labels.length;
  return valid ? found : null;
}

/** Reads and checks the input of `rah_pool_begin`. Throws Failure. */
export function readInventory(input: Uint8Array): Inventory {
  needLength(input.length >= abi.POOL_BYTES);
  const bytes = input.slice();
  const view = viewOf(bytes);
  const classCount = i32(view, abi.POOL_CLASSES);
  const zoneCount = i32(view, abi.POOL_ZONES);
  const hostCount = i32(view, abi.POOL_HOSTS);
  const labelCount = i32(view, abi.POOL_LABELS);
  needLength([classCount, zoneCount, hostCount, labelCount].every((count) => count >= 0));
  const zonesAt = abi.POOL_BYTES + abi.CLASS_BYTES * classCount;
  const hostsAt = zonesAt + abi.ZONE_BYTES * zoneCount;
  const labelsAt = hostsAt + abi.HOST_BYTES * hostCount;
  needLength(bytes.length === labelsAt + 4 * labelCount);
  checkCounts(view);
  const devices = i32(view, abi.POOL_DEVICES);
  const deviceWeight = i32(view, abi.POOL_DEVICE_WEIGHT);
  const dims = Array.from({ length: i32(view, abi.POOL_DIMS) }, (_, d) =>
    readDim(view, abi.POOL_DIM + abi.DIM_BYTES * d),
  );
  needRecord(dims.some((dim) => dim.weight > 0) || (devices > 0 && deviceWeight > 0));

  const labels = u32Row(view, labelsAt, labelCount);
  const classes = Array.from({ length: classCount }, (_, index): ModuleClass => {
    const found = readClass(view, abi.POOL_BYTES + abi.CLASS_BYTES * index, dims.length, devices, labels);
    needRecord(found !== null, index);
    return found as ModuleClass;
  });
  const zones = Array.from({ length: zoneCount }, (_, index): Zone => {
    const base = zonesAt + abi.ZONE_BYTES * index;
    const zone = { rack: i32(view, base + abi.ZONE_RACK), pod: i32(view, base + abi.ZONE_POD) };
    needRecord(within(zone.rack, 0, abi.POOL_ZONES_MAX - 1) && within(zone.pod, 0, abi.POOL_ZONES_MAX - 1), index);
    return zone;
  });
  const hosts = Array.from({ length: hostCount }, (_, index): Host => {
    const base = hostsAt + abi.HOST_BYTES * index;
    const zone = i32(view, base + abi.HOST_ZONE);
    needRecord(within(zone, 0, zoneCount - 1), index);
    return {
      zone,
      latencyNs: u32Row(view, base + abi.HOST_LATENCY, 4),
      bandwidth: u32Row(view, base + abi.HOST_BANDWIDTH, 4),
    };
  });
  labels.forEach((label, index) => {
    needRecord(label !== LABEL_UNKNOWN, index);
  });
  return {
    bytes,
    dims,
    maxModules: i32(view, abi.POOL_MODULES),
    maxAllocations: i32(view, abi.POOL_ALLOCATIONS),
    maxParts: i32(view, abi.POOL_PARTS),
    groups: i32(view, abi.POOL_GROUPS),
    devices,
    deviceScale: i32(view, abi.POOL_DEVICE_SCALE),
    deviceWeight,
    classes,
    zones,
    hosts,
  };
}
