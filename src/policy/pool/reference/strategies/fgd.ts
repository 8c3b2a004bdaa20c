import { RAW_ONE } from '../../../../../policy-assembly/abi/pool.ts';
import { floorDiv } from '../arithmetic.ts';
import type { Ask } from '../ask.ts';
import { bestFitDevices } from '../devices.ts';
import type { Module } from '../modules.ts';
import { fragmentation, prospectOf } from '../prospect.ts';
import { at } from '../row.ts';
import type { PoolState } from '../state.ts';
import { percentOf } from './percent.ts';
import type { Opinion, Strategy } from './strategy.ts';

const LEVELS = 100;

/** The raw score of a fall of F by `x`, over the sum `total` of the weights. */
function rawOf(x: number, total: number, levels: number): number {
  if (levels > 0) return percentOf(x, total);
  const exact = BigInt(RAW_ONE / 2) + floorDiv(BigInt(x) * 1024n, BigInt(total));
  return exact < 0n ? 0 : exact > BigInt(RAW_ONE) ? RAW_ONE : Number(exact);
}

/** A function that says what taking given devices is worth. */
function judge(
  { profile, inventory }: PoolState,
  module: Module,
  ask: Ask,
  levels: number,
): (devices: readonly number[]) => Opinion {
  const one = levels === 0 ? RAW_ONE : LEVELS;
  if (profile.total === 0) return (devices) => ({ raw: Math.floor(one / 2), one, devices });
  const prospect = prospectOf(profile, at(inventory.classes, module.class).labels);
  const before = fragmentation(prospect, module.free, module.milli);
  const free = module.free.map((units, d) => units - at(ask.amount, d));
  return (devices) => {
    const milli = module.milli.map((idle, index) => (devices.includes(index) ? idle - ask.share : idle));
    return { raw: rawOf(before - fragmentation(prospect, free, milli), profile.total, levels), one, devices };
  };
}

/** Fragmentation gradient descent: the least rise of what the typical demand could not use. */
export const fgd: Strategy = (state, module, ask, levels) => {
  const opinion = judge(state, module, ask, levels);
  if (ask.devices !== 1 || ask.share === 1000) return opinion(bestFitDevices(module.milli, ask.devices, ask.share));
  let best: Opinion | null = null;
  for (const [index, idle] of module.milli.entries()) {
    if (idle < ask.share) continue;
    const tried = opinion([index]);
    if (best === null || tried.raw > best.raw) best = tried;
  }
  return best ?? opinion([]);
};
