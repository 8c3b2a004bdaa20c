import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GOLDEN_FILE, type GoldenFile, goldenFile, hashText, loadVector } from './golden-vectors.ts';
import { IMPLEMENTATIONS } from './implementations.ts';
import { perform } from './operations.ts';

const golden = JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')) as GoldenFile;

it('the golden vectors are what their script writes', () => {
  expect(golden, 'run: node test/conformance/policy/golden-vectors.ts').toEqual(
    JSON.parse(JSON.stringify(goldenFile())),
  );
});

describe.each(IMPLEMENTATIONS)('%s: golden vectors', (_, create) => {
  it.each(golden.vectors)('$name', (vector) => {
    const core = create();
    loadVector(core, vector);
    expect(hashText(core)).toBe(vector.hash);
    for (const step of vector.steps) {
      expect({ operation: step.operation, outcome: perform(core, step.operation), hash: hashText(core) }).toEqual(step);
    }
  });
});
