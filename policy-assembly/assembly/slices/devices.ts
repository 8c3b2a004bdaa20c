/**
 * Devices and their free lists. A linear medium is one device as large as its module, so the rule
 * "free extents never cross a device border" needs no special case. Lists ascend by start and never hold touching extents.
 */
import { DEVICE_MILLI } from "../../abi/abi.ts";
import { allocate } from "../arena.ts";
import {
  addExtents, addWhole, capacityOf, deviceCountOf, deviceFirstOf, deviceOf, freeOf, knownLargestOf, mediumOf, setFree,
  setKnownLargest,
} from "./modules.ts";
import { lengthOf, nextOf, recycleNode, setNext, setRange, startOf, takeNode } from "./nodes.ts";

let deviceFrees: usize = 0; // i64 free base units
let heads: usize = 0; // u32 first node
let marks: usize = 0; // u32 last request that used the device
let totalDevices: u64 = 0;

export function allocateDevices(count: u64): bool {
  totalDevices = count;
  deviceFrees = allocate(count * 8);
  heads = allocate(count * 4);
  marks = allocate(count * 4);
  if (!(deviceFrees && heads && marks)) return false;
  memory.fill(deviceFrees, 0, <usize>count * 8);
  memory.fill(heads, 0, <usize>count * 4);
  memory.fill(marks, 0, <usize>count * 4);
  return true;
}

// @ts-ignore: decorator
@inline
export function deviceFree(device: u32): i64 {
  return load<i64>(deviceFrees + (<usize>device << 3));
}

// @ts-ignore: decorator
@inline
export function headOf(device: u32): usize {
  return load<u32>(heads + (<usize>device << 2));
}

// @ts-ignore: decorator
@inline
export function isMarked(device: u32, mark: u32): bool {
  return load<u32>(marks + (<usize>device << 2)) == mark;
}

export function clearMarks(): void {
  memory.fill(marks, 0, <usize>totalDevices << 2);
}

export function setMark(device: u32, mark: u32): void {
  store<u32>(marks + (<usize>device << 2), mark);
}

/** Base units of one device of this module. */
// @ts-ignore: decorator
@inline
export function deviceSize(module: i32): i64 {
  return deviceOf(mediumOf(module)) == 0 ? capacityOf(module) : <i64>DEVICE_MILLI;
}

function link(device: u32, previous: usize, node: usize): void {
  if (previous == 0) store<u32>(heads + (<usize>device << 2), <u32>node);
  else setNext(previous, node);
}

function changeFree(module: i32, device: u32, change: i64): void {
  const size = deviceSize(module);
  const before = deviceFree(device);
  const after = before + change;
  store<i64>(deviceFrees + (<usize>device << 3), after);
  setFree(module, freeOf(module) + change);
  setKnownLargest(module, -1);
  addWhole(module, i32(after == size) - i32(before == size));
}

/** Cuts `length` units from the start of `node`; `previous` is the node before it or 0. Never needs a new node. */
export function cutStart(module: i32, device: u32, previous: usize, node: usize, length: i64): void {
  const whole = lengthOf(node);
  if (length == whole) {
    link(device, previous, nextOf(node));
    recycleNode(node);
    addExtents(module, -1);
  } else {
    setRange(node, startOf(node) + length, whole - length);
  }
  changeFree(module, device, -length);
}

/** Cuts a range out of `node`, which holds it; `previous` is the node before it or 0. Needs up to one spare node. */
export function cutRange(module: i32, device: u32, previous: usize, node: usize, start: i64, length: i64): void {
  const from = startOf(node);
  if (from == start) {
    cutStart(module, device, previous, node, length);
    return;
  }
  const end = start + length;
  const to = from + lengthOf(node);
  setRange(node, from, start - from);
  if (end < to) {
    setNext(node, takeNode(end, to - end, nextOf(node)));
    addExtents(module, 1);
  }
  changeFree(module, device, -length);
}

