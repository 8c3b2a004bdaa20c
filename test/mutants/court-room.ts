/** The thread in which one module is judged: it may never come back from a call. */
import { readFileSync } from 'node:fs';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Case, Verdict } from './judge.ts';
import { judgesFor } from './judges.ts';

function verdict({ wasm, file, progress }: Case): Verdict {
  const bytes = new Uint8Array(readFileSync(wasm));
  const words = new Uint32Array(progress);
  let all = 0;
  for (const [index, judge] of judgesFor(file).entries()) {
    Atomics.store(words, 0, 0);
    Atomics.store(words, 1, index);
    const objection = judge.objection(bytes, () => Atomics.add(words, 0, 1));
    const operations = Atomics.load(words, 0);
    if (objection !== null) return { judge: judge.name, objection, operations };
    all += operations;
  }
  return { judge: null, objection: '', operations: all };
}

(parentPort as MessagePort).postMessage(verdict(workerData as Case));
