import * as abi from '../../../policy-assembly/abi/pool.ts';
import { joined, RecordBuffer } from '../../policy/pool/record-buffer.ts';
import type { Arrivals } from './arrivals.ts';
import { type Demand, gpuDemand } from './demand.ts';
import { ask, beginPool, type RunResult, type Scene } from './run.ts';

/**
 * The whole list, up to 130 % of the capacity, is known before anything is placed: one batch, of which the core places
 * what uses the most. What it places comes first and is never more than the capacity; so the share in use when the
 * demand offered reaches 100 % is the same as in the end. (Of only the pods that came first, up to 100 %, nobody can
 * place more than 96.9 % on the list `default`: too many of them leave a rest that nothing fills.)
 */
export function runJoint(scene: Scene, arrivals: Arrivals): RunResult {
  const { machine, cluster, demand, policy } = scene;
  beginPool(scene, arrivals);
  const requests = demand.types.map((type) => cluster.request(type, policy));
  const asked = arrivals.types.filter((type) => requests[type] !== null);
  const started = scene.now();
  const head = new RecordBuffer(abi.BATCH_BYTES);
  head.i32(abi.BATCH_COUNT, asked.length, 'batch, count');
  head.u32(abi.BATCH_FLAGS, abi.BATCH_MOST, 'batch, flags');
  const records = Array.from(asked, (type) => requests[type] as Uint8Array);
  const output = ask(machine, 'rah_pool_place_batch', joined([head.bytes, ...records]));
  const ms = scene.now() - started;
  const used = usedBy(output, asked, demand);
  return { used_at_100: used, used_at_130: used, decisions: asked.length, ms };
}

/** GPU milli that the decisions of a batch took. */
function usedBy(output: Uint8Array, asked: Uint32Array, { types }: Demand): number {
  const view = new DataView(output.buffer, output.byteOffset, output.byteLength);
  let used = 0;
  let at = abi.BATCH_RESULT_BYTES;
  for (const type of asked) {
    const parts = view.getInt32(at + abi.DECISION_PARTS, true);
    if (parts > 0) used += gpuDemand(types[type] as Demand['types'][number]);
    at += abi.DECISION_BYTES + parts * abi.PART_BYTES;
  }
  return used;
}
