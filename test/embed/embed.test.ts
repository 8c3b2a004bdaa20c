import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ABI_VERSION } from '../../policy-assembly/abi/abi.ts';
import { POOL_BYTES } from '../../policy-assembly/abi/pool.ts';
import { goldenFile } from '../conformance/pool/golden-vectors.ts';
import { advice, install, missing } from './install.ts';
import { withConstant } from './patched-module.ts';
import { EMBED, ROOT, RUNTIMES, type Runtime, start } from './runtimes.ts';

const GOLDEN = join(ROOT, 'test', 'golden', 'pool-vectors.json');
const PLAIN = join(ROOT, 'dist', 'rah-policy.wasm');
const FRESH_SEED = 20_261_122;
const SUMMARY = /^\d+ steps, 0 differences\n$/;

let folder: string;
let freshVectors: string;
let alteredVectors: string;
let otherVersion: string;
let otherLayout: string;
let truncated: string;

function kept(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function stepsOf(path: string): number {
  const { sequences } = JSON.parse(readFileSync(path, 'utf8')) as { sequences: { steps: unknown[] }[] };
  return sequences.reduce((sum, { steps }) => sum + steps.length, 0);
}

/** The golden vectors with one digit of one state hash changed. */
function altered(): string {
  const vectors = JSON.parse(readFileSync(GOLDEN, 'utf8'));
  const step = vectors.sequences.at(-1).steps.at(-1);
  step.hash = String(BigInt(step.hash) ^ 1n);
  return JSON.stringify(vectors);
}

beforeAll(() => {
  install(RUNTIMES);
  folder = mkdtempSync(join(tmpdir(), 'rah-embed-'));
  const module = readFileSync(PLAIN);
  freshVectors = kept('fresh-vectors.json', JSON.stringify(goldenFile(FRESH_SEED)));
  alteredVectors = kept('altered-vectors.json', altered());
  otherVersion = kept('other-version.wasm', withConstant(module, 'rah_abi_version', ABI_VERSION, ABI_VERSION + 1));
  otherLayout = kept('other-layout.wasm', withConstant(module, 'rah_record_bytes', POOL_BYTES, POOL_BYTES + 8));
  truncated = kept('truncated.wasm', module.subarray(0, module.length >> 1));
}, 600_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Without what a runtime needs its tests cannot run: loud, and in CI a failure. */
function demand(runtime: Runtime, skip: (note: string) => void): void {
  const lacking = missing(runtime);
  if (lacking.size === 0) return;
  const note = `examples/embed/${runtime.name} was NOT tested: ${advice(lacking)}`;
  if (process.env.CI === 'true') throw new Error(note);
  process.stderr.write(`rah: ${note}\n`);
  skip(note);
}

describe.each(RUNTIMES)('$name', (runtime) => {
  test('replays the golden vectors', async ({ skip }) => {
    demand(runtime, skip);
    const { code, stdout, stderr } = await start(runtime, 'replay');
    expect(stdout, stderr).toBe(`${stepsOf(GOLDEN)} steps, 0 differences\n`);
    expect(code).toBe(0);
  });

  test('replays vectors that nobody has seen', async ({ skip }) => {
    demand(runtime, skip);
    // The plain build: the golden ones have been replayed on the SIMD build where the engine knows SIMD.
    const { code, stdout, stderr } = await start(runtime, 'replay', [freshVectors, PLAIN]);
    expect(stdout, stderr).toMatch(SUMMARY);
    expect(code).toBe(0);
  });

  test('names the first difference', async ({ skip }) => {
    demand(runtime, skip);
    const { code, stdout, stderr } = await start(runtime, 'replay', [alteredVectors]);
    expect(stdout).toBe(`${stepsOf(GOLDEN)} steps, 1 differences\n`);
    expect(stderr).toMatch(/first difference: .+, step \d+, rah_\w+: hash: expected \d+, got \d+/);
    expect(code).toBe(1);
  });

  test('refuses a module of another ABI version', async ({ skip }) => {
    demand(runtime, skip);
    const { code, stderr } = await start(runtime, 'replay', [GOLDEN, otherVersion], true);
    expect(stderr).toContain(`found ABI version ${ABI_VERSION + 1}, wanted ABI version ${ABI_VERSION}`);
    expect(code).toBe(1);
  });

  test('refuses a module with another record size', async ({ skip }) => {
    demand(runtime, skip);
    const { code, stderr } = await start(runtime, 'replay', [GOLDEN, otherLayout], true);
    expect(stderr).toContain(`found ${POOL_BYTES + 8} bytes in record POOL, wanted ${POOL_BYTES}`);
    expect(code).toBe(1);
  });

  test('refuses a truncated module', async ({ skip }) => {
    demand(runtime, skip);
    const { code, stderr } = await start(runtime, 'replay', [GOLDEN, truncated]);
    expect(stderr).toContain(`found no ABI version, wanted ABI version ${ABI_VERSION}`);
    expect(code).toBe(1);
  });

  test('the example prints what its README says', async ({ skip }) => {
    demand(runtime, skip);
    const { code, stdout, stderr } = await start(runtime, 'example');
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^module \d+: .+\nallocation \d+: .+, state hash \d+\n$/);
    expect(readFileSync(join(EMBED, runtime.name, 'README.md'), 'utf8')).toContain(stdout);
  });
});
