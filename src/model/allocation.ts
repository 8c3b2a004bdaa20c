import type { MappingRow, Placement } from './placement.ts';
import type { Request } from './request.ts';

export type AllocationState = 'reserved' | 'bound' | 'attached' | 'migrating' | 'released' | 'lost';

/** Who asked for a change, so that a retried create can be told from a second wish for the same thing. */
export interface Requester {
  /** Stable over retries: the working directory of the Terraform configuration, or 'cli'. */
  readonly owner: string;
  /** One process: `${pid}-${start}-${random}`. */
  readonly instance: string;
}

export interface Allocation {
  readonly id: string;
  /** Name that people gave; unique among the live allocations of a fabric when not null. */
  readonly name: string | null;
  readonly request: Request;
  readonly placement: Placement;
  readonly mapping: readonly MappingRow[];
  readonly state: AllocationState;
  /** Why it is lost; null otherwise. */
  readonly lost_reason: string | null;
  /** Name of the composition it belongs to, with its key there. */
  readonly composition: string | null;
  readonly key: string | null;
  /** `<rah_placement name>/<key>` that decided it, when one did. */
  readonly origin: string | null;
  readonly requester: Requester;
  /** Revision of the fabric at which its constraints were last held against the inventory. */
  readonly checked_revision: number;
  /** True once a later read proved that the requester kept the id. */
  readonly acknowledged: boolean;
}

/** A named set of allocations placed jointly, all or nothing. */
export interface Composition {
  readonly name: string;
  /** request key → allocation id */
  readonly members: Readonly<Record<string, string>>;
  readonly requester: Requester;
  readonly acknowledged: boolean;
}
