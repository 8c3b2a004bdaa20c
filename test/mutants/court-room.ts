/** A thread in which modules are compiled and judged, one after the other: one of them may never come back from a call. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { compile } from './compile.ts';
import type { Case, Outcome, Verdict } from './judge.ts';
import { judgesFor } from './judges.ts';

const port = parentPort as MessagePort;
/** Two u32: operations of the judge at work, and which judge it is. */
const progress = new Uint32Array(workerData as SharedArrayBuffer);

async function verdictOn({ mutant, simd }: Case): Promise<Verdict> {
  const bytes = await compile(mutant, simd);
  let all = 0;
  for (const [index, judge] of judgesFor(mutant?.file ?? '').entries()) {
    Atomics.store(progress, 0, 0);
    Atomics.store(progress, 1, index);
    const objection = judge.objection(bytes, () => Atomics.add(progress, 0, 1));
    const operations = Atomics.load(progress, 0);
    if (objection !== null) return { judge: judge.name, objection, operations };
    all += operations;
  }
  return { judge: null, objection: '', operations: all };
}

async function outcomeOf(given: Case): Promise<Outcome> {
  try {
    return { verdict: await verdictOn(given) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

port.on('message', async (given: Case) => port.postMessage(await outcomeOf(given)));
