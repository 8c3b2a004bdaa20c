import { STATUS_FULL } from '../../../../../policy-assembly/abi/abi.ts';
import { giveBackPart, partOf, takePart } from '../allocations.ts';
import type { Ask } from '../ask.ts';
import { byKey, type Piece, pieceOn } from '../decide.ts';
import { Failure } from '../failure.ts';
import { isExclusive } from '../filter.ts';
import type { Module } from '../modules.ts';
import type { Request } from '../request.ts';
import { at } from '../row.ts';
import { decide } from '../span.ts';
import { copyOf, type Part, type PoolState } from '../state.ts';
import type { Eligibility, ModuleSet } from './eligible.ts';
import { simpleOnes } from './simple.ts';

/** True when the module has the ask free once the given parts of it are gone. */
export function hasFree(module: Module, ask: Ask, gone: readonly Part[] = []): boolean {
  const enough = ask.amount.every((units, d) => {
    let free = at(module.free, d);
    for (const part of gone) free += at(part.amount, d);
    return units <= free;
  });
  if (!enough || ask.devices === 0) return enough;
  let devices = 0;
  for (const [device, milli] of module.milli.entries()) {
    let free = milli;
    for (const part of gone) if (part.held.includes(device)) free += part.share;
    if (free >= ask.share) devices++;
  }
  return devices >= ask.devices;
}

/** Never the handle of an allocation, nor the -1 of "none moves". */
const PROVISIONAL = -2;

/** A batch being tried out on a copy of the pool: what it takes, it can give back. */
export class Trial {
  readonly requests: readonly Request[];
  readonly isSimple: readonly boolean[];
  readonly state: PoolState;
  readonly #sets: readonly (ModuleSet | null)[];
  readonly #first: number;
  #roomForParts: number;
  /** By module: exclusive parts of the batch. */
  readonly #exclusive = new Map<number, number>();

  /** `roomForParts`: how many parts the batch may hold. */
  constructor(state: PoolState, requests: readonly Request[], eligibility: Eligibility, roomForParts: number) {
    this.requests = requests;
    this.isSimple = simpleOnes(requests);
    this.state = copyOf(state);
    this.#sets = requests.map((request, index) => (at(this.isSimple, index) ? eligibility.of(request) : null));
    this.#first = state.slots.length;
    for (const _ of requests) this.state.slots.push({ generation: 0, allocation: null });
    this.#roomForParts = roomForParts;
  }

  /** What the request holds now. */
  parts(index: number): readonly Part[] {
    return at(this.state.slots, this.#first + index).allocation?.parts ?? [];
  }

  module(index: number): Module {
    return at(this.state.modules, index);
  }

  /** True when filters 1 to 11 let a simple request onto the module. */
  allows(index: number, module: number): boolean {
    return this.#sets[index]?.[module] === 1 && !this.#exclusive.has(module);
  }

  /** What `place` would decide now; `but`: a module left out, for simple requests. Empty when nothing fits. */
  decide(index: number, but = -1): Piece[] {
    const request = at(this.requests, index);
    if (!at(this.isSimple, index)) return decide(this.state, request);
    let best: Piece | null = null;
    for (const module of this.state.modules) {
      if (module.index === but || !this.allows(index, module.index) || !hasFree(module, request)) continue;
      const piece = this.pieceOn(index, module);
      if (best === null || byKey(piece, best) < 0) best = piece;
    }
    return best === null ? [] : [best];
  }

  pieceOn(index: number, module: Module): Piece {
    const request = at(this.requests, index);
    return pieceOn(this.state, request, request, module);
  }

  /** Throws Failure (FULL) when there is no room for so many parts. */
  put(index: number, parts: readonly Part[]): void {
    if (parts.length > this.#roomForParts) throw new Failure(STATUS_FULL, index);
    this.#roomForParts -= parts.length;
    const request = at(this.requests, index);
    const held = parts.map(partOf);
    at(this.state.slots, this.#first + index).allocation = { handle: PROVISIONAL - index, request, parts: held };
    for (const part of held) {
      takePart(this.state, part);
      if (isExclusive(request)) this.#exclusive.set(part.module, 1);
    }
  }

  /** Only for simple requests, which are not exclusive. */
  take(index: number): void {
    const slot = at(this.state.slots, this.#first + index);
    for (const part of slot.allocation?.parts ?? []) {
      giveBackPart(this.state, part);
      this.#roomForParts++;
    }
    slot.allocation = null;
  }

  /** By request what it holds. */
  settled(): (readonly Part[])[] {
    return this.requests.map((_, index) => this.parts(index));
  }
}
