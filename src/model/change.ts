import type { Requester } from './allocation.ts';
import type { Placement } from './placement.ts';
import type { PlannedSlice, PlanRun, WantedSlice } from './plan.ts';
import type { Request } from './request.ts';

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
