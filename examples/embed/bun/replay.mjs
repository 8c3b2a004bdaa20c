// bun replay.mjs [VECTORS.json] [MODULE.wasm]
import { moduleFile } from '../javascript/rah-policy.mjs';
import { replay } from '../javascript/replay.mjs';

const root = new URL('../../../', import.meta.url);
const [vectors = new URL('test/golden/pool-vectors.json', root), module = new URL(`dist/${moduleFile()}`, root)] =
  Bun.argv.slice(2);
try {
  const { summary, first } = await replay(await Bun.file(vectors).text(), await Bun.file(module).bytes());
  if (first) console.error(first);
  console.log(summary);
  process.exitCode = first ? 1 : 0;
} catch (error) {
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}
