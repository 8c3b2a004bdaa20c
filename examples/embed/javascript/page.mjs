// The page's program: replays the vectors, runs the example, shows both, and tells the server that served it.
import { example } from './example.mjs';
import { moduleFile, Policy } from './rah-policy.mjs';
import { replay } from './replay.mjs';

async function fetched(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response;
}

/** {notes, lines, failed}: what `work` says to stderr and stdout, or why it does not. */
async function outcome(work) {
  try {
    return await work();
  } catch (error) {
    return { notes: [`${error.name}: ${error.message}`], lines: [], failed: true };
  }
}

async function moduleBytes() {
  return (await fetched(`/dist/${moduleFile()}`)).arrayBuffer();
}

const replayed = await outcome(async () => {
  const { summary, first } = await replay(await (await fetched('/vectors.json')).text(), await moduleBytes());
  return { notes: first ? [first] : [], lines: [summary], failed: first !== undefined };
});
const shown = await outcome(async () => {
  return { notes: [], lines: example(await Policy.load(await moduleBytes())), failed: false };
});
const engine = `${navigator.userAgent}, ${moduleFile()}`;
for (const [id, { notes, lines }] of Object.entries({ replay: replayed, example: shown }))
  document.querySelector(`#${id}`).textContent = [...notes, ...lines].join('\n');
document.querySelector('#engine').textContent = engine;
await fetch('/result', { method: 'POST', body: JSON.stringify({ engine, replay: replayed, example: shown }) });
