import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { PolicyCore } from '../../src/policy/core.ts';
import { ReferencePolicy } from '../../src/policy/reference.ts';
import { WasmPolicy } from '../../src/policy/wasm.ts';
import { GOLDEN_FILE, type GoldenFile, hashText, loadVector } from '../conformance/policy/golden-vectors.ts';
import { Ledger } from '../conformance/policy/ledger.ts';
import { type Operation, type Outcome, perform } from '../conformance/policy/operations.ts';
import { type Fabric, randomFabric, randomOperation, seeded } from '../conformance/policy/random-fabric.ts';
import type { Judge } from './judge.ts';

const HISTORIES = 600;
const STEPS = 40;

type Judged = { readonly outcome: Outcome; readonly hash: string } | { readonly broken: string };

/** What the module answers; whatever else happens is a failure of it. */
function judged(core: PolicyCore, operation: Operation): Judged {
  try {
    return { outcome: perform(core, operation), hash: hashText(core) };
  } catch (error) {
    return { broken: String(error) };
  }
}

function objectionTo(operation: Operation, found: Judged, wanted: Judged): string | null {
  if (isDeepStrictEqual(found, wanted)) return null;
  return `${JSON.stringify(operation)}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`;
}

function historyObjection(wasm: PolicyCore, fabric: Fabric, seed: number, count: () => void): string | null {
  const draw = seeded(seed);
  const reference = new ReferencePolicy();
  const ledger = new Ledger(fabric.modules);
  wasm.load(fabric.modules, fabric.hosts);
  reference.load(fabric.modules, fabric.hosts);
  for (let step = 0; step < STEPS; step++) {
    const operation = randomOperation(draw, fabric, ledger.live, ledger.tables);
    const outcome = perform(reference, operation);
    count();
    const objection = objectionTo(operation, judged(wasm, operation), { outcome, hash: hashText(reference) });
    if (objection !== null) return objection;
    ledger.record(operation, outcome);
  }
  return null;
}

/** Random histories against the reference. */
export const randomHistories: Judge = {
  name: 'random histories',
  objection(bytes, count) {
    // One core for all: loading must leave nothing of the fabric before.
    const wasm = WasmPolicy.fromBytes(bytes);
    for (let seed = 0; seed < HISTORIES; seed++) {
      const objection = historyObjection(wasm, randomFabric(seeded(-1 - seed)), seed, count);
      if (objection !== null) return `history ${seed}: ${objection}`;
    }
    return null;
  },
};

/** The golden vectors of the slices. */
export const goldenHistories: Judge = {
  name: 'golden vectors of slices',
  objection(bytes, count) {
    const { vectors } = JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')) as GoldenFile;
    for (const vector of vectors) {
      const wasm = WasmPolicy.fromBytes(bytes);
      loadVector(wasm, vector);
      for (const { operation, outcome, hash } of vector.steps) {
        count();
        // Through JSON, as the vectors are.
        const found = JSON.parse(JSON.stringify(judged(wasm, operation))) as Judged;
        const objection = objectionTo(operation, found, { outcome, hash });
        if (objection !== null) return `${vector.name}: ${objection}`;
      }
    }
    return null;
  },
};
