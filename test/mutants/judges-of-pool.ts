import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as abi from '../../policy-assembly/abi/pool.ts';
import type { PoolAnswer, PoolCall, PoolMachine } from '../../src/policy/pool/machine.ts';
import { ReferencePoolMachine } from '../../src/policy/pool/reference/machine.ts';
import { WasmPoolMachine } from '../../src/policy/pool/wasm-machine.ts';
import { BatchPool } from '../conformance/pool/batch-pools.ts';
import { compareImplementations, Difference } from '../conformance/pool/compare.ts';
import { between, pick, seeded } from '../conformance/pool/draw.ts';
import { firstDifference, GOLDEN_FILE, type GoldenFile } from '../conformance/pool/golden-vectors.ts';
import { largePoolDifference } from '../conformance/pool/large-pools.ts';
import { tightBatch } from '../conformance/pool/tight-batches.ts';
import type { Judge } from './judge.ts';

const SEEDS = [101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112];
const OPERATIONS = 4500;
const LARGE_RUNS = Array.from({ length: 18 }, (_, k) => {
  const isHuge = k % 3 === 2;
  return { seed: 201 + k, isHuge, operations: isHuge ? 40 : 500 };
});
const TIGHT_SEEDS = Array.from({ length: 40 }, (_, k) => 301 + k);

/** The module trapped, or its answer could not be read. */
class Broken extends Error {}

/** A machine that counts its calls and tells its own failures from those of whoever drives it. */
class WatchedMachine implements PoolMachine {
  readonly implementation = 'wasm';
  readonly #machine: PoolMachine;
  readonly #count: () => void;

  constructor(bytes: Uint8Array, count: () => void) {
    this.#machine = WasmPoolMachine.fromBytes(bytes);
    this.#count = count;
  }

  call(name: PoolCall, args: readonly (number | bigint)[], input?: Uint8Array): PoolAnswer {
    if (name !== 'rah_pool_hash') this.#count();
    try {
      return this.#machine.call(name, args, input);
    } catch (error) {
      throw new Broken(`${name}: ${error}`);
    }
  }
}

/** A judge of runs that are told apart by a seed or a name, each on a fresh machine. */
function judgeOf<T>(
  name: string,
  runs: () => readonly T[],
  objection: (run: T, machine: () => PoolMachine) => string | null,
): Judge {
  return {
    name,
    objection(bytes, count) {
      for (const run of runs()) {
        try {
          const found = objection(run, () => new WatchedMachine(bytes, count));
          if (found !== null) return found;
        } catch (error) {
          if (!(error instanceof Broken)) throw error;
          return error.message;
        }
      }
      return null;
    },
  };
}

function textOf({ status, detail, output }: PoolAnswer): string {
  return `status ${status}, detail ${detail}, ${Buffer.from(output).toString('hex').slice(0, 200)}`;
}

function otherAnswer(wanted: PoolAnswer, found: PoolAnswer): string | null {
  return isDeepStrictEqual(found, wanted) ? null : `wanted ${textOf(wanted)}, found ${textOf(found)}`;
}

/** Random calls against the reference. */
export const randomCalls = judgeOf(
  'random calls',
  () => SEEDS,
  (seed, machine) => {
    const reference = { name: 'reference', create: () => new ReferencePoolMachine() };
    try {
      const options = { seed, operations: OPERATIONS, invariantsEvery: 0 };
      compareImplementations([reference, { name: 'wasm', create: machine }], options);
      return null;
    } catch (error) {
      if (error instanceof Difference) return error.message;
      throw error;
    }
  },
);

/** Calls on pools that are searched by index, against the reference. */
export const largePools = judgeOf(
  'large pools',
  () => LARGE_RUNS,
  (run, machine) => largePoolDifference(new ReferencePoolMachine(), machine(), run),
);

/** Batches that just fit or just do not, against the reference. */
export const tightBatches = judgeOf(
  'tight batches',
  () => TIGHT_SEEDS,
  (seed, machine) => {
    const draw = seeded(seed);
    const devices = pick(draw, [0, 2, 4, 4, 8]);
    const percent = pick(draw, [85, 92, 97, 100]);
    const { modules, requests } = tightBatch(draw, between(draw, 3, 8), between(draw, 1, 3), devices, percent);
    for (const flags of [0, devices > 0 ? abi.BATCH_MOST : abi.BATCH_BEST_EFFORT]) {
      const wanted = new BatchPool(new ReferencePoolMachine(), modules);
      const found = new BatchPool(machine(), modules);
      const other = otherAnswer(wanted.raw(requests, flags), found.raw(requests, flags));
      if (other !== null) return `seed ${seed}, flags ${flags}: ${other}`;
      if (found.hash !== wanted.hash) return `seed ${seed}, flags ${flags}: another state hash`;
    }
    return null;
  },
);

function goldenSequences() {
  return (JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')) as GoldenFile).sequences;
}

/** The golden vectors of the pool. */
export const goldenCalls = judgeOf('golden vectors', goldenSequences, (sequence, machine) =>
  firstDifference(machine(), sequence),
);
