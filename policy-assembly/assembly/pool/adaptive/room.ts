/** A room: free units and a row of devices of some class, and what it is worth to the profile. */
import { PROFILE_ENTRY_AMOUNT, PROFILE_ENTRY_DEVICES, PROFILE_ENTRY_SHARE } from "../../../abi/pool.ts";
import { entryAt, isCovered, weightOf } from "../profile.ts";
import { dims } from "../shape.ts";
import { hopelessWeight, lookAtClass, slottedCount, slottedEntry, usableCount } from "./prospects.ts";
import { devicesWithRank, measure, narrowMilli, rankOf, rowMilli, slotsOfRank } from "./shares.ts";

/** In quarters: whole demands of several devices count one and a half. */
const WIDE_SLOT: i64 = 6;
const SLOT: i64 = 4;

/** i32[8] free units, u16[64] free milli of each device: to be filled in by who asks. */
export const roomUnits = memory.data(8 * 4, 4);
export const roomRow = memory.data(64 * 2, 16);
export let roomDevices: i32 = 0;

/** The class and number of devices of the room. */
export function openRoom(c: i32, devices: i32): void {
  lookAtClass(c);
  roomDevices = devices;
}

/** Measures the row as it is now; with `slots`, for `slotMilli` too. */
export function measureRoom(slots: bool): void {
  measure(roomRow, roomDevices, slots);
}

/** F: milli that the typical demand could not use here, times the weights. After `measureRoom`. */
export function fragmentation(): i64 {
  const all = <i64>rowMilli;
  let sum = hopelessWeight() * all;
  for (let k = 0, count = usableCount(); k < count; k++) {
    const e = slottedEntry(k);
    const rank = rankOf(e);
    const fits = devicesWithRank(rank) >= load<i32>(entryAt(e), PROFILE_ENTRY_DEVICES) && isCovered(e, roomUnits);
    sum += <i64>weightOf(e) * (fits ? <i64>narrowMilli(rank) : all);
  }
  return sum;
}

/** Milli that whole demands could still take, times weights and quarters. After `measureRoom(true)`. */
export function slotMilli(): i64 {
  let sum: i64 = 0;
  for (let k = 0, count = slottedCount(); k < count; k++) {
    const e = slottedEntry(k);
    const entry = entryAt(e);
    const devices = load<i32>(entry, PROFILE_ENTRY_DEVICES);
    let slots = devices == 1 ? slotsOfRank(rankOf(e)) : devicesWithRank(rankOf(e)) / devices;
    for (let d = 0; d < dims && slots > 0; d++) {
      const amount = load<i32>(entry + (<usize>d << 2), PROFILE_ENTRY_AMOUNT);
      const units = load<i32>(roomUnits + (<usize>d << 2));
      // The division is only made where it says something.
      if (amount > 0 && <i64>slots * amount > <i64>units) slots = units / amount;
    }
    if (slots == 0) continue;
    const milli = <i64>devices * load<i32>(entry, PROFILE_ENTRY_SHARE);
    sum += <i64>weightOf(e) * slots * milli * (devices > 1 ? WIDE_SLOT : SLOT);
  }
  return sum;
}

/** `count` devices of the room with `share` milli free, by (free ascending, index ascending). */
export function bestFitRoom(count: i32, share: i32): u64 {
  let mask: u64 = 0;
  for (; count > 0; count--) {
    let best = -1;
    let tightest = i32.MAX_VALUE;
    for (let i = 0; i < roomDevices; i++) {
      const milli = <i32>load<u16>(roomRow + (<usize>i << 1));
      if (milli < share || milli >= tightest || (mask >> i & 1) != 0) continue;
      tightest = milli;
      best = i;
    }
    if (best < 0) return mask;
    mask |= <u64>1 << best;
  }
  return mask;
}
