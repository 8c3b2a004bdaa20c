/** What one module is asked for: the request's own amounts over its ways, a piece of a span, or a part that moves. */
import { DIMS_MAX } from "../../abi/pool.ts";
import { maskOf, shareOf, unitsOf } from "./allocations.ts";
import { dimStride, freeUnits } from "./columns.ts";
import { costOn, leastCost } from "./costs.ts";
import { normOf } from "./norms.ts";
import { active, amounts, devices, share, ways } from "./request.ts";
import { dims } from "./shape.ts";
import { leastCostOf, setLeastCost } from "./types.ts";

/** i32[DIMS_MAX] units. */
export const wanted = memory.data(DIMS_MAX * 4, 16);
export let wantedDevices: i32 = 0;
/** Milli of each device. */
export let wantedShare: i32 = 0;
/** r: the norm of all that is asked for. */
export let wantedNorm: i64 = 0;
/** True for the request's own amounts over its ways: what verdicts are kept for. */
export let isOwn: bool = false;
/** Grows with every demand. */
export let demandVersion: u32 = 0;

/** Dimensions asked for: u32 address of the column of free units, i32 units. */
const asked = memory.data(DIMS_MAX * 8, 8);
const ASKED_UNITS: usize = 4;
let askedEnd: usize = asked;
let least: i64 = -1;

// @ts-ignore: decorator
@inline
export function wantedOf(d: i32): i32 {
  return load<i32>(wanted + (<usize>d << 2));
}

/** Milli of all devices asked for. */
// @ts-ignore: decorator
@inline
export function wantedMilli(): i32 {
  return wantedDevices * wantedShare;
}

/** Asks for the request's own amounts over its ways. */
export function wantOwn(): void {
  for (let d = 0; d < dims; d++) store<i32>(wanted + (<usize>d << 2), ownOf(d));
  wantedDevices = devices;
  wantedShare = share;
  settle(true);
}

/** Asks for the request's amounts but that of one dimension. */
export function wantOwnBut(dim: i32): void {
  for (let d = 0; d < dims; d++) store<i32>(wanted + (<usize>d << 2), d == dim ? 0 : load<i32>(amounts + (<usize>d << 2)));
  wantedDevices = devices;
  wantedShare = share;
  settle(false);
}

/** Asks for units of one dimension. */
export function wantUnits(dim: i32, units: i32): void {
  let own = devices == 0;
  for (let d = 0; d < dims; d++) {
    const amount = d == dim ? units : 0;
    store<i32>(wanted + (<usize>d << 2), amount);
    own = own && amount == ownOf(d);
  }
  wantedDevices = 0;
  wantedShare = 0;
  settle(own);
}

/** Asks for what a part holds; its request must be the one under decision. */
export function wantPart(part: usize): void {
  wantedDevices = <i32>popcnt<u64>(maskOf(part));
  wantedShare = shareOf(part);
  let own = wantedDevices == devices && wantedShare == share;
  for (let d = 0; d < dims; d++) {
    const amount = unitsOf(part, d);
    store<i32>(wanted + (<usize>d << 2), amount);
    own = own && amount == ownOf(d);
  }
  settle(own);
}

function ownOf(d: i32): i32 {
  const amount = load<i32>(amounts + (<usize>d << 2));
  return ways == 1 ? amount : amount / ways;
}

function settle(own: bool): void {
  isOwn = own;
  demandVersion++;
  least = -1;
  wantedNorm = wantedDevices > 0 ? normOf(DIMS_MAX, wantedMilli()) : 0;
  askedEnd = asked;
  for (let d = 0; d < dims; d++) {
    const amount = wantedOf(d);
    if (amount == 0) continue;
    wantedNorm += normOf(d, amount);
    store<u32>(askedEnd, <u32>(freeUnits + <usize>d * dimStride));
    store<i32>(askedEnd, amount, ASKED_UNITS);
    askedEnd += 8;
  }
}

/** Whether the module has the units that are asked for. */
// @ts-ignore: decorator
@inline
export function hasUnits(module: i32): bool {
  for (let at = asked; at < askedEnd; at += 8) {
    if (load<i32>(<usize>load<u32>(at) + (<usize>module << 2)) < load<i32>(at, ASKED_UNITS)) return false;
  }
  return true;
}

/** Micros per hour of what is asked for, on a class. */
export function wantedCost(c: i32): i64 {
  return costOn(c, wanted, wantedMilli());
}

/** Micros per hour of what is asked for, on the cheapest class. */
export function wantedLeast(): i64 {
  if (least >= 0) return least;
  if (isOwn) least = leastCostOf(active);
  if (least >= 0) return least;
  least = leastCost(wanted, wantedMilli());
  if (isOwn) setLeastCost(active, least);
  return least;
}
