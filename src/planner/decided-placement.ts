import { totalLength } from '../model/extent.ts';
import { MEDIA } from '../model/medium.ts';
import {
  type Explanation,
  type Placement,
  REJECTION_REASONS,
  type RejectionReason,
  type Segment,
} from '../model/placement.ts';
import type { Request } from '../model/request.ts';
import type { Decision } from '../policy/core.ts';
import { describePlacement } from './description.ts';
import type { Landscape } from './landscape.ts';

/** A decision of the core in the words of the model. */
export function decidedPlacement(landscape: Landscape, request: Request, decision: Decision): Placement {
  const segments: Segment[] = decision.chosen.map(({ module, extents }) => ({
    drm: landscape.module(module).drm.id,
    medium: request.medium,
    extents,
  }));
  const explanation = explain(landscape, decision);
  return {
    segments,
    score: decision.chosen.reduce((least, { scores }) => Math.min(least, scores.total), 10_000),
    cost_per_hour_micros: costPerHour(landscape, segments),
    latency_ns: farthest(landscape, request.host, segments),
    reason: describePlacement({ segments, explanation }, request.medium),
    explanation,
  };
}

/** Rounded up, once, over all segments: nothing is ever shown cheaper than it is. */
export function costPerHour(landscape: Landscape, segments: readonly Segment[]): number {
  let micros = 0n;
  let unit = 1n;
  for (const { drm, medium, extents } of segments) {
    unit = BigInt(MEDIA[medium].cost_unit);
    const price = landscape.offer(drm, medium)?.cost_per_unit_hour_micros ?? 0;
    micros += BigInt(totalLength(extents)) * BigInt(price);
  }
  return Number((micros + unit - 1n) / unit);
}

export function farthest(landscape: Landscape, host: string, segments: readonly Segment[]): number {
  return segments.reduce((most, { drm }) => Math.max(most, landscape.reach(host, drm).latency_ns), 0);
}

function explain(landscape: Landscape, decision: Decision): Explanation {
  const rejected: Partial<Record<RejectionReason, number>> = {};
  for (const reason of REJECTION_REASONS) {
    if (decision.rejected[reason] > 0) rejected[reason] = decision.rejected[reason];
  }
  const id = (module: number): string => landscape.module(module).drm.id;
  const { runner_up, runner_up_scores } = decision;
  return {
    considered: decision.considered,
    candidates: decision.candidates,
    rejected,
    chosen: decision.chosen.map(({ module, scores }) => ({ drm: id(module), scores })),
    runner_up: runner_up < 0 || runner_up_scores === null ? null : { drm: id(runner_up), scores: runner_up_scores },
    largest_free: decision.largest_free,
    largest_free_drm: decision.largest_free_module < 0 ? null : id(decision.largest_free_module),
  };
}
