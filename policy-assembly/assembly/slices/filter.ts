/** Filters: the first reason why a module cannot serve the request, before capacity. */
import {
  LATENCY_UNREACHABLE, REJECTED_BANDWIDTH, REJECTED_CAPACITY, REJECTED_LABELS, REJECTED_LATENCY, REJECTED_MEDIUM,
  REJECTED_NOT_LISTED, REJECTED_STATE, REJECTED_UNREACHABLE,
} from "../../abi/abi.ts";
import { hasLabel, isSchedulable, mediumOf } from "./modules.ts";
import {
  bandwidths, forbiddenAt, forbiddenCount, hasLabels, hasOnly, isListed, latencies, maxLatency, medium, minBandwidth,
  requiredAt, requiredCount,
} from "./request.ts";

function labelsFail(module: i32): bool {
  for (let k = 0; k < requiredCount; k++) if (!hasLabel(module, requiredAt(k))) return true;
  for (let k = 0; k < forbiddenCount; k++) if (hasLabel(module, forbiddenAt(k))) return true;
  return false;
}

/** A REJECTED_* code; REJECTED_CAPACITY when only capacity is left to judge. All comparisons are made, the lowest set bit wins. */
// @ts-ignore: decorator
@inline
export function rejectionOf(module: i32): i32 {
  const latency = load<u32>(latencies + (<usize>module << 2));
  const bandwidth = load<u32>(bandwidths + (<usize>module << 2));
  let failed = (1 << REJECTED_CAPACITY)
    | (i32(mediumOf(module) != medium) << REJECTED_MEDIUM)
    | (i32(!isSchedulable(module)) << REJECTED_STATE)
    | (i32(latency == LATENCY_UNREACHABLE) << REJECTED_UNREACHABLE)
    | ((i32(latency > maxLatency) & i32(maxLatency != 0)) << REJECTED_LATENCY)
    | (i32(bandwidth < minBandwidth) << REJECTED_BANDWIDTH);
  if (hasOnly) failed |= i32(!isListed(module)) << REJECTED_NOT_LISTED;
  if (hasLabels && (failed & ((1 << REJECTED_LABELS) - 1)) == 0) failed |= i32(labelsFail(module)) << REJECTED_LABELS;
  return ctz<i32>(failed);
}
