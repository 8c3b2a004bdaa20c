import type { Inventory } from '../inventory.ts';
import type { Module } from '../modules.ts';
import type { Profile } from '../profile.ts';
import { type Prospect, prospectOf } from '../prospect.ts';
import { at } from '../row.ts';
import { isPresent } from './present.ts';

const MODULES_MAX = 400;
const DEVICES_MAX = 3200;
/** Modules times entries that slots are counted for. */
const VISITS_MAX = 65536;

/** A small likeness of the pool, on which placements are tried. */
export interface Bench {
  readonly profile: Profile;
  readonly modules: readonly Module[];
  /** Milli of all devices. */
  readonly capacity: number;
  /** By class; only of classes that have modules here. */
  readonly prospects: ReadonlyMap<number, Prospect>;
}

function byKind(a: Module, b: Module): number {
  const d = a.effective.findIndex((units, k) => units !== b.effective[k]);
  return (
    a.class - b.class ||
    a.milli.length - b.milli.length ||
    (d < 0 ? 0 : at(a.effective, d) - at(b.effective, d)) ||
    a.index - b.index
  );
}

/** `count` modules at equal distances. */
function sample(modules: readonly Module[], count: number): Module[] {
  return Array.from({ length: count }, (_, k) => at(modules, Math.floor((k * modules.length) / count)));
}

export function benchOf(profile: Profile, inventory: Inventory, all: readonly Module[]): Bench {
  const present = all.filter(isPresent).sort(byKind);
  const withDevices = present.filter(({ milli }) => milli.length > 0);
  const others = present.filter(({ milli }) => milli.length === 0);
  const devices = withDevices.reduce((sum, { milli }) => sum + milli.length, 0);
  const slotted = profile.typical.length + profile.rareWide.length;
  const count =
    devices === 0
      ? 0
      : Math.min(
          withDevices.length,
          MODULES_MAX,
          Math.max(1, Math.floor((DEVICES_MAX * withDevices.length) / devices)),
          Math.max(1, Math.floor(VISITS_MAX / slotted)),
        );
  const alike = count === 0 ? 0 : Math.floor((others.length * count) / withDevices.length);
  const modules = [...sample(withDevices, count), ...sample(others, Math.min(MODULES_MAX, alike))];
  return {
    profile,
    modules,
    capacity: modules.reduce((sum, { milli }) => sum + 1000 * milli.length, 0),
    prospects: new Map(
      modules.map((module) => [module.class, prospectOf(profile, at(inventory.classes, module.class).labels)]),
    ),
  };
}
