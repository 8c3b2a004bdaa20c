import { clausesHold } from './clauses.ts';
import type { Profile } from './profile.ts';
import { type ProfileEntry, weightOf } from './typical.ts';

/** What modules of one class can be to the profile. */
export interface Prospect {
  /** Typical entries that ask for devices and whose clauses hold. */
  readonly usable: readonly ProfileEntry[];
  /** Sum of the weights of the other typical entries: to them all is lost. */
  readonly hopeless: number;
  /** The usable ones, and alike of the rare ones that ask for several devices. */
  readonly slotted: readonly ProfileEntry[];
}

/** `labels`: those that the class carries. */
export function prospectOf({ typical, rareWide, total }: Profile, labels: readonly number[]): Prospect {
  const suits = ({ devices, clauses }: ProfileEntry) => devices > 0 && clausesHold(clauses, labels);
  const usable = typical.filter(suits);
  return { usable, hopeless: total - weightOf(usable), slotted: [...usable, ...rareWide.filter(suits)] };
}

function lost({ amount, devices, share }: ProfileEntry, free: readonly number[], milli: readonly number[]): number {
  let enough = 0;
  let narrow = 0;
  let all = 0;
  for (const idle of milli) {
    all += idle;
    if (idle >= share) enough++;
    else narrow += idle;
  }
  const isShort = amount.some((units, d) => (free[d] as number) < units);
  return isShort || enough < devices ? all : narrow;
}

/** F: milli that the typical demand could not use on a module with so much free, times the weights. */
export function fragmentation(prospect: Prospect, free: readonly number[], milli: readonly number[]): number {
  let sum = prospect.hopeless * milli.reduce((all, idle) => all + idle, 0);
  for (const entry of prospect.usable) sum += entry.weight * lost(entry, free, milli);
  return sum;
}
