import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';
import { check } from './check.ts';
import { BIN, ROOT, run } from './step.ts';
import { requireTerraform } from './terraform-binary.ts';

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

async function suite(projects: readonly string[], args: readonly string[]): Promise<Tally & { code: number }> {
  const report = join(ROOT, '.cache', 'test-report.json');
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const code = await run(join(BIN, 'vitest'), [
    'run',
    ...projects.map((project) => `--project=${project}`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ]);
  const summary = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not even be loaded counts as a failure, though no test of it ran.
  const brokenFiles = summary.testResults.filter(
    (file: { status: string; assertionResults: unknown[] }) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return {
    code,
    passed: summary.numPassedTests,
    failed: summary.numFailedTests + brokenFiles,
    skipped: summary.numPendingTests + summary.numTodoTests,
  };
}

function closingLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}\n`;
}

const SHORT = ['unit', 'acceptance'];
const LONG = ['long'];

/** `npm test`, `npm run test:long`. Arguments other than --long go to vitest. */
export async function test(args: readonly string[]): Promise<number> {
  requireTerraform();
  const long = args.includes('--long');
  const rest = args.filter((arg) => arg !== '--long');
  if (!long) await check();
  await build({ force: false });
  const result = await suite(long ? LONG : SHORT, rest);
  process.stdout.write(closingLine(result));
  return result.code === 0 && result.failed === 0 && result.passed > 0 ? 0 : 1;
}
