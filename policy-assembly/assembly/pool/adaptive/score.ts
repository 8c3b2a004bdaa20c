/** The score of taking devices in a room: what the room is worth to the profile before, less what it is worth after. */
import { typicalSum } from "../profile.ts";
import { percentOf } from "../strategies/fgd-steps.ts";
import { fragmentation, measureRoom, roomDevices, roomRow, slotMilli } from "./room.ts";
import {
  FGD_VECTOR, fragmentationTerm, pressureOn, pressureTerm, slotsTerm, vector, wasteOf, wasteTerm,
} from "./tables.ts";

export const NO_SCORE: i64 = i64.MIN_VALUE;

/** Devices that the last `scoreBest` found best. */
export let scoredDevices: u64 = 0;

/** P of the room as it is now; for vector 0, F. */
export function potential(): i64 {
  if (vector == FGD_VECTOR) {
    measureRoom(false);
    return fragmentation();
  }
  const slots = slotsTerm(vector);
  measureRoom(slots != 0);
  let wasted: i64 = 0;
  for (let i = 0; i < roomDevices; i++) wasted += wasteOf(load<u16>(roomRow + (<usize>i << 1)));
  let sum = 16 * fragmentationTerm(vector) * fragmentation() + wasteTerm(vector) * typicalSum * wasted;
  if (slots != 0) sum -= 4 * slots * slotMilli();
  return sum;
}

/** What others need of the class, of so many milli. */
export function scarcity(c: i32, milli: i64): i64 {
  return vector == FGD_VECTOR ? 0 : typicalSum * pressureTerm(vector) * milli * pressureOn(c) / 64;
}

/** The score of a fall from `before` (scarcity taken off) to `after`. */
// @ts-ignore: decorator
@inline
function fall(before: i64, after: i64): i64 {
  return vector == FGD_VECTOR ? <i64>percentOf(before - after, typicalSum) : before - after;
}

function takeFrom(mask: u64, milli: i32): void {
  for (let rest = mask; rest != 0; rest &= rest - 1) {
    const at = roomRow + (<usize>ctz<u64>(rest) << 1);
    store<u16>(at, <u16>(<i32>load<u16>(at) - milli));
  }
}

/** The score of taking `share` milli of each device in `mask`; the units are gone from the room already. */
export function scoreOf(before: i64, mask: u64, share: i32): i64 {
  takeFrom(mask, share);
  const score = fall(before, potential());
  takeFrom(mask, -share);
  return score;
}

/** The best score of taking `share` milli of one device; the lowest index on ties. NO_SCORE = no device has it. */
export function scoreBest(before: i64, share: i32): i64 {
  let best = NO_SCORE;
  scoredDevices = 0;
  for (let i = 0; i < roomDevices; i++) {
    const milli = <i32>load<u16>(roomRow + (<usize>i << 1));
    if (milli < share || isRepeated(i, milli)) continue;
    const score = scoreOf(before, <u64>1 << i, share);
    if (score <= best) continue;
    best = score;
    scoredDevices = <u64>1 << i;
  }
  return best;
}

/** Whether a lower device has as much free: it scores the same. */
function isRepeated(device: i32, milli: i32): bool {
  for (let i = 0; i < device; i++) if (<i32>load<u16>(roomRow + (<usize>i << 1)) == milli) return true;
  return false;
}
