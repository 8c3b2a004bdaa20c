import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Court } from './court.ts';
import type { Verdict } from './judge.ts';
import { MUTANTS } from './mutants.ts';

const ROOMS = 2;

const court = new Court(ROOMS);
/** By build, SIMD or not. The sources as they are must pass before any bug means something. */
const asTheyAre = new Map<boolean, Promise<Verdict>>();
/** By name: what became of each. */
const lines = new Map<string, string>();
let caught = 0;

beforeAll(() => {
  for (const simd of [false, true]) asTheyAre.set(simd, court.judge({ mutant: null, simd }));
});

afterAll(async () => {
  const table = MUTANTS.map(({ name }) => lines.get(name) ?? name);
  console.log(`${table.join('\n')}\n${caught} of ${MUTANTS.length} seeded bugs caught`);
  await court.close();
});

it('there are enough of them, and no two of one name', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(26);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});

describe.concurrent('the sources as they are', () => {
  it.each([false, true])('no judge objects (SIMD: %s)', async (simd) => {
    const { judge, objection } = (await asTheyAre.get(simd)) as Verdict;
    expect({ judge, objection }).toEqual({ judge: null, objection: '' });
  });
});

describe.concurrent('seeded bugs', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s', async (name, mutant) => {
    const { judge, operations } = await court.judge({ mutant, simd: mutant.simd === true });
    for (const verdict of asTheyAre.values()) expect((await verdict).judge, 'the sources as they are').toBe(null);
    lines.set(name, [mutant.file.padEnd(30), name.padEnd(58), (judge ?? 'nobody').padEnd(18), operations].join(' '));
    expect(judge, `${name} (${mutant.breaks}): no judge objects after ${operations} operations`).not.toBe(null);
    caught++;
  });
});
