import { UNREACHABLE } from '../model/distance.ts';
import type { Drm } from '../model/fabric.ts';
import type { Segment } from '../model/placement.ts';
import type { Request } from '../model/request.ts';
import type { Landscape } from './landscape.ts';

/** Why the request may not use what it has on this DRM, for people; null when it may. Capacity and state are other questions. */
export function unmetConstraint(landscape: Landscape, request: Request, drm: Drm): string | null {
  const { constraints } = request;
  for (const [key, value] of Object.entries(constraints.labels)) {
    if (drm.labels[key] !== value) return `it has no label ${key}=${value}`;
  }
  for (const [key, value] of Object.entries(constraints.not_labels)) {
    if (drm.labels[key] === value) return `it has the label ${key}=${value}`;
  }
  if (constraints.drm_ids.length > 0 && !constraints.drm_ids.includes(drm.id)) return 'it is not among the listed DRMs';
  const reach = landscape.reach(request.host, drm.id);
  if (reach.latency_ns === UNREACHABLE) return `host "${request.host}" has no path to it`;
  if (constraints.max_latency_ns !== null && reach.latency_ns > constraints.max_latency_ns) {
    return `it is ${reach.latency_ns} ns from host "${request.host}", more than ${constraints.max_latency_ns} ns`;
  }
  if (constraints.min_bandwidth_mbps !== null && reach.bandwidth_mbps < constraints.min_bandwidth_mbps) {
    return `host "${request.host}" has ${reach.bandwidth_mbps} MB/s to it, less than ${constraints.min_bandwidth_mbps} MB/s`;
  }
  return null;
}

/** The first DRM of the segments that does not meet the request, with the reason; null when all do. */
export function unmetBySegments(
  landscape: Landscape,
  request: Request,
  segments: readonly Segment[],
): { readonly drm: string; readonly reason: string } | null {
  for (const { drm: id } of segments) {
    const drm = landscape.drm(id);
    const reason = drm === undefined ? 'it is gone from the inventory' : unmetConstraint(landscape, request, drm);
    if (reason !== null) return { drm: id, reason };
  }
  return null;
}

/** Whether segments of this number and shape are what the request's spanning and interleaving ask for. */
export function hasShape(request: Request, segments: readonly Segment[]): boolean {
  const { interleave_ways, max_drms } = request.constraints;
  return interleave_ways > 1 ? segments.length === interleave_ways : segments.length <= max_drms;
}
