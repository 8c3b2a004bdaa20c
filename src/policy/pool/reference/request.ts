import {
  GRANULARITY_MAX,
  HDM_ALIGNMENT,
  HDM_GRANULARITY_MAX,
  HDM_GRANULARITY_MIN,
  LBA_BYTES,
  MEDIUM_DRAM,
  MEDIUM_NVME,
  MEDIUM_OPTANE,
  MEDIUM_PMEM,
  STATUS_BAD_ALLOCATION,
  STATUS_BAD_HOST,
  STATUS_BAD_MODULE,
  STATUS_INVALID_REQUEST,
  WAYS_MAX,
  WEIGHT_MAX,
} from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { type Ask, asksSomething, isAsk } from './ask.ts';
import { type Clause, readClauses } from './clauses.ts';
import { Failure, needLength, needRequest } from './failure.ts';
import type { Dim, Inventory } from './inventory.ts';
import { i32, i32Row, u32, u32Row, viewOf } from './records.ts';
import { at, within } from './row.ts';

/** A condition on where the parts of an allocation or a group lie. */
export interface Term {
  readonly scope: number;
  readonly kind: number;
  readonly id: number;
}

export interface Request extends Ask {
  /** As it was given. */
  readonly bytes: Uint8Array;
  readonly host: number;
  /** The one that decides: DEFAULT is replaced. */
  readonly strategy: number;
  readonly weightProximity: number;
  readonly weightUtilization: number;
  readonly weightCost: number;
  readonly flags: number;
  readonly maxLatencyNs: number;
  readonly minBandwidth: number;
  readonly maxDrms: number;
  readonly ways: number;
  readonly group: number;
  readonly tag: number;
  readonly levels: number;
  readonly clauses: readonly Clause[];
  readonly affinity: readonly Term[];
  readonly anti: readonly Term[];
  readonly only: readonly number[];
}

/** What a request's ids are checked against. */
export interface RequestContext {
  readonly inventory: Inventory;
  readonly modules: number;
  /** Null where a term may name an allocation that is gone: in requests that were taken before. */
  readonly isLive: ((handle: number) => boolean) | null;
}

const MEMORY_WAYS: readonly number[] = [2, 3, 4, 6, 8, 12, 16];

/** Bytes of the request that starts at `base`; throws Failure (BAD_LENGTH, detail) when they are not there. */
export function requestBytes(input: Uint8Array, base: number, detail = -1): number {
  needLength(base + abi.PR_BYTES <= input.length, detail);
  const view = viewOf(input);
  const counts = [abi.PR_CLAUSE_WORDS, abi.PR_AFFINITY_COUNT, abi.PR_ANTI_COUNT, abi.PR_ONLY_COUNT].map((field) =>
    i32(view, base + field),
  );
  needLength(
    counts.every((count) => count >= 0),
    detail,
  );
  const [words, affinity, anti, only] = counts as [number, number, number, number];
  const bytes = abi.PR_BYTES + 4 * words + abi.TERM_BYTES * (affinity + anti) + 4 * only;
  needLength(base + bytes <= input.length, detail);
  return bytes;
}

function isInterleavable(dim: Dim, amount: number, ways: number, granularity: number): boolean {
  if (dim.medium === MEDIUM_DRAM || dim.medium === MEDIUM_PMEM) {
    return (
      MEMORY_WAYS.includes(ways) &&
      within(granularity, HDM_GRANULARITY_MIN, HDM_GRANULARITY_MAX) &&
      Number.isInteger(Math.log2(granularity)) &&
      (BigInt(amount) * dim.unitBytes) % (BigInt(HDM_ALIGNMENT) * BigInt(ways)) === 0n
    );
  }
  return (
    (dim.medium === MEDIUM_NVME || dim.medium === MEDIUM_OPTANE) &&
    within(granularity, LBA_BYTES, GRANULARITY_MAX) &&
    granularity % LBA_BYTES === 0
  );
}

function checkSpan(view: DataView, ask: Ask, dims: readonly Dim[]): void {
  const ways = i32(view, abi.PR_WAYS);
  if (ways === 1 && i32(view, abi.PR_MAX_DRMS) === 1) return;
  const asked = ask.amount.flatMap((units, d) => (units > 0 ? [d] : []));
  needRequest(asked.length === 1 && ask.devices === 0);
  if (ways === 1) return;
  const dim = at(asked, 0);
  const amount = at(ask.amount, dim);
  needRequest(amount % ways === 0);
  needRequest(isInterleavable(at(dims, dim), amount, ways, i32(view, abi.PR_GRANULARITY)));
}

