import type { Medium } from '../../model/medium.ts';

/** A zone or a host by its index, or by the name it was given. */
export type Named = number | string;

/** One thing that modules offer, counted in units. */
export interface PoolDim {
  /** Default 0: not bytes. */
  readonly unit_bytes?: number;
  /** Says how the dimension may be interleaved. Default: not at all. */
  readonly medium?: Medium;
  /** 0..1000, how much it counts in scores. Default 1. */
  readonly weight?: number;
  /** Units that count as 1 in scores: at least the largest effective capacity of any module. */
  readonly scale: number;
}

/** What many modules have in common; rows by dimension. */
export interface PoolClass {
  /** Default 1 each. */
  readonly step?: readonly number[];
  /** Default 0 each. */
  readonly min_unit?: readonly number[];
  /** Default: no limit. */
  readonly max_unit?: readonly number[];
  /** Units that are never given away. Default 0 each. */
  readonly reserved?: readonly number[];
  /** Over-commit in thousandths. Default 1000 each: none. */
  readonly ratio_milli?: readonly number[];
  /** Micros per unit-hour. Default 0 each. */
  readonly cost?: readonly number[];
  /** Micros per device-hour. Default 0. */
  readonly device_cost?: number;
  /** Milli; shares of devices are multiples of it. A divisor of 1000. Default 1. */
  readonly device_step?: number;
  /** "key=value" texts. */
  readonly labels?: readonly string[];
}

/** A chassis. */
export interface PoolZone {
  readonly name?: string;
  readonly rack: number;
  readonly pod: number;
}

/** Distances by tier: same chassis, same rack, same pod, beyond. */
export interface PoolHost {
  readonly name?: string;
  readonly zone: Named;
  /** UNREACHABLE_NS where there is no path. */
  readonly latency_ns: readonly [number, number, number, number];
  readonly bandwidth_mbps: readonly [number, number, number, number];
}

export interface PoolSpec {
  readonly dims: readonly PoolDim[];
  /** Room for so many modules. */
  readonly modules: number;
  /** Room for so many allocations. */
  readonly allocations: number;
  /** Room for so many parts of allocations. Default: one for each allocation. */
  readonly parts?: number;
  /** Most devices of any module, 0..64. Default 0. */
  readonly devices?: number;
  /** Milli that count as 1 in scores. Default 1000 × devices. */
  readonly device_scale?: number;
  /** 0..1000. Default 1. */
  readonly device_weight?: number;
  /** Group ids are 0..groups-1. Default 0. */
  readonly groups?: number;
  readonly classes: readonly PoolClass[];
  readonly zones: readonly PoolZone[];
  readonly hosts?: readonly PoolHost[];
}

export type PoolLifecycle = 'discovered' | 'online' | 'cordoned' | 'draining' | 'offline' | 'failed' | 'removed';
export type PoolHealth = 'ok' | 'warning' | 'critical';

export interface PoolModule {
  /** Index into the classes. */
  readonly class: number;
  readonly zone: Named;
  /** Failure domain. Default: one of its own. */
  readonly domain?: number;
  /** Default online. */
  readonly state?: PoolLifecycle;
  /** Default ok. */
  readonly health?: PoolHealth;
  /** Default 0. */
  readonly devices?: number;
  /** Units by dimension. */
  readonly capacity: readonly number[];
}

/** A distance that the tiers do not tell. */
export interface PoolPath {
  readonly host: Named;
  readonly zone: Named;
  /** UNREACHABLE_NS where there is no path. */
  readonly latency_ns: number;
  readonly bandwidth_mbps: number;
}

export type PoolStrategy = 'default' | 'first-fit' | 'best-fit' | 'worst-fit' | 'dot-product' | 'fgd' | 'adaptive';

/** What a class must carry one of, or none of: "key=value" texts. */
export type LabelClause = { readonly in: readonly string[] } | { readonly not_in: readonly string[] };

/** Together with (or apart from) the parts of an allocation or a group, in this scope. */
export type PoolTerm = { readonly scope: 'module' | 'zone' | 'rack' | 'pod' | 'domain' } & (
  | { readonly allocation: number }
  | { readonly group: number }
);

export interface DeviceAsk {
  readonly count: number;
  /** Milli of each device, 1..1000. */
  readonly share: number;
}

export interface PoolRequest {
  /** Units by dimension; what is not given is 0. */
  readonly amount: readonly number[];
  readonly devices?: DeviceAsk;
  /** Whose distances count. Default: none's. */
  readonly host?: Named;
  readonly strategy?: PoolStrategy;
  /** Relative, 0..1000 each. Default: only utilization. */
  readonly weights?: { readonly proximity: number; readonly utilization: number; readonly cost: number };
  /** No other allocation shares its modules. */
  readonly exclusive?: boolean;
  /** A request over several modules is cut into equal pieces. */
  readonly equal_shares?: boolean;
  readonly healthy_only?: boolean;
  /** The pieces lie in distinct failure domains. */
  readonly distinct_domains?: boolean;
  readonly max_latency_ns?: number;
  readonly min_bandwidth_mbps?: number;
  /** Modules that it may span, 1..64. Default 1. */
  readonly max_drms?: number;
  /** Interleave ways, 1..16. Default 1. */
  readonly ways?: number;
  /** Bytes; only looked at with ways > 1. */
  readonly granularity?: number;
  readonly group?: number;
  /** The caller's own. */
  readonly tag?: number;
  /** Steps the raw score is cut into. Default: not cut. */
  readonly levels?: number;
  readonly labels?: readonly LabelClause[];
  readonly affinity?: readonly PoolTerm[];
  readonly anti_affinity?: readonly PoolTerm[];
  /** Module indices; empty = all. */
  readonly only?: readonly number[];
}

/** One kind of demand, for the strategies that look ahead: they find out themselves which kinds are typical. */
export interface ProfileEntry {
  /** How often it comes, relative to the others. */
  readonly count: number;
  readonly amount: readonly number[];
  readonly devices?: DeviceAsk;
  readonly labels?: readonly LabelClause[];
}

export interface MoveBudget {
  /** Default: no limit. */
  readonly max_bytes?: number | bigint;
  /** Default: as many as a plan can hold. */
  readonly max_moves?: number;
  /** Moves that touch one module at a time. Default 1. */
  readonly max_concurrent?: number;
}
