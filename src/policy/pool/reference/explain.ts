import * as abi from '../../../../policy-assembly/abi/pool.ts';
import type { Ask } from './ask.ts';
import { candidates } from './decide.ts';
import { PASSES, placeReason, reason } from './filter.ts';
import { ByteWriter } from './records.ts';
import type { Request } from './request.ts';
import { at } from './row.ts';
import type { PoolState } from './state.ts';

/** What one module is asked for: with interleave ways its equal share, else everything. */
function askOfOne(request: Request): Ask {
  const { amount, devices, share, ways } = request;
  return { amount: amount.map((units) => units / ways), devices, share };
}

function rejections(state: PoolState, request: Request, ask: Ask): number[] {
  const rejected = new Array<number>(abi.REASON_COUNT).fill(0);
  for (const module of state.modules) {
    const found = reason(state, request, ask, module);
    if (found !== PASSES) rejected[found] = at(rejected, found) + 1;
  }
  return rejected;
}

/** By dimension the largest free of modules that pass all filters but those of the size, and where. */
function largestFree(state: PoolState, request: Request): { units: number[]; modules: number[] } {
  const units = new Array<number>(abi.DIMS_MAX).fill(0);
  const modules = new Array<number>(abi.DIMS_MAX).fill(-1);
  for (const module of state.modules) {
    if (placeReason(state, request, module) !== PASSES) continue;
    for (const [d, free] of module.free.entries()) {
      if (at(modules, d) >= 0 && free <= at(units, d)) continue;
      units[d] = free;
      modules[d] = module.index;
    }
  }
  return { units, modules };
}

/** `rah_pool_explain`. */
export function explain(state: PoolState, request: Request): Uint8Array {
  const ask = askOfOne(request);
  const pieces = candidates(state, request, ask);
  const listed = pieces.slice(0, abi.EXPLAIN_LIST_MAX);
  const largest = largestFree(state, request);
  const out = new ByteWriter();
  out
    .i32(state.modules.length)
    .i32(pieces.length)
    .i32s(rejections(state, request, ask))
    .i32(request.strategy);
  out.i32s(largest.units).i32s(largest.modules).i32(listed.length);
  out.zeros(abi.EXPLANATION_BYTES - out.length);
  for (const { module, scores } of listed) {
    out.i32(module).i32(scores.proximity).i32(scores.fit).i32(scores.cost).i32(scores.total).i32(scores.raw);
  }
  return out.result();
}
