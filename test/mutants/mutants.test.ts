import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from './compile.ts';
import { judge } from './court.ts';
import type { Verdict } from './judge.ts';
import { Lanes } from './lanes.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

/** Compilers and judges at a time. */
const LANES = 2;

let folder: string;
const lanes = new Lanes(LANES);
const lines: string[] = [];
let caught = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rah-mutants-'));
  for (const simd of [false, true]) asTheyAre.set(simd, judged(`as-they-are-${simd}`, null, simd));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  console.log(`${lines.join('\n')}\n${caught} of ${MUTANTS.length} seeded bugs caught`);
});

function judged(name: string, mutant: Mutant | null, simd: boolean): Promise<Verdict> {
  return lanes.run(async () => judge(await compile(join(folder, name), mutant, simd), mutant?.file ?? ''));
}

it('there are enough of them, and no two of one name', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(26);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});

/** What the judges say of the sources as they are: they must have nothing to object to before any bug means something. */
const asTheyAre = new Map<boolean, Promise<Verdict>>();

describe.concurrent('the sources as they are', () => {
  it.each([false, true])('no judge objects (SIMD: %s)', async (simd) => {
    const { judge: by, objection } = (await asTheyAre.get(simd)) as Verdict;
    expect({ by, objection }).toEqual({ by: null, objection: '' });
  });
});

describe.concurrent('seeded bugs', () => {
  it.each(MUTANTS.map((mutant, index) => [mutant.name, mutant, index] as const))('%s', async (name, mutant, index) => {
    const { judge: by, operations, objection } = await judged(`mutant-${index}`, mutant, mutant.simd === true);
    for (const verdict of asTheyAre.values()) expect((await verdict).judge, 'the sources as they are').toBe(null);
    lines.push([mutant.file.padEnd(32), name.padEnd(60), (by ?? 'nobody').padEnd(26), operations].join(' '));
    expect(by, `${name} (${mutant.breaks}): no judge objects after ${operations} operations ${objection}`).not.toBe(
      null,
    );
    caught++;
  });
});
