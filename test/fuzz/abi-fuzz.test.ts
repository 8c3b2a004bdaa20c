import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FuzzReport } from './abi-fuzz.ts';

/** 10 million hostile calls in all; RAH_FUZZ_CALLS asks for more or fewer. */
const CALLS = Number(process.env.RAH_FUZZ_CALLS ?? 10_000_000);

function fuzz(build: string, seed: number, calls: number, pages?: number): Promise<FuzzReport> {
  const program = join(import.meta.dirname, 'abi-fuzz.ts');
  const args = [program, '--build', build, '--seed', String(seed), '--calls', String(Math.ceil(calls)), '--json'];
  if (pages !== undefined) args.push('--pages', String(pages));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(JSON.parse(output)) : reject(new Error(errors))));
  });
}

test('no hostile call traps, writes where it must not, or loses the state', async () => {
  const roomy = await Promise.all([fuzz('plain', 1, CALLS / 3), fuzz('simd', 2, CALLS / 3)]);
  // Each sixth with hardly any memory, so that it runs out in the middle of things.
  const tight = await Promise.all([fuzz('plain', 3, CALLS / 6, 4), fuzz('simd', 4, CALLS / 6, 16)]);
  const reports = [...roomy, ...tight];
  for (const report of reports) process.stdout.write(`fuzz: ${JSON.stringify(report)}\n`);
  expect(reports.reduce((sum, { calls }) => sum + calls, 0)).toBeGreaterThanOrEqual(CALLS);
  // A fuzzer that only ever hears "no" has not looked inside.
  for (const { ok, refused } of reports) expect(ok).toBeGreaterThan(refused / 20);
  for (const { restores } of roomy) expect(restores).toBeGreaterThan(100);
});
