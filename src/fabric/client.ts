import type { Allocation, Composition, Requester } from '../model/allocation.ts';
import type { Drm, Host, Link, Vm } from '../model/fabric.ts';
import type { Medium } from '../model/medium.ts';
import type { Placement } from '../model/placement.ts';
import type { Request } from '../model/request.ts';

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

/**
 * The Terraform run that a preview belongs to.
 * Previews of one run never overlap each other, and are recalled unchanged by every later call of the same run.
 */
export interface PlanRun {
  readonly id: string;
  /** Working directory of the configuration. */
  readonly owner: string;
  /** Set when this process applies a saved plan: recall what was previewed before the plan file was written. */
  readonly recall: { readonly before_ms: number } | null;
}

export interface WantedSlice {
  readonly key: string;
  readonly request: Request;
}

/** What a preview would do for one key. */
export interface PlannedSlice {
  readonly key: string;
  /** `move` = released and placed elsewhere. */
  readonly action: 'keep' | 'create' | 'update' | 'resize' | 'move';
  /** Id of the live allocation that this continues; null for `create`. */
  readonly allocation: string | null;
  readonly placement: Placement;
}

export interface Preview {
  readonly revision: number;
  readonly slices: readonly PlannedSlice[];
  /** Ids of allocations that the change releases (keys that are gone). */
  readonly released: readonly string[];
}

/** What a preview is for; also the key under which it is recalled. */
export type PreviewSubject =
  /** A rah_composition: current slices are the members of the composition of that name. */
  | { readonly type: 'composition'; readonly name: string }
  /** A rah_placement: current slices are live allocations whose origin is `<name>/<key>`. Never recalled across runs, always sticky. */
  | { readonly type: 'placement'; readonly name: string }
  /**
   * A change of one live allocation, or (null) one still to be made; the only key is ''.
   * With null nothing is recorded or recalled: it only asks whether the request fits today, counting a slice that an
   * interrupted create of the same owner left behind as its own.
   */
  | { readonly type: 'allocation'; readonly id: string | null };

export interface ApplyAllocation {
  /** null creates. */
  readonly id: string | null;
  readonly name: string | null;
  readonly request: Request;
  /** Exactly these, or the change fails; null lets the VRM decide at commit. */
  readonly placement: Placement | null;
  readonly origin: string | null;
  readonly requester: Requester;
  readonly run: PlanRun | null;
}

export interface ApplyComposition {
  readonly name: string;
  /** True: there must be none of that name yet, but for one that the same owner's dead process left behind. */
  readonly create?: boolean;
  readonly wanted: readonly WantedSlice[];
  /** Exactly what was previewed, by key; null lets the VRM decide at commit. */
  readonly slices: readonly PlannedSlice[] | null;
  readonly requester: Requester;
  readonly run: PlanRun | null;
}

export interface Violation {
  readonly rule: string;
  readonly subject: string;
  readonly message: string;
}

export interface CheckReport {
  readonly revision: number;
  readonly drms: number;
  readonly allocations: number;
  readonly violations: readonly Violation[];
  /** Live allocations that no requester has confirmed yet (a create whose answer may never have arrived). */
  readonly unacknowledged: readonly string[];
}

/** The RAH fabric client: embedded today; remote and redfish later behave identically. Every failure is a RahError. */
export interface FabricClient {
  info(): Promise<FabricInfo>;
  view(): Promise<FabricView>;
  drms(): Promise<readonly DrmView[]>;
  /** By id, or by name. Reading with `acknowledge` records that the requester kept the id. */
  allocation(idOrName: string, options?: { acknowledge?: boolean }): Promise<AllocationView | null>;
  composition(name: string, options?: { acknowledge?: boolean }): Promise<CompositionView | null>;
  /** Joint, all or nothing, changes nothing in the fabric. RahError `unplaceable` names the key that does not fit; `stale_preview` when a recalled preview no longer fits. */
  preview(subject: PreviewSubject, wanted: readonly WantedSlice[], run: PlanRun | null): Promise<Preview>;
  applyAllocation(input: ApplyAllocation, deadline_ms: number): Promise<AllocationView>;
  applyComposition(input: ApplyComposition, deadline_ms: number): Promise<CompositionView>;
  /** Idempotent: releasing what is gone is not an error. */
  releaseAllocation(id: string, deadline_ms: number): Promise<void>;
  releaseComposition(name: string, deadline_ms: number): Promise<void>;
  setDrmState(id: string, state: Drm['state'], deadline_ms: number): Promise<DrmView>;
  check(): Promise<CheckReport>;
  close(): Promise<void>;
}
