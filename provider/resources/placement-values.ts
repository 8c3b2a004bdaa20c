/** Decisions between Terraform's values and the model. */
import type { Medium } from '../../src/model/medium.ts';
import type { Explanation, Extent, Placement, Segment } from '../../src/model/placement.ts';
import { isObjectValue, type ObjectValue, objectValue, UNKNOWN, type Value } from '../values/value.ts';

export const DECISION_NAMES = ['drm_ids', 'segments', 'score', 'cost_per_hour_micros', 'latency_ns', 'reason'] as const;

/** Nothing of the story behind a decision travels through Terraform but `reason`; the VRM finds the rest in its ledger. */
const UNTOLD: Explanation = {
  considered: 0,
  candidates: 0,
  rejected: {},
  chosen: [],
  runner_up: null,
  largest_free: 0,
  largest_free_drm: null,
};

/** Everything in DECISION_ATTRIBUTES. */
export function decisionValues(placement: Placement): ObjectValue {
  return objectValue({
    drm_ids: placement.segments.map((segment) => segment.drm),
    segments: segmentRows(placement.segments),
    score: placement.score,
    cost_per_hour_micros: placement.cost_per_hour_micros,
    latency_ns: placement.latency_ns,
    reason: placement.reason,
  });
}

/** A decision for nothing. */
export function emptyPlacement(reason: string): Placement {
  return { segments: [], score: 0, cost_per_hour_micros: 0, latency_ns: 0, reason, explanation: UNTOLD };
}

export function unknownDecision(): ObjectValue {
  return objectValue(Object.fromEntries(DECISION_NAMES.map((name) => [name, UNKNOWN])));
}

/** One row per extent: lists of lists read badly in a plan. */
function segmentRows(segments: readonly Segment[]): Value {
  return segments.flatMap((segment) =>
    segment.extents.map(({ start, length }) =>
      objectValue({ drm_id: segment.drm, medium: segment.medium, start, length }),
    ),
  );
}

/** The decision that wholly known values show: rows of one module side by side are its extents. */
export function placementFrom(values: ObjectValue): Placement {
  const segments: { drm: string; medium: Medium; extents: Extent[] }[] = [];
  for (const row of rowsOf(values.segments)) {
    const drm = String(row.drm_id);
    const medium = row.medium as Medium;
    const extent = { start: Number(row.start), length: Number(row.length) };
    const last = segments.at(-1);
    if (last !== undefined && last.drm === drm && last.medium === medium) last.extents.push(extent);
    else segments.push({ drm, medium, extents: [extent] });
  }
  return {
    segments,
    score: Number(values.score),
    cost_per_hour_micros: Number(values.cost_per_hour_micros),
    latency_ns: Number(values.latency_ns),
    reason: String(values.reason),
    explanation: UNTOLD,
  };
}

function rowsOf(value: Value | undefined): ObjectValue[] {
  return Array.isArray(value) ? value.filter(isObjectValue) : [];
}

/** Modules of a slice, in segment order. */
export function drmsOf(values: ObjectValue): string[] {
  return placementFrom(values).segments.map((segment) => segment.drm);
}

export function sameSegments(left: readonly Segment[], right: readonly Segment[]): boolean {
  return JSON.stringify(segmentRows(left)) === JSON.stringify(segmentRows(right));
}