/** Takes a range inside one device; false (and no change) unless all of it is free. Needs up to one spare node. */
function takeInDevice(module: i32, device: u32, start: i64, length: i64): bool {
  let previous: usize = 0;
  let node = headOf(device);
  while (node != 0 && startOf(node) + lengthOf(node) <= start) {
    previous = node;
    node = nextOf(node);
  }
  if (node == 0) return false;
  if (startOf(node) > start || startOf(node) + lengthOf(node) < start + length) return false;
  cutRange(module, device, previous, node, start, length);
  return true;
}

/** Gives a range inside one device back; false (and no change) if any of it is free. Needs up to one spare node. */
function giveInDevice(module: i32, device: u32, start: i64, length: i64): bool {
  let previous: usize = 0;
  let node = headOf(device);
  while (node != 0 && startOf(node) < start) {
    previous = node;
    node = nextOf(node);
  }
  const end = start + length;
  if (previous != 0 && startOf(previous) + lengthOf(previous) > start) return false;
  if (node != 0 && startOf(node) < end) return false;
  const joinsLeft = previous != 0 && startOf(previous) + lengthOf(previous) == start;
  const joinsRight = node != 0 && startOf(node) == end;
  if (joinsLeft && joinsRight) {
    setRange(previous, startOf(previous), lengthOf(previous) + length + lengthOf(node));
    setNext(previous, nextOf(node));
    recycleNode(node);
    addExtents(module, -1);
  } else if (joinsLeft) {
    setRange(previous, startOf(previous), lengthOf(previous) + length);
  } else if (joinsRight) {
    setRange(node, start, length + lengthOf(node));
  } else {
    link(device, previous, takeNode(start, length, node));
    addExtents(module, 1);
  }
  changeFree(module, device, length);
  return true;
}

/** True when the range is not empty and lies inside the module. */
export function inModule(module: i32, start: i64, length: i64): bool {
  const capacity = capacityOf(module);
  return start >= 0 && length > 0 && length <= capacity && start <= capacity - length;
}

/** Devices that a range inside the module touches. */
export function devicesTouched(module: i32, start: i64, length: i64): i64 {
  const size = deviceSize(module);
  return (start + length - 1) / size - start / size + 1;
}

/** Takes a range that may cross device borders, all or nothing. Needs up to two spare nodes. */
export function takeRange(module: i32, start: i64, length: i64): bool {
  const size = deviceSize(module);
  const first = deviceFirstOf(module);
  const end = start + length;
  for (let at = start; at < end; ) {
    const index = at / size;
    const stop = min<i64>(end, (index + 1) * size);
    if (!takeInDevice(module, first + <u32>index, at, stop - at)) {
      if (at > start) giveRange(module, start, at - start);
      return false;
    }
    at = stop;
  }
  return true;
}

/** Gives a range back that may cross device borders, all or nothing. Needs up to `devicesTouched` spare nodes. */
export function giveRange(module: i32, start: i64, length: i64): bool {
  const size = deviceSize(module);
  const first = deviceFirstOf(module);
  const end = start + length;
  for (let at = start; at < end; ) {
    const index = at / size;
    const stop = min<i64>(end, (index + 1) * size);
    if (!giveInDevice(module, first + <u32>index, at, stop - at)) {
      if (at > start) takeRange(module, start, at - start);
      return false;
    }
    at = stop;
  }
  return true;
}

/** True when no unit of a range inside a linear module is free. */
export function isTaken(module: i32, start: i64, length: i64): bool {
  let node = headOf(deviceFirstOf(module));
  while (node != 0 && startOf(node) + lengthOf(node) <= start) node = nextOf(node);
  return node == 0 || startOf(node) >= start + length;
}

/** Longest free extent of a linear module. */
export function largestExtent(module: i32): i64 {
  let largest = knownLargestOf(module);
  if (largest >= 0) return largest;
  largest = 0;
  if (deviceCountOf(module) > 0) {
    for (let node = headOf(deviceFirstOf(module)); node != 0; node = nextOf(node)) {
      largest = max<i64>(largest, lengthOf(node));
    }
  }
  setKnownLargest(module, largest);
  return largest;
}
