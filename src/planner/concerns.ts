import type { Allocation } from '../model/allocation.ts';
import { unmetConstraint } from './constraint-check.ts';
import type { Landscape } from './landscape.ts';

/**
 * What its request asks for and no longer holds, because the inventory changed around a live allocation: its records are
 * right, so these are no violations, and nothing moves by itself. Empty when all is well.
 */
export function concernsOf(landscape: Landscape, { request, placement, state }: Allocation): string[] {
  if (state === 'lost' || !landscape.hasHost(request.host)) return [];
  const concerns: string[] = [];
  for (const { drm: id } of placement.segments) {
    const drm = landscape.drm(id);
    if (drm === undefined) continue;
    const reason = unmetConstraint(landscape, request, drm);
    if (reason !== null) concerns.push(`DRM "${id}" no longer meets the request: ${reason}.`);
    if (drm.state === 'offline') concerns.push(`DRM "${id}" is offline.`);
  }
  return concerns;
}
