import { clausesHold } from '../clauses.ts';
import type { Inventory } from '../inventory.ts';
import type { Module } from '../modules.ts';
import type { Profile } from '../profile.ts';
import { at } from '../row.ts';
import { isPresent } from './present.ts';

const ROUNDS = 256;
/** Classes times entries beyond which nothing is worked out. */
const PAIRS_MAX = 262144;
/** Capacities and demands are parts of this. */
const WHOLE = 1048576;
export const PRESSURE_MAX = 1024;

/** Milli of the devices of the present modules, by class. */
function milliByClass(inventory: Inventory, modules: readonly Module[]): number[] {
  const milli = inventory.classes.map(() => 0);
  for (const module of modules.filter(isPresent)) {
    milli[module.class] = at(milli, module.class) + 1000 * module.milli.length;
  }
  return milli;
}

/**
 * By class, 0..1024: the share of its devices that demand takes which cannot go everywhere. That demand is poured in small
 * rounds, always into the emptiest class that may have it.
 */
export function pressureOf(profile: Profile, inventory: Inventory, modules: readonly Module[]): number[] {
  const none = inventory.classes.map(() => 0);
  const milli = milliByClass(inventory, modules);
  const classes = milli.flatMap((units, index) => (units > 0 ? [index] : []));
  const all = milli.reduce((sum, units) => sum + units, 0);
  const choosy = profile.typical.filter(({ devices, clauses }) => devices > 0 && clauses.length > 0);
  if (choosy.length * classes.length > PAIRS_MAX) return none;
  const total = profile.typical.reduce((sum, entry) => sum + entry.weight * entry.devices * entry.share, 0);
  const size = milli.map((units) => Math.max(1, Number((BigInt(units) * BigInt(WHOLE)) / BigInt(Math.max(1, all)))));
  const pours = choosy.flatMap(({ weight, devices, share, clauses }) => {
    const into = classes.filter((index) => clausesHold(clauses, at(inventory.classes, index).labels));
    if (into.length === 0 || into.length === classes.length) return [];
    return [{ into, units: Number((BigInt(weight * devices * share) * BigInt(WHOLE)) / BigInt(total)) }];
  });
  const load = [...none];
  for (let round = 0; round < ROUNDS; round++) {
    for (const { into, units } of pours) {
      let least = at(into, 0);
      for (const index of into)
        if (at(load, index) * at(size, least) < at(load, least) * at(size, index)) least = index;
      load[least] = at(load, least) + units;
    }
  }
  // Of 256 rounds, in 1024ths.
  return load.map((units, index) => Math.min(PRESSURE_MAX, Math.floor((4 * units) / at(size, index))));
}
