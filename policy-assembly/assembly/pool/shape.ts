/**
 * The POOL record and where the tables behind it lie. The input of `begin` is kept as it was given: classes, zones,
 * hosts and labels are read from it in place, and a snapshot repeats it.
 */
import { MEDIUM_COUNT, STATUS_BAD_LENGTH, STATUS_BAD_RECORD, STATUS_OK, WEIGHT_MAX } from "../../abi/abi.ts";
import {
  CLASS_BYTES, DIMS_MAX, DIM_BYTES, DIM_MEDIUM, DIM_SCALE, DIM_UNIT_BYTES, DIM_WEIGHT, HOST_BYTES, POOL_ALLOCATIONS,
  POOL_ALLOCATIONS_MAX, POOL_BYTES, POOL_CLASSES, POOL_CLASSES_MAX, POOL_DEVICES, POOL_DEVICES_MAX, POOL_DEVICE_SCALE,
  POOL_DEVICE_WEIGHT, POOL_DIM, POOL_DIMS, POOL_GROUPS, POOL_GROUPS_MAX, POOL_HOSTS, POOL_HOSTS_MAX, POOL_LABELS,
  POOL_LABELS_MAX, POOL_MODULES, POOL_MODULES_MAX, POOL_PARTS, POOL_PARTS_MAX, POOL_ZONES, POOL_ZONES_MAX, UNITS_MAX,
  UNIT_BYTES_MAX, ZONE_BYTES,
} from "../../abi/pool.ts";

/** The input of `begin`: POOL, CLASS[], ZONE[], HOST[], label ids. 0 = there is no pool. */
export let shape: usize = 0;
export let shapeBytes: usize = 0;
export let dims: i32 = 0;
/** Most devices of any module: the stride of the device column. */
export let devicesMax: i32 = 0;
export let classCount: i32 = 0;
export let zoneCount: i32 = 0;
export let hostCount: i32 = 0;
export let labelCount: i32 = 0;
export let groupCount: i32 = 0;
export let moduleRoom: i32 = 0;
export let allocationRoom: i32 = 0;
export let partRoom: i32 = 0;
export let classTable: usize = 0;
export let zoneTable: usize = 0;
export let hostTable: usize = 0;
export let labelTable: usize = 0;

// @ts-ignore: decorator
@inline
function within(value: i32, least: i32, most: i32): bool {
  return value >= least && value <= most;
}

/** Takes over a POOL record that was checked, with its tables behind it. */
export function openShape(at: usize, bytes: usize): void {
  shape = at;
  shapeBytes = bytes;
  readCounts(at);
  classTable = at + POOL_BYTES;
  zoneTable = classTable + <usize>classCount * CLASS_BYTES;
  hostTable = zoneTable + <usize>zoneCount * ZONE_BYTES;
  labelTable = hostTable + <usize>hostCount * HOST_BYTES;
}

export function closeShape(): void {
  shape = shapeBytes = 0;
  classTable = zoneTable = hostTable = labelTable = 0;
  dims = devicesMax = classCount = zoneCount = hostCount = labelCount = groupCount = 0;
  moduleRoom = allocationRoom = partRoom = 0;
}

function readCounts(at: usize): void {
  dims = load<i32>(at, POOL_DIMS);
  devicesMax = load<i32>(at, POOL_DEVICES);
  classCount = load<i32>(at, POOL_CLASSES);
  zoneCount = load<i32>(at, POOL_ZONES);
  hostCount = load<i32>(at, POOL_HOSTS);
  labelCount = load<i32>(at, POOL_LABELS);
  groupCount = load<i32>(at, POOL_GROUPS);
  moduleRoom = load<i32>(at, POOL_MODULES);
  allocationRoom = load<i32>(at, POOL_ALLOCATIONS);
  partRoom = load<i32>(at, POOL_PARTS);
}

