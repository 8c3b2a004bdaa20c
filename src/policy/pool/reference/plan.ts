import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { giveBackPart, partOf, takePart } from './allocations.ts';
import type { Budget } from './budget.ts';
import { movedTo } from './move.ts';
import { ByteWriter } from './records.ts';
import { at } from './row.ts';
import { type Allocation, copyOf, type HeldSource, type Part, type PoolState } from './state.ts';

const BYTES_MAX = 9223372036854775807n;

/** A part of an allocation, by position. */
export interface PartPlace {
  readonly allocation: Allocation;
  readonly index: number;
}

interface PlannedMove extends PartPlace {
  readonly from: number;
  readonly to: number;
  readonly devices: readonly number[];
  readonly bytes: bigint;
  readonly gain: number;
  readonly wave: number;
}

/** Bytes that a move of the part copies; at most 2^63 - 1. */
export function bytesOf(state: PoolState, part: Part): bigint {
  const bytes = state.inventory.dims.reduce((sum, dim, d) => sum + BigInt(at(part.amount, d)) * dim.unitBytes, 0n);
  return bytes > BYTES_MAX ? BYTES_MAX : bytes;
}

/** Moves in waves, on a copy of the state: both ends of a move are held while its wave runs. */
export class Plan {
  readonly state: PoolState;
  readonly #budget: Budget;
  readonly #moves: PlannedMove[] = [];
  readonly #stuck: PartPlace[] = [];
  #bytes = 0n;
  #wave = 0;
  /** Moves of the running wave that touch each module. */
  #touched = new Map<number, number>();

  constructor(state: PoolState, budget: Budget) {
    this.state = copyOf(state);
    this.#budget = budget;
  }

  get isFull(): boolean {
    return this.#moves.length >= this.#budget.maxMoves;
  }

  affords(part: Part): boolean {
    const { maxBytes } = this.#budget;
    return maxBytes === 0n || bytesOf(this.state, part) <= maxBytes - this.#bytes;
  }

  /** True when the running wave may touch the module once more. */
  hasRoom(module: number): boolean {
    return (this.#touched.get(module) ?? 0) < this.#budget.maxConcurrent;
  }

  /** True when the part moves in the running wave already. */
  isMoving({ allocation, index }: PartPlace): boolean {
    return this.#moves.some(
      (move) => move.wave === this.#wave && move.allocation === allocation && move.index === index,
    );
  }

  move({ allocation, index }: PartPlace, to: number, gain: number): void {
    const { state } = this;
    const part = at(allocation.parts, index);
    const moved = partOf(movedTo(state, allocation, index, at(state.modules, to)));
    const source: HeldSource = { allocation, part };
    takePart(state, moved);
    allocation.parts[index] = moved;
    state.held = [...state.held, source];
    for (const module of [part.module, to]) this.#touched.set(module, (this.#touched.get(module) ?? 0) + 1);
    const bytes = bytesOf(state, part);
    this.#bytes = this.#bytes + bytes > BYTES_MAX ? BYTES_MAX : this.#bytes + bytes;
    this.#moves.push({
      allocation,
      index,
      from: part.module,
      to,
      devices: moved.held,
      bytes,
      gain,
      wave: this.#wave,
    });
  }

  /** Lets the sources of the running wave go and starts the next. False when the wave has no moves. */
  closeWave(): boolean {
    const { state } = this;
    if (state.held.length === 0) return false;
    for (const { part } of state.held) giveBackPart(state, part);
    state.held = [];
    this.#touched = new Map();
    this.#wave++;
    return true;
  }

  giveUp(place: PartPlace): void {
    this.#stuck.push(place);
  }

  /** MOVES, MOVE[], STUCK[]. */
  output(): Uint8Array {
    const out = new ByteWriter();
    const waves = this.#moves.length === 0 ? 0 : at(this.#moves, this.#moves.length - 1).wave + 1;
    out.i64(this.#bytes).i32(this.#moves.length).i32(waves).i32(this.#stuck.length);
    out.zeros(abi.MOVES_BYTES - out.length);
    for (const move of this.#moves) {
      out.mask(move.devices).i64(move.bytes).i64(BigInt(move.gain));
      out.i32(move.allocation.handle).i32(move.index).i32(move.from).i32(move.to).i32(move.wave).i32(0);
    }
    for (const place of this.#stuck) writeStuck(out, place, at(place.allocation.parts, place.index).module);
    return out.result();
  }
}

export function writeStuck(out: ByteWriter, { allocation, index }: PartPlace, module: number): void {
  out.i32(allocation.handle).i32(index).i32(module);
}

/** All parts of live allocations, by slot and part. */
export function partPlaces(state: PoolState): PartPlace[] {
  return state.slots.flatMap(({ allocation }) =>
    allocation === null ? [] : allocation.parts.map((_, index) => ({ allocation, index })),
  );
}

export function partAt({ allocation, index }: PartPlace): Part {
  return at(allocation.parts, index);
}
