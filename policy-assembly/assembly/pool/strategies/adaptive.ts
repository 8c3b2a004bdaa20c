/**
 * Our own: fgd's fragmentation, unquantized; room kept for whole demands; what a device so full has been seen to waste in the end;
 * less what others need of scarce classes. Where the profile says nothing of devices it is best-fit.
 */
import { RAW_ONE } from "../../../abi/pool.ts";
import { openRoom, roomRow, roomUnits } from "../adaptive/room.ts";
import { potential, scarcity, scoreBest, scoreOf, scoredDevices } from "../adaptive/score.ts";
import { FGD_VECTOR, isBlind, vector } from "../adaptive/tables.ts";
import { classOf, deviceCountOf, deviceRow, freeOf, sumOf } from "../columns.ts";
import { wantedDevices, wantedMilli, wantedNorm, wantedOf, wantedShare } from "../demand.ts";
import { typicalSum } from "../profile.ts";
import { dims } from "../shape.ts";
import { bestFitDevices } from "../wanted-devices.ts";
import * as bestFit from "./best-fit.ts";

/** Scores count milli × T × this. */
const SCORE_SCALE: i64 = 320;
/** Of the raw score, one milli. */
const MILLI_SHIFT: i64 = 10;
const HALF = RAW_ONE / 2;

let chosen: u64 = 0;

export function raw(module: i32): i32 {
  if (isBlind) return bestFit.raw(module);
  const devices = deviceCountOf(module);
  // Takes nothing from devices, so it goes first; within one milli's worth, the best fit.
  if (devices == 0) return HALF + 1024 - ((sumOf(module) - <i32>wantedNorm) >> 17);
  const c = classOf(module);
  openRoom(c, devices);
  memory.copy(roomRow, deviceRow(module), <usize>devices << 1);
  for (let d = 0; d < dims; d++) store<i32>(roomUnits + (<usize>d << 2), freeOf(module, d));
  const before = potential() - scarcity(c, wantedMilli());
  for (let d = 0; d < dims; d++) store<i32>(roomUnits + (<usize>d << 2), freeOf(module, d) - wantedOf(d));
  let score: i64;
  if (wantedDevices == 1 && wantedShare < 1000) {
    score = scoreBest(before, wantedShare);
    chosen = scoredDevices;
  } else {
    chosen = bestFitDevices(module);
    score = scoreOf(before, chosen, wantedShare);
  }
  return vector == FGD_VECTOR ? <i32>score * (RAW_ONE / 100) : scaled(score);
}

function scaled(score: i64): i32 {
  const milli = score << MILLI_SHIFT;
  const unit = SCORE_SCALE * typicalSum;
  let mean = milli / unit;
  if (mean * unit > milli) mean--;
  return <i32>max<i64>(0, min<i64>(RAW_ONE, HALF + mean));
}

export function choose(module: i32): u64 {
  if (isBlind) return bestFit.choose(module);
  if (deviceCountOf(module) == 0) return 0;
  raw(module);
  return chosen;
}
