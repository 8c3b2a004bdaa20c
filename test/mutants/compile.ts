import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Mutant, seeded } from './mutant.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CORE = join(ROOT, 'policy-assembly');
const BIN = join(ROOT, 'node_modules', '.bin');

/** Copies what the compiler reads, with the bug in it, into a new folder. */
function copied(folder: string, mutant: Mutant | null): void {
  mkdirSync(folder);
  for (const name of ['abi', 'assembly', 'asconfig.json'])
    cpSync(join(CORE, name), join(folder, name), { recursive: true });
  if (mutant === null) return;
  const path = join(folder, 'assembly', mutant.file);
  writeFileSync(path, seeded(readFileSync(path, 'utf8'), mutant));
}

/**
 * Compiles the policy module in a new folder, with a bug or (null) as it is. Answers the path of the result.
 * Rejects with what the compiler says when it refuses.
 */
export function compile(folder: string, mutant: Mutant | null, simd: boolean): Promise<string> {
  copied(folder, mutant);
  const outFile = join(folder, 'policy.wasm');
  const entry = join(folder, 'assembly', 'index.ts');
  // What is built is optimized: that takes four times as long and changes no answer.
  const args = [
    entry,
    '--config',
    join(folder, 'asconfig.json'),
    '--outFile',
    outFile,
    ...(simd ? ['--enable', 'simd'] : []),
  ];
  const env = { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}` };
  return new Promise((resolve, reject) => {
    execFile(join(BIN, 'asc'), args, { env }, (error, stdout, stderr) => {
      if (error === null) resolve(outFile);
      else reject(new Error(`${mutant?.name ?? 'the policy module'} does not compile:\n${stdout}${stderr}`));
    });
  });
}
