import { ABI_VERSION, STATUS_BAD_SNAPSHOT, STATUS_SNAPSHOT_VERSION } from '../../../../policy-assembly/abi/abi.ts';
import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { PRESSURE_MAX } from './adaptive/pressure.ts';
import { FULL_MILLI, WASTE_MAX } from './adaptive/prior.ts';
import type { Tables } from './adaptive/tables.ts';
import { VECTORS } from './adaptive/vectors.ts';
import { asksSomething, isAsk } from './ask.ts';
import { Failure } from './failure.ts';
import { hashOf } from './hash.ts';
import { readInventory } from './inventory.ts';
import { readModule } from './modules.ts';
import { readPaths } from './paths.ts';
import { readProfile } from './profile.ts';
import { i32, i32Row, i64, maskRow, u32, viewOf } from './records.ts';
import { type Request, readRequest } from './request.ts';
import { at, within } from './row.ts';
import { type Allocation, emptyState, handleOf, liveAllocations, type Part, type PoolState } from './state.ts';

function need(holds: boolean): void {
  if (!holds) throw new Failure(STATUS_BAD_SNAPSHOT);
}

/** Reads on from where it stands; throws Failure (BAD_SNAPSHOT) at the end. */
class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  get isAtEnd(): boolean {
    return this.#next === this.#bytes.length;
  }

  i32(): number {
    return i32(this.#view, this.#skip(4));
  }

  i32s(count: number): number[] {
    return i32Row(this.#view, this.#skip(4 * count), count);
  }

  mask(): number[] {
    return maskRow(this.#view, this.#skip(8));
  }

  /** A count of things of at least `least` bytes each. */
  count(least: number): number {
    const count = this.i32();
    need(count >= 0 && count * least <= this.#bytes.length - this.#next);
    return count;
  }

  bytes(count: number): Uint8Array {
    const start = this.#skip(count);
    return this.#bytes.subarray(start, start + count);
  }

  #skip(count: number): number {
    const start = this.#next;
    need(start + count <= this.#bytes.length);
    this.#next += count;
    return start;
  }
}

function readModules(cursor: Cursor, state: PoolState): void {
  const { inventory, modules } = state;
  const dims = inventory.dims.length;
  const count = cursor.count(abi.PM_BYTES);
  need(count <= inventory.maxModules);
  for (let index = 0; index < count; index++) {
    const record = cursor.bytes(abi.PM_BYTES);
    const module = readModule(viewOf(record), 0, inventory, index, index);
    const unused = i32Row(viewOf(record), abi.PM_CAPACITY + 4 * dims, abi.DIMS_MAX - dims);
    need(unused.every((units) => units === 0) && i32(viewOf(record), abi.PM_DEVICES + 4) === 0);
    const free = cursor.i32s(dims);
    const milli = cursor.i32s(module.milli.length);
    need(free.every((units, d) => within(units, 0, at(module.effective, d))));
    need(milli.every((idle) => within(idle, 0, 1000)));
    modules.push({ ...module, free, milli });
  }
}

function readAllPaths(cursor: Cursor, state: PoolState): void {
  state.paths = readPaths(cursor.bytes(cursor.count(abi.PATH_BYTES) * abi.PATH_BYTES), state.inventory);
  for (const [index, path] of state.paths.entries()) {
    const before = state.paths[index - 1];
    need(before === undefined || path.host > before.host || (path.host === before.host && path.zone > before.zone));
  }
}

function readTables(cursor: Cursor, classes: number): Tables {
  const vector = cursor.i32();
  const waste = cursor.i32s(FULL_MILLI + 1);
  const pressure = cursor.i32s(classes);
  need(within(vector, 0, VECTORS.length - 1) && waste.every((value) => within(value, 0, WASTE_MAX)));
  need(pressure.every((value) => within(value, 0, PRESSURE_MAX)));
  return { vector, waste, pressure };
}

function readKeptRequest(cursor: Cursor, state: PoolState): Request {
  const group = cursor.i32();
  const tag = cursor.i32() >>> 0;
  const bytes = cursor.bytes(cursor.count(1)).slice();
  const view = viewOf(bytes);
  need(bytes.length >= abi.PR_BYTES && u32(view, abi.PR_TAG) === 0 && i32(view, abi.PR_GROUP) === -1);
  view.setInt32(abi.PR_GROUP, group, true);
  view.setUint32(abi.PR_TAG, tag, true);
  return readRequest(bytes, { inventory: state.inventory, modules: state.modules.length, isLive: null });
}

function readPart(cursor: Cursor, state: PoolState): Part {
  const dims = state.inventory.dims.length;
  const module = cursor.i32();
  const held = cursor.mask();
  const share = cursor.i32();
  const amount = cursor.i32s(dims);
  const part = { module, held, devices: held.length, share, amount };
  need(within(module, 0, state.modules.length - 1) && isAsk(amount, held.length, share, dims) && asksSomething(part));
  need(held.every((device) => device < at(state.modules, module).milli.length));
  return part;
}

function readAllocation(cursor: Cursor, state: PoolState, handle: number): Allocation {
  const request = readKeptRequest(cursor, state);
  const count = cursor.i32();
  need(within(count, 1, abi.POOL_SPAN_MAX));
  const parts = Array.from({ length: count }, () => readPart(cursor, state));
  need(new Set(parts.map((part) => part.module)).size === parts.length);
  return { handle, request, parts };
}

function readSlots(cursor: Cursor, state: PoolState): void {
  const count = cursor.count(8);
  need(count <= state.inventory.maxAllocations);
  for (let index = 0; index < count; index++) {
    const generation = cursor.i32();
    const live = cursor.i32();
    need(within(generation, 0, 255) && within(live, 0, 1));
    const allocation = live === 1 ? readAllocation(cursor, state, handleOf(index, generation)) : null;
    state.slots.push({ generation, allocation });
  }
  const free = cursor.i32s(cursor.count(4));
  const unused = state.slots.flatMap(({ allocation }, index) => (allocation === null ? [index] : []));
  need([...free].sort((a, b) => a - b).join() === unused.join());
  state.freeSlots.push(...free);
}

/** What is free and what is allocated must not be more than there is. */
function checkSums(state: PoolState): void {
  const parts = liveAllocations(state).flatMap((allocation) => allocation.parts);
  need(parts.length <= state.inventory.maxParts);
  const free = state.modules.map((module) => [...module.free]);
  const milli = state.modules.map((module) => [...module.milli]);
  for (const part of parts) {
    const units = at(free, part.module);
    part.amount.forEach((amount, d) => {
      units[d] = at(units, d) + amount;
    });
    const idle = at(milli, part.module);
    for (const device of part.held) idle[device] = at(idle, device) + part.share;
  }
  for (const module of state.modules) {
    need(at(free, module.index).every((units, d) => units <= at(module.effective, d)));
    need(at(milli, module.index).every((idle) => idle <= 1000));
  }
}

function readBody(cursor: Cursor): PoolState {
  const state = emptyState(readInventory(cursor.bytes(cursor.count(1))));
  readModules(cursor, state);
  readAllPaths(cursor, state);
  state.profile = readProfile(cursor.bytes(cursor.count(1)), state.inventory.dims.length);
  if (state.profile.entries.length > 0) state.tables = readTables(cursor, state.inventory.classes.length);
  readSlots(cursor, state);
  need(cursor.isAtEnd);
  checkSums(state);
  return state;
}

/** `rah_pool_restore`: the state that the bytes hold. Throws Failure. */
export function restore(input: Uint8Array): PoolState {
  need(input.length >= abi.SNAPSHOT_BYTES);
  const view = viewOf(input);
  need(u32(view, abi.SNAPSHOT_OFFSET_MAGIC) === abi.SNAPSHOT_MAGIC);
  const version = u32(view, abi.SNAPSHOT_OFFSET_VERSION);
  if (version !== ABI_VERSION) throw new Failure(STATUS_SNAPSHOT_VERSION, version | 0);
  const body = input.subarray(abi.SNAPSHOT_BYTES);
  need(i64(view, abi.SNAPSHOT_OFFSET_LENGTH) === BigInt(input.length));
  need(BigInt.asUintN(64, i64(view, abi.SNAPSHOT_OFFSET_CHECKSUM)) === hashOf(body));
  try {
    return readBody(new Cursor(body));
  } catch (failure) {
    // Whatever is wrong inside, the snapshot is.
    if (failure instanceof Failure) throw new Failure(STATUS_BAD_SNAPSHOT);
    throw failure;
  }
}
