import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { PoolMove, PoolPart } from '../../../src/policy/pool/answers.ts';
import { decodeMoves } from '../../../src/policy/pool/decode.ts';
import type { PoolMachine } from '../../../src/policy/pool/machine.ts';
import type { OperationSource } from './random-operations.ts';
import type { Step } from './steps.ts';

/** What is free on the modules while a plan runs. */
class Floor {
  readonly #free: number[][];
  readonly #milli: number[][];

  constructor(machine: PoolMachine, { model, style }: OperationSource) {
    const read = (module: number, dim: number) => Number(machine.call('rah_pool_free', [module, dim]).status);
    this.#free = model.known.records.map((_, module) => style.sizes.map((_, dim) => read(module, dim)));
    this.#milli = model.known.records.map((record) => {
      const devices = new DataView(record.buffer, record.byteOffset).getInt32(abi.PM_DEVICES, true);
      return new Array<number>(devices).fill(1000);
    });
    for (const part of [...model.known.live.values()].flatMap((live) => live.parts)) {
      for (const device of part.devices) this.#add(this.#milli, part.module, device, -part.share);
    }
  }

  /** Takes the units of a part; false when they are not there. */
  take({ module, amount, devices, share }: Omit<PoolPart, 'scores'>): boolean {
    const units = amount.map((count, dim) => this.#add(this.#free, module, dim, -count));
    const milli = devices.map((device) => this.#add(this.#milli, module, device, -share));
    return [...units, ...milli].every((left) => left >= 0);
  }

  giveBack({ module, amount, devices, share }: Omit<PoolPart, 'scores'>): void {
    amount.forEach((count, dim) => {
      this.#add(this.#free, module, dim, count);
    });
    for (const device of devices) this.#add(this.#milli, module, device, share);
  }

  #add(rows: number[][], module: number, column: number, change: number): number {
    const row = rows[module] ?? [];
    row[column] = (row[column] ?? Number.NEGATIVE_INFINITY) + change;
    return row[column];
  }
}

function budgetOf(step: Step) {
  const view = new DataView(step.input.buffer, step.input.byteOffset, step.input.byteLength);
  return {
    maxBytes: view.getBigInt64(abi.BUDGET_MAX_BYTES, true),
    maxMoves: view.getInt32(abi.BUDGET_MAX_MOVES, true),
    maxConcurrent: view.getInt32(abi.BUDGET_MAX_CONCURRENT, true),
    listed: Array.from({ length: view.getInt32(abi.BUDGET_MODULE_COUNT, true) }, (_, k) =>
      view.getUint32(abi.BUDGET_BYTES + 4 * k, true),
    ),
  };
}

/** Moves that touch each module, the most of any. */
function mostTouches(wave: readonly PoolMove[]): number {
  const touches = new Map<number, number>();
  for (const module of wave.flatMap(({ from, to }) => [from, to])) touches.set(module, (touches.get(module) ?? 0) + 1);
  return Math.max(0, ...touches.values());
}

/** Runs the moves wave by wave with both ends held; null, or what cannot be. */
function runFault(
  moves: readonly PoolMove[],
  maxConcurrent: number,
  floor: Floor,
  source: OperationSource,
): string | null {
  const now = new Map([...source.model.known.live].map(([handle, { parts }]) => [handle, [...parts]]));
  const waves = Map.groupBy(moves, ({ wave }) => wave);
  for (const [number, wave] of waves) {
    if (mostTouches(wave) > maxConcurrent) return `wave ${number} touches a module more often than it may`;
    const sources: PoolPart[] = [];
    for (const move of wave) {
      const parts = now.get(move.allocation);
      const part = parts?.[move.part];
      if (parts === undefined || part?.module !== move.from)
        return `a move of ${move.allocation} starts where it is not`;
      const moved = { ...part, module: move.to, devices: move.devices };
      if (moved.devices.length !== part.devices.length) return `a move of ${move.allocation} changes its devices`;
      if (parts.some((other) => other.module === move.to)) return `two parts of ${move.allocation} meet on ${move.to}`;
      if (!floor.take(moved)) return `wave ${number}: no room on ${move.to} while sources are held`;
      sources.push(part);
      parts[move.part] = moved;
    }
    for (const part of sources) floor.giveBack(part);
  }
  return null;
}

/** Checks a plan of drain or rebalance that was answered by the machine, which it has not changed. Null, or what is broken. */
export function checkPlan(
  machine: PoolMachine,
  source: OperationSource,
  step: Step,
  output: Uint8Array,
): string | null {
  if (source.model.begun === null) return null;
  const { maxBytes, maxMoves, maxConcurrent, listed } = budgetOf(step);
  const { moves, bytes, waves } = decodeMoves(output);
  if (moves.length > maxMoves) return `${moves.length} moves, at most ${maxMoves} are allowed`;
  if (maxBytes > 0n && bytes > maxBytes) return `${bytes} bytes, at most ${maxBytes} are allowed`;
  const numbers = moves.map(({ wave }) => wave);
  if (numbers.some((wave, k) => wave < 0 || wave < (numbers[k - 1] ?? 0)) || new Set(numbers).size !== waves) {
    return `waves ${numbers.join(' ')} of ${waves}`;
  }
  const isDrain = step.call === 'rah_pool_drain';
  for (const { from, to } of moves) {
    if (isDrain && (!listed.includes(from) || listed.includes(to))) return `a drain moves from ${from} to ${to}`;
    if (!isDrain && listed.length > 0 && !(listed.includes(from) && listed.includes(to)))
      return `${from} to ${to} is not allowed`;
  }
  return runFault(moves, maxConcurrent, new Floor(machine, source), source);
}
