import * as abi from '../../../../policy-assembly/abi/pool.ts';
import type { Module } from './modules.ts';
import type { Term } from './request.ts';
import { at } from './row.ts';
import { type Allocation, GONE, type PoolState } from './state.ts';

/** True when both modules lie in the same `scope`. */
function together(state: PoolState, scope: number, a: Module, b: Module): boolean {
  if (a.index === b.index) return true;
  const { zones } = state.inventory;
  switch (scope) {
    case abi.SCOPE_ZONE:
      return a.zone === b.zone;
    case abi.SCOPE_RACK:
      return at(zones, a.zone).rack === at(zones, b.zone).rack;
    case abi.SCOPE_POD:
      return at(zones, a.zone).pod === at(zones, b.zone).pod;
    case abi.SCOPE_DOMAIN:
      return a.domain >= 0 && a.domain === b.domain;
    default:
      return false;
  }
}

function isMeant(term: Term, allocation: Allocation): boolean {
  return term.kind === abi.TERM_GROUP ? allocation.request.group === term.id : allocation.handle === term.id;
}

/** Modules with live parts of what the term names, those of the allocation that moves left out. */
function livePlaces(state: PoolState, term: Term, moving: number): number[] {
  const places: number[] = [];
  for (const { allocation } of state.slots) {
    if (allocation === null || allocation.handle === moving || !isMeant(term, allocation)) continue;
    for (const { module } of allocation.parts) if (module !== GONE) places.push(module);
  }
  return places;
}

/** Modules whose units are still held for a part that has moved on. */
function heldPlaces(state: PoolState, term: Term, moving: number): number[] {
  return state.held
    .filter(({ allocation }) => allocation.handle !== moving && isMeant(term, allocation))
    .map(({ part }) => part.module);
}

/** `moving`: handle of the allocation that is being moved, or -1. */
export function affinityHolds(state: PoolState, term: Term, module: Module, moving: number): boolean {
  const places = livePlaces(state, term, moving);
  if (places.length === 0) return term.kind === abi.TERM_GROUP;
  return places.some((place) => together(state, term.scope, at(state.modules, place), module));
}

export function antiAffinityHolds(state: PoolState, term: Term, module: Module, moving: number): boolean {
  // A part on the move is still at its source as well until its wave ends.
  const places = [...livePlaces(state, term, moving), ...heldPlaces(state, term, moving)];
  return !places.some((place) => together(state, term.scope, at(state.modules, place), module));
}
