/** Growing and shrinking a part in place. */
import {
  STATUS_BAD_ALLOCATION, STATUS_BAD_LENGTH, STATUS_INVALID_REQUEST, STATUS_NOT_FIT, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import {
  PART_BYTES, RESIZE_ALLOCATION, RESIZE_AMOUNT, RESIZE_BYTES, RESIZE_DEVICES, RESIZE_PART, RESIZE_SHARE,
} from "../../abi/pool.ts";
import { input } from "../input.ts";
import { maskOf, moduleOf, setDevices, setUnits, shareOf, unitsOf } from "./allocations.ts";
import { asksSomething, isAsk } from "./ask.ts";
import { deviceStepOf, maxUnitOf, minUnitOf, stepOf } from "./classes.ts";
import { classOf, freeOf, setFree } from "./columns.ts";
import { addToDevices, bestFitOf, devicesWith, milliOf } from "./devices.ts";
import { findPart } from "./handles.ts";
import { reserveOutput } from "./output.ts";
import { answerPart } from "./part-record.ts";
import { dims } from "./shape.ts";
import { touch } from "./touch.ts";

/** Whether the module would have the units, with what the part holds counted as free. */
function hasRoom(part: usize, row: usize): bool {
  const module = moduleOf(part);
  const c = classOf(module);
  for (let d = 0; d < dims; d++) {
    const amount = load<i32>(row + (<usize>d << 2));
    if (amount == 0) continue;
    if (amount < minUnitOf(c, d) || amount > maxUnitOf(c, d) || amount % stepOf(c, d) != 0) return false;
    if (freeOf(module, d) + unitsOf(part, d) < amount) return false;
  }
  return true;
}

/** The lowest `count` devices of a mask. */
function lowest(mask: u64, count: i32): u64 {
  let left: u64 = 0;
  for (; count > 0 && mask != 0; count--, mask &= mask - 1) left |= mask & (0 - mask);
  return left;
}

/** Devices after the resize; fewer than `count` when they are not there. */
function devicesAfter(part: usize, count: i32, share: i32): u64 {
  const module = moduleOf(part);
  const own = maskOf(part);
  if (share == shareOf(part) && count <= <i32>popcnt<u64>(own)) return lowest(own, count);
  let stays: u64 = 0;
  for (let rest = own; rest != 0; rest &= rest - 1) {
    if (milliOf(module, <i32>ctz<u64>(rest)) + shareOf(part) >= share) stays |= rest & (0 - rest);
  }
  const kept = lowest(stays, count);
  const more = count - <i32>popcnt<u64>(kept);
  return more == 0 ? kept : kept | bestFitOf(module, devicesWith(module, share) & ~own, more);
}

/** Input: RESIZE. Answers the PART as it is then. */
export function resize(bytes: u64): i32 {
  if (bytes != RESIZE_BYTES) return STATUS_BAD_LENGTH;
  const at = input();
  const part = findPart(load<u32>(at, RESIZE_ALLOCATION), load<i32>(at, RESIZE_PART));
  if (part == 0) return STATUS_BAD_ALLOCATION;
  const row = at + RESIZE_AMOUNT;
  const devices = load<i32>(at, RESIZE_DEVICES);
  const share = load<i32>(at, RESIZE_SHARE);
  if (!isAsk(row, devices, share) || !asksSomething(row, devices)) return STATUS_INVALID_REQUEST;
  const module = moduleOf(part);
  if (!hasRoom(part, row) || (devices > 0 && share % deviceStepOf(classOf(module)) != 0)) return STATUS_NOT_FIT;
  const mask = devices == 0 ? 0 : devicesAfter(part, devices, share);
  if (<i32>popcnt<u64>(mask) != devices) return STATUS_NOT_FIT;
  if (!reserveOutput(PART_BYTES)) return STATUS_OUT_OF_MEMORY;
  for (let d = 0; d < dims; d++) {
    const amount = load<i32>(row + (<usize>d << 2));
    setFree(module, d, freeOf(module, d) + unitsOf(part, d) - amount);
    setUnits(part, d, amount);
  }
  addToDevices(module, maskOf(part), shareOf(part));
  addToDevices(module, mask, -share);
  setDevices(part, mask, share);
  touch(module);
  answerPart(part);
  return STATUS_OK;
}
