import { Worker } from 'node:worker_threads';
import type { Case, Verdict } from './judge.ts';
import { judgesFor } from './judges.ts';

/** A call that takes longer never comes back. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 500;

/** Lets the judges compare a compiled module with the references, until one objects. Rejects when a judge fails itself. */
export function judge(wasm: string, file: string): Promise<Verdict> {
  const given: Case = { wasm, file, progress: new SharedArrayBuffer(8) };
  const words = new Uint32Array(given.progress);
  const worker = new Worker(new URL('./court-room.ts', import.meta.url), { workerData: given, execArgv: [] });
  return new Promise((resolve, reject) => {
    let last = -1;
    let still = 0;
    const watch = setInterval(() => {
      const operations = Atomics.load(words, 0);
      still = operations === last ? still + LOOK_MS : 0;
      last = operations;
      if (still < PATIENCE_MS) return;
      const name = judgesFor(file)[Atomics.load(words, 1)]?.name ?? '';
      settle(() => resolve({ judge: name, objection: `call ${operations} does not come back`, operations }));
    }, LOOK_MS);
    function settle(then: () => void): void {
      clearInterval(watch);
      then();
      void worker.terminate();
    }
    worker.on('message', (verdict: Verdict) => settle(() => resolve(verdict)));
    worker.on('error', (error) => settle(() => reject(error)));
  });
}
