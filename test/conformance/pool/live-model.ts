import { PM_BYTES } from '../../../policy-assembly/abi/pool.ts';
import type { PoolPart } from '../../../src/policy/pool/answers.ts';
import { decodeBatch, decodeDecision, decodePart } from '../../../src/policy/pool/decode.ts';
import type { PoolAnswer } from '../../../src/policy/pool/machine.ts';
import type { Step } from './steps.ts';

const RELEASED_KEPT = 8;
const SNAPSHOTS_KEPT = 2;

/** A live allocation as the answers told it. */
export interface Live {
  readonly parts: readonly PoolPart[];
  /** Adopted allocations are not filtered: they may lie where none would be placed. */
  readonly isAdopted: boolean;
}

/** All that can be known of a pool from its calls and answers. */
export interface Known {
  readonly live: ReadonlyMap<number, Live>;
  /** POOL_MODULE records as they were added. */
  readonly records: readonly Uint8Array[];
  /** By module: what the fast lane took and did not give back. */
  readonly lane: ReadonlyMap<number, readonly number[]>;
}

const NOTHING: Known = { live: new Map(), records: [], lane: new Map() };

/** What a host that follows the answers knows. */
export class LiveModel {
  known: Known = NOTHING;
  /** Input of the begin that made the pool; null when there is no pool, or one that nothing is known of. */
  begun: Uint8Array | null = null;
  isBegun = false;
  /** What was let go lately: to be adopted again. */
  released: Live[] = [];
  snapshots: { readonly bytes: Uint8Array; readonly known: Known; readonly begun: Uint8Array | null }[] = [];
  #dims = 1;

  /** `dims` of the pool that the next begin makes. */
  restart(dims: number): void {
    this.#dims = dims;
    this.snapshots = [];
  }

  get handles(): number[] {
    return [...this.known.live.keys()];
  }

  get modules(): number {
    return this.known.records.length;
  }

  learn(step: Step, answer: PoolAnswer): void {
    if (step.call === 'rah_pool_take') {
      if (Number(answer.status) >= 0) this.#lane(Number(answer.status), step.args.slice(0, 4), 1);
      return;
    }
    if (step.call === 'rah_pool_begin' || step.call === 'rah_pool_restore') this.#forget();
    if (answer.status === 0) this.#learnSuccess(step, answer.output);
  }

  #learnSuccess({ call, args, input }: Step, output: Uint8Array): void {
    switch (call) {
      case 'rah_pool_begin':
        this.isBegun = true;
        this.begun = input.slice(0, args[0]);
        break;
      case 'rah_pool_add':
        this.#add(input.subarray(0, args[0]));
        break;
      case 'rah_pool_place':
      case 'rah_pool_adopt':
        this.#placed(decodeDecision(output, this.#dims), call === 'rah_pool_adopt');
        break;
      case 'rah_pool_place_batch':
        for (const decision of decodeBatch(output, this.#dims).decisions) this.#placed(decision, false);
        break;
      case 'rah_pool_release':
        this.#remove((args[0] as number) >>> 0);
        break;
      case 'rah_pool_resize':
      case 'rah_pool_move':
        this.#change(input, output);
        break;
      case 'rah_pool_give':
        this.#lane(args[0] as number, args.slice(1, 5), -1);
        break;
      case 'rah_pool_snapshot':
        this.snapshots = [...this.snapshots, { bytes: output, known: this.known, begun: this.begun }].slice(
          -SNAPSHOTS_KEPT,
        );
        break;
      case 'rah_pool_restore':
        this.#restored(input);
        break;
    }
  }

  #forget(): void {
    this.known = NOTHING;
    this.begun = null;
    this.isBegun = false;
    this.released = [];
  }

  #add(input: Uint8Array): void {
    const added = Array.from({ length: input.length / PM_BYTES }, (_, k) =>
      input.slice(PM_BYTES * k, PM_BYTES * (k + 1)),
    );
    this.known = { ...this.known, records: [...this.known.records, ...added] };
  }

  #setLive(change: (live: Map<number, Live>) => void): void {
    const live = new Map(this.known.live);
    change(live);
    this.known = { ...this.known, live };
  }

  #placed(decision: { allocation: number | null; parts: readonly PoolPart[] }, isAdopted: boolean): void {
    const { allocation, parts } = decision;
    if (allocation !== null) this.#setLive((live) => live.set(allocation, { parts, isAdopted }));
  }

  #remove(handle: number): void {
    const gone = this.known.live.get(handle);
    this.#setLive((live) => live.delete(handle));
    if (gone !== undefined) this.released = [...this.released, gone].slice(-RELEASED_KEPT);
  }

  /** The record begins with the handle and the part, in both calls. */
  #change(input: Uint8Array, output: Uint8Array): void {
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
    const handle = view.getUint32(0, true);
    const index = view.getInt32(4, true);
    const live = this.known.live.get(handle);
    if (live === undefined) return;
    const parts = live.parts.map((part, k) => (k === index ? decodePart(output, this.#dims) : part));
    this.#setLive((all) => all.set(handle, { ...live, parts }));
  }

  #lane(module: number, amounts: readonly number[], sign: 1 | -1): void {
    const before = this.known.lane.get(module) ?? [0, 0, 0, 0];
    const lane = new Map(this.known.lane);
    lane.set(
      module,
      before.map((units, d) => units + sign * (amounts[d] ?? 0)),
    );
    this.known = { ...this.known, lane };
  }

  #restored(bytes: Uint8Array): void {
    this.isBegun = true;
    const saved = this.snapshots.find((one) => Buffer.compare(one.bytes, bytes) === 0);
    // A snapshot that was tampered with and is still valid: nothing is known of it but that it is there.
    this.begun = saved?.begun ?? null;
    this.known = saved?.known ?? NOTHING;
    if (saved === undefined) this.snapshots = [];
  }
}
