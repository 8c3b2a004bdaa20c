import { isRahError, RahError } from '../errors/rah-error.ts';
import type { Allocation, Composition } from '../model/allocation.ts';
import { sameValue } from '../model/canonical.ts';
import type { Drm, Host, Vm } from '../model/fabric.ts';
import type { Segment } from '../model/placement.ts';
import { Journal } from '../planner/journal.ts';
import { Landscape } from '../planner/landscape.ts';
import type { PolicyCore } from '../policy/core.ts';
import type { Seen, StoreRecord } from '../store/store.ts';
import { Index } from './index-map.ts';
import { type Recorded, TOPOLOGY_ID, type Topology } from './record.ts';

const EMPTY_TOPOLOGY: Topology = { name: 'fabric', hash: '', hubs: [], links: [] };

/** A copy in memory of what the store holds, and of it only: committed records go in, nothing else ever does. */
export class FabricState {
  revision = 0;
  readonly drms = new Map<string, Recorded<Drm>>();
  readonly hosts = new Map<string, Recorded<Host>>();
  readonly vms = new Map<string, Recorded<Vm>>();
  readonly allocations = new Map<string, Recorded<Allocation>>();
  readonly compositions = new Map<string, Recorded<Composition>>();
  readonly byDrm = new Index();
  readonly byVm = new Index();
  readonly byOrigin = new Index();
  readonly byName = new Map<string, string>();
  readonly unacknowledged = new Set<string>();
  topology: Topology = EMPTY_TOPOLOGY;
  readonly #core: PolicyCore;
  /** Null when it must be made anew from the records. */
  #landscape: Landscape | null = null;

  constructor(core: PolicyCore) {
    this.#core = core;
  }

  absorb(seen: Seen): void {
    if (seen.reset) this.#clear();
    const allocations: StoreRecord[] = [];
    for (const record of seen.records) {
      if (record.type === 'allocation') allocations.push(record);
      else this.#absorbOther(record);
    }
    this.#absorbAllocations(allocations);
    this.revision = seen.revision;
  }

  allocation(id: string): Allocation | undefined {
    return this.allocations.get(id)?.body;
  }

  allocationsOf(ids: Iterable<string>): Allocation[] {
    const found: Allocation[] = [];
    for (const id of ids) {
      const allocation = this.allocation(id);
      if (allocation !== undefined) found.push(allocation);
    }
    return found;
  }

