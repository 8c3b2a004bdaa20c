import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = realpathSync(join(HERE, '..', '..'));

/** The core owns its memory from the heap's base on; here that heap is AssemblyScript's, so the core gets blocks of it. */
const SWAPPED = new Map([['policy-assembly/assembly/arena.ts', 'policy-assembly/bind/assembly/arena.ts']]);

/** Compiles the policy core with its high-level exports; `out` is a path from the repository's root. Throws on errors. */
export async function build(out = 'dist/rah-policy-bind.wasm', entry = 'policy-assembly/bind/assembly/index.ts') {
  const args = [entry, '--outFile', out, '--baseDir', ROOT];
  const options = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--runtime', 'incremental'];
  const runtime = ['--exportRuntime', '--transform', join(HERE, 'transform.mjs')];
  const { error, stderr } = await asc.main([...args, ...options, ...runtime], {
    readFile(name, baseDir) {
      try {
        return readFileSync(join(baseDir, SWAPPED.get(name) ?? name), 'utf8');
      } catch {
        return null;
      }
    },
  });
  if (error) throw new Error(`asc: ${error.message}\n${stderr.toString()}`);
  return join(ROOT, out);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${await build()}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
