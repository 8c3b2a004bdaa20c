import { join } from 'node:path';
import { BIN, capture, run, step } from './step.ts';

/** Types, lint and format, generated files up to date. */
export async function check(): Promise<number> {
  await step('checking types', () => capture(join(BIN, 'tsc'), ['-p', '.']));
  await step('checking lint and format', () => capture(join(BIN, 'biome'), ['ci', '--colors=off']));
  await step('checking that generated files are up to date', async () => {
    const stale = await (await import('./generate.ts')).staleFiles();
    return { code: stale.length, output: `out of date: ${stale.join(', ')}\nrun: npm run gen` };
  });
  return 0;
}

export function format(): Promise<number> {
  return run(join(BIN, 'biome'), ['check', '--write']);
}
