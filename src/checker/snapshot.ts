import type { Allocation, Composition } from '../model/allocation.ts';
import type { Drm, Host, Hub, Link, Vm } from '../model/fabric.ts';

export interface Versioned<T> {
  readonly body: T;
  readonly generation: number;
  readonly revision: number;
}

/** All records of a fabric at one revision, as the checker judges them. */
export interface Snapshot {
  readonly revision: number;
  readonly drms: readonly Versioned<Drm>[];
  readonly hosts: readonly Versioned<Host>[];
  readonly hubs: readonly Hub[];
  readonly links: readonly Link[];
  readonly vms: readonly Versioned<Vm>[];
  readonly allocations: readonly Versioned<Allocation>[];
  readonly compositions: readonly Versioned<Composition>[];
}
