/**
 * The pool with typed arrays and strings in and out, for as-bind. Every function is a few lines over the core's own
 * exports: it writes the record that ABI.md describes, calls, and reads the answer. After each call `status()` tells
 * whether it failed, and `problem()` why.
 */
import { STATUS_BAD_LENGTH, STATUS_INVALID_REQUEST, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../abi/abi.ts";
import {
  DECISION_ALLOCATION, DECISION_BYTES, DECISION_PARTS, PART_COST, PART_DEVICE_MASK, PART_FIT, PART_MODULE, PART_PROXIMITY,
  PART_RAW, PART_SHARE, PART_TOTAL, PM_BYTES, PM_CAPACITY, PM_CLASS, PM_DEVICES, PM_DOMAIN, PM_STATE, PM_ZONE, STATE_ONLINE,
} from "../../abi/pool.ts";
import {
  rah_abi_version, rah_input, rah_pool_add, rah_pool_begin, rah_pool_explain, rah_pool_free, rah_pool_hash, rah_pool_modules,
  rah_pool_output, rah_pool_place, rah_pool_profile, rah_pool_release, rah_pool_select, rah_pool_set_state,
} from "../../assembly/index.ts";
import { explanationText } from "./explanation.ts";
import { lastProblem, lastStatus, noted, refuse } from "./failure.ts";
import { dimCount, forgetInventory, labelsOf, stageClass, stageDim, stageHost, stageZone, writePool } from "./inventory.ts";
import { forgetLabels, labelName } from "./labels.ts";
import { setPreferences, strategyCode, strategyNames, writeProfile, writeRequest } from "./request.ts";

export function abiVersion(): i32 {
  return rah_abi_version();
}

/** 0 = the last call did what it was asked. */
export function status(): i32 {
  return lastStatus();
}

export function problem(): string {
  return lastProblem();
}

/** Forgets dimensions, classes, zones, hosts and labels; the pool itself lasts until the next `begin`. */
export function reset(): void {
  forgetInventory();
  forgetLabels();
}

/** A dimension: weight 0..1000 in scores; scale = the units that count as 1. Its index. */
export function addDim(weight: i32, scale: i32): i32 {
  return stageDim(weight, scale);
}

/** What many modules have in common: labels such as "model=T4", micros per unit-hour of each dimension and device. Its index. */
export function addClass(labels: string[], costs: Int32Array, deviceCost: i32): i32 {
  return stageClass(labels, costs, deviceCost);
}

/** A chassis. Its index. Without any there is one. */
export function addZone(rack: i32, pod: i32): i32 {
  return stageZone(rack, pod);
}

/** A host: ns and MB/s to its own chassis, rack, pod, and beyond. Its index. */
export function addHost(zone: i32, latencies: Int32Array, bandwidths: Int32Array): i32 {
  return stageHost(zone, latencies, bandwidths);
}

export function labelsOfClass(c: i32): string[] {
  return labelsOf(c).map<string>((id) => labelName(id));
}

/** Starts a pool with room for so many modules and allocations, and at most so many devices per module. */
export function begin(modules: i32, allocations: i32, devices: i32, deviceWeight: i32): i32 {
  const bytes = writePool(modules, allocations, devices, deviceWeight);
  if (bytes == 0) return refuse("begin", STATUS_OUT_OF_MEMORY, "out of memory");
  return noted("begin", rah_pool_begin(bytes));
}

/** Appends online modules; `units` holds one number per dimension and module, module after module. */
export function addModules(classes: Int32Array, zones: Int32Array, devices: Int32Array, units: Int32Array): i32 {
  const count = classes.length;
  const dims = dimCount();
  if (zones.length != count || devices.length != count || units.length != count * dims) {
    return refuse("addModules", STATUS_BAD_LENGTH, "classes, zones and devices want one number per module, units one per dimension and module");
  }
  const bytes = count * PM_BYTES;
  let at = <usize><u32>rah_input(bytes);
  if (at == 0) return refuse("addModules", STATUS_OUT_OF_MEMORY, "out of memory");
  memory.fill(at, 0, bytes);
  for (let i = 0; i < count; i++, at += PM_BYTES) {
    store<i32>(at, classes[i], PM_CLASS);
    store<i32>(at, zones[i], PM_ZONE);
    store<i32>(at, -1, PM_DOMAIN);
    store<i32>(at, STATE_ONLINE, PM_STATE);
    store<i32>(at, devices[i], PM_DEVICES);
    for (let d = 0; d < dims; d++) store<i32>(at + PM_CAPACITY + (<usize>d << 2), units[i * dims + d]);
  }
  return noted("addModules", rah_pool_add(bytes));
}

/** STATE_* | HEALTH_* << 8 */
export function setState(module: i32, state: i32): i32 {
  return noted("setState", rah_pool_set_state(module, state));
}

/** The typical demand that fgd and adaptive look at; `amounts` as in addModules, `clauses` one list per entry. */
export function setProfile(
  counts: Int32Array, devices: Int32Array, shares: Int32Array, amounts: Int32Array, clauses: string[][],
): i32 {
  const n = counts.length;
  const dims = dimCount();
  if (devices.length != n || shares.length != n || clauses.length != n || amounts.length != n * dims) {
    return refuse("setProfile", STATUS_BAD_LENGTH, "every list wants one entry per count, amounts one number per dimension and entry");
  }
  const bytes = writeProfile(counts, devices, shares, amounts, clauses, dims);
  if (bytes == 0 && n > 0) return refuse("setProfile", STATUS_OUT_OF_MEMORY, "out of memory");
  return noted("setProfile", rah_pool_profile(bytes));
}

/** Weights of the stages for the requests that follow (at first 0, 1, 0), and levels of the raw score (0 = exact). */
export function prefer(proximity: i32, utilization: i32, cost: i32, levels: i32): void {
  setPreferences(proximity, utilization, cost, levels);
}

/** Writes a request for `call`; its length, or 0 after a failure. */
function request(
  call: string, amounts: Int32Array, devices: i32, share: i32, clauses: string[], strategy: string, host: i32,
): i32 {
  const code = strategyCode(strategy);
  if (code < 0) {
    refuse(call, STATUS_INVALID_REQUEST, "no strategy is called \"" + strategy + "\"; there are " + strategyNames());
    return 0;
  }
  if (amounts.length != dimCount()) {
    refuse(call, STATUS_BAD_LENGTH, "amounts want one number per dimension");
    return 0;
  }
  const bytes = writeRequest(amounts, devices, share, clauses, code, host);
  if (bytes == 0) refuse(call, STATUS_OUT_OF_MEMORY, "out of memory");
  return bytes;
}

/** handle, module, device mask (low, high), share, proximity, fit, cost, total, raw; empty when nothing fits. */
function decision(): Int32Array {
  const at = <usize><u32>rah_pool_output();
  if (load<i32>(at, DECISION_PARTS) == 0) return new Int32Array(0);
  const part = at + DECISION_BYTES;
  const answer = new Int32Array(10);
  answer[0] = load<i32>(at, DECISION_ALLOCATION);
  answer[1] = load<i32>(part, PART_MODULE);
  answer[2] = load<i32>(part, PART_DEVICE_MASK);
  answer[3] = load<i32>(part + 4, PART_DEVICE_MASK);
  answer[4] = load<i32>(part, PART_SHARE);
  answer[5] = load<i32>(part, PART_PROXIMITY);
  answer[6] = load<i32>(part, PART_FIT);
  answer[7] = load<i32>(part, PART_COST);
  answer[8] = load<i32>(part, PART_TOTAL);
  answer[9] = load<i32>(part, PART_RAW);
  return answer;
}

/** Decides and takes. `clauses`: "a|b" = one of these labels, "!a|b" = none of them. `host` -1 = no matter where from. */
export function place(
  amounts: Int32Array, devices: i32, share: i32, clauses: string[], strategy: string, host: i32,
): Int32Array {
  const bytes = request("place", amounts, devices, share, clauses, strategy, host);
  if (bytes == 0 || noted("place", rah_pool_place(bytes)) != STATUS_OK) return new Int32Array(0);
  return decision();
}

/** What `place` would answer; takes nothing. */
export function select(
  amounts: Int32Array, devices: i32, share: i32, clauses: string[], strategy: string, host: i32,
): Int32Array {
  const bytes = request("select", amounts, devices, share, clauses, strategy, host);
  if (bytes == 0 || noted("select", rah_pool_select(bytes)) != STATUS_OK) return new Int32Array(0);
  return decision();
}

/** Why `place` would answer what it would, as a sentence. */
export function explain(
  amounts: Int32Array, devices: i32, share: i32, clauses: string[], strategy: string, host: i32,
): string {
  const bytes = request("explain", amounts, devices, share, clauses, strategy, host);
  if (bytes == 0 || noted("explain", rah_pool_explain(bytes)) != STATUS_OK) return "";
  return explanationText(<usize><u32>rah_pool_output(), dimCount());
}

export function release(allocation: u32): i32 {
  return noted("release", rah_pool_release(allocation));
}

/** Free units of each dimension of a module, then the free milli of all its devices; -1 where there is no such module. */
export function free(module: i32): Int32Array {
  const dims = dimCount();
  const answer = new Int32Array(dims + 1);
  for (let d = 0; d < dims; d++) answer[d] = rah_pool_free(module, d);
  answer[dims] = rah_pool_free(module, 8);
  return answer;
}

export function modules(): i32 {
  return rah_pool_modules();
}

/** The state hash as 16 hexadecimal digits. */
export function hash(): string {
  return (<u64>rah_pool_hash()).toString(16).padStart(16, "0");
}
