import type { Ask } from './ask.ts';
import { PASSES, reason } from './filter.ts';
import type { Module } from './modules.ts';
import type { Request } from './request.ts';
import { at } from './row.ts';
import { costOf, keyOf, leastCost, type Scores, scoresOf } from './scores.ts';
import type { Part, PoolState } from './state.ts';
import { strategyOf } from './strategies/table.ts';

/** A part as it is decided: where, which devices, and the scores it won with. */
export interface Piece extends Part {
  readonly scores: Scores;
  /** Micros per hour. */
  readonly costMicros: bigint;
}

/** The scores and devices of one module that can take the ask. */
export function pieceOn(state: PoolState, request: Request, ask: Ask, module: Module): Piece {
  const { raw, one, devices } = strategyOf(request.strategy)(state, module, ask, request.levels);
  return {
    module: module.index,
    held: devices,
    amount: ask.amount,
    devices: ask.devices,
    share: ask.share,
    scores: scoresOf(state, request, ask, module, raw, one, leastCost(state.inventory, ask)),
    costMicros: costOf(at(state.inventory.classes, module.class), ask),
  };
}

/** Best first: by key, ties to the lowest module. */
export function byKey(a: Piece, b: Piece): number {
  return keyOf(b.scores) - keyOf(a.scores) || a.module - b.module;
}

/** One piece for each module that passes all filters, best first. */
export function candidates(state: PoolState, request: Request, ask: Ask): Piece[] {
  return state.modules
    .filter((module) => reason(state, request, ask, module) === PASSES)
    .map((module) => pieceOn(state, request, ask, module))
    .sort(byKey);
}
