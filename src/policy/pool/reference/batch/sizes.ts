import { STATE_ONLINE } from '../../../../../policy-assembly/abi/pool.ts';
import { mulDiv } from '../arithmetic.ts';
import type { Ask } from '../ask.ts';
import { freeMilli, lifecycle } from '../modules.ts';
import type { Request } from '../request.ts';
import { at } from '../row.ts';
import type { PoolState } from '../state.ts';

/** An average online module's free units, in sizes. */
const AVERAGE = 1048576;
/** Largest part of a size that one dimension adds, before scarcity. */
const MOST = 268435456;
/** Scarcity of a dimension of which everything free is asked for. */
const ALL = 1024;

/** The dimensions of an ask, and last its milli of devices. */
function row(ask: Ask): number[] {
  return [...ask.amount, ask.devices * ask.share];
}

/** By request how large it is, in the measure of what is free and of what the batch makes scarce. */
export function sizesOf(state: PoolState, requests: readonly Request[]): number[] {
  const online = state.modules.filter((module) => lifecycle(module) === STATE_ONLINE);
  const rows = requests.map(row);
  const columns = [...state.inventory.dims.keys(), state.inventory.dims.length].map((d) => {
    let capacity = 0;
    for (const module of online) capacity += module.free[d] ?? freeMilli(module);
    let demand = 0;
    for (const asked of rows) demand += at(asked, d);
    const average = Math.max(1, Math.floor(capacity / Math.max(1, online.length)));
    const scarcity = Math.min(ALL, mulDiv(ALL, demand, Math.max(1, capacity)));
    return { average, factor: scarcity + 1 };
  });
  return rows.map((asked) =>
    columns.reduce(
      (sum, { average, factor }, d) => sum + Math.min(MOST, Math.floor((at(asked, d) * AVERAGE) / average)) * factor,
      0,
    ),
  );
}

/** Request indices, the largest first, ties by index. */
export function bySize(sizes: readonly number[], indices: readonly number[]): number[] {
  return [...indices].sort((a, b) => at(sizes, b) - at(sizes, a) || a - b);
}
