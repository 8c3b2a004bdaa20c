/**
 * How much of a class is wanted by demand that cannot go everywhere, 0..1024: that demand is poured in small rounds,
 * always into the emptiest class that may have it.
 */
import { HEALTH_CRITICAL, HEALTH_SHIFT, STATE_ONLINE } from "../../../abi/pool.ts";
import { classOf, deviceCountOf, moduleCount, stateOf } from "../columns.ts";
import { devicesOf, hasClauses, heaviest, shareOfEntry, suits, typicalCount, weightOf } from "../profile.ts";
import { SCRATCH_PRESSURE, reserveScratch } from "../scratch.ts";
import { classCount } from "../shape.ts";
import { setPressure } from "./tables.ts";

const ROUNDS = 256;
/** Classes times entries beyond which nothing is worked out. */
const PAIRS_MAX: i64 = 262144;
/** Capacities and demands are parts of this. */
const WHOLE: i64 = 1048576;
const PRESSURE_MAX: i64 = 1024;

const MILLI: usize = 0; // i64 of the devices of the class, then its part of the whole
const LOAD: usize = 8; // i64
const CLASS_BYTES: usize = 16;

let table: usize = 0;

/** Can be given something at all. */
export function isPresent(module: i32): bool {
  const state = stateOf(module);
  return (state & ((1 << HEALTH_SHIFT) - 1)) == STATE_ONLINE && state >> HEALTH_SHIFT != HEALTH_CRITICAL;
}

// @ts-ignore: decorator
@inline
function at(c: i32): usize {
  return table + <usize>c * CLASS_BYTES;
}

function isChoosy(e: i32): bool {
  return devicesOf(e) > 0 && hasClauses(e);
}

/** Makes room for working it out; false when memory is exhausted. */
export function reservePressure(): bool {
  table = reserveScratch(SCRATCH_PRESSURE, <u64>classCount * (CLASS_BYTES + 4) + <u64>PAIRS_MAX);
  return table != 0;
}

/** Works out the pressure on each class, of the modules of now; after `reservePressure`. */
export function workOutPressure(): void {
  for (let c = 0; c < classCount; c++) setPressure(c, 0);
  let choosy: i64 = 0;
  for (let k = 0; k < typicalCount; k++) choosy += i64(isChoosy(heaviest(k)));
  if (choosy == 0) return;
  // Behind the table by class: the classes that have devices, then for each choosy entry which of them it may go to.
  memory.fill(table, 0, <usize>classCount * CLASS_BYTES);
  const list = table + <usize>classCount * CLASS_BYTES;
  const may = list + (<usize>classCount << 2);
  let all: i64 = 0;
  for (let module = 0; module < moduleCount; module++) {
    if (!isPresent(module)) continue;
    const milli = <i64>deviceCountOf(module) * 1000;
    const own = at(classOf(module));
    store<i64>(own, load<i64>(own, MILLI) + milli, MILLI);
    all += milli;
  }
  let classes = 0;
  for (let c = 0; c < classCount; c++) {
    const milli = load<i64>(at(c), MILLI);
    if (milli > 0) {
      store<i32>(list + (<usize>classes << 2), c);
      classes++;
    }
    store<i64>(at(c), max<i64>(1, milli * WHOLE / max<i64>(1, all)), MILLI);
  }
  if (choosy * classes > PAIRS_MAX) return;
  let total: i64 = 0;
  for (let k = 0; k < typicalCount; k++) total += milliOf(heaviest(k));
  let row = may;
  for (let k = 0; k < typicalCount; k++) {
    const e = heaviest(k);
    if (!isChoosy(e)) continue;
    for (let n = 0; n < classes; n++, row++) store<u8>(row, u8(suits(load<i32>(list + (<usize>n << 2)), e)));
  }
  for (let round = 0; round < ROUNDS; round++) pour(list, may, classes, total);
  for (let n = 0; n < classes; n++) {
    const c = load<i32>(list + (<usize>n << 2));
    // Of 256 rounds, in 1024ths.
    setPressure(c, <i32>min<i64>(PRESSURE_MAX, 4 * load<i64>(at(c), LOAD) / load<i64>(at(c), MILLI)));
  }
}

/** w × devices × share of an entry. */
function milliOf(e: i32): i64 {
  return <i64>weightOf(e) * devicesOf(e) * shareOfEntry(e);
}

/** One round: each choosy entry adds its demand to the class with the least load for its size. */
function pour(list: usize, may: usize, classes: i32, total: i64): void {
  let row = may;
  for (let k = 0; k < typicalCount; k++) {
    const e = heaviest(k);
    if (!isChoosy(e)) continue;
    let open = 0;
    let least = -1;
    for (let n = 0; n < classes; n++) {
      if (load<u8>(row + <usize>n) == 0) continue;
      open++;
      const c = load<i32>(list + (<usize>n << 2));
      if (least < 0 || load<i64>(at(c), LOAD) * load<i64>(at(least), MILLI) < load<i64>(at(least), LOAD) * load<i64>(at(c), MILLI)) least = c;
    }
    row += classes;
    if (open == 0 || open == classes) continue;
    store<i64>(at(least), load<i64>(at(least), LOAD) + milliOf(e) * WHOLE / total, LOAD);
  }
}
