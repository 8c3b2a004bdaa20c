import type { PoolAnswer, PoolCall, PoolMachine } from '../../../src/policy/pool/machine.ts';

const EMPTY = new Uint8Array(0);

/** One call of a PoolMachine as plain data. */
export interface Step {
  readonly call: PoolCall;
  readonly args: readonly number[];
  readonly input: Uint8Array;
}

/** A call that takes records. */
export function withRecords(call: PoolCall, input: Uint8Array): Step {
  return { call, args: [input.length], input };
}

/** A call that takes numbers. */
export function withNumbers(call: PoolCall, ...args: readonly number[]): Step {
  return { call, args, input: EMPTY };
}

export function perform(machine: PoolMachine, { call, args, input }: Step): PoolAnswer {
  return machine.call(call, args, input);
}

/** Unsigned 64 bits. */
export function hashOf(machine: PoolMachine): bigint {
  return BigInt(machine.call('rah_pool_hash', []).status);
}
