import { existsSync, readFileSync } from 'node:fs';
import type { PolicyCore } from '../../../src/policy/core.ts';
import { ReferencePolicy } from '../../../src/policy/reference.ts';
import { WasmPolicy } from '../../../src/policy/wasm.ts';

const WASM = new URL('../../../dist/rah-policy.wasm', import.meta.url);

/** The compiled policy module, from dist/. */
export function wasmBytes(): Uint8Array {
  if (!existsSync(WASM)) throw new Error('dist/rah-policy.wasm is missing: run npm run build');
  return new Uint8Array(readFileSync(WASM));
}

/** Every implementation of PolicyCore, by name; each call makes a fresh one. */
export const IMPLEMENTATIONS: readonly (readonly [name: string, create: () => PolicyCore])[] = [
  ['wasm', () => WasmPolicy.fromBytes(wasmBytes())],
  ['reference', () => new ReferencePolicy()],
];
