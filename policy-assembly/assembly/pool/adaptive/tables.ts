/** What adaptive works out from the profile before it scores: the vector, the waste of a device so full, the pressure on a class. */
import { VECTOR_COUNT } from "../../../abi/pool.ts";
import { take } from "../heap.ts";
import { devicesOf, entryCount, isTypical, shareOfEntry, weightOf } from "../profile.ts";
import { classCount } from "../shape.ts";

const MILLI = 1000;
/** Waste is counted in sixteenths of a milli. */
const WASTE_ONE: i64 = 16;

/** i32[4] per vector, in twentieths: fragmentation, slots, waste, pressure. Vector 0 stands for fgd's percent. */
const VECTORS = memory.data<i32>([0, 0, 0, 0, 20, 2, 80, 10, 20, 1, 80, 10, 20, 0, 80, 10, 20, 2, 80, 20]);
export const FGD_VECTOR = 0;
/** The one that learning runs with, and that counts until a tuning has chosen. */
export const USUAL_VECTOR = 1;

export let vector: i32 = USUAL_VECTOR;
/** i32[1001] by free milli of a device: what it will waste in the end, 1/16 milli. */
export const waste = memory.data(1001 * 4, 4);
const prior = memory.data(1001 * 4, 4);
const weights = memory.data(1001 * 8, 8); // i64
const fills = memory.data(1001 * 8, 8); // i64
/** i32[classes] 0..1024. */
let pressure: usize = 0;
/** No typical entry asks for a device: there is nothing to adapt to. */
export let isBlind: bool = true;

/** Forgets the tables: the arena was reset. */
export function resetTables(): void {
  pressure = 0;
  vector = USUAL_VECTOR;
  isBlind = true;
}

/** Makes room for the tables; false when memory is exhausted. */
export function reserveTables(): bool {
  if (pressure == 0) pressure = take(<u64>classCount * 4);
  return pressure != 0;
}

/** Starts tables for the profile, without pressure. */
export function openTables(): void {
  memory.fill(pressure, 0, <usize>classCount << 2);
  vector = USUAL_VECTOR;
  isBlind = true;
  for (let e = 0; e < entryCount && isBlind; e++) isBlind = !(isTypical(e) && devicesOf(e) > 0);
  workOutPrior();
  memory.copy(waste, prior, 1001 * 4);
}

/** What a device would waste if it were filled at random with the typical shares. One nobody has touched wastes nothing yet. */
function workOutPrior(): void {
  memory.fill(weights, 0, 1001 * 8);
  for (let e = 0; e < entryCount; e++) {
    if (!isTypical(e) || devicesOf(e) != 1) continue;
    const at = weights + (<usize>shareOfEntry(e) << 3);
    store<i64>(at, load<i64>(at) + weightOf(e));
  }
  store<i64>(fills, 0);
  store<i32>(prior, 0);
  for (let r = 1; r <= MILLI; r++) {
    let sum: i64 = 0;
    let total: i64 = 0;
    for (let share = 1; share <= r; share++) {
      const weight = load<i64>(weights + (<usize>share << 3));
      if (weight == 0) continue;
      total += weight;
      sum += weight * (WASTE_ONE * share + load<i64>(fills + (<usize>(r - share) << 3)));
    }
    const fill = total == 0 ? 0 : sum / total;
    store<i64>(fills + (<usize>r << 3), fill);
    store<i32>(prior + (<usize>r << 2), r == MILLI ? 0 : <i32>(WASTE_ONE * r - fill));
  }
}

// @ts-ignore: decorator
@inline
export function priorOf(milli: i32): i32 {
  return load<i32>(prior + (<usize>milli << 2));
}

// @ts-ignore: decorator
@inline
export function wasteOf(milli: i32): i32 {
  return load<i32>(waste + (<usize>milli << 2));
}

export function setWaste(milli: i32, sixteenths: i32): void {
  store<i32>(waste + (<usize>milli << 2), sixteenths);
}

// @ts-ignore: decorator
@inline
export function pressureOn(c: i32): i32 {
  return load<i32>(pressure + (<usize>c << 2));
}

export function setPressure(c: i32, value: i32): void {
  store<i32>(pressure + (<usize>c << 2), value);
}

export function setVector(chosen: i32): void {
  vector = chosen;
}

// @ts-ignore: decorator
@inline
function termOf(v: i32, term: i32): i64 {
  return load<i32>(VECTORS + (<usize>v << 4) + (<usize>term << 2));
}

// @ts-ignore: decorator
@inline
export function fragmentationTerm(v: i32): i64 {
  return termOf(v, 0);
}

// @ts-ignore: decorator
@inline
export function slotsTerm(v: i32): i64 {
  return termOf(v, 1);
}

// @ts-ignore: decorator
@inline
export function wasteTerm(v: i32): i64 {
  return termOf(v, 2);
}

// @ts-ignore: decorator
@inline
export function pressureTerm(v: i32): i64 {
  return termOf(v, 3);
}

/** Whether there is such a vector. */
export function isVector(v: i32): bool {
  return v >= 0 && v < VECTOR_COUNT;
}