/** Checks length, counts and dimensions of the input of `begin`; the tables behind it are checked by their own files. */
export function checkShape(at: usize, bytes: u64): i32 {
  if (bytes < <u64>POOL_BYTES) return STATUS_BAD_LENGTH;
  const told = <u64>POOL_BYTES + <u64>load<u32>(at, POOL_CLASSES) * CLASS_BYTES + <u64>load<u32>(at, POOL_ZONES) * ZONE_BYTES
    + <u64>load<u32>(at, POOL_HOSTS) * HOST_BYTES + <u64>load<u32>(at, POOL_LABELS) * 4;
  if (told != bytes) return STATUS_BAD_LENGTH;
  const d = load<i32>(at, POOL_DIMS);
  const devices = load<i32>(at, POOL_DEVICES);
  const allocations = load<i32>(at, POOL_ALLOCATIONS);
  if (!within(d, 1, DIMS_MAX) || !within(devices, 0, POOL_DEVICES_MAX)) return STATUS_BAD_RECORD;
  if (!within(load<i32>(at, POOL_MODULES), 0, POOL_MODULES_MAX)) return STATUS_BAD_RECORD;
  if (!within(load<i32>(at, POOL_CLASSES), 0, POOL_CLASSES_MAX)) return STATUS_BAD_RECORD;
  if (!within(load<i32>(at, POOL_ZONES), 0, POOL_ZONES_MAX)) return STATUS_BAD_RECORD;
  if (!within(load<i32>(at, POOL_HOSTS), 0, POOL_HOSTS_MAX)) return STATUS_BAD_RECORD;
  if (!within(load<i32>(at, POOL_LABELS), 0, POOL_LABELS_MAX)) return STATUS_BAD_RECORD;
  if (!within(load<i32>(at, POOL_GROUPS), 0, POOL_GROUPS_MAX)) return STATUS_BAD_RECORD;
  if (!within(allocations, 1, POOL_ALLOCATIONS_MAX)) return STATUS_BAD_RECORD;
  if (!within(load<i32>(at, POOL_PARTS), allocations, POOL_PARTS_MAX)) return STATUS_BAD_RECORD;
  const deviceScale = load<i32>(at, POOL_DEVICE_SCALE);
  const deviceWeight = load<i32>(at, POOL_DEVICE_WEIGHT);
  if (devices == 0 ? deviceScale != 1 : deviceScale < 1000 * devices) return STATUS_BAD_RECORD;
  if (!within(deviceWeight, 0, WEIGHT_MAX)) return STATUS_BAD_RECORD;
  let weights = devices > 0 ? deviceWeight : 0;
  for (let k = 0; k < d; k++) {
    const dim = at + POOL_DIM + <usize>k * DIM_BYTES;
    const unitBytes = load<i64>(dim, DIM_UNIT_BYTES);
    if (unitBytes < 0 || unitBytes > UNIT_BYTES_MAX || !within(load<i32>(dim, DIM_MEDIUM), -1, MEDIUM_COUNT - 1)) return STATUS_BAD_RECORD;
    if (!within(load<i32>(dim, DIM_WEIGHT), 0, WEIGHT_MAX) || !within(load<i32>(dim, DIM_SCALE), 1, UNITS_MAX)) return STATUS_BAD_RECORD;
    weights += load<i32>(dim, DIM_WEIGHT);
  }
  return weights > 0 ? STATUS_OK : STATUS_BAD_RECORD;
}

// @ts-ignore: decorator
@inline
function dimAt(d: i32): usize {
  return shape + POOL_DIM + <usize>d * DIM_BYTES;
}

/** Bytes of a unit of a dimension, 0 = not bytes. */
export function unitBytesOf(d: i32): i64 {
  return load<i64>(dimAt(d), DIM_UNIT_BYTES);
}

/** MEDIUM_* of a dimension, -1 = none of them. */
export function mediumOf(d: i32): i32 {
  return load<i32>(dimAt(d), DIM_MEDIUM);
}

/** Weight of a dimension; of the devices for d = DIMS_MAX, 0 when there are none. */
export function weightOf(d: i32): i32 {
  if (d == DIMS_MAX) return devicesMax > 0 ? load<i32>(shape, POOL_DEVICE_WEIGHT) : 0;
  return load<i32>(dimAt(d), DIM_WEIGHT);
}

/** Units that count as 1 in scores; milli for d = DIMS_MAX. */
export function scaleOf(d: i32): i32 {
  return d == DIMS_MAX ? load<i32>(shape, POOL_DEVICE_SCALE) : load<i32>(dimAt(d), DIM_SCALE);
}
