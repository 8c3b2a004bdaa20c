import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Random calls in all, on each implementation; RAH_AGREEMENT_CALLS asks for more or fewer. */
const CALLS = Number(process.env.RAH_AGREEMENT_CALLS ?? 1_000_000);
const SEQUENCES = 20;
const PROGRAM = join(import.meta.dirname, '..', 'conformance', 'pool', 'run-comparison.ts');

function compare(seed: number, sequences: number): Promise<string> {
  const args = [PROGRAM, '--seed', String(seed), '--sequences', String(sequences)];
  const child = spawn(process.execPath, [...args, '--operations', String(CALLS / SEQUENCES), '--invariants', '20'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
  });
}

test('wasm, wasm SIMD and the reference agree bit for bit on a million random calls', async () => {
  const outputs = await Promise.all([compare(1000, SEQUENCES / 2), compare(2000, SEQUENCES / 2)]);
  const lines = outputs.join('').trim().split('\n');
  process.stdout.write(`${lines.map((line) => line.replace(/;.*/, '')).join('\n')}\n`);
  const calls = lines.reduce((sum, line) => sum + Number(/: (\d+) calls/.exec(line)?.[1] ?? 0), 0);
  expect(calls).toBeGreaterThanOrEqual(CALLS);
});
