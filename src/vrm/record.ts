import type { Allocation, Composition } from '../model/allocation.ts';
import type { Drm, Host, Hub, Link, Vm } from '../model/fabric.ts';

/** A body with its place in the history of the store. */
export interface Recorded<T> {
  readonly body: T;
  readonly generation: number;
  readonly revision: number;
}

/** What of the inventory is neither DRM nor host, in one record; its id is 'inventory'. */
export interface Topology {
  readonly name: string;
  /** Hash of the inventory text that the records follow. */
  readonly hash: string;
  readonly hubs: readonly Hub[];
  readonly links: readonly Link[];
}

export const TOPOLOGY_ID = 'inventory';

/** Every type of record, with its body. */
export interface RecordTypes {
  readonly topology: Topology;
  readonly drm: Drm;
  readonly host: Host;
  readonly vm: Vm;
  readonly allocation: Allocation;
  readonly composition: Composition;
}

export type RecordType = keyof RecordTypes;
