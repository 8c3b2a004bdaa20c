// deno run --allow-read replay.mjs [VECTORS.json] [MODULE.wasm]
import { moduleFile } from '../javascript/rah-policy.mjs';
import { replay } from '../javascript/replay.mjs';

const root = new URL('../../../', import.meta.url);
const [vectors = new URL('test/golden/pool-vectors.json', root), module = new URL(`dist/${moduleFile()}`, root)] =
  Deno.args;
try {
  const { summary, first } = await replay(await Deno.readTextFile(vectors), await Deno.readFile(module));
  if (first) console.error(first);
  console.log(summary);
  Deno.exitCode = first ? 1 : 0;
} catch (error) {
  console.error(`${error.name}: ${error.message}`);
  Deno.exitCode = 1;
}
