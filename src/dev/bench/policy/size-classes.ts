import type { CProgram } from './c-program.ts';
import { type BenchExports, BenchPool } from './pool-module.ts';
import { type Round, threadNs, Workload } from './random.ts';

/** The workload of size-classes.c. */
const CAPACITY = 512;
const LARGEST_REQUEST = 128;
const LIVE_MAX = 4096;

interface Lane {
  take(units: number): number;
  give(module: number, units: number): void;
}

function churn(work: Workload, modules: number, steps: number, { take, give }: Lane): Round {
  const requests = Int32Array.from({ length: 4096 }, () => 1 + work.below(LARGEST_REQUEST));
  const lives = Math.min(modules, LIVE_MAX);
  const live = new Int32Array(lives).fill(-1);
  const amounts = new Int32Array(lives);
  let started = 0;
  for (let i = -4 * lives; i < steps; i++) {
    if (i === 0) started = threadNs();
    const units = requests[i & 4095] as number;
    const module = take(units);
    work.note(module);
    const k = (Math.imul(i, 40503) >>> 0) % lives;
    if ((live[k] as number) >= 0) give(live[k] as number, amounts[k] as number);
    live[k] = module;
    amounts[k] = units;
  }
  return { ns: (threadNs() - started) / steps, checksum: work.checksum };
}

function filled(exports: BenchExports, modules: number, work: Workload): void {
  const pool = new BenchPool(exports, { dims: 1, modules, scale: CAPACITY });
  pool.add(modules, () => ({ class: 0, zone: 0, capacity: [1 + work.below(CAPACITY)] }));
}

/** Ours, the fast lane called from JavaScript for each take and give. */
export function callerSide(exports: BenchExports, modules: number, steps: number): () => Round {
  return () => {
    const work = new Workload();
    filled(exports, modules, work);
    return churn(work, modules, steps, {
      take: (units) => exports.rah_pool_take(units, 0, 0, 0),
      give: (module, units) => exports.rah_pool_give(module, units, 0, 0, 0),
    });
  };
}

/** Ours, the fast lane called in a loop inside the module, as that of C is inside its program. */
export function insideSide(exports: BenchExports, modules: number, steps: number): () => Round {
  return () => {
    const work = new Workload();
    filled(exports, modules, work);
    const lives = Math.min(modules, LIVE_MAX);
    const at = exports.bench_requests(lives);
    const requests = new Int32Array(exports.memory.buffer, at, 4096);
    for (let i = 0; i < requests.length; i++) requests[i] = 1 + work.below(LARGEST_REQUEST);
    const warm = exports.bench_churn(-4 * lives, 0, lives, 0);
    const started = threadNs();
    const checksum = exports.bench_churn(0, steps, lives, warm);
    return { ns: (threadNs() - started) / steps, checksum };
  };
}

export function cSide(program: CProgram, modules: number, steps: number): () => Round {
  return () => program.run(modules, steps, CAPACITY, 1);
}

/** Sets of numbers below a limit, as bitmaps over bitmaps of 32 bits. */
class BitSets {
  readonly #levels: number[] = [];
  readonly #words: Uint32Array;
  readonly #setWords: number;

  constructor(limit: number, sets: number) {
    let words = 0;
    let count = limit;
    do {
      count = (count + 31) >>> 5;
      this.#levels.push(words);
      words += count;
    } while (count > 1);
    this.#setWords = words;
    this.#words = new Uint32Array(words * sets);
  }

  add(set: number, value: number): boolean {
    let i = value;
    for (const level of this.#levels) {
      const at = set * this.#setWords + level + (i >>> 5);
      const old = this.#words[at] as number;
      this.#words[at] = old | (1 << (i & 31));
      if (old !== 0) return false;
      i >>>= 5;
    }
    return true;
  }

  remove(set: number, value: number): boolean {
    let i = value;
    for (const level of this.#levels) {
      const at = set * this.#setWords + level + (i >>> 5);
      const left = (this.#words[at] as number) & ~(1 << (i & 31));
      this.#words[at] = left;
      if (left !== 0) return false;
      i >>>= 5;
    }
    return true;
  }

  #down(set: number, level: number, value: number): number {
    let i = value;
    for (let l = level - 1; l >= 0; l--) {
      const word = this.#words[set * this.#setWords + (this.#levels[l] as number) + i] as number;
      i = (i << 5) | (31 - Math.clz32(word & -word));
    }
    return i;
  }

  first(set: number): number {
    return this.#down(set, this.#levels.length, 0);
  }

  firstFrom(set: number, value: number): number {
    let bit = value & 31;
    let i = value >>> 5;
    for (let l = 0; l < this.#levels.length; l++) {
      const word = this.#words[set * this.#setWords + (this.#levels[l] as number) + i] as number;
      const left = bit < 32 ? (word >>> bit) << bit : 0;
      if (left !== 0) return this.#down(set, l, (i << 5) | (31 - Math.clz32(left & -left)));
      bit = (i & 31) + 1;
      i >>>= 5;
    }
    return -1;
  }
}

/** The same structures in plain JavaScript. */
export function scriptSide(modules: number, steps: number): () => Round {
  return () => {
    const work = new Workload();
    const frees = Int32Array.from({ length: modules }, () => 1 + work.below(CAPACITY));
    const members = new BitSets(modules, CAPACITY + 1);
    const sizes = new BitSets(CAPACITY + 1, 1);
    const enter = (module: number): void => {
      const size = frees[module] as number;
      if (members.add(size, module)) sizes.add(0, size);
    };
    const shift = (module: number, units: number): void => {
      const size = frees[module] as number;
      if (members.remove(size, module)) sizes.remove(0, size);
      frees[module] = size + units;
      enter(module);
    };
    for (let module = 0; module < modules; module++) enter(module);
    return churn(work, modules, steps, {
      take(units) {
        const size = sizes.firstFrom(0, units);
        if (size < 0) return -1;
        const module = members.first(size);
        shift(module, -units);
        return module;
      },
      give: shift,
    });
  };
}
