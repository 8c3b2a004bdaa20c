/**
 * Calls the compiled policy core with hostile input, as fast as it goes: golden vectors whose records are damaged, pure
 * noise, wrong lengths, ids out of range, calls out of order. What must hold after every call:
 * it returns (no trap), its input is as it was, what it points to lies inside the memory, and now and then: the state can
 * still be hashed, saved, restored to the same hash, and used. Everything follows from the seed.
 *
 * `node test/fuzz/abi-fuzz.ts [--calls N] [--seed N] [--build plain|simd] [--pages N] [--json]`; --pages: the memory may
 * grow to so many pages of 64 KiB, so that it runs out everywhere.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { STATUS_OUT_OF_MEMORY } from '../../policy-assembly/abi/abi.ts';
import { policyModuleBytes } from '../../src/policy/module-bytes.ts';
import { type WasmMemory, wasm } from '../../src/policy/wasm-engine.ts';
import { withMemoryCap } from './capped-memory.ts';
import { Dice } from './dice.ts';

interface Step {
  readonly call: string;
  readonly args: readonly string[];
  readonly input: string;
}

interface Corpus {
  readonly sequences: readonly { readonly name: string; readonly steps: readonly Step[] }[];
}

type Export = (...args: (number | bigint)[]) => number | bigint;

export interface FuzzReport {
  readonly build: string;
  readonly seed: number;
  readonly calls: number;
  readonly ok: number;
  readonly refused: number;
  readonly restores: number;
  readonly seconds: number;
}

/** The state did not survive, or a call did what it must not: names the call to repeat. */
export class FuzzFinding extends Error {}

const EDGES = [
  0,
  1,
  -1,
  2,
  7,
  8,
  31,
  63,
  64,
  255,
  1000,
  1001,
  65_535,
  2 ** 24,
  2 ** 30 - 1,
  2 ** 30,
  2 ** 31 - 1,
  -(2 ** 31),
];
const INPUT_ROOM = 1 << 16;
const STATUS_LAST = 63;
const ZEROS = new Uint8Array(262_144);
/** Exports whose last parameter is an i64. */
const WIDE = /^rah_translate/;
/** Exports that answer a number that is no status. */
const PLAIN_ANSWERS =
  /_ptr$|_hash$|_free$|_output|_detail$|_modules$|_take$|_give$|_bytes$|_version$|_flags$|_input$|_top$/;

export class AbiFuzzer {
  readonly #dice: Dice;
  readonly #build: 'plain' | 'simd';
  readonly #seed: number;
  readonly #corpus: Corpus;
  readonly #exports: Readonly<Record<string, Export>>;
  readonly #memory: WasmMemory;
  readonly #names: readonly string[];
  #calls = 0;
  #ok = 0;
  #refused = 0;
  #restores = 0;
  #trail: string[] = [];

  constructor(module: Uint8Array, corpus: Corpus, seed: number, build: 'plain' | 'simd') {
    this.#dice = new Dice(seed);
    this.#seed = seed;
    this.#build = build;
    this.#corpus = corpus;
    const { exports } = new wasm.Instance(new wasm.Module(module));
    this.#exports = exports as unknown as Record<string, Export>;
    this.#memory = (exports as unknown as { memory: WasmMemory }).memory;
    this.#names = Object.keys(this.#exports).filter((name) => name !== 'memory');
  }

