/** The request under decision: checked, interned, its fields in globals. */
import {
  GRANULARITY_MAX, HDM_ALIGNMENT, HDM_GRANULARITY_MAX, HDM_GRANULARITY_MIN, LBA_BYTES, MEDIUM_DRAM, MEDIUM_NVME,
  MEDIUM_OPTANE, MEDIUM_PMEM, STATUS_BAD_ALLOCATION, STATUS_BAD_HOST, STATUS_BAD_LENGTH, STATUS_BAD_MODULE,
  STATUS_INVALID_REQUEST, STATUS_OK, STATUS_OUT_OF_MEMORY, WAYS_MAX, WEIGHT_MAX,
} from "../../abi/abi.ts";
import {
  LEVELS_MAX, POOL_SPAN_MAX, PR_AFFINITY_COUNT, PR_AMOUNT, PR_ANTI_COUNT, PR_BYTES, PR_CLAUSE_WORDS,
  PR_DEVICES, PR_FLAGS, PR_GRANULARITY, PR_GROUP, PR_HOST, PR_LEVELS, PR_MAX_DRMS, PR_MAX_LATENCY, PR_MIN_BANDWIDTH,
  PR_ONLY_COUNT, PR_SHARE, PR_STRATEGY, PR_TAG, PR_WAYS, PR_WEIGHT_COST, PR_WEIGHT_PROXIMITY, PR_WEIGHT_UTILIZATION,
  REQUEST_FLAGS_ALL, SCOPE_COUNT, STRATEGY_ADAPTIVE, STRATEGY_BEST_FIT, STRATEGY_COUNT, STRATEGY_DEFAULT, STRATEGY_FGD,
  TERMS_MAX, TERM_ALLOCATION, TERM_BYTES, TERM_GROUP, TERM_ID, TERM_KIND, TERM_SCOPE,
} from "../../abi/pool.ts";
import { asksSomething, isAsk } from "./ask.ts";
import { areClauses } from "./clauses.ts";
import { hasModule } from "./columns.ts";
import { devicesMax, dims, groupCount, hostCount, mediumOf, unitBytesOf } from "./shape.ts";
import { blockOf } from "./slots.ts";
import { findType, hashRequest, internType, isRequestOf, requestOf, typesVersion, warm } from "./types.ts";

/** Address of the type whose fields stand below, 0 = none. */
export let active: usize = 0;
let typeVersion: u32 = 0;
/** Of the request read last. */
export let group: i32 = -1;
export let tag: u32 = 0;

export let host: i32 = -1;
/** The one that decides: DEFAULT is replaced. */
export let strategy: i32 = 0;
export let weightProximity: i32 = 0;
export let weightUtilization: i32 = 0;
export let weightCost: i32 = 0;
export let weightSum: i32 = 1;
export let flags: u32 = 0;
/** Nanoseconds, 0 = no limit. */
export let maxLatency: u32 = 0;
/** MB/s, 0 = no limit. */
export let minBandwidth: u32 = 0;
export let maxDrms: i32 = 1;
export let ways: i32 = 1;
export let levels: i32 = 0;
export let devices: i32 = 0;
/** Milli of each device. */
export let share: i32 = 0;
/** Address of i32[DIMS_MAX] units. */
export let amounts: usize = 0;
/** Address and u32 count of the clause words. */
export let clauses: usize = 0;
export let clauseWords: u32 = 0;
/** Address of the TERMs: affinity first, then anti-affinity. */
export let terms: usize = 0;
export let affinityCount: i32 = 0;
export let antiCount: i32 = 0;

/** Terms may name allocations that are not live: while restoring, when they may have ended or are not there yet. */
let anyHandle: bool = false;

export function acceptAnyHandle(accept: bool): void {
  anyHandle = accept;
}

/** Bytes of the request that starts at `at`, of which `left` bytes may be read; 0 when they are not there. */
export function requestLength(at: usize, left: u64): u64 {
  if (left < <u64>PR_BYTES) return 0;
  const bytes = <u64>PR_BYTES + (<u64>load<u32>(at, PR_CLAUSE_WORDS) << 2)
    + (<u64>load<u32>(at, PR_AFFINITY_COUNT) + <u64>load<u32>(at, PR_ANTI_COUNT)) * TERM_BYTES
    + (<u64>load<u32>(at, PR_ONLY_COUNT) << 2);
  return bytes <= left ? bytes : 0;
}

