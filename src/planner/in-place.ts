import type { Allocation } from '../model/allocation.ts';
import { sameValue } from '../model/canonical.ts';
import type { Placement } from '../model/placement.ts';
import type { Request } from '../model/request.ts';
import { hasShape, unmetBySegments } from './constraint-check.ts';
import { costPerHour, farthest } from './decided-placement.ts';
import type { Landscape } from './landscape.ts';

/**
 * What can become of a live slice without moving it: `keep` when nothing is asked that it is not,
 * `update` when only words change, `resize` when the size does, `move` when it cannot stay.
 */
export type Standing = 'keep' | 'update' | 'resize' | 'move';

export function standing(landscape: Landscape, current: Allocation, request: Request): Standing {
  if (current.state === 'lost') return 'move';
  const before = current.request;
  // Sticky: what was accepted once stays, whatever became of its DRM's labels and links meanwhile.
  if (sameValue(before, request)) return 'keep';
  if (before.vm !== request.vm || before.medium !== request.medium) return 'move';
  if (before.constraints.interleave_ways !== request.constraints.interleave_ways) return 'move';
  const { segments } = current.placement;
  if (!hasShape(request, segments) || unmetBySegments(landscape, request, segments) !== null) return 'move';
  return sameValue(before.size, request.size) ? 'update' : 'resize';
}

/** A placement after a change in place. The explanation stays: it tells why the slice is where it is. */
export function changedInPlace(
  landscape: Landscape,
  placement: Placement,
  request: Request,
  segments: Placement['segments'],
): Placement {
  return {
    ...placement,
    segments,
    cost_per_hour_micros: costPerHour(landscape, segments),
    latency_ns: farthest(landscape, request.host, segments),
  };
}
