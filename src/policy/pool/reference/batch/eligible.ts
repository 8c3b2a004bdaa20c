import { REASON_UNIT, REQUEST_HEALTHY_ONLY } from '../../../../../policy-assembly/abi/pool.ts';
import { PASSES, placeReason, sizeReason } from '../filter.ts';
import type { Request } from '../request.ts';
import type { PoolState } from '../state.ts';

/** By module: 1 where a request without terms passes filters 1 to 11 in the state that the batch begins with. */
export type ModuleSet = Uint8Array;

/** What those filters look at, in words. */
function placeKey(request: Request): string {
  const { host, flags, maxLatencyNs, minBandwidth, clauses, only } = request;
  return JSON.stringify([host, flags & REQUEST_HEALTHY_ONLY, maxLatencyNs, minBandwidth, clauses, only]);
}

/** The sets of modules of simple requests. Equal requests share one; so do requests whose sets are equal. */
export class Eligibility {
  readonly #state: PoolState;
  readonly #places = new Map<string, ModuleSet>();
  readonly #sets = new Map<string, ModuleSet>();
  readonly #distinct = new Map<string, ModuleSet>();

  constructor(state: PoolState) {
    this.#state = state;
  }

  of(request: Request): ModuleSet {
    const { amount, devices, share } = request;
    const place = placeKey(request);
    const key = `${place} ${amount.join()} ${devices > 0 ? share : 0}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const places = this.#placesOf(place, request);
    const found = new Uint8Array(places.length);
    for (const module of this.#state.modules) {
      const passes = places[module.index] === 1 && sizeReason(this.#state, module, request) !== REASON_UNIT;
      found[module.index] = passes ? 1 : 0;
    }
    const words = found.join('');
    const set = this.#distinct.get(words) ?? found;
    this.#distinct.set(words, set);
    this.#sets.set(key, set);
    return set;
  }

  #placesOf(key: string, request: Request): ModuleSet {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const places = Uint8Array.from(this.#state.modules, (module) =>
      placeReason(this.#state, request, module) === PASSES ? 1 : 0,
    );
    this.#places.set(key, places);
    return places;
  }
}