function readTerms(view: DataView, base: number, count: number, context: RequestContext): Term[] {
  return Array.from({ length: count }, (_, k) => {
    const offset = base + abi.TERM_BYTES * k;
    const term = {
      scope: i32(view, offset + abi.TERM_SCOPE),
      kind: i32(view, offset + abi.TERM_KIND),
      id: u32(view, offset + abi.TERM_ID),
    };
    needRequest(within(term.scope, 0, abi.SCOPE_COUNT - 1));
    needRequest(term.kind === abi.TERM_ALLOCATION || term.kind === abi.TERM_GROUP);
    if (term.kind === abi.TERM_GROUP) needRequest(term.id < context.inventory.groups);
    else if (context.isLive !== null && !context.isLive(term.id)) throw new Failure(STATUS_BAD_ALLOCATION);
    return term;
  });
}

function chosenStrategy(asked: number, inventory: Inventory): number {
  if (asked !== abi.STRATEGY_DEFAULT) return asked;
  return inventory.devices > 0 || inventory.dims.length > 1 ? abi.STRATEGY_ADAPTIVE : abi.STRATEGY_BEST_FIT;
}

/** Reads and checks one request, which fills `input`. Checks in the order of POOL.md. Throws Failure (detail -1). */
export function readRequest(input: Uint8Array, context: RequestContext): Request {
  needLength(requestBytes(input, 0) === input.length);
  const { inventory } = context;
  const bytes = input.slice();
  const view = viewOf(bytes);
  const dims = inventory.dims.length;
  const field = (offset: number) => i32(view, offset);

  const host = field(abi.PR_HOST);
  if (!within(host, -1, inventory.hosts.length - 1)) throw new Failure(STATUS_BAD_HOST);
  needRequest(within(field(abi.PR_STRATEGY), 0, abi.STRATEGY_COUNT - 1));
  const strategy = chosenStrategy(field(abi.PR_STRATEGY), inventory);
  const weights = [abi.PR_WEIGHT_PROXIMITY, abi.PR_WEIGHT_UTILIZATION, abi.PR_WEIGHT_COST].map(field);
  needRequest(weights.every((weight) => within(weight, 0, WEIGHT_MAX)) && weights.some((weight) => weight > 0));
  const flags = u32(view, abi.PR_FLAGS);
  needRequest(flags <= abi.REQUEST_FLAGS_ALL);
  const maxLatencyNs = u32(view, abi.PR_MAX_LATENCY);
  const minBandwidth = u32(view, abi.PR_MIN_BANDWIDTH);
  needRequest(host >= 0 || (maxLatencyNs === 0 && minBandwidth === 0));
  needRequest(within(field(abi.PR_MAX_DRMS), 1, abi.POOL_SPAN_MAX));
  needRequest(within(field(abi.PR_WAYS), 1, WAYS_MAX));
  needRequest(within(field(abi.PR_GROUP), -1, inventory.groups - 1));
  const row = i32Row(view, abi.PR_AMOUNT, abi.DIMS_MAX);
  const ask: Ask = { amount: row.slice(0, dims), devices: field(abi.PR_DEVICES), share: field(abi.PR_SHARE) };
  const levels = field(abi.PR_LEVELS);
  needRequest(within(levels, 0, abi.LEVELS_MAX));
  needRequest(strategy !== abi.STRATEGY_FGD || levels === 0 || levels === 100);
  needRequest(isAsk(row, ask.devices, ask.share, dims));
  needRequest(asksSomething(ask));
  checkSpan(view, ask, inventory.dims);

  const words = field(abi.PR_CLAUSE_WORDS);
  const affinityCount = field(abi.PR_AFFINITY_COUNT);
  const antiCount = field(abi.PR_ANTI_COUNT);
  const clauses = readClauses(u32Row(view, abi.PR_BYTES, words));
  if (clauses === null) throw new Failure(STATUS_INVALID_REQUEST);
  needRequest(affinityCount <= abi.TERMS_MAX && antiCount <= abi.TERMS_MAX);
  const affinityAt = abi.PR_BYTES + 4 * words;
  const antiAt = affinityAt + abi.TERM_BYTES * affinityCount;
  const affinity = readTerms(view, affinityAt, affinityCount, context);
  const anti = readTerms(view, antiAt, antiCount, context);
  const only = u32Row(view, antiAt + abi.TERM_BYTES * antiCount, field(abi.PR_ONLY_COUNT));
  if (only.some((module) => module >= context.modules)) throw new Failure(STATUS_BAD_MODULE);
  return {
    ...ask,
    bytes,
    host,
    strategy,
    weightProximity: at(weights, 0),
    weightUtilization: at(weights, 1),
    weightCost: at(weights, 2),
    flags,
    maxLatencyNs,
    minBandwidth,
    maxDrms: field(abi.PR_MAX_DRMS),
    ways: field(abi.PR_WAYS),
    group: field(abi.PR_GROUP),
    tag: u32(view, abi.PR_TAG),
    levels,
    clauses,
    affinity,
    anti,
    only,
  };
}
