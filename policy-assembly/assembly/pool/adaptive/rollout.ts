/**
 * Placing what arrives on the empty bench, one by one. Scores are kept for each entry and place, and worked out again
 * only where something was placed since.
 */
import { classOf, deviceCountOf, effectiveOf } from "../columns.ts";
import { amountOf, devicesOf, entryCount, isCovered, shareOfEntry, suits } from "../profile.ts";
import { SCRATCH_LEVELS, SCRATCH_PLACES, SCRATCH_SCORES, reserveScratch } from "../scratch.ts";
import { dims } from "../shape.ts";
import { arrivalAt, arrivalCount, orderAt } from "./arrivals.ts";
import { benchCount, benchMilli, benchModule } from "./bench.ts";
import { bestFitRoom, openRoom, roomDevices, roomRow, roomUnits } from "./room.ts";
import { NO_SCORE, potential, scarcity, scoreBest, scoreOf, scoredDevices } from "./score.ts";

/** A bench module while things are placed on it. */
const POTENTIAL: usize = 0; // i64
const CLASS: usize = 8; // i32
const DEVICES: usize = 12; // i32
const CHANGED: usize = 16; // i32 placements made when it last changed
const MARKED: usize = 20; // u32 the look that has seen it
const UNITS: usize = 24; // i32[8]
const ROW: usize = 56; // u16[64]
const PLACE_BYTES: usize = 184;
/** What a share left free on a device when it was placed. */
const LEVEL_PLACE: usize = 0; // i32
const LEVEL_DEVICE: usize = 4; // u16
const LEVEL_MILLI: usize = 6; // u16
const LEVEL_BYTES: usize = 8;
const PLACEMENTS_MAX: u64 = 8192;

/** Milli in use once the demand that arrived was 100 % of the capacity, and in the end. */
export let usedAtCapacity: i64 = 0;
export let used: i64 = 0;
export let levelCount: i32 = 0;

let places: usize = 0;
let scores: usize = 0; // i64[entries][places]
let seen: usize = 0; // i32[entries] placements made when its scores were last looked at, -1 = never
let levels: usize = 0;
let changes: usize = 0; // i32 place of each placement
let placements: i32 = 0;
let looks: u32 = 0;

/** Makes room for rollouts on the bench; false when memory is exhausted. */
export function reserveRollout(): bool {
  places = reserveScratch(SCRATCH_PLACES, <u64>benchCount * PLACE_BYTES);
  scores = reserveScratch(SCRATCH_SCORES, <u64>entryCount * (<u64>benchCount * 8 + 4));
  seen = scores + <usize>entryCount * (<usize>benchCount << 3);
  levels = reserveScratch(SCRATCH_LEVELS, PLACEMENTS_MAX * (LEVEL_BYTES + 4));
  changes = levels + <usize>PLACEMENTS_MAX * LEVEL_BYTES;
  return places != 0 && scores != 0 && levels != 0;
}

// @ts-ignore: decorator
@inline
function placeAt(p: i32): usize {
  return places + <usize>p * PLACE_BYTES;
}

/** Brings the place into the room. */
function enter(place: usize): void {
  openRoom(load<i32>(place, CLASS), load<i32>(place, DEVICES));
  memory.copy(roomRow, place + ROW, <usize>roomDevices << 1);
  memory.copy(roomUnits, place + UNITS, <usize>dims << 2);
}

function openPlaces(): void {
  for (let p = 0; p < benchCount; p++) {
    const place = placeAt(p);
    const module = benchModule(orderAt(p));
    store<i32>(place, classOf(module), CLASS);
    store<i32>(place, deviceCountOf(module), DEVICES);
    store<i32>(place, 0, CHANGED);
    store<u32>(place, 0, MARKED);
    for (let d = 0; d < dims; d++) store<i32>(place + (<usize>d << 2), effectiveOf(module, d), UNITS);
    for (let i = 0; i < deviceCountOf(module); i++) store<u16>(place + (<usize>i << 1), 1000, ROW);
    enter(place);
    store<i64>(place, potential(), POTENTIAL);
  }
}

function fits(place: usize, e: i32): bool {
  if (!isCovered(e, place + UNITS)) return false;
  const wanted = devicesOf(e);
  if (wanted > 0) {
    const share = shareOfEntry(e);
    let enough = 0;
    for (let i = 0, count = load<i32>(place, DEVICES); i < count; i++) {
      enough += i32(<i32>load<u16>(place + (<usize>i << 1), ROW) >= share);
    }
    if (enough < wanted) return false;
  }
  return suits(load<i32>(place, CLASS), e);
}

/** The devices that the last `judge` chose. */
let chosen: u64 = 0;

