import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STATUS_CALLS } from '../../../src/policy/pool/machine.ts';
import { firstDifference, GOLDEN_FILE, type GoldenFile, goldenFile } from './golden-vectors.ts';
import { implementations } from './implementations.ts';

const golden = JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')) as GoldenFile;
const FRESH_SEED = 77;

it('the golden vectors are what their script writes', () => {
  // Not toEqual: it would print the whole file.
  const isCurrent = JSON.stringify(golden) === JSON.stringify(goldenFile());
  expect(isCurrent, 'run: node test/conformance/pool/golden-vectors.ts').toBe(true);
});

it('every sequence begins with a pool, and every call succeeds somewhere', () => {
  expect(golden.sequences.map(({ steps }) => steps[0]?.call)).toEqual(golden.sequences.map(() => 'rah_pool_begin'));
  const steps = golden.sequences.flatMap((sequence) => sequence.steps);
  const never = STATUS_CALLS.filter((call) => !steps.some((step) => step.call === call && step.status === '0'));
  expect(never).toEqual([]);
  for (const call of ['rah_pool_take', 'rah_pool_free', 'rah_pool_modules']) {
    expect(steps.filter((step) => step.call === call).length, call).toBeGreaterThan(0);
  }
});

describe.each(implementations())('$name', ({ create }) => {
  it.each(golden.sequences)('golden vectors: $name', (sequence) => {
    expect(firstDifference(create(), sequence)).toBe(null);
  });

  it('vectors that nobody has seen', () => {
    for (const sequence of goldenFile(FRESH_SEED).sequences) expect(firstDifference(create(), sequence)).toBe(null);
  });
});
