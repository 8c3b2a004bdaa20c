import { byDevice, extentsOn, subtract, totalLength } from '../model/extent.ts';
import type { MediumOffer } from '../model/fabric.ts';
import { MEDIA } from '../model/medium.ts';
import type { Extent } from '../model/placement.ts';
import type { AllocationView, CompositionView, DrmView, FabricView, MediumUsage } from '../model/view.ts';
import { concernsOf } from '../planner/concerns.ts';
import type { FabricState } from './state.ts';

/** What nobody holds on one medium of one DRM, ascending. */
export function freeExtents(state: FabricState, drm: string, offer: MediumOffer): Extent[] {
  const taken = state
    .allocationsOf(state.byDrm.get(drm))
    .flatMap(({ placement }) => extentsOn(placement.segments, drm, offer.medium));
  return subtract([{ start: 0, length: offer.capacity }], taken);
}

export function mediumUsage(state: FabricState, drm: string, offer: MediumOffer): MediumUsage {
  const free = freeExtents(state, drm, offer);
  const sum = totalLength(free);
  const { medium, capacity, cost_per_unit_hour_micros } = offer;
  return {
    medium,
    capacity,
    used: capacity - sum,
    free: sum,
    largest_free: largest(free, offer),
    cost_per_unit_hour_micros,
  };
}

function largest(free: readonly Extent[], offer: MediumOffer): number {
  const { device } = MEDIA[offer.medium];
  const lengths =
    device === 0 ? free.map(({ length }) => length) : [...byDevice(free, device).values()].map(totalLength);
  return lengths.reduce((most, length) => Math.max(most, length), 0);
}

export function drmView(state: FabricState, id: string): DrmView | null {
  const record = state.drms.get(id);
  if (record === undefined) return null;
  return {
    ...record.body,
    generation: record.generation,
    usage: record.body.media.map((offer) => mediumUsage(state, id, offer)),
    allocations: [...state.byDrm.get(id)].sort(),
  };
}

export function drmViews(state: FabricState): DrmView[] {
  return [...state.drms.keys()].sort().map((id) => drmView(state, id) as DrmView);
}

export function allocationView(state: FabricState, id: string): AllocationView | null {
  const record = state.allocations.get(id);
  if (record === undefined) return null;
  return { ...record.body, generation: record.generation, concerns: concernsOf(state.scenery(), record.body) };
}

export function compositionView(state: FabricState, name: string): CompositionView | null {
  const record = state.compositions.get(name);
  if (record === undefined) return null;
  const allocations: Record<string, AllocationView> = {};
  for (const [key, id] of Object.entries(record.body.members)) {
    const view = allocationView(state, id);
    if (view !== null) allocations[key] = view;
  }
  return { ...record.body, generation: record.generation, allocations };
}

export function fabricView(state: FabricState, uid: string): FabricView {
  const bodies = <T>(map: ReadonlyMap<string, { readonly body: T }>): T[] =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { body }]) => body);
  return {
    info: { uid, name: state.topology.name, revision: state.revision },
    drms: drmViews(state),
    hosts: bodies(state.hosts),
    links: state.topology.links,
    vms: bodies(state.vms),
    allocations: [...state.allocations.keys()].sort().map((id) => allocationView(state, id) as AllocationView),
    compositions: [...state.compositions.keys()].sort().map((name) => compositionView(state, name) as CompositionView),
  };
}