/** The score of an entry on a place; NO_SCORE = it does not fit. */
function judge(place: usize, e: i32): i64 {
  if (!fits(place, e)) return NO_SCORE;
  const devices = devicesOf(e);
  const share = shareOfEntry(e);
  enter(place);
  for (let d = 0; d < dims; d++) {
    const at = roomUnits + (<usize>d << 2);
    store<i32>(at, load<i32>(at) - amountOf(e, d));
  }
  const before = load<i64>(place, POTENTIAL) - scarcity(load<i32>(place, CLASS), <i64>devices * share);
  if (devices == 1 && share < 1000) {
    const score = scoreBest(before, share);
    chosen = scoredDevices;
    return score;
  }
  chosen = devices == 0 ? 0 : bestFitRoom(devices, share);
  return scoreOf(before, chosen, share);
}

/** The place with the highest score, the first on ties; -1 = the entry fits nowhere. */
function bestPlace(e: i32): i32 {
  const row = scores + <usize>e * (<usize>benchCount << 3);
  const since = load<i32>(seen + (<usize>e << 2));
  looks++;
  if (since < 0 || placements - since > benchCount) {
    for (let p = 0; p < benchCount; p++) {
      if (since < 0 || load<i32>(placeAt(p), CHANGED) > since) store<i64>(row + (<usize>p << 3), judge(placeAt(p), e));
    }
  } else {
    for (let k = since; k < placements; k++) {
      const p = load<i32>(changes + (<usize>k << 2));
      const place = placeAt(p);
      if (load<u32>(place, MARKED) == looks) continue;
      store<u32>(place, looks, MARKED);
      store<i64>(row + (<usize>p << 3), judge(place, e));
    }
  }
  store<i32>(seen + (<usize>e << 2), placements);
  let best = NO_SCORE;
  let winner = -1;
  for (let p = 0; p < benchCount; p++) {
    const score = load<i64>(row + (<usize>p << 3));
    if (score <= best) continue;
    best = score;
    winner = p;
  }
  return winner;
}

/** Puts an entry on a place where it fits. */
function put(p: i32, e: i32): void {
  const place = placeAt(p);
  judge(place, e);
  const share = shareOfEntry(e);
  for (let d = 0; d < dims; d++) {
    const at = place + (<usize>d << 2);
    store<i32>(at, load<i32>(at, UNITS) - amountOf(e, d), UNITS);
  }
  for (let rest = chosen; rest != 0; rest &= rest - 1) {
    const device = <usize>ctz<u64>(rest);
    const left = <i32>load<u16>(place + (device << 1), ROW) - share;
    store<u16>(place + (device << 1), <u16>left, ROW);
    if (devicesOf(e) != 1 || share == 1000) continue;
    const level = levels + <usize>levelCount * LEVEL_BYTES;
    store<i32>(level, p, LEVEL_PLACE);
    store<u16>(level, <u16>device, LEVEL_DEVICE);
    store<u16>(level, <u16>left, LEVEL_MILLI);
    levelCount++;
  }
  enter(place);
  store<i64>(place, potential(), POTENTIAL);
  store<i32>(changes + (<usize>placements << 2), p);
  placements++;
  store<i32>(place, placements, CHANGED);
}

/** Places all that arrives with the vector and waste of now; after the `reserve` functions and `drawArrivals`. */
export function rollOut(): void {
  placements = levelCount = 0;
  looks = 0;
  used = 0;
  usedAtCapacity = -1;
  memory.fill(seen, 0xff, <usize>entryCount << 2);
  openPlaces();
  let asked: i64 = 0;
  for (let k = 0; k < arrivalCount; k++) {
    const e = arrivalAt(k);
    const milli = <i64>devicesOf(e) * shareOfEntry(e);
    const p = bestPlace(e);
    if (p >= 0) {
      put(p, e);
      used += milli;
    }
    asked += milli;
    if (usedAtCapacity < 0 && asked >= benchMilli) usedAtCapacity = used;
  }
  if (usedAtCapacity < 0) usedAtCapacity = used;
}

/** What the k-th share left free when it was placed, milli. */
export function levelMilli(k: i32): i32 {
  return load<u16>(levels + <usize>k * LEVEL_BYTES, LEVEL_MILLI);
}

/** What its device has free in the end, milli. */
export function levelWaste(k: i32): i32 {
  const level = levels + <usize>k * LEVEL_BYTES;
  return load<u16>(placeAt(load<i32>(level, LEVEL_PLACE)) + (<usize>load<u16>(level, LEVEL_DEVICE) << 1), ROW);
}

export function placeDevices(p: i32): i32 {
  return load<i32>(placeAt(p), DEVICES);
}

/** Free milli of a device in the end. */
export function placeMilli(p: i32, device: i32): i32 {
  return load<u16>(placeAt(p) + (<usize>device << 1), ROW);
}