  /** The world to look at: what is where, and how far. Nothing can be decided on it. */
  scenery(): Landscape {
    this.#landscape ??= new Landscape(
      {
        drms: [...this.drms.values()].map(({ body }) => body),
        hosts: [...this.hosts.values()].map(({ body }) => body),
        hubs: this.topology.hubs,
        links: this.topology.links,
      },
      this.#core,
    );
    return this.#landscape;
  }

  /** The world that decisions are made on, ready for these hosts. */
  landscape(hosts: Iterable<string>): Landscape {
    const landscape = this.scenery();
    try {
      landscape.prepare(hosts, () => this.#takenSegments());
    } catch (error) {
      // An unknown host is the caller's mistake and leaves the core as it was.
      if (isRahError(error) && error.code === 'host_not_found') throw error;
      this.#landscape = null;
      if (isRahError(error)) throw error;
      const said = error instanceof Error ? error.message : String(error);
      throw new RahError('policy_refused', `The policy refused the records of this store: ${said}`, { cause: error });
    }
    return landscape;
  }

  /** Runs `work` on a journal and takes back all that it tried, whatever happens. */
  tryOut<T>(hosts: Iterable<string>, work: (journal: Journal) => T): T {
    const journal = new Journal(this.landscape(hosts));
    try {
      return work(journal);
    } finally {
      try {
        journal.rollback();
      } catch {
        // The core is not what we think it is; the records are, so start again from them.
        this.#landscape = null;
      }
    }
  }

  /** Hash of the policy core as kept up step by step, and as made anew from the records; null when it was not loaded. */
  compareCore(): { readonly kept: bigint; readonly fresh: bigint } | null {
    if (this.#landscape === null || !this.#landscape.isLoaded) return null;
    const kept = this.#core.stateHash();
    this.#landscape = null;
    const host = this.hosts.keys().next().value;
    if (host === undefined) return null;
    this.landscape([host]);
    return { kept, fresh: this.#core.stateHash() };
  }

  *#takenSegments(): Iterable<Segment> {
    for (const { body } of this.allocations.values()) yield* body.placement.segments;
  }

  #clear(): void {
    for (const map of [this.drms, this.hosts, this.vms, this.allocations, this.compositions, this.byName]) map.clear();
    for (const index of [this.byDrm, this.byVm, this.byOrigin]) index.clear();
    this.unacknowledged.clear();
    this.topology = EMPTY_TOPOLOGY;
    this.#landscape = null;
  }

  #absorbOther(record: StoreRecord): void {
    switch (record.type) {
      case 'topology':
        if (record.id === TOPOLOGY_ID && record.body !== null) this.topology = record.body as Topology;
        this.#landscape = null;
        return;
      case 'drm':
        this.#absorbDrm(record);
        return;
      case 'host':
        put(this.hosts, record);
        this.#landscape = null;
        return;
      case 'vm':
        put(this.vms, record);
        return;
      case 'composition':
        put(this.compositions, record);
        return;
      default:
        throw new RahError('store_version', `The store holds records of type "${record.type}", unknown to this rah.`);
    }
  }

  #absorbDrm(record: StoreRecord): void {
    const before = this.drms.get(record.id)?.body;
    const after = record.body as Drm | null;
    put(this.drms, record);
    const same = (key: 'kind' | 'media' | 'labels'): boolean => sameValue(before?.[key], after?.[key]);
    if (before !== undefined && after !== null && same('media') && same('labels') && same('kind')) {
      this.#landscape?.replaceDrm(after);
    } else {
      this.#landscape = null;
    }
  }

  #absorbAllocations(records: readonly StoreRecord[]): void {
    const gone: Segment[] = [];
    const come: Segment[] = [];
    for (const record of records) {
      const before = this.allocation(record.id);
      if (before !== undefined) {
        this.#unindex(before);
        gone.push(...before.placement.segments);
      }
      put(this.allocations, record);
      const after = record.body as Allocation | null;
      if (after !== null) {
        this.#index(after);
        come.push(...after.placement.segments);
      }
    }
    const landscape = this.#landscape;
    if (landscape === null || !landscape.isLoaded) return;
    try {
      // Everything is given back before anything is taken: the changes may pass space on among themselves.
      for (const { drm, medium, extents } of gone) landscape.core.release(landscape.index(drm, medium), extents);
      for (const { drm, medium, extents } of come) landscape.core.claim(landscape.index(drm, medium), extents);
    } catch {
      this.#landscape = null;
    }
  }

  #index(allocation: Allocation): void {
    for (const { drm } of allocation.placement.segments) this.byDrm.add(drm, allocation.id);
    this.byVm.add(allocation.request.vm, allocation.id);
    if (allocation.origin !== null) this.byOrigin.add(allocation.origin, allocation.id);
    if (allocation.name !== null) this.byName.set(allocation.name, allocation.id);
    if (!allocation.acknowledged) this.unacknowledged.add(allocation.id);
  }

  #unindex(allocation: Allocation): void {
    for (const { drm } of allocation.placement.segments) this.byDrm.remove(drm, allocation.id);
    this.byVm.remove(allocation.request.vm, allocation.id);
    if (allocation.origin !== null) this.byOrigin.remove(allocation.origin, allocation.id);
    if (allocation.name !== null && this.byName.get(allocation.name) === allocation.id) {
      this.byName.delete(allocation.name);
    }
    this.unacknowledged.delete(allocation.id);
  }
}

function put<T>(map: Map<string, Recorded<T>>, { id, body, generation, revision }: StoreRecord): void {
  if (body === null) map.delete(id);
  else map.set(id, { body: body as T, generation, revision });
}
