import type { Inventory } from '../inventory.ts';
import type { Module } from '../modules.ts';
import type { Profile } from '../profile.ts';
import { pressureOf } from './pressure.ts';
import { priorWaste } from './prior.ts';
import { USUAL_VECTOR } from './vectors.ts';

/** What adaptive works out from the profile, once, before it scores. */
export interface Tables {
  /** Index into VECTORS. */
  readonly vector: number;
  /** By free milli of a device, 0..1000: what it will waste in the end, 1/16 milli. */
  readonly waste: readonly number[];
  /** By class, 0..1024. */
  readonly pressure: readonly number[];
}

export const NO_TABLES: Tables = { vector: USUAL_VECTOR, waste: [], pressure: [] };

/** The tables of a profile that nothing was learned about. */
export function tablesOf(profile: Profile, inventory: Inventory, modules: readonly Module[]): Tables {
  if (profile.entries.length === 0) return NO_TABLES;
  return {
    vector: USUAL_VECTOR,
    waste: priorWaste(profile),
    pressure: pressureOf(profile, inventory, modules),
  };
}

/** True when the profile says nothing about devices: there is nothing to adapt to. */
export function isBlind({ typical }: Profile): boolean {
  return typical.every(({ devices }) => devices === 0);
}
