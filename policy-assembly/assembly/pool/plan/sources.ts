/** Holding what a part leaves behind until its wave ends, and letting it go. */
import {
  dropAllocation, maskOf, moduleOf, newAllocation, ownerOf, partAt, setDevices, setModule, setSlotOf, setUnits, shareOf,
  tagOf, typeOf, unitsOf,
} from "../allocations.ts";
import { addHeld, heldBlock, heldCount, openHeld, reserveHeld } from "../held.ts";
import { holdPart, letPartGo } from "../holdings.ts";
import { dims } from "../shape.ts";

let made: usize = 0;

/** Makes room to hold what the part holds; false when memory is exhausted. To be called before each `noteSource`. */
export function reserveSource(part: usize): bool {
  if (!reserveHeld()) return false;
  made = newAllocation(typeOf(ownerOf(part)), tagOf(ownerOf(part)), 1);
  return made != 0;
}

/** Notes what the part holds where it lies; to be taken by `holdNoted` when the part has gone. */
export function noteSource(part: usize): void {
  const copy = partAt(made, 0);
  setModule(copy, moduleOf(part));
  setDevices(copy, maskOf(part), shareOf(part));
  for (let d = 0; d < dims; d++) setUnits(copy, d, unitsOf(part, d));
  setSlotOf(made, -1);
  addHeld(made, ownerOf(part));
}

/** Takes what was noted last. */
export function holdNoted(): void {
  holdPart(partAt(made, 0));
}

/** Lets all sources go. */
export function dropSources(): void {
  for (let k = 0; k < heldCount; k++) {
    const block = heldBlock(k);
    letPartGo(partAt(block, 0));
    dropAllocation(block);
  }
  openHeld();
}
