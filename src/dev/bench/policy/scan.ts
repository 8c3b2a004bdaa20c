import type { CProgram } from './c-program.ts';
import { type BenchExports, BenchPool } from './pool-module.ts';
import { type Round, threadNs, Workload } from './random.ts';

/** The workload of scan.c. */
const DIMS = 4;
const CAPACITY = 1024;
const LARGEST_REQUEST = 512;
const QUERIES = 256;

type Find = (a0: number, a1: number, a2: number, a3: number) => number;

function ask(work: Workload, queries: number, find: Find, clock: () => number = threadNs): Round {
  const requests = Int32Array.from({ length: QUERIES * DIMS }, () => 1 + work.below(LARGEST_REQUEST));
  const chosen = new Int32Array(queries);
  const started = clock();
  for (let q = 0; q < queries; q++) {
    const at = (q % QUERIES) * DIMS;
    const [a0, a1, a2, a3] = [requests[at], requests[at + 1], requests[at + 2], requests[at + 3]] as number[];
    chosen[q] = find(a0 as number, a1 as number, a2 as number, a3 as number);
  }
  const ns = (clock() - started) / queries;
  for (const module of chosen) work.note(module);
  return { ns, checksum: work.checksum };
}

function capacities(work: Workload): number[] {
  return Array.from({ length: DIMS }, () => work.below(CAPACITY + 1));
}

function filled(exports: BenchExports, modules: number, work: Workload): void {
  const pool = new BenchPool(exports, { dims: DIMS, modules, scale: CAPACITY });
  pool.add(modules, () => ({ class: 0, zone: 0, capacity: capacities(work) }));
}

/** Ours, every module looked at. */
export function scanSide(exports: BenchExports, modules: number, queries: number): () => Round {
  const work = new Workload();
  filled(exports, modules, work);
  return () => {
    const again = new Workload();
    for (let i = 0; i < modules * DIMS; i++) again.next();
    return ask(again, queries, exports.bench_scan);
  };
}

/** Ours, by the index; it is whole before the first round. */
export function indexSide(exports: BenchExports, modules: number, queries: number): () => Round {
  const work = new Workload();
  filled(exports, modules, work);
  for (let i = 0; i < modules / 1024; i++) exports.bench_find(1, 1, 1, 1);
  return () => {
    const again = new Workload();
    for (let i = 0; i < modules * DIMS; i++) again.next();
    // A thread's time is told in ticks, too coarse for this.
    return ask(again, queries, exports.bench_find, () => Number(process.hrtime.bigint()));
  };
}

export function cSide(program: CProgram, modules: number, queries: number): () => Round {
  return () => program.run(modules, queries);
}

/** The same scan in plain JavaScript. */
export function scriptSide(modules: number, queries: number): () => Round {
  const work = new Workload();
  const [f0, f1, f2, f3] = Array.from({ length: DIMS }, () => new Int32Array(modules)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const ranks = new Int32Array(modules);
  for (let m = 0; m < modules; m++) {
    const capacity = capacities(work);
    [f0[m], f1[m], f2[m], f3[m]] = capacity as [number, number, number, number];
    for (const units of capacity) ranks[m] = (ranks[m] as number) + Math.floor((units * 2 ** 25) / CAPACITY);
  }
  const find: Find = (a0, a1, a2, a3) => {
    let lowest = 0x7fffffff;
    let best = -1;
    for (let m = 0; m < modules; m++) {
      if ((f0[m] as number) < a0 || (f1[m] as number) < a1 || (f2[m] as number) < a2 || (f3[m] as number) < a3)
        continue;
      if ((ranks[m] as number) >= lowest) continue;
      lowest = ranks[m] as number;
      best = m;
    }
    return best;
  };
  return () => {
    const again = new Workload();
    for (let i = 0; i < modules * DIMS; i++) again.next();
    return ask(again, queries, find);
  };
}
