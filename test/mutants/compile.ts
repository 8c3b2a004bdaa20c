import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import asc from 'assemblyscript/asc';
import { type Mutant, seeded } from './mutant.ts';

const CORE = join(import.meta.dirname, '..', '..', 'policy-assembly');
const OUTPUT = 'policy.wasm';
// What is built is optimized: that takes four times as long and changes no answer.
const OPTIONS = ['assembly/index.ts', '--config', 'asconfig.json', '--baseDir', CORE, '--outFile', OUTPUT, '-O0'];

/**
 * Compiles the policy module with a bug, or (null) as it is: the compiler reads the file of the bug with the bug in it,
 * nothing is written. Rejects with what the compiler says when it refuses.
 */
export async function compile(mutant: Mutant | null, simd: boolean): Promise<Uint8Array> {
  const patched = mutant === null ? '' : join(CORE, 'assembly', mutant.file);
  const text = mutant === null ? '' : seeded(readFileSync(patched, 'utf8'), mutant);
  let wasm: Uint8Array | null = null;
  const { error, stderr } = await asc.main([...OPTIONS, ...(simd ? ['--enable', 'simd'] : [])], {
    readFile(name, folder) {
      const path = resolve(folder, name);
      if (path === patched) return text;
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return null; // The compiler asks for a module under several names.
      }
    },
    writeFile(name, contents) {
      if (name === OUTPUT && typeof contents !== 'string') wasm = contents;
    },
    listFiles: () => null,
  });
  if (error !== null || wasm === null) {
    throw new Error(`${mutant?.name ?? 'the policy module'} does not compile:\n${stderr}`);
  }
  return wasm;
}