/** Reads the request of exactly `bytes` bytes at `at` and makes it the one under decision. */
export function readRequest(at: usize, bytes: u64): i32 {
  if (requestLength(at, bytes) != bytes || bytes == 0) return STATUS_BAD_LENGTH;
  const isSame = active != 0 && typeVersion == typesVersion && isRequestOf(active, at, <usize>bytes);
  const hash = isSame ? 0 : hashRequest(at, <usize>bytes);
  let found = isSame ? active : findType(at, <usize>bytes, hash);
  // What a type was checked for stays true, but for its group and for the allocations that its terms name.
  const status = found != 0 ? checkChanging(at) : checkRequest(at);
  if (status != STATUS_OK) return status;
  if (found == 0) found = internType(at, <usize>bytes, hash);
  if (found == 0) return STATUS_OUT_OF_MEMORY;
  useType(found);
  group = load<i32>(at, PR_GROUP);
  tag = load<u32>(at, PR_TAG);
  return STATUS_OK;
}

/** Makes the request of a type the one under decision; group and tag stay. */
export function useType(wanted: usize): void {
  if (active == wanted && typeVersion == typesVersion) return;
  warm(wanted);
  typeVersion = typesVersion;
  active = wanted;
  const at = requestOf(wanted);
  host = load<i32>(at, PR_HOST);
  strategy = chosenStrategy(load<i32>(at, PR_STRATEGY));
  weightProximity = load<i32>(at, PR_WEIGHT_PROXIMITY);
  weightUtilization = load<i32>(at, PR_WEIGHT_UTILIZATION);
  weightCost = load<i32>(at, PR_WEIGHT_COST);
  weightSum = weightProximity + weightUtilization + weightCost;
  flags = load<u32>(at, PR_FLAGS);
  maxLatency = load<u32>(at, PR_MAX_LATENCY);
  minBandwidth = load<u32>(at, PR_MIN_BANDWIDTH);
  maxDrms = load<i32>(at, PR_MAX_DRMS);
  ways = load<i32>(at, PR_WAYS);
  levels = load<i32>(at, PR_LEVELS);
  devices = load<i32>(at, PR_DEVICES);
  share = load<i32>(at, PR_SHARE);
  amounts = at + PR_AMOUNT;
  clauseWords = load<u32>(at, PR_CLAUSE_WORDS);
  clauses = at + PR_BYTES;
  terms = clauses + (<usize>clauseWords << 2);
  affinityCount = load<i32>(at, PR_AFFINITY_COUNT);
  antiCount = load<i32>(at, PR_ANTI_COUNT);
}

function chosenStrategy(asked: i32): i32 {
  if (asked != STRATEGY_DEFAULT) return asked;
  return devicesMax > 0 || dims > 1 ? STRATEGY_ADAPTIVE : STRATEGY_BEST_FIT;
}

// @ts-ignore: decorator
@inline
function within(at: usize, least: i32, most: i32): bool {
  const value = load<i32>(at);
  return value >= least && value <= most;
}

function checkGroup(at: usize): i32 {
  return within(at + PR_GROUP, -1, groupCount - 1) ? STATUS_OK : STATUS_INVALID_REQUEST;
}

function checkChanging(at: usize): i32 {
  const status = checkGroup(at);
  return status == STATUS_OK ? checkTerms(at) : status;
}

/** Everything but the length, in the order of POOL.md. */
function checkRequest(at: usize): i32 {
  if (!within(at + PR_HOST, -1, hostCount - 1)) return STATUS_BAD_HOST;
  if (!areFields(at) || checkGroup(at) != STATUS_OK || !isSize(at)) return STATUS_INVALID_REQUEST;
  if (!areClauses(at + PR_BYTES, load<u32>(at, PR_CLAUSE_WORDS))) return STATUS_INVALID_REQUEST;
  if (load<u32>(at, PR_AFFINITY_COUNT) > <u32>TERMS_MAX || load<u32>(at, PR_ANTI_COUNT) > <u32>TERMS_MAX) return STATUS_INVALID_REQUEST;
  const status = checkTerms(at);
  if (status != STATUS_OK) return status;
  let only = termsOf(at) + <usize>(load<u32>(at, PR_AFFINITY_COUNT) + load<u32>(at, PR_ANTI_COUNT)) * TERM_BYTES;
  for (let k = load<u32>(at, PR_ONLY_COUNT); k > 0; k--, only += 4) {
    if (!hasModule(load<i32>(only))) return STATUS_BAD_MODULE;
  }
  return STATUS_OK;
}

