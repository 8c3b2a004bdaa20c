import { STATUS_BAD_ALLOCATION } from '../../../../policy-assembly/abi/abi.ts';
import { NO_TABLES, type Tables } from './adaptive/tables.ts';
import type { Ask } from './ask.ts';
import { Failure } from './failure.ts';
import type { Inventory } from './inventory.ts';
import type { Module } from './modules.ts';
import type { Path } from './paths.ts';
import { EMPTY_PROFILE, type Profile } from './profile.ts';
import type { Request } from './request.ts';

/** Module of a part whose module failed, in a question of what would be. */
export const GONE = -1;

/** What an allocation holds on one module. */
export interface Part extends Ask {
  readonly module: number;
  /** Device indices, ascending. */
  readonly held: readonly number[];
}

export interface Allocation {
  readonly handle: number;
  readonly request: Request;
  readonly parts: Part[];
}

export interface Slot {
  /** 0..255; one more at every release. */
  generation: number;
  allocation: Allocation | null;
}

/** A part that a plan has moved away while its wave still runs: its units are not free yet. */
export interface HeldSource {
  readonly allocation: Allocation;
  readonly part: Part;
}

/** The whole state of a pool, as plain as it can be. */
export interface PoolState {
  readonly inventory: Inventory;
  readonly modules: Module[];
  paths: readonly Path[];
  profile: Profile;
  /** What adaptive made of the profile when it was given, or at the last tuning since. */
  tables: Tables;
  readonly slots: Slot[];
  /** Slots without an allocation; the last is used next. */
  readonly freeSlots: number[];
  /** Empty except in the copy that a plan works on. */
  held: readonly HeldSource[];
}

export function emptyState(inventory: Inventory): PoolState {
  return {
    inventory,
    modules: [],
    paths: [],
    profile: EMPTY_PROFILE,
    tables: NO_TABLES,
    slots: [],
    freeSlots: [],
    held: [],
  };
}

/** A copy on which anything can be tried. */
export function copyOf(state: PoolState): PoolState {
  return {
    ...state,
    modules: state.modules.map((module) => ({ ...module, free: [...module.free], milli: [...module.milli] })),
    slots: state.slots.map(({ generation, allocation }) => ({
      generation,
      allocation: allocation && { ...allocation, parts: [...allocation.parts] },
    })),
    freeSlots: [...state.freeSlots],
  };
}

export function liveAllocations(state: PoolState): Allocation[] {
  return state.slots.flatMap(({ allocation }) => allocation ?? []);
}

const SLOT_BITS = 24;
const SLOT_MASK = 0xffffff;

export function handleOf(slot: number, generation: number): number {
  return ((generation << SLOT_BITS) | slot) >>> 0;
}

export function slotOf(handle: number): number {
  return handle & SLOT_MASK;
}

/** The live allocation of a handle, or null. */
export function allocationOf(state: PoolState, handle: number): Allocation | null {
  const allocation = state.slots[slotOf(handle)]?.allocation ?? null;
  return allocation?.handle === handle >>> 0 ? allocation : null;
}

export function needAllocation(state: PoolState, handle: number): Allocation {
  const allocation = allocationOf(state, handle);
  if (allocation === null) throw new Failure(STATUS_BAD_ALLOCATION);
  return allocation;
}
