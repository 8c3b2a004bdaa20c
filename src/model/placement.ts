import type { Medium } from './medium.ts';

/** A contiguous range on a DRM's medium, in base units. */
export interface Extent {
  readonly start: number;
  readonly length: number;
}

/** One DRM's part of an allocation. Extents ascend by `start` and never touch (touching ones are merged). */
export interface Segment {
  readonly drm: string;
  readonly medium: Medium;
  readonly extents: readonly Extent[];
}

/** Fixed-point scores 0..10000 of each stage, and their weighted mean. */
export interface StageScores {
  readonly proximity: number;
  readonly utilization: number;
  readonly cost: number;
  readonly total: number;
}

/** Why a module was not a candidate; a module is counted under the first reason in this order. */
export const REJECTION_REASONS = [
  'medium',
  'not_listed',
  'state',
  'labels',
  'unreachable',
  'latency',
  'bandwidth',
  'capacity',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

export interface RankedDrm {
  readonly drm: string;
  readonly scores: StageScores;
}

/** The whole story of one decision. */
export interface Explanation {
  /** Modules (DRM × medium) looked at. */
  readonly considered: number;
  /** Modules that passed every filter. */
  readonly candidates: number;
  /** Rejected modules by reason; reasons with 0 are left out. */
  readonly rejected: Readonly<Partial<Record<RejectionReason, number>>>;
  /** The chosen DRMs in segment order, with their scores at the time of the decision. */
  readonly chosen: readonly RankedDrm[];
  readonly runner_up: RankedDrm | null;
  /** The largest amount one module that passed all filters but `capacity` could still take, base units; 0 when none. */
  readonly largest_free: number;
  readonly largest_free_drm: string | null;
}

export interface Placement {
  readonly segments: readonly Segment[];
  /** Weighted total, 0..10000; the lowest among the chosen DRMs. */
  readonly score: number;
  readonly cost_per_hour_micros: number;
  /** The largest host–DRM latency among the segments. */
  readonly latency_ns: number;
  /**
   * Why, in one line (src/planner/description.ts). Stored, not derived from `explanation`: Terraform carries this line
   * from plan to apply, but not the explanation, and the line must come back unchanged.
   */
  readonly reason: string;
  /** Empty (`considered` 0) where a placement came back from Terraform and no record of the decision was kept. */
  readonly explanation: Explanation;
}

/** One line of a mapping table: VM-side [vm_start, vm_start+length) lies on the DRM from drm_start on. */
export interface MappingRow {
  /** memory: 'byte' (host physical address); storage: 'block' (LBA of 4096 bytes); compute: 'milli' (1000 = one vCPU or device) */
  readonly unit: 'byte' | 'block' | 'milli';
  readonly vm_start: number;
  /** VM-side length; with interleaving the length of the whole region, of which this target holds 1/ways. */
  readonly length: number;
  readonly drm: string;
  readonly medium: Medium;
  readonly drm_start: number;
  /** Interleave position of this target, 0..ways-1. */
  readonly position: number;
  readonly ways: number;
  /** Bytes per stripe; 0 when not interleaved. */
  readonly granularity_bytes: number;
}
