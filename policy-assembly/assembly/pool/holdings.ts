/** Parts on modules: units and devices change hands, lists and marks follow, and `touch` is told. */
import { PR_FLAGS, REQUEST_EXCLUSIVE } from "../../abi/pool.ts";
import {
  maskOf, moduleOf, nextPart, ownerOf, previousPart, setNextPart, setPreviousPart, shareOf, typeOf, unitsOf,
} from "./allocations.ts";
import { MARK_EXCLUSIVE, firstPartOn, freeOf, marksOf, setFirstPartOn, setFree, setMarks } from "./columns.ts";
import { addToDevices } from "./devices.ts";
import { dims } from "./shape.ts";
import { touch } from "./touch.ts";
import { requestOf } from "./types.ts";

function isExclusive(part: usize): bool {
  return (load<u32>(requestOf(typeOf(ownerOf(part))), PR_FLAGS) & REQUEST_EXCLUSIVE) != 0;
}

/**
 * Takes (sign -1) what a part holds from a module's free space, or gives it back (sign 1), with the devices in `mask`.
 * Lists and marks stay as they are; the caller tells `touch`.
 */
export function shiftHeld(part: usize, module: i32, mask: u64, sign: i32): void {
  for (let d = 0; d < dims; d++) {
    const units = unitsOf(part, d);
    if (units != 0) setFree(module, d, freeOf(module, d) + sign * units);
  }
  addToDevices(module, mask, sign * shareOf(part));
}

/** Lists the part on its module. The caller tells `touch`. */
export function listPart(part: usize): void {
  const module = moduleOf(part);
  const next = firstPartOn(module);
  setNextPart(part, next);
  setPreviousPart(part, 0);
  if (next != 0) setPreviousPart(next, part);
  setFirstPartOn(module, part);
  if (isExclusive(part)) setMarks(module, marksOf(module) | MARK_EXCLUSIVE);
}

/** Strikes the part off its module's list. The caller tells `touch`. */
export function unlistPart(part: usize): void {
  const module = moduleOf(part);
  const next = nextPart(part);
  const previous = previousPart(part);
  if (next != 0) setPreviousPart(next, previous);
  if (previous != 0) setNextPart(previous, next);
  else setFirstPartOn(module, next);
  if ((marksOf(module) & MARK_EXCLUSIVE) != 0 && isExclusive(part)) markAgain(module);
}

/** Takes what the part holds from its module, which must have it free, and lists the part there. */
export function holdPart(part: usize): void {
  const module = moduleOf(part);
  shiftHeld(part, module, maskOf(part), -1);
  listPart(part);
  touch(module);
}

/** Gives back what the part holds and strikes it off its module's list. */
export function letPartGo(part: usize): void {
  const module = moduleOf(part);
  shiftHeld(part, module, maskOf(part), 1);
  unlistPart(part);
  touch(module);
}

/** Adopted parts may share a module with an exclusive one: the mark stays while any such part does. */
function markAgain(module: i32): void {
  let exclusive = false;
  for (let part = firstPartOn(module); part != 0 && !exclusive; part = nextPart(part)) exclusive = isExclusive(part);
  if (!exclusive) setMarks(module, marksOf(module) & ~MARK_EXCLUSIVE);
}
