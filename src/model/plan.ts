import type { Placement } from './placement.ts';
import type { Request } from './request.ts';

/**
 * The Terraform run that a preview belongs to.
 * Previews of one run never overlap each other, and are recalled unchanged by every later call of the same run.
 */
export interface PlanRun {
  /** The terraform process, by id and start; with `plan_id` where the configuration gives one. */
  readonly process: string;
  /** What the configuration says identifies the plan (`plantimestamp()`); null when it says nothing. */
  readonly plan_id: string | null;
  /** Working directory of the configuration, with its workspace unless that is the default one. */
  readonly owner: string;
  /** Set when this process applies a saved plan: recall what was previewed before the plan file was written. */
  readonly recall: { readonly before_ms: number } | null;
  /**
   * One terraform process makes many plans (`terraform test`): a preview of the run that no longer fits belonged to an
   * earlier one, so decide anew instead of reporting it.
   */
  readonly many_plans: boolean;
}

/** The run as the ledger knows it. */
export function runKey({ process, plan_id }: PlanRun): string {
  return plan_id === null ? process : `${process}@${plan_id}`;
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
