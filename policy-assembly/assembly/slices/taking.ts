/** Taking units from a chosen module: which extents, exactly. Pushes them to the output, ascending and merged. */
import { DEVICE_MILLI, EXTENT_LENGTH, EXTENT_START } from "../../abi/abi.ts";
import { alignedLength, alignedStart } from "./aligned.ts";
import { extentAt, outputCount, pushExtent, setOutputCount } from "./buffers.ts";
import { cutRange, cutStart, deviceFree, headOf, isMarked, setMark } from "./devices.ts";
import { deviceCountOf, deviceFirstOf } from "./modules.ts";
import { lengthOf, nextOf, startOf } from "./nodes.ts";
import { devices, remainder, share, stamp } from "./request.ts";

/**
 * Takes `amount` units of a linear module, which has them: from the shortest extent that holds them, or else the longest
 * ones until the rest fits in one. With an alignment > 1 of each extent only what lies between multiples of it counts,
 * the amount is such a multiple, and a spare node per extent is needed.
 */
export function takeLinear(module: i32, amount: i64, alignment: i64): void {
  const first = outputCount();
  const device = deviceFirstOf(module);
  let rest = amount;
  while (rest > 0) {
    let previous: usize = 0;
    let fit: usize = 0;
    let beforeFit: usize = 0;
    let fitLength = i64.MAX_VALUE;
    let longest: usize = 0;
    let beforeLongest: usize = 0;
    let longestUsable: i64 = 0;
    for (let node = headOf(device); node != 0; node = nextOf(node)) {
      const length = lengthOf(node);
      const usable = alignment == 1 ? length : alignedLength(startOf(node), length, alignment);
      if (usable >= rest && length < fitLength) {
        fit = node;
        beforeFit = previous;
        fitLength = length;
      }
      if (usable > longestUsable) {
        longest = node;
        beforeLongest = previous;
        longestUsable = usable;
      }
      previous = node;
    }
    const from = fit != 0 ? fit : longest;
    const start = alignment == 1 ? startOf(from) : alignedStart(startOf(from), alignment);
    const piece = min<i64>(rest, longestUsable);
    pushExtent(start, piece);
    cutRange(module, device, fit != 0 ? beforeFit : beforeLongest, from, start, piece);
    rest -= piece;
  }
  order(first);
}

/** Takes `milli` of one device, lowest free start first. */
function takeFromDevice(module: i32, device: u32, milli: i64): void {
  setMark(device, stamp);
  while (milli > 0) {
    const node = headOf(device);
    const length = min<i64>(milli, lengthOf(node));
    pushExtent(startOf(node), length);
    cutStart(module, device, 0, node, length);
    milli -= length;
  }
}

/** Takes `milli` of the device, unused by this request, that has the least sufficient free; lowest index on ties. */
function takeShare(module: i32, milli: i64): void {
  const first = deviceFirstOf(module);
  const end = first + <u32>deviceCountOf(module);
  let best = end;
  let bestFree = i64.MAX_VALUE;
  for (let d = first; d < end; d++) {
    const free = deviceFree(d);
    if (free < milli || free >= bestFree || isMarked(d, stamp)) continue;
    best = d;
    bestFree = free;
  }
  takeFromDevice(module, best, milli);
}

/** Takes the devices, shares and remainder of the request from a module that passed the capacity filter. */
export function takeDevices(module: i32): void {
  const firstOutput = outputCount();
  if (share == DEVICE_MILLI) {
    let left = devices;
    for (let d = deviceFirstOf(module); left > 0; d++) {
      if (deviceFree(d) != DEVICE_MILLI) continue;
      takeFromDevice(module, d, DEVICE_MILLI);
      left--;
    }
  } else {
    for (let k = 0; k < devices; k++) takeShare(module, share);
  }
  if (remainder > 0) takeShare(module, remainder);
  order(firstOutput);
}

/** Sorts the output extents from `first` on by start and merges touching ones. Nearly sorted already: insertion sort. */
function order(first: i32): void {
  const end = outputCount();
  for (let k = first + 1; k < end; k++) {
    const start = load<i64>(extentAt(k), EXTENT_START);
    const length = load<i64>(extentAt(k), EXTENT_LENGTH);
    let j = k;
    for (; j > first && load<i64>(extentAt(j - 1), EXTENT_START) > start; j--) {
      store<i64>(extentAt(j), load<i64>(extentAt(j - 1), EXTENT_START), EXTENT_START);
      store<i64>(extentAt(j), load<i64>(extentAt(j - 1), EXTENT_LENGTH), EXTENT_LENGTH);
    }
    store<i64>(extentAt(j), start, EXTENT_START);
    store<i64>(extentAt(j), length, EXTENT_LENGTH);
  }
  let kept = first;
  for (let k = first; k < end; k++) {
    const start = load<i64>(extentAt(k), EXTENT_START);
    const length = load<i64>(extentAt(k), EXTENT_LENGTH);
    if (kept > first) {
      const last = extentAt(kept - 1);
      const lastLength = load<i64>(last, EXTENT_LENGTH);
      if (load<i64>(last, EXTENT_START) + lastLength == start) {
        store<i64>(last, lastLength + length, EXTENT_LENGTH);
        continue;
      }
    }
    store<i64>(extentAt(kept), start, EXTENT_START);
    store<i64>(extentAt(kept), length, EXTENT_LENGTH);
    kept++;
  }
  setOutputCount(kept);
}
