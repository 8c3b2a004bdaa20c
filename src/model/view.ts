import type { Allocation, Composition } from './allocation.ts';
import type { Drm, Host, Link, Vm } from './fabric.ts';
import type { Medium } from './medium.ts';

export interface FabricInfo {
  /** Random id given to the store when it was made: the same ids on another fabric mean other things. */
  readonly uid: string;
  readonly name: string;
  /** Grows by one per committed change. */
  readonly revision: number;
}

export interface MediumUsage {
  readonly medium: Medium;
  readonly capacity: number;
  readonly used: number;
  readonly free: number;
  /** Longest free extent (memory, storage) or free milli of the emptiest device (compute). */
  readonly largest_free: number;
  readonly cost_per_unit_hour_micros: number;
}

export interface DrmView extends Drm {
  readonly generation: number;
  readonly usage: readonly MediumUsage[];
  /** Ids of live allocations with a segment here. */
  readonly allocations: readonly string[];
}

export interface AllocationView extends Allocation {
  readonly generation: number;
  /** What its request asks for and no longer holds, because the inventory changed around it; sentences for people. */
  readonly concerns: readonly string[];
}

export interface CompositionView extends Composition {
  readonly generation: number;
  readonly allocations: Readonly<Record<string, AllocationView>>;
}

export interface FabricView {
  readonly info: FabricInfo;
  readonly drms: readonly DrmView[];
  readonly hosts: readonly Host[];
  readonly links: readonly Link[];
  readonly vms: readonly Vm[];
  readonly allocations: readonly AllocationView[];
  readonly compositions: readonly CompositionView[];
}
