import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { ClassFields, ModuleFields, PathFields, PoolFields } from './fields.ts';
import { RecordBuffer } from './record-buffer.ts';

const DIMS = abi.DIMS_MAX;
const TIERS = 4;

function writeClass(out: RecordBuffer, base: number, fields: ClassFields, labelFirst: number, what: string): void {
  out.i32s(base + abi.CLASS_STEP, fields.step, DIMS, `${what}, step`);
  out.i32s(base + abi.CLASS_MIN_UNIT, fields.min_unit, DIMS, `${what}, min_unit`);
  out.i32s(base + abi.CLASS_MAX_UNIT, fields.max_unit, DIMS, `${what}, max_unit`);
  out.i32s(base + abi.CLASS_RESERVED, fields.reserved, DIMS, `${what}, reserved`);
  out.i32s(base + abi.CLASS_RATIO_MILLI, fields.ratio_milli, DIMS, `${what}, ratio_milli`);
  out.u32s(base + abi.CLASS_COST, fields.cost, DIMS, `${what}, cost`);
  out.u32(base + abi.CLASS_DEVICE_COST, fields.device_cost, `${what}, device_cost`);
  out.i32(base + abi.CLASS_DEVICE_STEP, fields.device_step, `${what}, device_step`);
  out.i32(base + abi.CLASS_LABEL_FIRST, labelFirst, `${what}, labels`);
  out.i32(base + abi.CLASS_LABEL_COUNT, fields.labels.length, `${what}, labels`);
}

/** Input of `rah_pool_begin`. Throws PolicyError for a number that its field cannot hold. */
export function encodePool(fields: PoolFields): Uint8Array {
  const { dims, classes, zones, hosts } = fields;
  const labels = classes.flatMap((each) => each.labels);
  const zonesAt = abi.POOL_BYTES + abi.CLASS_BYTES * classes.length;
  const hostsAt = zonesAt + abi.ZONE_BYTES * zones.length;
  const labelsAt = hostsAt + abi.HOST_BYTES * hosts.length;
  const out = new RecordBuffer(labelsAt + 4 * labels.length);
  out.i32(abi.POOL_DIMS, dims.length, 'pool, dims');
  out.i32(abi.POOL_MODULES, fields.modules, 'pool, modules');
  out.i32(abi.POOL_CLASSES, classes.length, 'pool, classes');
  out.i32(abi.POOL_ZONES, zones.length, 'pool, zones');
  out.i32(abi.POOL_HOSTS, hosts.length, 'pool, hosts');
  out.i32(abi.POOL_DEVICES, fields.devices, 'pool, devices');
  out.i32(abi.POOL_ALLOCATIONS, fields.allocations, 'pool, allocations');
  out.i32(abi.POOL_PARTS, fields.parts, 'pool, parts');
  out.i32(abi.POOL_LABELS, labels.length, 'pool, labels');
  out.i32(abi.POOL_GROUPS, fields.groups, 'pool, groups');
  out.i32(abi.POOL_DEVICE_SCALE, fields.device_scale, 'pool, device_scale');
  out.i32(abi.POOL_DEVICE_WEIGHT, fields.device_weight, 'pool, device_weight');
  dims.slice(0, DIMS).forEach((dim, d) => {
    const base = abi.POOL_DIM + abi.DIM_BYTES * d;
    out.i64(base + abi.DIM_UNIT_BYTES, dim.unit_bytes, `dimension ${d}, unit_bytes`);
    out.i32(base + abi.DIM_MEDIUM, dim.medium, `dimension ${d}, medium`);
    out.i32(base + abi.DIM_WEIGHT, dim.weight, `dimension ${d}, weight`);
    out.i32(base + abi.DIM_SCALE, dim.scale, `dimension ${d}, scale`);
  });
  let labelFirst = 0;
  for (const [index, each] of classes.entries()) {
    writeClass(out, abi.POOL_BYTES + abi.CLASS_BYTES * index, each, labelFirst, `class ${index}`);
    labelFirst += each.labels.length;
  }
  zones.forEach((zone, index) => {
    const base = zonesAt + abi.ZONE_BYTES * index;
    out.i32(base + abi.ZONE_RACK, zone.rack, `zone ${index}, rack`);
    out.i32(base + abi.ZONE_POD, zone.pod, `zone ${index}, pod`);
  });
  hosts.forEach((host, index) => {
    const base = hostsAt + abi.HOST_BYTES * index;
    out.i32(base + abi.HOST_ZONE, host.zone, `host ${index}, zone`);
    out.u32s(base + abi.HOST_LATENCY, host.latency_ns, TIERS, `host ${index}, latency_ns`);
    out.u32s(base + abi.HOST_BANDWIDTH, host.bandwidth_mbps, TIERS, `host ${index}, bandwidth_mbps`);
  });
  out.u32s(labelsAt, labels, labels.length, 'labels');
  return out.bytes;
}

/** Input of `rah_pool_add`. Throws PolicyError for a number that its field cannot hold. */
export function encodeModules(modules: readonly ModuleFields[]): Uint8Array {
  const out = new RecordBuffer(abi.PM_BYTES * modules.length);
  modules.forEach((module, index) => {
    const base = abi.PM_BYTES * index;
    out.i32(base + abi.PM_CLASS, module.class, `module ${index}, class`);
    out.i32(base + abi.PM_ZONE, module.zone, `module ${index}, zone`);
    out.i32(base + abi.PM_DOMAIN, module.domain, `module ${index}, domain`);
    out.i32(base + abi.PM_STATE, module.state, `module ${index}, state`);
    out.i32(base + abi.PM_DEVICES, module.devices, `module ${index}, devices`);
    out.i32s(base + abi.PM_CAPACITY, module.capacity, DIMS, `module ${index}, capacity`);
  });
  return out.bytes;
}

/** Input of `rah_pool_paths`. Throws PolicyError for a number that its field cannot hold. */
export function encodePaths(paths: readonly PathFields[]): Uint8Array {
  const out = new RecordBuffer(abi.PATH_BYTES * paths.length);
  paths.forEach((path, index) => {
    const base = abi.PATH_BYTES * index;
    out.i32(base + abi.PATH_HOST, path.host, `path ${index}, host`);
    out.i32(base + abi.PATH_ZONE, path.zone, `path ${index}, zone`);
    out.u32(base + abi.PATH_LATENCY, path.latency_ns, `path ${index}, latency_ns`);
    out.u32(base + abi.PATH_BANDWIDTH, path.bandwidth_mbps, `path ${index}, bandwidth_mbps`);
  });
  return out.bytes;
}
