/**
 * Fragmentation gradient descent (Beware of Fragmentation, ATC'23): the module on which the typical demand loses the
 * least. F(module) = sum over the typical entries of weight * the free milli that the entry could not use there.
 */
import { RAW_ONE } from "../../../abi/pool.ts";
import { fragmentation, measureRoom, openRoom, roomRow, roomUnits } from "../adaptive/room.ts";
import { classOf, deviceCountOf, deviceRow, freeOf } from "../columns.ts";
import { wantedDevices, wantedOf, wantedShare } from "../demand.ts";
import { devicesWith } from "../devices.ts";
import { entryCount, typicalSum } from "../profile.ts";
import { levels } from "../request.ts";
import { dims } from "../shape.ts";
import { bestFitDevices } from "../wanted-devices.ts";
import { percentOf } from "./fgd-steps.ts";

/** The devices that were found best by the last `raw`. */
let chosen: u64 = 0;

/** The raw score of a change of F by `x`. */
function scoreOf(x: i64): i32 {
  if (levels > 0) return percentOf(x, typicalSum);
  const scaled = x << 10;
  let mean = scaled / typicalSum;
  if (mean * typicalSum > scaled) mean--;
  return <i32>max<i64>(0, min<i64>(RAW_ONE, RAW_ONE / 2 + mean));
}

/** F once `share` milli of each device in `mask` are gone. */
function fragmentationWithout(mask: u64, share: i32): i64 {
  shift(mask, -share);
  measureRoom(false);
  const sum = fragmentation();
  shift(mask, share);
  return sum;
}

function shift(mask: u64, milli: i32): void {
  for (let rest = mask; rest != 0; rest &= rest - 1) {
    const at = roomRow + (<usize>ctz<u64>(rest) << 1);
    store<u16>(at, <u16>(<i32>load<u16>(at) + milli));
  }
}

/** 0..100 with levels, else 0..RAW_ONE. */
export function raw(module: i32): i32 {
  const triesEach = wantedDevices == 1 && wantedShare < 1000;
  if (entryCount == 0) {
    const able = devicesWith(module, wantedShare);
    chosen = triesEach ? able & (0 - able) : bestFitDevices(module);
    return levels > 0 ? levels / 2 : RAW_ONE / 2;
  }
  const devices = deviceCountOf(module);
  openRoom(classOf(module), devices);
  if (devices > 0) memory.copy(roomRow, deviceRow(module), <usize>devices << 1);
  for (let d = 0; d < dims; d++) store<i32>(roomUnits + (<usize>d << 2), freeOf(module, d));
  measureRoom(false);
  const before = fragmentation();
  for (let d = 0; d < dims; d++) store<i32>(roomUnits + (<usize>d << 2), freeOf(module, d) - wantedOf(d));
  if (triesEach) return tryEach(devicesWith(module, wantedShare), before);
  chosen = bestFitDevices(module);
  return scoreOf(before - fragmentationWithout(chosen, wantedShare));
}

/** The best raw score over the devices that have the share; the lowest device on ties. */
function tryEach(able: u64, before: i64): i32 {
  let best = -1;
  for (let rest = able; rest != 0; rest &= rest - 1) {
    const device = <i32>ctz<u64>(rest);
    if (isRepeated(able, device)) continue;
    const score = scoreOf(before - fragmentationWithout(<u64>1 << device, wantedShare));
    if (score <= best) continue;
    best = score;
    chosen = <u64>1 << device;
  }
  return best;
}

/** Whether a lower device has as much free: it would score the same. */
function isRepeated(able: u64, device: i32): bool {
  const milli = load<u16>(roomRow + (<usize>device << 1));
  for (let rest = able & ((<u64>1 << device) - 1); rest != 0; rest &= rest - 1) {
    if (load<u16>(roomRow + (<usize>ctz<u64>(rest) << 1)) == milli) return true;
  }
  return false;
}

export function choose(module: i32): u64 {
  raw(module);
  return chosen;
}
