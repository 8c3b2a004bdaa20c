import { RahError } from '../errors/rah-error.ts';
import { didYouMean } from '../errors/suggestion.ts';
import { Distances, type Reach } from '../model/distance.ts';
import type { Drm, Host, Hub, Link, MediumOffer } from '../model/fabric.ts';
import { MEDIA, type Medium } from '../model/medium.ts';
import type { Segment } from '../model/placement.ts';
import type { Request } from '../model/request.ts';
import type { PolicyCore, PolicyHost, PolicyModule, PolicyRequest } from '../policy/core.ts';

/** One medium of one DRM; its place in the list is its index in the policy core. */
export interface Module {
  readonly drm: Drm;
  readonly offer: MediumOffer;
}

export interface Terrain {
  readonly drms: readonly Drm[];
  readonly hosts: readonly Host[];
  readonly hubs: readonly Hub[];
  readonly links: readonly Link[];
}

/** Only online DRMs take new slices. */
export function isSchedulable(drm: Drm): boolean {
  return drm.state === 'online';
}

/** What can be placed on and from where, with the policy core that knows what is free. Speaks ids outside, indices inside. */
export class Landscape {
  readonly core: PolicyCore;
  readonly #modules: Module[];
  readonly #moduleIndex = new Map<string, number>();
  readonly #drms = new Map<string, Drm>();
  readonly #hostIds: readonly string[];
  readonly #knownHosts: ReadonlySet<string>;
  readonly #distances: Distances;
  /** Hosts that the core knows the distances of; the others are loaded when they come into use. */
  readonly #hostIndex = new Map<string, number>();

  constructor(terrain: Terrain, core: PolicyCore) {
    this.core = core;
    for (const drm of terrain.drms) this.#drms.set(drm.id, drm);
    // Ties go to the lowest index, so the order must not depend on the order of the inventory.
    this.#modules = terrain.drms
      .flatMap((drm) => drm.media.map((offer): Module => ({ drm, offer })))
      .sort((a, b) => compare(a.drm.id, b.drm.id) || compare(a.offer.medium, b.offer.medium));
    for (const [index, { drm, offer }] of this.#modules.entries()) {
      this.#moduleIndex.set(moduleKey(drm.id, offer.medium), index);
    }
    this.#hostIds = terrain.hosts.map(({ id }) => id).sort(compare);
    this.#knownHosts = new Set(this.#hostIds);
    this.#distances = new Distances(terrain);
  }

