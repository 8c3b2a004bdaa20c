/** Why a module is out: the first reason in the order of POOL.md. */
import {
  HEALTH_CRITICAL, HEALTH_OK, HEALTH_SHIFT, REASON_AFFINITY, REASON_ANTI_AFFINITY, REASON_CAPACITY, REASON_DEVICES,
  REASON_EXCLUSIVE, REASON_HEALTH, REASON_LABELS, REASON_NOT_LISTED, REASON_STATE, REASON_UNIT, REQUEST_EXCLUSIVE,
  REQUEST_HEALTHY_ONLY, STATE_ONLINE,
} from "../../abi/pool.ts";
import {
  MARK_BARRED, MARK_EXCLUSIVE, classOf, deviceCountOf, deviceFreeOf, effectiveOf, firstPartOn, freeOf, marksOf, stateOf,
  zoneOf,
} from "./columns.ts";
import { hasUnits, wantedDevices, wantedShare } from "./demand.ts";
import { hasDevices } from "./devices.ts";
import { active, affinityCount, antiCount, flags, host } from "./request.ts";
import { dims } from "./shape.ts";
import { failsAffinity, failsAnti, openTerms } from "./terms.ts";
import { listedCountOf, listedOf } from "./types.ts";
import { CLASS_LABELS, CLASS_UNIT, classWord, openWords, reasonIn, zoneWord } from "./verdicts.ts";

/** A module that passes. */
export const PASSES = -1;

/**
 * Gets the request under decision ready for judging modules; to be called before the first one and after anything was
 * taken or given back. `scan`: many modules will be judged. `moving`: address of the allocation that is being moved, or 0.
 * False when memory is exhausted.
 */
export function openFilter(scan: bool, moving: usize): bool {
  openWords(scan);
  return openTerms(moving);
}

function isListed(module: i32): bool {
  const listed = listedOf(active);
  if (listed == 0) return true;
  let low = 0;
  let high = listedCountOf(active) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = load<i32>(listed + (<usize>middle << 2));
    if (value == module) return true;
    if (value < module) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/** Whether anything at all is taken on the module. */
function isTouched(module: i32): bool {
  if (firstPartOn(module) != 0 || deviceFreeOf(module) != deviceCountOf(module) * 1000) return true;
  for (let d = 0; d < dims; d++) if (freeOf(module, d) != effectiveOf(module, d)) return true;
  return false;
}

/** The reason that does not depend on the size asked for, or PASSES. */
export function placeReason(module: i32): i32 {
  const state = stateOf(module);
  const mark = marksOf(module);
  if ((state & ((1 << HEALTH_SHIFT) - 1)) != STATE_ONLINE || (mark & MARK_BARRED) != 0) return REASON_STATE;
  const health = state >> HEALTH_SHIFT;
  if (health == HEALTH_CRITICAL || (health != HEALTH_OK && (flags & REQUEST_HEALTHY_ONLY) != 0)) return REASON_HEALTH;
  if (!isListed(module)) return REASON_NOT_LISTED;
  if (classWord(classOf(module)) & CLASS_LABELS) return REASON_LABELS;
  if (host >= 0) {
    const reason = reasonIn(zoneWord(zoneOf(module)));
    if (reason != 0) return reason;
  }
  if (affinityCount > 0 && failsAffinity(module)) return REASON_AFFINITY;
  if (antiCount > 0 && failsAnti(module)) return REASON_ANTI_AFFINITY;
  if ((mark & MARK_EXCLUSIVE) != 0) return REASON_EXCLUSIVE;
  return (flags & REQUEST_EXCLUSIVE) != 0 && isTouched(module) ? REASON_EXCLUSIVE : PASSES;
}

/** The reason that the size asked for gives, or PASSES. */
export function sizeReason(module: i32): i32 {
  if (classWord(classOf(module)) & CLASS_UNIT) return REASON_UNIT;
  if (wantedDevices > 0 && !hasDevices(module, wantedDevices, wantedShare)) return REASON_DEVICES;
  return hasUnits(module) ? PASSES : REASON_CAPACITY;
}

/** The first reason against the module, or PASSES. */
export function reasonOf(module: i32): i32 {
  const reason = placeReason(module);
  return reason == PASSES ? sizeReason(module) : reason;
}

/** Whether the module passes: the cheap and choosy checks first. */
// @ts-ignore: decorator
@inline
export function passes(module: i32): bool {
  if (!hasUnits(module)) return false;
  if (wantedDevices > 0 && !hasDevices(module, wantedDevices, wantedShare)) return false;
  return placeReason(module) == PASSES && (classWord(classOf(module)) & CLASS_UNIT) == 0;
}
