/**
 * A plan of moves in waves. It is tried on the state itself and taken back at the end: during a wave the target holds
 * its copy while the source is held too (held.ts). Memory is asked for before each move, so that it can always be undone.
 */
import { STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../../abi/abi.ts";
import {
  MOVES_BYTES, MOVES_BYTES_MOVED, MOVES_COUNT, MOVES_STUCK, MOVES_WAVES, MOVE_ALLOCATION, MOVE_BYTES, MOVE_BYTES_MOVED,
  MOVE_DEVICE_MASK, MOVE_FROM, MOVE_GAIN, MOVE_PART, MOVE_TO, MOVE_WAVE, STUCK_ALLOCATION, STUCK_BYTES, STUCK_MODULE,
  STUCK_PART,
} from "../../../abi/pool.ts";
import { indexOf, maskOf, moduleOf, ownerOf, slotOf, unitsOf } from "../allocations.ts";
import { moduleCount } from "../columns.ts";
import { relocate } from "../move.ts";
import { pushOutput, reserveOutput } from "../output.ts";
import { SCRATCH_MOVES, SCRATCH_STUCK, SCRATCH_TOUCHED, growScratch, reserveScratch } from "../scratch.ts";
import { dims, unitBytesOf } from "../shape.ts";
import { handleOf } from "../slots.ts";
import { maxBytes, maxConcurrent, maxMoves } from "./budget.ts";
import { heldCount, openHeld } from "../held.ts";
import { dropSources, holdNoted, noteSource, reserveSource } from "./sources.ts";

/** Behind each MOVE record: what it takes to undo it. */
const FROM_MASK: usize = 48; // u64 devices at the source
const PART: usize = 56; // u32 address
const NOTE_BYTES: usize = 64;

let moves: usize = 0;
export let moveCount: i32 = 0;
let stuck: usize = 0;
export let stuckCount: i32 = 0;
/** u32[modules] moves of the running wave that touch each module. */
let touched: usize = 0;
let wave: i32 = 0;
let waveFirst: i32 = 0;
let movedBytes: i64 = 0;

/** Starts a plan without moves; false when memory is exhausted. */
export function openPlan(): bool {
  moveCount = stuckCount = 0;
  wave = waveFirst = 0;
  movedBytes = 0;
  openHeld();
  touched = reserveScratch(SCRATCH_TOUCHED, <u64>moduleCount * 4);
  if (touched != 0) memory.fill(touched, 0, <usize>moduleCount << 2);
  return touched != 0;
}

/** Bytes that a move of the part copies, at most 2^63 - 1. */
export function bytesOf(part: usize): i64 {
  const most = <u64>i64.MAX_VALUE;
  let sum: u64 = 0;
  for (let d = 0; d < dims; d++) {
    const units = <u64>unitsOf(part, d);
    const unitBytes = <u64>unitBytesOf(d);
    sum = clamped(sum + (units != 0 && unitBytes > most / units ? most : units * unitBytes));
  }
  return <i64>sum;
}

/** The sum of two clamped values never wraps. */
// @ts-ignore: decorator
@inline
function clamped(bytes: u64): u64 {
  return min<u64>(bytes, <u64>i64.MAX_VALUE);
}

export function isFull(): bool {
  return moveCount >= maxMoves;
}

export function affords(part: usize): bool {
  return maxBytes == 0 || bytesOf(part) <= maxBytes - movedBytes;
}

// @ts-ignore: decorator
@inline
function touchedAt(module: i32): usize {
  return touched + (<usize>module << 2);
}

/** Whether the running wave may touch the module once more. */
// @ts-ignore: decorator
@inline
export function hasRoom(module: i32): bool {
  return load<u32>(touchedAt(module)) < <u32>maxConcurrent;
}

// @ts-ignore: decorator
@inline
function noteAt(k: i32): usize {
  return moves + <usize>k * NOTE_BYTES;
}

/** Whether the running wave touches the module: only then may a source still hold something there. */
// @ts-ignore: decorator
@inline
export function isTouchedByWave(module: i32): bool {
  return load<u32>(touchedAt(module)) > 0;
}

/** Whether the part moves in the running wave already. */
export function isMoving(part: usize): bool {
  for (let k = waveFirst; k < moveCount; k++) if (load<u32>(noteAt(k), PART) == <u32>part) return true;
  return false;
}

/** Plans a move to devices of a module where everything is free. False when memory is exhausted; then nothing is done. */
export function planMove(part: usize, to: i32, mask: u64, gain: i64): bool {
  const grown = growScratch(SCRATCH_MOVES, <u64>moveCount * NOTE_BYTES, <u64>(moveCount + 1) * NOTE_BYTES);
  if (grown == 0) return false;
  moves = grown;
  if (!reserveSource(part)) return false;
  const from = moduleOf(part);
  const note = noteAt(moveCount++);
  const bytes = bytesOf(part);
  memory.fill(note, 0, NOTE_BYTES);
  store<u64>(note, mask, MOVE_DEVICE_MASK);
  store<i64>(note, bytes, MOVE_BYTES_MOVED);
  store<i64>(note, gain, MOVE_GAIN);
  store<u32>(note, handleOf(slotOf(ownerOf(part))), MOVE_ALLOCATION);
  store<i32>(note, indexOf(part), MOVE_PART);
  store<i32>(note, from, MOVE_FROM);
  store<i32>(note, to, MOVE_TO);
  store<i32>(note, wave, MOVE_WAVE);
  store<u64>(note, maskOf(part), FROM_MASK);
  store<u32>(note, <u32>part, PART);
  movedBytes = <i64>clamped(<u64>movedBytes + <u64>bytes);
  noteSource(part);
  relocate(part, to, mask);
  holdNoted();
  store<u32>(touchedAt(from), load<u32>(touchedAt(from)) + 1);
  store<u32>(touchedAt(to), load<u32>(touchedAt(to)) + 1);
  return true;
}

/** Lets the sources of the running wave go and starts the next. False when the wave has no moves. */
export function closeWave(): bool {
  if (heldCount == 0) return false;
  dropSources();
  for (; waveFirst < moveCount; waveFirst++) {
    store<u32>(touchedAt(load<i32>(noteAt(waveFirst), MOVE_FROM)), 0);
    store<u32>(touchedAt(load<i32>(noteAt(waveFirst), MOVE_TO)), 0);
  }
  wave++;
  return true;
}

/** Lists a part that stays where it is. False when memory is exhausted. */
export function giveUp(part: usize): bool {
  return giveUpAt(part, moduleOf(part));
}

/** The same for a part whose module is told apart. */
export function giveUpAt(part: usize, module: i32): bool {
  const grown = growScratch(SCRATCH_STUCK, <u64>stuckCount * STUCK_BYTES, <u64>(stuckCount + 1) * STUCK_BYTES);
  if (grown == 0) return false;
  stuck = grown;
  const at = stuck + <usize>stuckCount * STUCK_BYTES;
  stuckCount++;
  store<u32>(at, handleOf(slotOf(ownerOf(part))), STUCK_ALLOCATION);
  store<i32>(at, indexOf(part), STUCK_PART);
  store<i32>(at, module, STUCK_MODULE);
  return true;
}

/** Takes every move back. */
export function undoPlan(): void {
  dropSources();
  for (let k = moveCount - 1; k >= 0; k--) {
    relocate(load<u32>(noteAt(k), PART), load<i32>(noteAt(k), MOVE_FROM), load<u64>(noteAt(k), FROM_MASK));
  }
}

/** Answers the STUCK records; the caller has reserved the room. */
export function answerStuck(): void {
  memory.copy(pushOutput(<usize>stuckCount * STUCK_BYTES), stuck, <usize>stuckCount * STUCK_BYTES);
}

/** Answers MOVES, MOVE[], STUCK[]. */
export function answerPlan(): i32 {
  const bytes = <u64>MOVES_BYTES + <u64>moveCount * MOVE_BYTES + <u64>stuckCount * STUCK_BYTES;
  if (!reserveOutput(bytes)) return STATUS_OUT_OF_MEMORY;
  const head = pushOutput(MOVES_BYTES);
  memory.fill(head, 0, MOVES_BYTES);
  store<i64>(head, movedBytes, MOVES_BYTES_MOVED);
  store<i32>(head, moveCount, MOVES_COUNT);
  store<i32>(head, moveCount == 0 ? 0 : load<i32>(noteAt(moveCount - 1), MOVE_WAVE) + 1, MOVES_WAVES);
  store<i32>(head, stuckCount, MOVES_STUCK);
  for (let k = 0; k < moveCount; k++) memory.copy(pushOutput(MOVE_BYTES), noteAt(k), MOVE_BYTES);
  answerStuck();
  return STATUS_OK;
}