  run(calls: number): FuzzReport {
    const started = performance.now();
    while (this.#calls < calls) this.#episode();
    return {
      build: this.#build,
      seed: this.#seed,
      calls: this.#calls,
      ok: this.#ok,
      refused: this.#refused,
      restores: this.#restores,
      seconds: Math.round((performance.now() - started) / 100) / 10,
    };
  }

  /** One sequence of the corpus, each step whole or damaged, with noise between. */
  #episode(): void {
    const sequence = this.#dice.pick(this.#corpus.sequences);
    this.#trail = [];
    const damage = this.#dice.pick([0, 5, 20, 60]);
    for (const step of sequence.steps) {
      const times = this.#dice.chance(10) ? 1 + this.#dice.below(6) : 1;
      for (let k = 0; k < times; k++) this.#step(step, k > 0 || this.#dice.chance(damage));
      if (this.#dice.chance(20)) this.#noise();
    }
    if (this.#dice.chance(30)) this.#restoreSame();
    if (this.#dice.chance(5)) this.#checkBeyond();
  }

  #step(step: Step, damaged: boolean): void {
    const input = Buffer.from(step.input, 'hex');
    if (!damaged) {
      this.#call(step.call, step.args.map(Number), input);
      return;
    }
    const bytes = this.#mutate(input);
    const args = step.args.map((arg, index) => {
      if (index === 0 && input.length > 0 && Number(arg) === input.length && !this.#dice.chance(10))
        return bytes.length;
      return this.#dice.chance(30) ? this.#edge() : Number(arg);
    });
    this.#call(step.call, args, bytes);
  }

  #noise(): void {
    const name = this.#dice.pick(this.#names);
    const function_ = this.#exports[name] as Export;
    const bytes = this.#dice.chance(50) ? new Uint8Array(0) : this.#random(this.#dice.below(400));
    const args = Array.from({ length: function_.length }, (_, index) =>
      index === 0 && bytes.length > 0 && this.#dice.chance(70) ? bytes.length : this.#edge(),
    );
    // A load or begin with huge counts only fills the memory, over and over; every so often is enough.
    if (/load_begin|rah_input/.test(name) && !this.#dice.chance(2)) return;
    this.#call(name, args, bytes);
  }

  #edge(): number {
    return this.#dice.chance(60)
      ? this.#dice.pick(EDGES)
      : this.#dice.chance(50)
        ? this.#dice.below(40)
        : this.#dice.int32();
  }

  #random(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => (this.#dice.chance(50) ? 0 : this.#dice.below(256)));
  }

  #mutate(input: Uint8Array): Uint8Array {
    let bytes = Uint8Array.from(input);
    const rounds = 1 + this.#dice.below(3);
    for (let round = 0; round < rounds; round++) {
      const kind = this.#dice.below(10);
      if (bytes.length === 0 || kind === 0) bytes = this.#random(this.#dice.below(300)) as Uint8Array<ArrayBuffer>;
      else if (kind === 1) bytes = bytes.slice(0, this.#dice.below(bytes.length));
      else if (kind === 2) bytes = Uint8Array.from([...bytes, ...this.#random(1 + this.#dice.below(64))]);
      else if (kind === 3) bytes[this.#dice.below(bytes.length)] = this.#dice.below(256);
      else if (bytes.length >= 4) {
        const at = this.#dice.below(bytes.length >> 2) * 4;
        new DataView(bytes.buffer).setInt32(at, this.#edge(), true);
      }
    }
    return bytes.length > INPUT_ROOM ? bytes.slice(0, INPUT_ROOM) : bytes;
  }

  #call(name: string, args: readonly number[], input: Uint8Array): void {
    const function_ = this.#exports[name] as Export;
    this.#calls++;
    this.#trail.push(`${name}(${args.join(', ')}) ${Buffer.from(input).toString('hex')}`);
    let at = 0;
    let answer: number | bigint;
    // What is refused must change nothing; a refused begin, load or restore leaves nothing, as the documents say.
    const watched = this.#calls % 8 === 0 && name.startsWith('rah_pool_') && !/begin$|restore$/.test(name);
    try {
      const before = watched ? (this.#exports.rah_pool_hash as Export)() : 0;
      if (input.length > 0) {
        at = ((this.#exports.rah_input as Export)(input.length) as number) >>> 0;
        if (at === 0) return;
        new Uint8Array(this.#memory.buffer, at, input.length).set(input);
      }
      answer = function_(...(WIDE.test(name) ? [...args.slice(0, -1), BigInt(args.at(-1) ?? 0)] : args));
      if (
        watched &&
        answer !== 0 &&
        !PLAIN_ANSWERS.test(name) &&
        (this.#exports.rah_pool_hash as Export)() !== before
      ) {
        throw this.#finding('refused, and yet changed the state');
      }
    } catch (error) {
      throw error instanceof FuzzFinding ? error : this.#finding(`trapped: ${(error as Error).message}`);
    }
    if (typeof answer === 'bigint') return;
    if (PLAIN_ANSWERS.test(name)) return;
    if (answer < 0 || answer > STATUS_LAST) throw this.#finding(`answered ${answer}, which is no status`);
    if (answer === 0) this.#ok++;
    else this.#refused++;
    // A begin, load or restore moves the input buffer.
    if (input.length > 0 && this.#calls % 16 === 0 && !/begin$|restore$/.test(name)) {
      const after = new Uint8Array(this.#memory.buffer, at, input.length);
      if (Buffer.compare(after, input) !== 0) throw this.#finding('wrote into its input');
    }
    if (name.startsWith('rah_pool_')) {
      const start = ((this.#exports.rah_pool_output as Export)() as number) >>> 0;
      const length = ((this.#exports.rah_pool_output_bytes as Export)() as number) >>> 0;
      if (start + length > this.#memory.buffer.byteLength) throw this.#finding('points outside its memory');
      if (answer !== 0 && length !== 0) throw this.#finding('refused, and yet has output');
    }
  }

  /** Memory that the module never handed out must be as the engine made it. */
  #checkBeyond(): void {
    const top = ((this.#exports.rah_memory_top as Export)() as number) >>> 0;
    const end = this.#memory.buffer.byteLength;
    // The memory may be 4 GiB by now: what is just behind the border, and at the very end, tells.
    const near = new Uint8Array(this.#memory.buffer, top, Math.min(end - top, 262_144));
    const far = new Uint8Array(this.#memory.buffer, Math.max(top, end - 65_536));
    for (const beyond of [near, far]) {
      if (Buffer.compare(beyond, ZEROS.subarray(0, beyond.length)) !== 0) {
        throw this.#finding(`wrote beyond ${top}, which it never took`);
      }
    }
  }

  /** What it saves must restore to the same state, in place. */
  #restoreSame(): void {
    const {
      rah_pool_snapshot: snapshot,
      rah_pool_restore: restore,
      rah_pool_hash: hash,
    } = this.#exports as Record<string, Export>;
    if (!snapshot || !restore || !hash) return;
    try {
      if (snapshot() !== 0) return;
      const before = hash();
      const start = ((this.#exports.rah_pool_output as Export)() as number) >>> 0;
      const length = ((this.#exports.rah_pool_output_bytes as Export)() as number) >>> 0;
      const saved = Uint8Array.from(new Uint8Array(this.#memory.buffer, start, length));
      const at = ((this.#exports.rah_input as Export)(length) as number) >>> 0;
      if (at === 0) return;
      new Uint8Array(this.#memory.buffer, at, length).set(saved);
      this.#trail.push(`rah_pool_restore(${length}) of its own snapshot`);
      const status = restore(length);
      if (status === STATUS_OUT_OF_MEMORY) return;
      if (status !== 0) throw this.#finding(`refused its own snapshot with status ${status}`);
      if (hash() !== before) throw this.#finding('restored to another hash');
      this.#restores++;
      this.#calls += 3;
    } catch (error) {
      throw error instanceof FuzzFinding ? error : this.#finding(`trapped: ${(error as Error).message}`);
    }
  }

  #finding(what: string): FuzzFinding {
    const trail = this.#trail.slice(-400).join('\n');
    return new FuzzFinding(`${this.#build} build, seed ${this.#seed}, call ${this.#calls}: ${what}\n${trail}`);
  }
}

export function readCorpus(): Corpus {
  return JSON.parse(readFileSync(new URL('../golden/pool-vectors.json', import.meta.url), 'utf8'));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      build: { type: 'string', default: 'simd' },
      pages: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const build = values.build === 'plain' ? 'plain' : 'simd';
  try {
    const bytes = policyModuleBytes(build);
    const module = values.pages === undefined ? bytes : withMemoryCap(bytes, Number(values.pages));
    const report = new AbiFuzzer(module, readCorpus(), Number(values.seed), build).run(Number(values.calls));
    process.stdout.write(
      values.json
        ? `${JSON.stringify(report)}\n`
        : `${report.calls} calls on the ${build} build in ${report.seconds} s: ${report.ok} answered, ${report.refused} refused, ${report.restores} restores, nothing found (seed ${report.seed})\n`,
    );
  } catch (error) {
    if (!(error instanceof FuzzFinding)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
