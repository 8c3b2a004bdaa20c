import { clausesHold } from '../clauses.ts';
import type { Inventory } from '../inventory.ts';
import { at } from '../row.ts';
import type { ProfileEntry } from '../typical.ts';
import type { Arrivals } from './arrivals.ts';
import type { Bench } from './bench.ts';
import { type Choice, choose, type Outlook } from './choose.ts';
import type { Tables } from './tables.ts';

/** What a share left free on a device when it was placed. */
export interface Level {
  readonly place: number;
  readonly device: number;
  readonly milli: number;
}

export interface Outcome {
  /** Milli in use once the demand that arrived was 100 % of the capacity, and in the end. */
  readonly usedAtCapacity: number;
  readonly used: number;
  readonly levels: readonly Level[];
  /** By place: free milli of each device in the end. */
  readonly milli: readonly (readonly number[])[];
}

/** A bench module while things are placed on it. */
interface Place {
  readonly outlook: Outlook;
  readonly labels: readonly number[];
  readonly free: number[];
  readonly milli: number[];
}

function fits({ free, milli, labels }: Place, { amount, devices, share, clauses }: ProfileEntry): boolean {
  return (
    amount.every((units, d) => units <= at(free, d)) &&
    (devices === 0 || milli.filter((idle) => idle >= share).length >= devices) &&
    clausesHold(clauses, labels)
  );
}

/** The choices of one entry on all places, worked out again only where something was placed since. */
class Choices {
  readonly #entry: ProfileEntry;
  readonly #places: readonly Place[];
  readonly #choices: (Choice | null)[];
  #seen = 0;

  constructor(entry: ProfileEntry, places: readonly Place[]) {
    this.#entry = entry;
    this.#places = places;
    this.#choices = places.map((place) => this.#look(place));
  }

  /** `changed`: the places of all placements so far. */
  best(changed: readonly number[]): [place: number, choice: Choice] | null {
    for (const index of new Set(changed.slice(this.#seen))) {
      this.#choices[index] = this.#look(at(this.#places, index));
    }
    this.#seen = changed.length;
    let best: [number, Choice] | null = null;
    for (const [index, choice] of this.#choices.entries()) {
      if (choice !== null && (best === null || choice.score > best[1].score)) best = [index, choice];
    }
    return best;
  }

  startAt(seen: number): this {
    this.#seen = seen;
    return this;
  }

  #look(place: Place): Choice | null {
    return fits(place, this.#entry) ? choose(place.outlook, place, this.#entry) : null;
  }
}

/** Places what arrives, one by one, on the empty bench; what does not fit is dropped. */
export function rollout(bench: Bench, inventory: Inventory, tables: Tables, { entries, order }: Arrivals): Outcome {
  const { profile } = bench;
  const places = order.map((index): Place => {
    const module = at(bench.modules, index);
    const prospect = bench.prospects.get(module.class);
    if (prospect === undefined) throw new RangeError(`no prospect of class ${module.class}`);
    const { vector, waste, pressure } = tables;
    return {
      outlook: { prospect, total: profile.total, vector, waste, pressure: at(pressure, module.class) },
      labels: at(inventory.classes, module.class).labels,
      free: [...module.effective],
      milli: module.milli.map(() => 1000),
    };
  });
  const known = new Map<number, Choices>();
  const changed: number[] = [];
  const levels: Level[] = [];
  let [asked, used, usedAtCapacity] = [0, 0, -1];
  for (const index of entries) {
    const entry = at(profile.entries, index);
    const choices = known.get(index) ?? new Choices(entry, places).startAt(changed.length);
    known.set(index, choices);
    const best = choices.best(changed);
    if (best !== null) {
      const [place, { devices }] = best;
      const { free, milli } = at(places, place);
      for (const [d, units] of entry.amount.entries()) free[d] = at(free, d) - units;
      for (const device of devices) {
        milli[device] = at(milli, device) - entry.share;
        if (entry.devices === 1 && entry.share < 1000) levels.push({ place, device, milli: at(milli, device) });
      }
      changed.push(place);
      used += entry.devices * entry.share;
    }
    asked += entry.devices * entry.share;
    if (usedAtCapacity < 0 && asked >= bench.capacity) usedAtCapacity = used;
  }
  return {
    usedAtCapacity: usedAtCapacity < 0 ? used : usedAtCapacity,
    used,
    levels,
    milli: places.map(({ milli }) => milli),
  };
}