  /**
   * Makes the core ready to decide for these hosts. Loading replaces all that the core knows,
   * so everything that is taken is claimed again from `taken`; therefore hosts are loaded in doubling numbers.
   */
  prepare(hosts: Iterable<string>, taken: () => Iterable<Segment>): void {
    const missing = new Set<string>();
    for (const host of hosts) {
      if (!this.#knownHosts.has(host)) throw this.unknownHost(host);
      if (!this.#hostIndex.has(host)) missing.add(host);
    }
    if (missing.size === 0 && this.#hostIndex.size > 0) return;
    const loaded = [...this.#hostIndex.keys(), ...missing];
    const have = new Set(loaded);
    const target = Math.min(this.#hostIds.length, Math.max(16, loaded.length * 2));
    for (const host of this.#hostIds) {
      if (loaded.length >= target) break;
      if (!have.has(host)) loaded.push(host);
    }
    this.#hostIndex.clear();
    for (const [index, host] of loaded.entries()) this.#hostIndex.set(host, index);
    this.core.load(
      this.#modules.map(policyModule),
      loaded.map((host) => this.#policyHost(host)),
    );
    for (const segment of taken()) this.core.claim(this.index(segment.drm, segment.medium), segment.extents);
  }

  /** True once `prepare` has loaded the core: from then on claims and releases must be kept up. */
  get isLoaded(): boolean {
    return this.#hostIndex.size > 0;
  }

  hasHost(host: string): boolean {
    return this.#knownHosts.has(host);
  }

  drm(id: string): Drm | undefined {
    return this.#drms.get(id);
  }

  module(index: number): Module {
    return this.#modules[index] as Module;
  }

  modules(): readonly Module[] {
    return this.#modules;
  }

  /** Throws when the DRM does not offer the medium: records and inventory disagree. */
  index(drm: string, medium: Medium): number {
    const index = this.#moduleIndex.get(moduleKey(drm, medium));
    if (index !== undefined) return index;
    throw new RahError(
      'policy_refused',
      `The DRM "${drm}" offers no ${medium}, but a record says that it is used there.`,
    );
  }

  offer(drm: string, medium: Medium): MediumOffer | undefined {
    const index = this.#moduleIndex.get(moduleKey(drm, medium));
    return index === undefined ? undefined : this.#modules[index]?.offer;
  }

  reach(host: string, drm: string): Reach {
    return this.#distances.between(host, drm);
  }

  /** A DRM changed its state, labels or failure domain, but not its media. */
  replaceDrm(drm: Drm): void {
    this.#drms.set(drm.id, drm);
    for (const offer of drm.media) {
      const index = this.index(drm.id, offer.medium);
      this.#modules[index] = { drm, offer };
      if (this.isLoaded) this.core.setSchedulable(index, isSchedulable(drm));
    }
  }

  policyRequest(request: Request, only: readonly number[] | null = null): PolicyRequest {
    const { constraints } = request;
    const host = this.#hostIndex.get(request.host);
    if (host === undefined) throw this.unknownHost(request.host);
    return {
      host,
      medium: request.medium,
      size: request.size,
      weights: request.weights,
      labels: pairs(constraints.labels),
      not_labels: pairs(constraints.not_labels),
      max_latency_ns: constraints.max_latency_ns ?? 0,
      min_bandwidth_mbps: constraints.min_bandwidth_mbps ?? 0,
      max_drms: constraints.max_drms,
      interleave_ways: constraints.interleave_ways,
      only: only ?? this.listed(request),
    };
  }

  /** Indices of the modules that the request names; empty when it names none. Throws when it names what is not there. */
  listed(request: Request): number[] {
    const { drm_ids } = request.constraints;
    const listed: number[] = [];
    for (const id of drm_ids) {
      if (!this.#drms.has(id)) {
        const hint = didYouMean(id, this.#drms.keys());
        throw new RahError('drm_not_found', `There is no DRM "${id}".${hint}`, { details: { drm: id } });
      }
      const index = this.#moduleIndex.get(moduleKey(id, request.medium));
      if (index !== undefined) listed.push(index);
    }
    // An empty list would mean "all" to the core.
    if (drm_ids.length > 0 && listed.length === 0) {
      throw new RahError('unplaceable', `None of the listed DRMs (${drm_ids.join(', ')}) offers ${request.medium}.`, {
        details: { vm: request.vm, drm_ids },
      });
    }
    return listed;
  }

  #policyHost(id: string): PolicyHost {
    const latency_ns = new Uint32Array(this.#modules.length);
    const bandwidth_mbps = new Uint32Array(this.#modules.length);
    for (const [index, { drm }] of this.#modules.entries()) {
      const reach = this.#distances.between(id, drm.id);
      latency_ns[index] = reach.latency_ns;
      bandwidth_mbps[index] = reach.bandwidth_mbps;
    }
    return { id, latency_ns, bandwidth_mbps };
  }

  unknownHost(host: string, path: readonly string[] = []): RahError {
    const hint = didYouMean(host, this.#hostIds);
    const known = this.#hostIds.slice(0, 10).join(', ') + (this.#hostIds.length > 10 ? ', ...' : '');
    return new RahError(
      'host_not_found',
      `There is no host "${host}" in the inventory.${hint} Hosts: ${known || 'none'}.`,
      { details: { host }, path },
    );
  }
}

function policyModule({ drm, offer }: Module): PolicyModule {
  return {
    drm: drm.id,
    kind: drm.kind,
    medium: offer.medium,
    capacity: offer.capacity,
    step: offer.step,
    device: MEDIA[offer.medium].device,
    cost_per_unit_hour_micros: offer.cost_per_unit_hour_micros,
    schedulable: isSchedulable(drm),
    labels: pairs(drm.labels),
  };
}

function pairs(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

function moduleKey(drm: string, medium: string): string {
  return `${drm}\n${medium}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
