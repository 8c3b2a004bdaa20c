/** Tuning: rollouts on a likeness of the pool teach what devices so full end up wasting, and choose the vector. */
import { STATUS_NO_PROFILE, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import {
  TUNED_BYTES, TUNED_CAPACITY, TUNED_ROLLOUTS, TUNED_USED, TUNED_USED_AT_CAPACITY, TUNED_VECTOR, VECTOR_COUNT,
} from "../../../abi/pool.ts";
import { pushOutput, reserveOutput } from "../output.ts";
import { entryCount, renewProfile } from "../profile.ts";
import { drawArrivals, reserveArrivals } from "./arrivals.ts";
import { benchCount, benchMilli, openBench, reserveBench } from "./bench.ts";
import { reservePressure } from "./pressure.ts";
import {
  levelCount, levelMilli, levelWaste, placeDevices, placeMilli, reserveRollout, rollOut, used, usedAtCapacity,
} from "./rollout.ts";
import { resetToPrior } from "./set-profile.ts";
import { USUAL_VECTOR, isBlind, priorOf, setVector, setWaste, vector } from "./tables.ts";

const MILLI = 1000;
const LEARN_SEED: u64 = 0x1000;
const PASSES = 4;
const PASS_ROLLOUTS = 4;
/** So many observations the prior counts for. */
const PRIOR_COUNT: i64 = 5;
const WASTE_ONE: i64 = 16;
const CHOOSE_SEED: u64 = 0x2000;
const CHOOSE_ROLLOUTS = 8;

/** By free milli: the waste that devices which came through there ended with, and how many did. */
const wasted = memory.data(1001 * 8, 8); // i64
const times = memory.data(1001 * 8, 8); // i64
/** i64[VECTOR_COUNT] milli over the rollouts of each vector. */
const sumsAtCapacity = memory.data(VECTOR_COUNT * 8, 8);
const sums = memory.data(VECTOR_COUNT * 8, 8);

/** Answers TUNED. */
export function tune(): i32 {
  if (entryCount == 0) return STATUS_NO_PROFILE;
  if (!reserveOutput(TUNED_BYTES) || !reservePressure() || !reserveBench() || !reserveArrivals()) return STATUS_OUT_OF_MEMORY;
  openBench();
  if (!reserveRollout()) return STATUS_OUT_OF_MEMORY;
  resetToPrior();
  renewProfile();
  memory.fill(sums, 0, VECTOR_COUNT * 8);
  memory.fill(sumsAtCapacity, 0, VECTOR_COUNT * 8);
  const tries = !isBlind && benchMilli > 0;
  if (tries) {
    learn();
    chooseVector();
  }
  const at = pushOutput(TUNED_BYTES);
  memory.fill(at, 0, TUNED_BYTES);
  store<i64>(at, tries ? benchMilli : 0, TUNED_CAPACITY);
  store<i32>(at, vector, TUNED_VECTOR);
  store<i32>(at, tries ? PASSES * PASS_ROLLOUTS + CHOOSE_ROLLOUTS * VECTOR_COUNT : 0, TUNED_ROLLOUTS);
  memory.copy(at + TUNED_USED_AT_CAPACITY, sumsAtCapacity, VECTOR_COUNT * 8);
  memory.copy(at + TUNED_USED, sums, VECTOR_COUNT * 8);
  return STATUS_OK;
}

/** Learns the waste with the usual vector, each pass by what the one before has learned. */
function learn(): void {
  setVector(USUAL_VECTOR);
  memory.fill(wasted, 0, 1001 * 8);
  memory.fill(times, 0, 1001 * 8);
  for (let pass = 0; pass < PASSES; pass++) {
    for (let r = 0; r <= MILLI; r++) {
      store<i64>(wasted + (<usize>r << 3), load<i64>(wasted + (<usize>r << 3)) >> 1);
      store<i64>(times + (<usize>r << 3), load<i64>(times + (<usize>r << 3)) >> 1);
    }
    for (let k = 0; k < PASS_ROLLOUTS; k++) {
      drawArrivals(LEARN_SEED + <u64>(PASS_ROLLOUTS * pass + k));
      rollOut();
      observe();
    }
    setWaste(0, 0);
    for (let r = 1; r <= MILLI; r++) {
      const seen = WASTE_ONE * load<i64>(wasted + (<usize>r << 3)) + PRIOR_COUNT * priorOf(r);
      setWaste(r, <i32>(seen / (load<i64>(times + (<usize>r << 3)) + PRIOR_COUNT)));
    }
  }
}

/** Counts what the last rollout showed. */
function observe(): void {
  for (let k = 0; k < levelCount; k++) note(levelMilli(k), levelWaste(k));
  for (let p = 0; p < benchCount; p++) {
    for (let i = 0, devices = placeDevices(p); i < devices; i++) note(MILLI, placeMilli(p, i));
  }
}

function note(milli: i32, waste: i32): void {
  const at = <usize>milli << 3;
  store<i64>(wasted + at, load<i64>(wasted + at) + waste);
  store<i64>(times + at, load<i64>(times + at) + 1);
}

/** Takes the vector with the most in use over the same arrivals, the lowest on ties. */
function chooseVector(): void {
  for (let k = 0; k < CHOOSE_ROLLOUTS; k++) {
    drawArrivals(CHOOSE_SEED + <u64>k);
    for (let v = 0; v < VECTOR_COUNT; v++) {
      setVector(v);
      rollOut();
      const at = <usize>v << 3;
      store<i64>(sumsAtCapacity + at, load<i64>(sumsAtCapacity + at) + usedAtCapacity);
      store<i64>(sums + at, load<i64>(sums + at) + used);
    }
  }
  let best: i64 = -1;
  for (let v = 0; v < VECTOR_COUNT; v++) {
    const sum = load<i64>(sums + (<usize>v << 3)) + load<i64>(sumsAtCapacity + (<usize>v << 3));
    if (sum <= best) continue;
    best = sum;
    setVector(v);
  }
}
