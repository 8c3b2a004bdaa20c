/** Loading: begin (allocate), the host writes records, commit (validate and build). */
import {
  AMOUNT_MAX, DEVICES_MAX, FLAG_SCHEDULABLE, HOSTS_MAX, LABELS_MAX, LABEL_UNKNOWN, MEDIUM_COUNT, MODULES_MAX,
  MODULE_BYTES, MODULE_CAPACITY, MODULE_COST, MODULE_DEVICE, MODULE_FLAGS, MODULE_LABEL_COUNT, MODULE_LABEL_FIRST,
  MODULE_MEDIUM, MODULE_STEP, STATUS_BAD_LENGTH, STATUS_BAD_RECORD, STATUS_NOT_STAGED, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import { allocate, mark, resetArena, rewind } from "../arena.ts";
import { clearResult, fail, forgetBuffers, resetBuffers } from "./buffers.ts";
import { allocateDevices, giveRange } from "./devices.ts";
import {
  allocateModules, capacityOf, closeModules, defineDevices, defineModule, deviceCountOf, deviceOf, labels, openModules,
} from "./modules.ts";
import { reserveNodes, resetNodes } from "./nodes.ts";
import { resetStamp } from "./request.ts";

let staged: bool = false;
let stagedModules: i32 = 0;
let stagedHosts: i32 = 0;
let stagedLabels: i32 = 0;
/** Module records: allocated last, dropped by commit. */
export let records: usize = 0;
let recordsMark: u64 = 0;
let recordsEnd: u64 = 0;

/** Drops the inventory: the arena is about to be used by another family. */
export function dropInventory(): void {
  staged = false;
  records = 0;
  closeModules();
  resetNodes();
  forgetBuffers();
}

export function begin(modules: i32, hosts: i32, labelIds: i32): i32 {
  staged = false;
  closeModules();
  resetArena();
  resetNodes();
  resetStamp();
  if (!resetBuffers()) return STATUS_OUT_OF_MEMORY;
  if (<u32>modules > <u32>MODULES_MAX || <u32>hosts > <u32>HOSTS_MAX || <u32>labelIds > <u32>LABELS_MAX) return STATUS_BAD_LENGTH;
  if (!allocateModules(modules, hosts, labelIds)) return STATUS_OUT_OF_MEMORY;
  recordsMark = mark();
  records = allocate(<u64>modules * MODULE_BYTES);
  if (records == 0) return STATUS_OUT_OF_MEMORY;
  recordsEnd = mark();
  stagedModules = modules;
  stagedHosts = hosts;
  stagedLabels = labelIds;
  staged = true;
  return STATUS_OK;
}

/** Devices of a valid module record, or -1. */
function readModule(i: i32): i32 {
  const at = records + <usize>i * MODULE_BYTES;
  const step = load<i64>(at, MODULE_STEP);
  let capacity = load<i64>(at, MODULE_CAPACITY);
  const medium = load<i32>(at, MODULE_MEDIUM);
  const device = load<i32>(at, MODULE_DEVICE);
  const flagBits = load<u32>(at, MODULE_FLAGS);
  const labelFirst = load<i32>(at, MODULE_LABEL_FIRST);
  const labelCount = load<i32>(at, MODULE_LABEL_COUNT);
  if (capacity < 0 || capacity > AMOUNT_MAX || step < 1 || step > AMOUNT_MAX) return -1;
  if (<u32>medium >= <u32>MEDIUM_COUNT || device != deviceOf(medium) || flagBits > <u32>FLAG_SCHEDULABLE) return -1;
  if (labelFirst < 0 || labelCount < 0 || <i64>labelFirst + labelCount > stagedLabels) return -1;
  for (let k = 0; k < labelCount; k++) {
    if (load<u32>(labels + (<usize>(labelFirst + k) << 2)) == LABEL_UNKNOWN) return -1;
  }
  let devices: i64 = 0;
  if (device != 0) {
    if (device % step != 0 || capacity % device != 0) return -1;
    devices = capacity / device;
    if (devices > DEVICES_MAX) return -1;
  } else {
    capacity -= capacity % step;
    devices = i64(capacity > 0);
  }
  defineModule(i, capacity, step, load<u32>(at, MODULE_COST), medium, flagBits, labelFirst, labelCount);
  return <i32>devices;
}

export function commit(): i32 {
  clearResult();
  if (!staged) return STATUS_NOT_STAGED;
  staged = false;
  let total: i64 = 0;
  for (let i = 0; i < stagedModules; i++) {
    const devices = readModule(i);
    if (devices < 0) return fail(STATUS_BAD_RECORD, i);
    if (total + devices > i32.MAX_VALUE) return STATUS_OUT_OF_MEMORY;
    defineDevices(i, <u32>total, devices);
    total += devices;
  }
  // An input or output buffer that was made meanwhile lies behind the records: then they stay.
  if (mark() == recordsEnd) rewind(recordsMark);
  if (!allocateDevices(<u64>total) || !reserveNodes(total)) return STATUS_OUT_OF_MEMORY;
  for (let i = 0; i < stagedModules; i++) if (deviceCountOf(i) > 0) giveRange(i, 0, capacityOf(i));
  openModules(stagedModules, stagedHosts);
  return STATUS_OK;
}
