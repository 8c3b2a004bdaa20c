import { parseArgs } from 'node:util';
import { compareImplementations, Difference } from './compare.ts';
import { implementations, withModules } from './implementations.ts';

/**
 * Compares the implementations on random calls and prints one line of figures for each sequence.
 * `node test/conformance/pool/run-comparison.ts [--seed N] [--sequences N] [--operations N] [--invariants N] [--wasm FILE]…`
 */
if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      sequences: { type: 'string', default: '4' },
      operations: { type: 'string', default: '10000' },
      invariants: { type: 'string', default: '10' },
      wasm: { type: 'string', multiple: true },
    },
  });
  const all = values.wasm === undefined ? implementations() : withModules(values.wasm);
  for (let k = 0; k < Number(values.sequences); k++) {
    const seed = Number(values.seed) + k;
    const start = process.hrtime.bigint();
    try {
      const { calls } = compareImplementations(all, {
        seed,
        operations: Number(values.operations),
        invariantsEvery: Number(values.invariants),
      });
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      const counts = [...calls]
        .map(([call, { times, succeeded }]) => `${call.slice(9)} ${succeeded}/${times}`)
        .join(', ');
      console.log(`seed ${seed}: ${values.operations} calls in ${seconds.toFixed(1)} s; ${counts}`);
    } catch (error) {
      if (!(error instanceof Difference)) throw error;
      console.log(error.message);
      process.exitCode = 1;
    }
  }
}
