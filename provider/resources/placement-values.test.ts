import { expect, test } from 'vitest';
import type { Placement } from '../../src/model/placement.ts';
import { decisionValues, placementFrom, sameSegments } from './placement-values.ts';

const PLACEMENT: Placement = {
  segments: [
    {
      drm: 'a',
      medium: 'dram',
      extents: [
        { start: 0, length: 4 },
        { start: 8, length: 4 },
      ],
    },
    { drm: 'b', medium: 'dram', extents: [{ start: 2 ** 50, length: 8 }] },
  ],
  score: 9000,
  cost_per_hour_micros: 12,
  latency_ns: 170,
  reason: 'a + b: best',
  explanation: {
    considered: 2,
    candidates: 2,
    rejected: {},
    chosen: [],
    runner_up: null,
    largest_free: 9,
    largest_free_drm: 'a',
  },
};

test('a decision goes through Terraform and comes back, all but the long explanation', () => {
  const values = decisionValues(PLACEMENT);
  expect(values.drm_ids).toEqual(['a', 'b']);
  expect(values.segments).toHaveLength(3);
  const { explanation, ...back } = placementFrom(values);
  const { explanation: _, ...told } = PLACEMENT;
  expect(back).toEqual(told);
  expect(explanation.considered).toBe(0);
  expect(decisionValues(placementFrom(values))).toEqual(values);
});

test('sameSegments compares where, not why', () => {
  expect(sameSegments(PLACEMENT.segments, placementFrom(decisionValues(PLACEMENT)).segments)).toBe(true);
  expect(sameSegments(PLACEMENT.segments, PLACEMENT.segments.slice(1))).toBe(false);
});
