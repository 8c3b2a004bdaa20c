import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ABI_VERSION } from '../../../policy-assembly/abi/abi.ts';
import type { PoolMachine } from '../../../src/policy/pool/machine.ts';
import { ReferencePoolMachine } from '../../../src/policy/pool/reference/machine.ts';
import { OperationSource } from './random-operations.ts';
import { hashOf, perform, type Step, withNumbers, withRecords } from './steps.ts';

/** One call, its answer, and the state hash after it. Numbers that may need 64 bits are decimal texts. */
export interface GoldenStep {
  readonly call: string;
  readonly args: readonly string[];
  /** Hexadecimal; written at `rah_input` before the call when it is not empty. */
  readonly input: string;
  readonly status: string;
  readonly detail: number;
  /** Hexadecimal; what stands at `rah_pool_output` after the call, also when the call returns no status. */
  readonly output: string;
  /** Unsigned. */
  readonly hash: string;
}

/** Calls in order on one fresh instance. */
export interface GoldenSequence {
  readonly name: string;
  readonly steps: readonly GoldenStep[];
}

export interface GoldenFile {
  readonly about: string;
  readonly abi_version: number;
  readonly sequences: readonly GoldenSequence[];
}

export const GOLDEN_FILE = new URL('../../golden/pool-vectors.json', import.meta.url);
export const GOLDEN_SEED = 1;
const SEQUENCES = 18;
const STEPS = 72;
/** Larger steps would fill the file with a few snapshots. */
const STEP_BYTES_MAX = 6000;

const ABOUT =
  'What every embedding of the policy module must answer, from test/conformance/pool/golden-vectors.ts. For each sequence ' +
  'take a fresh instance and do the steps in order: write `input` (hexadecimal) at rah_input(length) when it is not empty, call ' +
  'the export with `args`, compare what it returns with `status`, rah_pool_detail() with `detail`, the bytes at ' +
  'rah_pool_output() with `output`, and rah_pool_hash() as an unsigned number with `hash`.';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Plain bytes: slices of a Buffer would be the same memory. */
function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** The first step that a fresh machine answers otherwise, in words; null when there is none. */
export function firstDifference(machine: PoolMachine, { name, steps }: GoldenSequence): string | null {
  for (const [index, step] of steps.entries()) {
    const found = recorded(machine, stepOf(step));
    for (const field of ['status', 'detail', 'output', 'hash'] as const) {
      if (found[field] === step[field]) continue;
      const short = (value: unknown) => String(value).slice(0, 400);
      return `${name}, step ${index}, ${step.call}, ${field}: wanted ${short(step[field])}, found ${short(found[field])}`;
    }
  }
  return null;
}

/** Performs the call and writes down what was answered. */
export function recorded(machine: PoolMachine, step: Step): GoldenStep {
  const { status, detail, output } = perform(machine, step);
  return {
    call: step.call,
    args: step.args.map(String),
    input: hex(step.input),
    status: String(status),
    detail,
    output: hex(output),
    hash: String(hashOf(machine)),
  };
}

/** The call that a golden step tells of. */
export function stepOf({ call, args, input }: GoldenStep): Step {
  return { call: call as Step['call'], args: args.map(Number), input: bytesOf(input) };
}

function randomSequence(seed: number): GoldenSequence {
  const machine = new ReferencePoolMachine();
  const source = new OperationSource(seed, 2 * STEPS);
  const steps: GoldenStep[] = [];
  while (steps.length < STEPS) {
    const step = source.next();
    const golden = recorded(machine, step);
    source.learn(step, {
      status: Number(golden.status),
      detail: golden.detail,
      output: bytesOf(golden.output),
    });
    steps.push(golden);
  }
  return { name: `seed ${seed}`, steps };
}

function isSmall({ input, output }: GoldenStep): boolean {
  return input.length + output.length <= 2 * STEP_BYTES_MAX;
}

/** Random sequences whose first call makes a pool and whose steps are small enough for a file. */
function randomSequences(seed: number): GoldenSequence[] {
  const sequences: GoldenSequence[] = [];
  for (let next = seed * 1000; sequences.length < SEQUENCES; next++) {
    const sequence = randomSequence(next);
    const [first] = sequence.steps;
    const isBegin = first?.call === 'rah_pool_begin' && first.status === '0';
    if (isBegin && sequence.steps.every(isSmall)) sequences.push(sequence);
  }
  return sequences;
}

/** A state that is saved, taken away, and brought back; and what is refused when there is none. */
function snapshotSequence(seed: number): GoldenSequence {
  const machine = new ReferencePoolMachine();
  const source = randomSequences(seed)[0] as GoldenSequence;
  const steps = source.steps.slice(0, STEPS >> 1).map((golden) => recorded(machine, stepOf(golden)));
  const saved = recorded(machine, withNumbers('rah_pool_snapshot'));
  const bytes = bytesOf(saved.output);
  const damaged = bytes.slice();
  damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1;
  steps.push(saved, recorded(machine, withRecords('rah_pool_restore', damaged)));
  steps.push(recorded(machine, withNumbers('rah_pool_snapshot')), recorded(machine, withNumbers('rah_pool_modules')));
  steps.push(recorded(machine, withRecords('rah_pool_restore', bytes)));
  steps.push(
    recorded(machine, withNumbers('rah_pool_snapshot')),
    recorded(machine, withNumbers('rah_pool_free', 0, 8)),
  );
  return { name: 'snapshot and restore', steps };
}

/** A pool that learns from its profile, and what it decides then. */
function tuneSequence(seed: number): GoldenSequence {
  for (let next = seed * 1000; ; next++) {
    const { steps } = randomSequence(next);
    const machine = new ReferencePoolMachine();
    const before = steps.slice(0, STEPS >> 1).map((golden) => recorded(machine, stepOf(golden)));
    const tuned = recorded(machine, withNumbers('rah_pool_tune'));
    // The first word is the milli that it was tried on.
    if (before[0]?.call !== 'rah_pool_begin' || tuned.status !== '0' || /^0{16}/.test(tuned.output)) continue;
    const after = steps.slice(STEPS >> 1).map((golden) => recorded(machine, stepOf(golden)));
    const all = [...before, tuned, ...after];
    if (all.every(isSmall)) return { name: 'tune', steps: all };
  }
}

/** The vectors of one seed, by the reference. */
export function goldenFile(seed: number = GOLDEN_SEED): GoldenFile {
  return {
    about: ABOUT,
    abi_version: ABI_VERSION,
    sequences: [...randomSequences(seed), snapshotSequence(seed), tuneSequence(seed)],
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(GOLDEN_SEED) },
      out: { type: 'string', default: fileURLToPath(GOLDEN_FILE) },
    },
  });
  writeFileSync(values.out, `${JSON.stringify(goldenFile(Number(values.seed)))}\n`);
  execFileSync('biome', ['format', '--write', values.out], { stdio: 'inherit' });
}
