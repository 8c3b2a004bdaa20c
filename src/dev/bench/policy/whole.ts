import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { type BenchExports, BenchPool, instantiate, type PoolAsk } from './pool-module.ts';
import { Workload } from './random.ts';

const DIMS = 4;
const CAPACITY = 1024;
const FLAVOURS: readonly PoolAsk[] = [
  { amount: [8, 32, 4, 2] },
  { amount: [16, 64, 10, 4] },
  { amount: [64, 64, 100, 8] },
  { amount: [128, 256, 40, 40] },
];

function begun(exports: BenchExports, modules: number, allocations: number): BenchPool {
  const work = new Workload();
  const pool = new BenchPool(exports, { dims: DIMS, modules, scale: CAPACITY, allocations });
  pool.add(modules, () => ({
    class: 0,
    zone: 0,
    capacity: Array.from({ length: DIMS }, () => CAPACITY / 4 + work.below((CAPACITY * 3) / 4 + 1)),
  }));
  return pool;
}

function milliseconds(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Milliseconds of one `place_batch` of `count` requests on a fresh pool. */
export function batch(exports: BenchExports, modules: number, count: number): number {
  const pool = begun(exports, modules, 2 * count);
  const work = new Workload();
  const records = Array.from({ length: count }, () => pool.encode(FLAVOURS[work.below(FLAVOURS.length)] as PoolAsk));
  const bytes = records.reduce((sum, record) => sum + record.length, abi.BATCH_BYTES);
  const input = new Uint8Array(bytes);
  new DataView(input.buffer).setInt32(abi.BATCH_COUNT, count, true);
  let at: number = abi.BATCH_BYTES;
  for (const record of records) {
    input.set(record, at);
    at += record.length;
  }
  pool.write(input);
  let status = 0;
  const ms = milliseconds(() => {
    status = exports.rah_pool_place_batch(bytes);
  });
  const placed = new DataView(exports.memory.buffer, exports.rah_pool_output()).getInt32(abi.BATCH_RESULT_PLACED, true);
  if (status !== 0 || placed !== count) throw new Error(`place_batch: status ${status}, ${placed} of ${count} placed`);
  return ms;
}

export interface Kept {
  readonly mebibytes: number;
  readonly snapshot: number;
  readonly restore: number;
}

/** A pool in use, with indexes and allocations: its memory, and milliseconds of its snapshot and of restoring that. */
export function keep(bytes: Buffer, modules: number): Kept {
  const exports = instantiate(bytes);
  const pool = begun(exports, modules, modules);
  const work = new Workload();
  for (let i = 0; i < modules / 1024; i++) exports.bench_find(1, 1, 1, 1);
  for (let i = 0; i < modules / 10; i++) {
    exports.rah_pool_place(pool.write(pool.encode(FLAVOURS[work.below(FLAVOURS.length)] as PoolAsk)));
  }
  const mebibytes = pool.mebibytes;
  let status = 0;
  const snapshot = milliseconds(() => {
    status = exports.rah_pool_snapshot();
  });
  if (status !== 0) throw new Error(`snapshot: status ${status}`);
  const taken = new Uint8Array(
    exports.memory.buffer,
    exports.rah_pool_output(),
    exports.rah_pool_output_bytes(),
  ).slice();
  const other = instantiate(bytes);
  const input = other.rah_input(taken.length);
  new Uint8Array(other.memory.buffer).set(taken, input);
  const restore = milliseconds(() => {
    status = other.rah_pool_restore(taken.length);
  });
  if (status !== 0) throw new Error(`restore: status ${status}`);
  return { mebibytes, snapshot, restore };
}
