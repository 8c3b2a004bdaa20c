/** The request under decision: decoded once from the input buffer, validated, kept in globals for the scan. */
import {
  AMOUNT_MAX, DEVICE_MILLI, MEDIUM_COUNT, REQUEST_ALIGNMENT, REQUEST_AMOUNT, REQUEST_BYTES, REQUEST_DEVICES, REQUEST_DEVICES_MAX,
  REQUEST_FORBIDDEN, REQUEST_FORBIDDEN_COUNT, REQUEST_HOST, REQUEST_LABELS_MAX, REQUEST_MAX_DRMS, REQUEST_MAX_LATENCY,
  REQUEST_MEDIUM, REQUEST_MIN_BANDWIDTH, REQUEST_ONLY_COUNT, REQUEST_REMAINDER, REQUEST_REQUIRED,
  REQUEST_REQUIRED_COUNT, REQUEST_SHARE, REQUEST_WAYS, REQUEST_WEIGHT_COST, REQUEST_WEIGHT_PROXIMITY,
  REQUEST_WEIGHT_UTILIZATION, SPAN_MAX, STATUS_BAD_HOST, STATUS_BAD_LENGTH, STATUS_BAD_MODULE, STATUS_INVALID_REQUEST,
  STATUS_OK, WAYS_MAX, WEIGHT_MAX,
} from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { fail } from "./buffers.ts";
import { clearMarks } from "./devices.ts";
import { bandwidthRow, clearStamps, deviceOf, hasModule, hostCount, latencyRow, setStamp, stampOf } from "./modules.ts";

export let medium: i32 = 0;
/** Base units of the whole request. */
export let amount: i64 = 0;
export let isDevice: bool = false;
/** Device media: whole devices or shares, milli of each, milli of one more device. */
export let devices: i32 = 0;
export let share: i32 = 0;
export let remainder: i32 = 0;
export let weightProximity: u64 = 0;
export let weightUtilization: u64 = 0;
export let weightCost: u64 = 0;
export let weightSum: u64 = 0;
export let maxLatency: u32 = 0;
export let minBandwidth: u32 = 0;
export let maxDrms: i32 = 0;
export let ways: i32 = 0;
/** What extents begin and end at multiples of, base units; 1 = anywhere. */
export let alignment: i64 = 1;
export let requiredCount: i32 = 0;
export let forbiddenCount: i32 = 0;
export let hasLabels: bool = false;
export let hasOnly: bool = false;
export let latencies: usize = 0;
export let bandwidths: usize = 0;
/** Differs for every request; marks what belongs to this one (listed modules, used devices). */
export let stamp: u32 = 0;

export function resetStamp(): void {
  stamp = 0;
}

function nextStamp(): void {
  if (++stamp == 0) {
    clearStamps();
    clearMarks();
    stamp = 1;
  }
}

// @ts-ignore: decorator
@inline
export function requiredAt(k: i32): u32 {
  return load<u32>(input() + (<usize>k << 2), REQUEST_REQUIRED);
}

// @ts-ignore: decorator
@inline
export function forbiddenAt(k: i32): u32 {
  return load<u32>(input() + (<usize>k << 2), REQUEST_FORBIDDEN);
}

// @ts-ignore: decorator
@inline
export function isListed(module: i32): bool {
  return stampOf(module) == stamp;
}

function readSize(at: usize): bool {
  amount = load<i64>(at, REQUEST_AMOUNT);
  if (amount < 1 || amount > AMOUNT_MAX) return false;
  isDevice = deviceOf(medium) != 0;
  if (!isDevice) return true;
  devices = load<i32>(at, REQUEST_DEVICES);
  remainder = load<i32>(at, REQUEST_REMAINDER);
  // Without devices the share says nothing.
  share = devices == 0 ? 0 : load<i32>(at, REQUEST_SHARE);
  if (<u32>devices > <u32>REQUEST_DEVICES_MAX || <u32>share > <u32>DEVICE_MILLI || <u32>remainder >= <u32>DEVICE_MILLI) return false;
  if (devices > 0 && share == 0) return false;
  return <i64>devices * share + remainder == amount;
}

function readWeights(at: usize): bool {
  const p = load<u32>(at, REQUEST_WEIGHT_PROXIMITY);
  const u = load<u32>(at, REQUEST_WEIGHT_UTILIZATION);
  const c = load<u32>(at, REQUEST_WEIGHT_COST);
  if (p > <u32>WEIGHT_MAX || u > <u32>WEIGHT_MAX || c > <u32>WEIGHT_MAX) return false;
  weightProximity = p;
  weightUtilization = u;
  weightCost = c;
  weightSum = <u64>(p + u + c);
  return weightSum > 0;
}

/** Decodes and checks the request of `bytes` bytes in the input buffer. */
export function readRequest(bytes: i32): i32 {
  if (bytes < REQUEST_BYTES || !inputHolds(<u64>bytes)) return STATUS_BAD_LENGTH;
  const at = input();
  const onlyCount = load<u32>(at, REQUEST_ONLY_COUNT);
  if (<u64>REQUEST_BYTES + (<u64>onlyCount << 2) != <u64>bytes) return STATUS_BAD_LENGTH;
  const host = load<i32>(at, REQUEST_HOST);
  if (<u32>host >= <u32>hostCount) return STATUS_BAD_HOST;
  medium = load<i32>(at, REQUEST_MEDIUM);
  if (<u32>medium >= <u32>MEDIUM_COUNT) return STATUS_INVALID_REQUEST;
  maxDrms = load<i32>(at, REQUEST_MAX_DRMS);
  ways = load<i32>(at, REQUEST_WAYS);
  requiredCount = load<i32>(at, REQUEST_REQUIRED_COUNT);
  forbiddenCount = load<i32>(at, REQUEST_FORBIDDEN_COUNT);
  if (!readSize(at) || !readWeights(at)) return STATUS_INVALID_REQUEST;
  if (maxDrms < 1 || maxDrms > SPAN_MAX || ways < 1 || ways > WAYS_MAX) return STATUS_INVALID_REQUEST;
  alignment = max<i64>(1, load<i64>(at, REQUEST_ALIGNMENT));
  if (load<i64>(at, REQUEST_ALIGNMENT) < 0 || alignment > AMOUNT_MAX) return STATUS_INVALID_REQUEST;
  if (isDevice && (maxDrms > 1 || ways > 1 || alignment > 1)) return STATUS_INVALID_REQUEST;
  if (<u32>requiredCount > <u32>REQUEST_LABELS_MAX || <u32>forbiddenCount > <u32>REQUEST_LABELS_MAX) return STATUS_INVALID_REQUEST;
  maxLatency = load<u32>(at, REQUEST_MAX_LATENCY);
  minBandwidth = load<u32>(at, REQUEST_MIN_BANDWIDTH);
  hasLabels = (requiredCount | forbiddenCount) != 0;
  hasOnly = onlyCount != 0;
  latencies = latencyRow(host);
  bandwidths = bandwidthRow(host);
  nextStamp();
  for (let k: u32 = 0; k < onlyCount; k++) {
    const module = load<i32>(at + (<usize>k << 2), REQUEST_BYTES);
    if (!hasModule(module)) return fail(STATUS_BAD_MODULE, <i32>k);
    setStamp(module, stamp);
  }
  return STATUS_OK;
}
