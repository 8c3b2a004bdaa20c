import { REQUEST_DISTINCT_DOMAINS, REQUEST_EQUAL_SHARES } from '../../../../policy-assembly/abi/pool.ts';
import type { Ask } from './ask.ts';
import { byKey, candidates, type Piece, pieceOn } from './decide.ts';
import { PASSES, placeReason } from './filter.ts';
import type { Module } from './modules.ts';
import type { Request } from './request.ts';
import { at } from './row.ts';
import type { PoolState } from './state.ts';

function wantsDistinct(request: Request): boolean {
  return (request.flags & REQUEST_DISTINCT_DOMAINS) !== 0;
}

/** The k best pieces, of distinct domains when asked for; null when there are fewer. */
function bestOf(state: PoolState, request: Request, ask: Ask, count: number): Piece[] | null {
  const chosen: Piece[] = [];
  const domains = new Set<number>();
  for (const piece of candidates(state, request, ask)) {
    if (chosen.length === count) break;
    const { domain } = at(state.modules, piece.module);
    if (wantsDistinct(request) && domains.has(domain)) continue;
    if (domain >= 0) domains.add(domain);
    chosen.push(piece);
  }
  return chosen.length === count ? chosen : null;
}

/** The ask of one of k equal pieces; null when the amount does not divide. */
function equalShare(request: Request, count: number): Ask | null {
  if (request.amount.some((units) => units % count !== 0)) return null;
  return { amount: request.amount.map((units) => units / count), devices: request.devices, share: request.share };
}

function equalPieces(state: PoolState, request: Request): Piece[] {
  const [first, last] = request.ways > 1 ? [request.ways, request.ways] : [1, request.maxDrms];
  for (let count = first; count <= last; count++) {
    const ask = equalShare(request, count);
    const pieces = ask && bestOf(state, request, ask, count);
    if (pieces) return pieces;
  }
  return [];
}

/** What a module can give to a span of one dimension. */
interface Contributor {
  readonly module: Module;
  readonly step: number;
  readonly minUnit: number;
  readonly usable: number;
}

function contributors(state: PoolState, request: Request, dim: number): Contributor[] {
  return state.modules
    .filter((module) => placeReason(state, request, module) === PASSES)
    .map((module) => {
      const moduleClass = at(state.inventory.classes, module.class);
      const step = at(moduleClass.step, dim);
      const minUnit = at(moduleClass.minUnit, dim);
      const most = Math.min(at(module.free, dim), at(moduleClass.maxUnit, dim));
      const whole = most - (most % step);
      return { module, step, minUnit, usable: whole < minUnit ? 0 : whole };
    })
    .filter(({ usable }) => usable > 0)
    .sort((a, b) => b.usable - a.usable || a.module.index - b.module.index);
}

/** The fewest pieces, largest first; empty when nothing fits. */
function freePieces(state: PoolState, request: Request): Piece[] {
  const dim = request.amount.findIndex((units) => units > 0);
  const askOf = (units: number): Ask => ({
    amount: request.amount.map((_, d) => (d === dim ? units : 0)),
    devices: 0,
    share: 0,
  });
  const waiting = contributors(state, request, dim);
  const pieces: Piece[] = [];
  const domains = new Set<number>();
  const passedOver = ({ module }: Contributor) => wantsDistinct(request) && domains.has(module.domain);
  let rest = at(request.amount, dim);
  while (pieces.length < request.maxDrms) {
    const finishers = waiting
      .filter((one) => !passedOver(one) && rest <= one.usable && rest % one.step === 0 && rest >= one.minUnit)
      .map(({ module }) => pieceOn(state, request, askOf(rest), module))
      .sort(byKey);
    const finisher = finishers[0];
    if (finisher !== undefined) return [...pieces, finisher];
    const next = waiting.shift();
    if (next === undefined) return [];
    if (passedOver(next)) continue;
    const most = Math.min(next.usable, rest);
    const given = most - (most % next.step);
    if (given === 0 || given < next.minUnit) continue;
    pieces.push(pieceOn(state, request, askOf(given), next.module));
    if (next.module.domain >= 0) domains.add(next.module.domain);
    rest -= given;
  }
  return [];
}

/** What `rah_pool_select` decides: the pieces, none when nothing fits. */
export function decide(state: PoolState, request: Request): Piece[] {
  if (request.ways > 1 || (request.flags & REQUEST_EQUAL_SHARES) !== 0) return equalPieces(state, request);
  const best = candidates(state, request, request)[0];
  if (best !== undefined) return [best];
  return request.maxDrms > 1 ? freePieces(state, request) : [];
}