function areFields(at: usize): bool {
  if (!within(at + PR_STRATEGY, 0, STRATEGY_COUNT - 1)) return false;
  if (!within(at + PR_WEIGHT_PROXIMITY, 0, WEIGHT_MAX) || !within(at + PR_WEIGHT_UTILIZATION, 0, WEIGHT_MAX)) return false;
  if (!within(at + PR_WEIGHT_COST, 0, WEIGHT_MAX)) return false;
  const weights = load<i32>(at, PR_WEIGHT_PROXIMITY) | load<i32>(at, PR_WEIGHT_UTILIZATION) | load<i32>(at, PR_WEIGHT_COST);
  if (weights == 0) return false;
  if (load<u32>(at, PR_FLAGS) > <u32>REQUEST_FLAGS_ALL) return false;
  if (load<i32>(at, PR_HOST) < 0 && (load<u32>(at, PR_MAX_LATENCY) | load<u32>(at, PR_MIN_BANDWIDTH)) != 0) return false;
  if (!within(at + PR_MAX_DRMS, 1, POOL_SPAN_MAX) || !within(at + PR_WAYS, 1, WAYS_MAX)) return false;
  if (!within(at + PR_LEVELS, 0, LEVELS_MAX)) return false;
  const asked = load<i32>(at, PR_LEVELS);
  return chosenStrategy(load<i32>(at, PR_STRATEGY)) != STRATEGY_FGD || asked == 0 || asked == 100;
}

/** Amounts and devices, and the shape of a span or an interleave. */
function isSize(at: usize): bool {
  const row = at + PR_AMOUNT;
  const wantsDevices = load<i32>(at, PR_DEVICES);
  if (!isAsk(row, wantsDevices, load<i32>(at, PR_SHARE)) || !asksSomething(row, wantsDevices)) return false;
  const k = load<i32>(at, PR_WAYS);
  if (k == 1 && load<i32>(at, PR_MAX_DRMS) == 1) return true;
  let dim = -1;
  for (let d = 0; d < dims; d++) {
    if (load<i32>(row + (<usize>d << 2)) == 0) continue;
    if (dim >= 0) return false;
    dim = d;
  }
  if (dim < 0 || wantsDevices > 0) return false;
  return k == 1 || isInterleave(dim, load<i32>(row + (<usize>dim << 2)), k, load<i32>(at, PR_GRANULARITY));
}

function isInterleave(dim: i32, amount: i32, k: i32, granularity: i32): bool {
  if (amount % k != 0) return false;
  const medium = mediumOf(dim);
  if (medium == MEDIUM_NVME || medium == MEDIUM_OPTANE) {
    return granularity >= LBA_BYTES && granularity <= GRANULARITY_MAX && granularity % LBA_BYTES == 0;
  }
  if (medium != MEDIUM_DRAM && medium != MEDIUM_PMEM) return false;
  if (!(k == 2 || k == 3 || k == 4 || k == 6 || k == 8 || k == 12 || k == 16)) return false;
  if (granularity < HDM_GRANULARITY_MIN || granularity > HDM_GRANULARITY_MAX || popcnt<i32>(granularity) != 1) return false;
  // The product can leave 64 bits, that of the remainders cannot.
  const whole = <u64>HDM_ALIGNMENT * <u64>k;
  return (<u64>amount % whole) * (<u64>unitBytesOf(dim) % whole) % whole == 0;
}

// @ts-ignore: decorator
@inline
function termsOf(at: usize): usize {
  return at + PR_BYTES + (<usize>load<u32>(at, PR_CLAUSE_WORDS) << 2);
}

function checkTerms(at: usize): i32 {
  let term = termsOf(at);
  for (let k = load<u32>(at, PR_AFFINITY_COUNT) + load<u32>(at, PR_ANTI_COUNT); k > 0; k--, term += TERM_BYTES) {
    if (!within(term + TERM_SCOPE, 0, SCOPE_COUNT - 1)) return STATUS_INVALID_REQUEST;
    if (!within(term + TERM_KIND, TERM_ALLOCATION, TERM_GROUP)) return STATUS_INVALID_REQUEST;
    const id = load<u32>(term, TERM_ID);
    if (load<i32>(term, TERM_KIND) == TERM_GROUP) {
      if (id >= <u32>groupCount) return STATUS_INVALID_REQUEST;
    } else if (!anyHandle && blockOf(id) == 0) {
      return STATUS_BAD_ALLOCATION;
    }
  }
  return STATUS_OK;
}
