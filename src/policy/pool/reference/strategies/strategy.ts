import { RAW_ONE } from '../../../../../policy-assembly/abi/pool.ts';
import type { Ask } from '../ask.ts';
import type { Module } from '../modules.ts';
import type { PoolState } from '../state.ts';

/** What a strategy says about a module that passes the filters. */
export interface Opinion {
  readonly raw: number;
  /** The raw score that counts as full marks. */
  readonly one: number;
  /** Device indices to take, ascending. */
  readonly devices: readonly number[];
}

/** `levels`: steps the raw score is cut into, 0 = exact. */
export type Strategy = (state: PoolState, module: Module, ask: Ask, levels: number) => Opinion;

/** An exact raw score 0..RAW_ONE, cut into levels when asked to. */
export function inLevels(exact: number, levels: number): Pick<Opinion, 'raw' | 'one'> {
  if (levels === 0) return { raw: exact, one: RAW_ONE };
  return { raw: Math.floor((exact * levels) / RAW_ONE), one: levels };
}
