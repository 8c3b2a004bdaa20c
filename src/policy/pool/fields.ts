/** The fields of the records that a host writes, as numbers: ids and codes of policy-assembly/abi, rows by dimension. */

export interface DimFields {
  readonly unit_bytes: number;
  /** MEDIUM_*, -1 = none of them. */
  readonly medium: number;
  readonly weight: number;
  readonly scale: number;
}

export interface ClassFields {
  readonly step: readonly number[];
  readonly min_unit: readonly number[];
  readonly max_unit: readonly number[];
  readonly reserved: readonly number[];
  readonly ratio_milli: readonly number[];
  readonly cost: readonly number[];
  readonly device_cost: number;
  readonly device_step: number;
  readonly labels: readonly number[];
}

export interface ZoneFields {
  readonly rack: number;
  readonly pod: number;
}

export interface HostFields {
  readonly zone: number;
  /** ns by tier: same chassis, rack, pod, beyond. */
  readonly latency_ns: readonly number[];
  /** MB/s by tier. */
  readonly bandwidth_mbps: readonly number[];
}

export interface PoolFields {
  readonly dims: readonly DimFields[];
  readonly modules: number;
  readonly devices: number;
  readonly allocations: number;
  readonly parts: number;
  readonly groups: number;
  readonly device_scale: number;
  readonly device_weight: number;
  readonly classes: readonly ClassFields[];
  readonly zones: readonly ZoneFields[];
  readonly hosts: readonly HostFields[];
}

export interface ModuleFields {
  readonly class: number;
  readonly zone: number;
  readonly domain: number;
  /** STATE_* | HEALTH_* << HEALTH_SHIFT */
  readonly state: number;
  readonly devices: number;
  readonly capacity: readonly number[];
}

export interface PathFields {
  readonly host: number;
  readonly zone: number;
  readonly latency_ns: number;
  readonly bandwidth_mbps: number;
}

export interface ClauseFields {
  /** CLAUSE_* */
  readonly op: number;
  readonly labels: readonly number[];
}

export interface TermFields {
  readonly scope: number;
  readonly kind: number;
  readonly id: number;
}

export interface RequestFields {
  readonly host: number;
  readonly strategy: number;
  readonly weight_proximity: number;
  readonly weight_utilization: number;
  readonly weight_cost: number;
  readonly flags: number;
  readonly max_latency_ns: number;
  readonly min_bandwidth_mbps: number;
  readonly max_drms: number;
  readonly ways: number;
  readonly granularity: number;
  readonly group: number;
  readonly tag: number;
  readonly devices: number;
  readonly share: number;
  readonly levels: number;
  readonly amount: readonly number[];
  readonly clauses: readonly ClauseFields[];
  readonly affinity: readonly TermFields[];
  readonly anti: readonly TermFields[];
  readonly only: readonly number[];
}

export interface ProfileEntryFields {
  readonly count: number;
  readonly devices: number;
  readonly share: number;
  readonly amount: readonly number[];
  readonly clauses: readonly ClauseFields[];
}

/** A part to adopt: devices by index. */
export interface PartFields {
  readonly module: number;
  readonly devices: readonly number[];
  readonly share: number;
  readonly amount: readonly number[];
}

export interface ResizeFields {
  readonly allocation: number;
  readonly part: number;
  readonly devices: number;
  readonly share: number;
  readonly amount: readonly number[];
}

export interface BudgetFields {
  readonly max_bytes: number | bigint;
  readonly max_moves: number;
  readonly max_concurrent: number;
  readonly min_gain: number;
  readonly mode: number;
  readonly modules: readonly number[];
}

export interface WhatIfFields {
  readonly kind: number;
  readonly limit: number;
  readonly modules: readonly number[];
}
