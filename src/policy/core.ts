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
  /** Linear media: extents begin and end at multiples of it, base units. 0 or absent = anywhere. */
  readonly alignment?: number;
}

/** What to take from one given linear module. Amounts in base units. */
export interface CarveInput {
  readonly module: number;
  readonly amount: number;
  /** Extents begin and end at multiples of it; 0 or 1 = anywhere. The amount must be one. */
  readonly alignment: number;
  /** Where the slice that grows ends: space directly behind it is taken first. -1 = nowhere. */
  readonly after: number;
  /** One extent or nothing. */
  readonly contiguous: boolean;
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

/** What an encoded table says. */
export interface DecodedTable {
  readonly kind: Kind;
  /** Bytes (memory, storage) or milli (compute). */
  readonly vm_base: number;
  readonly ways: number;
  /** 0 = not interleaved. */
  readonly granularity_bytes: number;
  readonly rows: readonly CoreMappingRow[];
}

/** The other side of an address. Addresses and lengths in bytes (memory, storage) or milli (compute). */
export interface Location {
  /** The module it is on; of `translateBack` the one that was given. */
  readonly module: number;
  readonly address: number;
  /** What follows from there on, contiguous on both sides. */
  readonly length: number;
  /** Index of the table's row. */
  readonly row: number;
}

/** One range of what differs between two tables, in bytes (memory, storage) or milli (compute). */
export interface TableChange {
  /** `keep`: mapped as before, at the same VM address. Do every `remove` before any `add`. */
  readonly action: 'keep' | 'add' | 'remove';
  /** Row of the old table for `remove`, of the new one otherwise. */
  readonly row: number;
  readonly vm_start: number;
  /** VM-side length; interleaved, of the region, of which this row's target holds 1/ways. */
  readonly length: number;
  readonly module: number;
  readonly drm_start: number;
}

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
  /**
   * Takes an aligned amount from one linear module: directly behind `after` if it is free there, otherwise from the
   * shortest extent that holds it, otherwise (unless `contiguous`) from several. An empty array when it does not fit.
   */
  carve(input: CarveInput): readonly Extent[];
  /** Gives back the last `amount` units of a slice (its extents in the order the VM sees them); returns what remains. */
  shrink(module: number, extents: readonly Extent[], amount: number): readonly Extent[];
  map(input: MapInput): readonly CoreMappingRow[];
  /** The mapping as portable bytes; see policy-assembly/ABI.md. Throws PolicyError when a DRM unit would stand in it twice. */
  encodeTable(input: MapInput): Uint8Array;
  /** Checks every byte. Throws PolicyError when it is not a table, or a damaged one. */
  decodeTable(table: Uint8Array): DecodedTable;
  /** Where a VM-side address lies. Throws PolicyError when nothing is there; check a table of doubtful origin with decodeTable first. */
  translate(table: Uint8Array, address: number): Location;
  /** Where the VM sees a unit of a module. Throws PolicyError as `translate` does. */
  translateBack(table: Uint8Array, module: number, address: number): Location;
  /** What changes when a slice with this table is grown, shrunk or moved to be mapped as `input` says. */
  updateTable(table: Uint8Array, input: MapInput): readonly TableChange[];
  /** FNV-1a 64 over the whole allocation state; equal on every implementation. */
  stateHash(): bigint;
}
