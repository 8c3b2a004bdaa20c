import type { Ask } from '../ask.ts';
import { bestFitDevices } from '../devices.ts';
import { fragmentation, type Prospect } from '../prospect.ts';
import { percentOf } from '../strategies/percent.ts';
import type { ProfileEntry } from '../typical.ts';
import { FGD_VECTOR, VECTORS, type Vector } from './vectors.ts';

/** In quarters: whole demands of several devices count one and a half. */
const WIDE_SLOT = 6;
const SLOT = 4;

/** What scores on modules of one class depend on besides their free space. */
export interface Outlook {
  readonly prospect: Prospect;
  /** T. */
  readonly total: number;
  /** Index into VECTORS. */
  readonly vector: number;
  readonly waste: readonly number[];
  /** Of the class. */
  readonly pressure: number;
}

/** Free units and free milli of each device. */
export interface Room {
  readonly free: readonly number[];
  readonly milli: readonly number[];
}

export interface Choice {
  /** With vector 0 in percent; otherwise milli × 320 T. */
  readonly score: number;
  /** Device indices to take, ascending. */
  readonly devices: readonly number[];
}

/** How many demands of this kind would fit. */
function slotsOf({ amount, devices, share }: ProfileEntry, { free, milli }: Room): number {
  let slots = 0;
  for (const idle of milli) slots += devices === 1 ? Math.floor(idle / share) : idle >= share ? 1 : 0;
  if (devices > 1) slots = Math.floor(slots / devices);
  for (let d = 0; d < amount.length && slots > 0; d++) {
    const units = amount[d] as number;
    if (units > 0) slots = Math.min(slots, Math.floor((free[d] as number) / units));
  }
  return slots;
}

/** Milli that whole demands could still take, times weights and quarters. */
export function slotMilli({ slotted }: Prospect, room: Room): number {
  let sum = 0;
  for (const entry of slotted) {
    const { weight, devices, share } = entry;
    sum += weight * slotsOf(entry, room) * devices * share * (devices > 1 ? WIDE_SLOT : SLOT);
  }
  return sum;
}

function potential({ prospect, total, waste }: Outlook, vector: Vector, room: Room): number {
  const wasted = room.milli.reduce((sum, idle) => sum + (waste[idle] as number), 0);
  return (
    16 * vector.fragmentation * fragmentation(prospect, room.free, room.milli) -
    4 * vector.slots * slotMilli(prospect, room) +
    vector.waste * total * wasted
  );
}

function roomAfter({ free, milli }: Room, ask: Ask, devices: readonly number[]): Room {
  return {
    free: free.map((units, d) => units - (ask.amount[d] as number)),
    milli: milli.map((idle, index) => (devices.includes(index) ? idle - ask.share : idle)),
  };
}

/** A function that scores the taking of given devices. */
function scorer(outlook: Outlook, room: Room, ask: Ask): (devices: readonly number[]) => number {
  const { prospect, total, pressure } = outlook;
  if (outlook.vector === FGD_VECTOR) {
    const before = fragmentation(prospect, room.free, room.milli);
    return (devices) => {
      const { free, milli } = roomAfter(room, ask, devices);
      return percentOf(before - fragmentation(prospect, free, milli), total);
    };
  }
  const vector = VECTORS[outlook.vector] as Vector;
  const scarce = Math.floor((total * vector.pressure * ask.devices * ask.share * pressure) / 64);
  const before = potential(outlook, vector, room) - scarce;
  return (devices) => before - potential(outlook, vector, roomAfter(room, ask, devices));
}

/** The score of a module that has room for the ask, and the devices to take there. */
export function choose(outlook: Outlook, room: Room, ask: Ask): Choice {
  const score = scorer(outlook, room, ask);
  if (ask.devices !== 1 || ask.share === 1000) {
    const devices = bestFitDevices(room.milli, ask.devices, ask.share);
    return { score: score(devices), devices };
  }
  let best: Choice | null = null;
  for (const [index, idle] of room.milli.entries()) {
    if (idle < ask.share || room.milli.indexOf(idle) < index) continue;
    const tried = { score: score([index]), devices: [index] };
    if (best === null || tried.score > best.score) best = tried;
  }
  return best ?? { score: score([]), devices: [] };
}
