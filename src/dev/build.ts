import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { BIN, capture, ROOT, step } from './step.ts';

const OUTPUTS = ['dist/rah-policy.wasm', 'dist/rah-policy-simd.wasm', 'dist/rah', 'dist/terraform-provider-rah'];
const CORE = ['policy-assembly/assembly/index.ts', '--config', 'policy-assembly/asconfig.json'];
const SOURCES = ['policy-assembly', 'src', 'provider', 'package.json', 'package-lock.json'];

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .reduce((latest, entry) => Math.max(latest, newest(join(path, entry.name))), 0);
}

/** Builds dist/ when a source is newer than what stands there. */
export async function build(options: { force: boolean }): Promise<void> {
  const made = OUTPUTS.map((name) => join(ROOT, name));
  if (!options.force && made.every((path) => existsSync(path))) {
    const oldest = Math.min(...made.map((path) => statSync(path).mtimeMs));
    if (SOURCES.every((name) => newest(join(ROOT, name)) < oldest)) return;
  }
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  await step('compiling the policy core to WebAssembly', () =>
    capture(join(BIN, 'asc'), [...CORE, '--outFile', 'dist/rah-policy.wasm']),
  );
  await step('compiling its SIMD build', () =>
    capture(join(BIN, 'asc'), [...CORE, '--outFile', 'dist/rah-policy-simd.wasm', '--enable', 'simd']),
  );
  await step('bundling dist/rah and dist/terraform-provider-rah', async () => {
    await bundle();
    return { code: 0, output: '' };
  });
}
