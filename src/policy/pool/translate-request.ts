import * as pool from '../../../policy-assembly/abi/pool.ts';
import type { ClauseFields, ProfileEntryFields, RequestFields, TermFields } from './fields.ts';
import type { PoolNames } from './names.ts';
import type { LabelClause, PoolRequest, PoolStrategy, PoolTerm, ProfileEntry } from './spec.ts';

const STRATEGY_CODES: Readonly<Record<PoolStrategy, number>> = {
  default: pool.STRATEGY_DEFAULT,
  'first-fit': pool.STRATEGY_FIRST_FIT,
  'best-fit': pool.STRATEGY_BEST_FIT,
  'worst-fit': pool.STRATEGY_WORST_FIT,
  'dot-product': pool.STRATEGY_DOT_PRODUCT,
  fgd: pool.STRATEGY_FGD,
  adaptive: pool.STRATEGY_ADAPTIVE,
};

const SCOPE_CODES: Readonly<Record<PoolTerm['scope'], number>> = {
  module: pool.SCOPE_MODULE,
  zone: pool.SCOPE_ZONE,
  rack: pool.SCOPE_RACK,
  pod: pool.SCOPE_POD,
  domain: pool.SCOPE_DOMAIN,
};

function clauseFields(clause: LabelClause, names: PoolNames): ClauseFields {
  const [op, labels] = 'in' in clause ? [pool.CLAUSE_IN, clause.in] : [pool.CLAUSE_NOT_IN, clause.not_in];
  return { op, labels: labels.map((label) => names.label(label)) };
}

function termFields(term: PoolTerm): TermFields {
  const scope = SCOPE_CODES[term.scope];
  return 'group' in term
    ? { scope, kind: pool.TERM_GROUP, id: term.group }
    : { scope, kind: pool.TERM_ALLOCATION, id: term.allocation };
}

function flagsOf(request: PoolRequest): number {
  return (
    (request.exclusive ? pool.REQUEST_EXCLUSIVE : 0) |
    (request.equal_shares ? pool.REQUEST_EQUAL_SHARES : 0) |
    (request.healthy_only ? pool.REQUEST_HEALTHY_ONLY : 0) |
    (request.distinct_domains ? pool.REQUEST_DISTINCT_DOMAINS : 0)
  );
}

/** The strategy of a code; `default` for a code that is none. */
export function strategyName(code: number): PoolStrategy {
  const found = Object.entries(STRATEGY_CODES).find(([, value]) => value === code);
  return (found?.[0] ?? 'default') as PoolStrategy;
}

/** Throws PolicyError for a name that is not there. */
export function requestFields(request: PoolRequest, names: PoolNames): RequestFields {
  return {
    host: request.host === undefined ? -1 : names.host(request.host),
    strategy: STRATEGY_CODES[request.strategy ?? 'default'],
    weight_proximity: request.weights?.proximity ?? 0,
    weight_utilization: request.weights?.utilization ?? 1,
    weight_cost: request.weights?.cost ?? 0,
    flags: flagsOf(request),
    max_latency_ns: request.max_latency_ns ?? 0,
    min_bandwidth_mbps: request.min_bandwidth_mbps ?? 0,
    max_drms: request.max_drms ?? 1,
    ways: request.ways ?? 1,
    granularity: request.granularity ?? 0,
    group: request.group ?? -1,
    tag: request.tag ?? 0,
    devices: request.devices?.count ?? 0,
    share: request.devices?.share ?? 0,
    levels: request.levels ?? 0,
    amount: request.amount,
    clauses: (request.labels ?? []).map((clause) => clauseFields(clause, names)),
    affinity: (request.affinity ?? []).map(termFields),
    anti: (request.anti_affinity ?? []).map(termFields),
    only: request.only ?? [],
  };
}

export function profileFields(entry: ProfileEntry, names: PoolNames): ProfileEntryFields {
  return {
    count: entry.count,
    devices: entry.devices?.count ?? 0,
    share: entry.devices?.share ?? 0,
    amount: entry.amount,
    clauses: (entry.labels ?? []).map((clause) => clauseFields(clause, names)),
  };
}
