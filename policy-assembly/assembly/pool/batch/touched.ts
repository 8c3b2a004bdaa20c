/** The modules that hold simple requests of the batch, or did, in order of arrival; and those requests, module by module. */
import { moduleOf, nextPart, partAt } from "../allocations.ts";
import { firstPartOn, moduleCount } from "../columns.ts";
import { SCRATCH_BATCH_TOUCHED, reserveScratch } from "../scratch.ts";
import { blockAt, entryCount } from "./entries.ts";
import { isSimple } from "./simple.ts";
import { requestOfPart } from "./trial.ts";

let modules: usize = 0; // i32[modules]
let known: usize = 0; // u8[modules]
export let touchedCount: i32 = 0;

/** Makes room; false when memory is exhausted. */
export function openTouched(): bool {
  touchedCount = 0;
  modules = reserveScratch(SCRATCH_BATCH_TOUCHED, <u64>moduleCount * 5);
  known = modules + (<usize>moduleCount << 2);
  return modules != 0;
}

/** Adds the modules of what is placed, by the lowest request they hold. */
export function touchPlaced(): void {
  memory.fill(known, 0, moduleCount);
  for (let index = 0; index < entryCount; index++) {
    if (blockAt(index) != 0 && isSimple(index)) touchModule(moduleOf(partAt(blockAt(index), 0)));
  }
}

/** Appends the module if it is new. */
export function touchModule(module: i32): void {
  if (load<u8>(known + <usize>module)) return;
  store<u8>(known + <usize>module, 1);
  store<i32>(modules + (<usize>(touchedCount++) << 2), module);
}

// @ts-ignore: decorator
@inline
export function touchedModule(k: i32): i32 {
  return load<i32>(modules + (<usize>k << 2));
}

/** The part of the simple request of the batch that was put on the module last, 0 = none. */
// @ts-ignore: decorator
@inline
export function latestOn(module: i32): usize {
  return simpleFrom(firstPartOn(module));
}

/** The one put before it. */
// @ts-ignore: decorator
@inline
export function earlierThan(part: usize): usize {
  return simpleFrom(nextPart(part));
}

/** A module lists its parts latest first, so those of the batch come before all others. */
// @ts-ignore: decorator
@inline
function simpleFrom(part: usize): usize {
  while (part != 0) {
    const index = requestOfPart(part);
    if (index < 0) return 0;
    if (isSimple(index)) return part;
    part = nextPart(part);
  }
  return 0;
}
