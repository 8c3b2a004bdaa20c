import type { Kind, Medium } from '../model/medium.ts';
import type { Extent, MappingRow, RejectionReason, StageScores } from '../model/placement.ts';
import type { Size, Weights } from '../model/request.ts';

/** One medium of one DRM, as the policy core sees it. Index = position in the array given to `load`. */
export interface PolicyModule {
  readonly drm: string;
  readonly kind: Kind;
  readonly medium: Medium;
  /** Base units. */
  readonly capacity: number;
  readonly step: number;
  /** 0, or the base units of one device whose border no extent crosses. */
  readonly device: number;
  readonly cost_per_unit_hour_micros: number;
  /** Only schedulable modules take new slices. */
  readonly schedulable: boolean;
  /** "key=value" pairs. */
  readonly labels: readonly string[];
}

export const UNREACHABLE_NS = 0xffffffff;

/** Distances from one host to every module, by module index. */
export interface PolicyHost {
  readonly id: string;
  /** UNREACHABLE_NS where there is no path. */
  readonly latency_ns: Uint32Array;
  readonly bandwidth_mbps: Uint32Array;
}

export interface PolicyRequest {
  /** Index into the hosts given to `load`. */
  readonly host: number;
  readonly medium: Medium;
  readonly size: Size;
  readonly weights: Weights;
  readonly labels: readonly string[];
  readonly not_labels: readonly string[];
  /** 0 = no limit. */
  readonly max_latency_ns: number;
  readonly min_bandwidth_mbps: number;
  readonly max_drms: number;
  readonly interleave_ways: number;
  /** Module indices; empty = all. */
  readonly only: readonly number[];
}

export interface ChosenModule {
  readonly module: number;
  readonly extents: readonly Extent[];
  readonly scores: StageScores;
}

/** What the core answers; `chosen` is empty when nothing fits. */
export interface Decision {
  readonly chosen: readonly ChosenModule[];
  readonly considered: number;
  readonly candidates: number;
  readonly rejected: Readonly<Record<RejectionReason, number>>;
  /** -1 when there is none. */
  readonly runner_up: number;
  readonly runner_up_scores: StageScores | null;
  readonly largest_free: number;
  /** -1 when there is none. */
  readonly largest_free_module: number;
}

/** A broken contract between host and core (bad index, overlapping claim): a defect or corrupt records, never bad user input. */
export class PolicyError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'PolicyError';
    this.status = status;
  }
}

/** Segments in interleave order, as `map` wants them. */
export interface MapInput {
  readonly kind: Kind;
  readonly segments: readonly { readonly module: number; readonly extents: readonly Extent[] }[];
  /** First VM-side address: bytes (memory), bytes (storage; a multiple of 4096), milli (compute). */
  readonly vm_base: number;
  readonly interleave_ways: number;
  readonly interleave_granularity_bytes: number;
}

/** A mapping row before module indices become DRM ids. */
export type CoreMappingRow = Omit<MappingRow, 'drm' | 'medium'> & { readonly module: number };

/**
 * The policy: inventory resident inside, integers only, the same bits on every runtime.
 * Two implementations: `wasm` (the product) and `reference` (plain TypeScript, for tests).
 */
export interface PolicyCore {
  readonly implementation: 'wasm' | 'reference';
  /** Replaces everything. Modules must be sorted by (drm, medium), because ties go to the lowest index. All space is free afterwards. */
  load(modules: readonly PolicyModule[], hosts: readonly PolicyHost[]): void;
  /** Takes exact extents (replaying a record). Throws PolicyError when any unit is already taken or out of range; then nothing is taken. */
  claim(module: number, extents: readonly Extent[]): void;
  /** Gives exact extents back. Throws PolicyError when any unit was free already; then nothing is released. */
  release(module: number, extents: readonly Extent[]): void;
  setSchedulable(module: number, schedulable: boolean): void;
  free(module: number): number;
  /** Decides without taking. */
  select(request: PolicyRequest): Decision;
  /** Decides and takes. */
  place(request: PolicyRequest): Decision;
  /**
   * Extends a slice on its own module by `extra` (linear media): continuing directly after `after` if that space is free,
   * otherwise best contiguous-first. Returns the new extents only, taken; an empty array when it does not fit.
   */
  extend(module: number, after: number, extra: number): readonly Extent[];
  map(input: MapInput): readonly CoreMappingRow[];
  /** FNV-1a 64 over the whole allocation state; equal on every implementation. */
  stateHash(): bigint;
}
