// node replay.mjs [VECTORS.json] [MODULE.wasm]
import { readFile } from 'node:fs/promises';
import { moduleFile } from '../javascript/rah-policy.mjs';
import { replay } from '../javascript/replay.mjs';

const root = new URL('../../../', import.meta.url);
const [vectors = new URL('test/golden/pool-vectors.json', root), module = new URL(`dist/${moduleFile()}`, root)] =
  process.argv.slice(2);
try {
  const { summary, first } = await replay(await readFile(vectors, 'utf8'), await readFile(module));
  if (first) console.error(first);
  console.log(summary);
  process.exitCode = first ? 1 : 0;
} catch (error) {
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}
