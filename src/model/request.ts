import type { Kind, Medium } from './medium.ts';

/** Relative weights of the three scoring stages; integers 0..1000, at least one above 0. */
export interface Weights {
  readonly proximity: number;
  readonly utilization: number;
  readonly cost: number;
}

export const DEFAULT_WEIGHTS: Weights = { proximity: 400, utilization: 400, cost: 200 };

export interface Constraints {
  /** Every pair must stand on the DRM. */
  readonly labels: Readonly<Record<string, string>>;
  /** None of these pairs may stand on the DRM. */
  readonly not_labels: Readonly<Record<string, string>>;
  readonly max_latency_ns: number | null;
  readonly min_bandwidth_mbps: number | null;
  /** How many DRMs one request may be split over (memory and storage); 1 = not split. */
  readonly max_drms: number;
  /** 1 = not interleaved; otherwise that many distinct DRMs with equal shares (memory: CXL HDM; storage: striping). */
  readonly interleave_ways: number;
  readonly interleave_granularity_bytes: number;
  /** When not empty, only these DRMs. */
  readonly drm_ids: readonly string[];
}

export const DEFAULT_CONSTRAINTS: Constraints = {
  labels: {},
  not_labels: {},
  max_latency_ns: null,
  min_bandwidth_mbps: null,
  max_drms: 1,
  interleave_ways: 1,
  interleave_granularity_bytes: 256,
  drm_ids: [],
};

/**
 * How much is wanted, in the medium's base unit.
 * Memory, storage: `amount` bytes, `devices` = 0.
 * Compute: `devices` distinct devices with `share` milli each, plus (cpu only) one more device with `remainder` milli;
 * `amount` = devices × share + remainder.
 */
export interface Size {
  readonly amount: number;
  readonly devices: number;
  readonly share: number;
  readonly remainder: number;
}

export interface Request {
  readonly vm: string;
  readonly host: string;
  readonly kind: Kind;
  readonly medium: Medium;
  readonly size: Size;
  readonly constraints: Constraints;
  readonly weights: Weights;
}
