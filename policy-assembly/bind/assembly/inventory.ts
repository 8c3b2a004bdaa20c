/** Dimensions, classes, zones and hosts, collected until `begin` hands them to the core. */
import {
  CLASS_BYTES, CLASS_COST, CLASS_DEVICE_COST, CLASS_DEVICE_STEP, CLASS_LABEL_COUNT, CLASS_LABEL_FIRST, CLASS_MAX_UNIT,
  CLASS_RATIO_MILLI, CLASS_STEP, DIM_BYTES, DIM_MEDIUM, DIM_SCALE, DIM_WEIGHT, DIMS_MAX, HOST_BANDWIDTH, HOST_BYTES,
  HOST_LATENCY, HOST_ZONE, POOL_ALLOCATIONS, POOL_BYTES, POOL_CLASSES, POOL_DEVICE_SCALE, POOL_DEVICE_WEIGHT,
  POOL_DEVICES, POOL_DIM, POOL_DIMS, POOL_HOSTS, POOL_LABELS, POOL_MODULES, POOL_PARTS, POOL_ZONES, UNITS_MAX, ZONE_BYTES,
  ZONE_POD, ZONE_RACK,
} from "../../abi/pool.ts";
import { rah_input } from "../../assembly/index.ts";
import { defineLabel } from "./labels.ts";

const TIERS = 4;

class Dim {
  constructor(readonly weight: i32, readonly scale: i32) {}
}

class Class {
  constructor(readonly labels: u32[], readonly costs: Int32Array, readonly deviceCost: i32) {}
}

class Zone {
  constructor(readonly rack: i32, readonly pod: i32) {}
}

class Host {
  constructor(readonly zone: i32, readonly latencies: Int32Array, readonly bandwidths: Int32Array) {}
}

const dims: Dim[] = [];
const classes: Class[] = [];
const zones: Zone[] = [];
const hosts: Host[] = [];

export function dimCount(): i32 {
  return dims.length;
}

export function forgetInventory(): void {
  dims.length = 0;
  classes.length = 0;
  zones.length = 0;
  hosts.length = 0;
}

export function stageDim(weight: i32, scale: i32): i32 {
  return dims.push(new Dim(weight, scale)) - 1;
}

export function stageClass(labels: string[], costs: Int32Array, deviceCost: i32): i32 {
  const ids: u32[] = [];
  for (let i = 0; i < labels.length; i++) ids.push(defineLabel(labels[i]));
  return classes.push(new Class(ids, costs, deviceCost)) - 1;
}

export function stageZone(rack: i32, pod: i32): i32 {
  return zones.push(new Zone(rack, pod)) - 1;
}

export function stageHost(zone: i32, latencies: Int32Array, bandwidths: Int32Array): i32 {
  return hosts.push(new Host(zone, latencies, bandwidths)) - 1;
}

/** Label ids of a class, for naming them; empty for a class that is not there. */
export function labelsOf(c: i32): u32[] {
  return <u32>c < <u32>classes.length ? classes[c].labels : [];
}

/** Writes the input of rah_pool_begin; answers its length, or 0 when memory is exhausted. */
export function writePool(modules: i32, allocations: i32, devices: i32, deviceWeight: i32): i32 {
  if (zones.length == 0) stageZone(0, 0);
  let labels = 0;
  for (let i = 0; i < classes.length; i++) labels += classes[i].labels.length;
  const bytes = POOL_BYTES + classes.length * CLASS_BYTES + zones.length * ZONE_BYTES + hosts.length * HOST_BYTES + labels * 4;
  const at = <usize><u32>rah_input(bytes);
  if (at == 0) return 0;
  memory.fill(at, 0, bytes);
  store<i32>(at, dims.length, POOL_DIMS);
  store<i32>(at, modules, POOL_MODULES);
  store<i32>(at, classes.length, POOL_CLASSES);
  store<i32>(at, zones.length, POOL_ZONES);
  store<i32>(at, hosts.length, POOL_HOSTS);
  store<i32>(at, devices, POOL_DEVICES);
  store<i32>(at, allocations, POOL_ALLOCATIONS);
  store<i32>(at, allocations, POOL_PARTS);
  store<i32>(at, labels, POOL_LABELS);
  store<i32>(at, devices > 0 ? devices * 1000 : 1, POOL_DEVICE_SCALE);
  store<i32>(at, devices > 0 ? deviceWeight : 0, POOL_DEVICE_WEIGHT);
  for (let d = 0; d < min(dims.length, DIMS_MAX); d++) {
    const dim = at + POOL_DIM + <usize>d * DIM_BYTES;
    store<i32>(dim, -1, DIM_MEDIUM);
    store<i32>(dim, dims[d].weight, DIM_WEIGHT);
    store<i32>(dim, dims[d].scale, DIM_SCALE);
  }
  writeTables(at + POOL_BYTES);
  return bytes;
}

function writeTables(start: usize): void {
  let at = start;
  let label = 0;
  for (let i = 0; i < classes.length; i++, at += CLASS_BYTES) {
    writeClass(at, classes[i]);
    store<i32>(at, label, CLASS_LABEL_FIRST);
    store<i32>(at, classes[i].labels.length, CLASS_LABEL_COUNT);
    label += classes[i].labels.length;
  }
  for (let i = 0; i < zones.length; i++, at += ZONE_BYTES) {
    store<i32>(at, zones[i].rack, ZONE_RACK);
    store<i32>(at, zones[i].pod, ZONE_POD);
  }
  for (let i = 0; i < hosts.length; i++, at += HOST_BYTES) {
    const host = hosts[i];
    store<i32>(at, host.zone, HOST_ZONE);
    for (let t = 0; t < TIERS; t++) {
      const tier = at + (<usize>t << 2);
      if (t < host.latencies.length) store<i32>(tier, host.latencies[t], HOST_LATENCY);
      if (t < host.bandwidths.length) store<i32>(tier, host.bandwidths[t], HOST_BANDWIDTH);
    }
  }
  for (let i = 0; i < classes.length; i++) {
    const labels = classes[i].labels;
    for (let k = 0; k < labels.length; k++, at += 4) store<u32>(at, labels[k]);
  }
}

function writeClass(at: usize, c: Class): void {
  for (let d = 0; d < DIMS_MAX; d++) {
    const dim = at + (<usize>d << 2);
    store<i32>(dim, 1, CLASS_STEP);
    store<i32>(dim, UNITS_MAX, CLASS_MAX_UNIT);
    store<i32>(dim, 1000, CLASS_RATIO_MILLI);
    if (d < c.costs.length) store<i32>(dim, c.costs[d], CLASS_COST);
  }
  store<i32>(at, c.deviceCost, CLASS_DEVICE_COST);
  store<i32>(at, 1, CLASS_DEVICE_STEP);
}
