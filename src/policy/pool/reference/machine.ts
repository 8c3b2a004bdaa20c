import { STATUS_BAD_MODULE, STATUS_FULL, STATUS_NOT_BEGUN, STATUS_OK } from '../../../../policy-assembly/abi/abi.ts';
import { DIMS_MAX, PM_BYTES } from '../../../../policy-assembly/abi/pool.ts';
import type { PoolAnswer, PoolCall, PoolMachine } from '../machine.ts';
import { tablesOf } from './adaptive/tables.ts';
import { adopt } from './adopt.ts';
import { describe, release } from './allocations.ts';
import { placeBatch } from './batch.ts';
import { drain } from './drain.ts';
import { explain } from './explain.ts';
import { Failure, needLength, needRequest } from './failure.ts';
import { stateHash } from './hash.ts';
import { readInventory } from './inventory.ts';
import { laneGive, laneTake } from './lane.ts';
import { freeMilli, isState, readModule } from './modules.ts';
import { move } from './move.ts';
import { mergePaths, readPaths } from './paths.ts';
import { place, select } from './place.ts';
import { readProfile } from './profile.ts';
import { rebalance } from './rebalance.ts';
import { viewOf } from './records.ts';
import { type RequestContext, readRequest } from './request.ts';
import { resize } from './resize.ts';
import { restore } from './restore.ts';
import { at } from './row.ts';
import { snapshot } from './snapshot.ts';
import { allocationOf, emptyState, type PoolState } from './state.ts';
import { tunePool } from './tune-pool.ts';
import { whatIf } from './what-if.ts';

const EMPTY = new Uint8Array(0);

/** The pool in the plainest TypeScript: scans over arrays of objects, written from POOL.md. Slow, obvious, for tests. */
export class ReferencePoolMachine implements PoolMachine {
  readonly implementation = 'reference';
  #state: PoolState | null = null;
  /** What stands after the last call that returned a status. */
  #detail = -1;
  #output: Uint8Array = EMPTY;

  call(name: PoolCall, args: readonly (number | bigint)[], input: Uint8Array = EMPTY): PoolAnswer {
    const numbers = args.map((arg) => Number(arg) | 0);
    const value = this.#value(name, numbers);
    if (value !== null) return { status: value, detail: this.#detail, output: this.#output };
    let status = STATUS_OK;
    this.#detail = -1;
    this.#output = EMPTY;
    try {
      this.#output = this.#perform(name, numbers, input);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      status = failure.status;
      this.#detail = failure.detail;
    }
    return { status, detail: this.#detail, output: this.#output };
  }

  /** What a call that returns no status returns; null for the others. */
  #value(name: PoolCall, args: readonly number[]): number | bigint | null {
    switch (name) {
      case 'rah_pool_take':
        return this.#take(args);
      case 'rah_pool_free':
        return this.#free(args[0] ?? 0, args[1] ?? 0);
      case 'rah_pool_modules':
        return this.#state?.modules.length ?? 0;
      case 'rah_pool_hash':
        return stateHash(this.#state);
      case 'rah_build_flags':
        return 0;
      default:
        return null;
    }
  }

  #take(args: readonly number[]): number {
    try {
      return laneTake(this.#begun(), args.slice(0, 4));
    } catch (failure) {
      if (failure instanceof Failure) return -2 - failure.status;
      throw failure;
    }
  }

  #free(index: number, dim: number): number {
    const module = this.#state?.modules[index];
    if (module === undefined) return -1;
    return dim === DIMS_MAX ? freeMilli(module) : (module.free[dim] ?? -1);
  }

  #begun(): PoolState {
    if (this.#state === null) throw new Failure(STATUS_NOT_BEGUN);
    return this.#state;
  }

  /** The output of a call that returns a status. Throws Failure. */
  #perform(name: PoolCall, args: readonly number[], input: Uint8Array): Uint8Array {
    switch (name) {
      case 'rah_pool_begin':
        this.#state = null;
        this.#state = emptyState(readInventory(written(args, input)));
        return EMPTY;
      case 'rah_pool_restore':
        this.#state = null;
        this.#state = restore(written(args, input));
        return EMPTY;
      case 'rah_pool_snapshot':
        return snapshot(this.#begun());
      case 'rah_pool_tune':
        return tunePool(this.#begun());
      case 'rah_pool_allocation':
        return describe(this.#begun(), args[0] ?? 0);
      case 'rah_pool_release':
        release(this.#begun(), args[0] ?? 0);
        return EMPTY;
      case 'rah_pool_set_state':
        setState(this.#begun(), args[0] ?? 0, args[1] ?? 0);
        return EMPTY;
      case 'rah_pool_give':
        laneGive(this.#begun(), args[0] ?? 0, args.slice(1, 5));
        return EMPTY;
      default:
        return this.#performOn(this.#begun(), name, written(args, input));
    }
  }

  #performOn(state: PoolState, name: PoolCall, input: Uint8Array): Uint8Array {
    const context: RequestContext = {
      inventory: state.inventory,
      modules: state.modules.length,
      isLive: (handle) => allocationOf(state, handle) !== null,
    };
    switch (name) {
      case 'rah_pool_add':
        addModules(state, input);
        return EMPTY;
      case 'rah_pool_paths':
        state.paths = mergePaths(state.paths, readPaths(input, state.inventory));
        return EMPTY;
      case 'rah_pool_profile':
        setProfile(state, input);
        return EMPTY;
      case 'rah_pool_select':
        return select(state, readRequest(input, context));
      case 'rah_pool_place':
        return place(state, readRequest(input, context));
      case 'rah_pool_explain':
        return explain(state, readRequest(input, context));
      case 'rah_pool_place_batch': {
        const batch = placeBatch(state, input, context);
        this.#state = batch.state;
        return batch.output;
      }
      case 'rah_pool_adopt':
        return adopt(state, input, context);
      case 'rah_pool_resize':
        return resize(state, input);
      case 'rah_pool_move':
        return move(state, input);
      case 'rah_pool_drain':
        return drain(state, input);
      case 'rah_pool_rebalance':
        return rebalance(state, input);
      case 'rah_pool_what_if':
        return whatIf(state, input, context);
      default:
        throw new TypeError(`no export of the pool family: ${name}`);
    }
  }
}

/** A copy of the bytes that the call is told of: slices of a Buffer would still be the caller's. Throws Failure (BAD_LENGTH) when they were not written. */
function written(args: readonly number[], input: Uint8Array): Uint8Array {
  const bytes = (args[0] ?? 0) >>> 0;
  needLength(bytes <= input.length);
  return new Uint8Array(input.subarray(0, bytes));
}

function addModules(state: PoolState, input: Uint8Array): void {
  needLength(input.length % PM_BYTES === 0);
  const count = input.length / PM_BYTES;
  const first = state.modules.length;
  const view = viewOf(input);
  const added = Array.from({ length: count }, (_, k) => readModule(view, k * PM_BYTES, state.inventory, first + k, k));
  if (first + count > state.inventory.maxModules) throw new Failure(STATUS_FULL);
  state.modules.push(...added);
}

function setProfile(state: PoolState, input: Uint8Array): void {
  state.profile = readProfile(input, state.inventory.dims.length);
  state.tables = tablesOf(state.profile, state.inventory, state.modules);
}

function setState(state: PoolState, index: number, word: number): void {
  if (index < 0 || index >= state.modules.length) throw new Failure(STATUS_BAD_MODULE);
  needRequest(isState(word));
  at(state.modules, index).state = word;
}
