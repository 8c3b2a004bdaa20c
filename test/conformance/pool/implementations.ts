import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PoolMachine } from '../../../src/policy/pool/machine.ts';
import { ReferencePoolMachine } from '../../../src/policy/pool/reference/machine.ts';
import { WasmPoolMachine } from '../../../src/policy/pool/wasm-machine.ts';

/** A way to get fresh machines of one implementation. */
export interface Implementation {
  readonly name: string;
  readonly create: () => PoolMachine;
}

const REFERENCE: Implementation = { name: 'reference', create: () => new ReferencePoolMachine() };

/** A compiled policy module; each machine is an instance of its own. */
export function wasmFile(name: string, file: string): Implementation {
  return { name, create: () => WasmPoolMachine.fromBytes(new Uint8Array(readFileSync(file))) };
}

/** Where the compiled modules are: dist/, or the folder that RAH_POLICY_DIST names. */
const DIST = process.env.RAH_POLICY_DIST ?? join(import.meta.dirname, '..', '..', '..', 'dist');

function builtPath(file: string): string {
  const path = join(DIST, file);
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build`);
  return path;
}

/** A compiled policy module by its file name. */
export function moduleBytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(builtPath(file)));
}

/** Every implementation of PoolMachine; the reference first. */
export function implementations(): readonly Implementation[] {
  return [
    REFERENCE,
    wasmFile('wasm', builtPath('rah-policy.wasm')),
    wasmFile('wasm SIMD', builtPath('rah-policy-simd.wasm')),
  ];
}

/** The reference and these compiled modules. */
export function withModules(files: readonly string[]): readonly Implementation[] {
  return [REFERENCE, ...files.map((file) => wasmFile(file, file))];
}
