import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { PoolCall } from '../../../src/policy/pool/machine.ts';
import { hashOf as fnv } from '../../../src/policy/pool/reference/hash.ts';
import { between, chance, type Draw, pick, times, weighted } from './draw.ts';
import { type Step, withNumbers } from './steps.ts';

const WORDS = [0, 1, -1, 2, 7, 63, 64, 65, 255, 1000, 1001, 2147483647, -2147483648, 65536, 0xfffffffe | 0];
/** Rooms of a pool that would be granted, but take more memory than a test should. */
const ROOMS = [abi.POOL_MODULES, abi.POOL_ALLOCATIONS, abi.POOL_PARTS, abi.POOL_GROUPS];
const ROOM_MAX = 100000;

const NUMBER_CALLS: readonly PoolCall[] = [
  'rah_pool_set_state',
  'rah_pool_allocation',
  'rah_pool_release',
  'rah_pool_snapshot',
  'rah_pool_tune',
  'rah_pool_give',
  'rah_pool_take',
  'rah_pool_free',
  'rah_pool_modules',
];
const TAKES_NUMBERS: ReadonlySet<string> = new Set(NUMBER_CALLS);

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function withOtherWord(draw: Draw, input: Uint8Array, from: number): Uint8Array {
  const words = (input.length - from) >> 2;
  if (words <= 0) return input;
  const bytes = input.slice();
  const view = viewOf(bytes);
  const offset = from + 4 * draw(words);
  const value = chance(draw, 60) ? pick(draw, WORDS) : view.getInt32(offset, true) + between(draw, -3, 3);
  view.setInt32(offset, value, true);
  return bytes;
}

/** A pool that asks for no more room than a test gives. */
function tamed(bytes: Uint8Array, base: number): Uint8Array {
  if (bytes.length < base + abi.POOL_BYTES) return bytes;
  const view = viewOf(bytes);
  for (const field of ROOMS) {
    if (view.getInt32(base + field, true) > ROOM_MAX) view.setInt32(base + field, 2147483647, true);
  }
  return bytes;
}

/** Makes the checksum and the length of a snapshot right, so that what it says is looked at. */
export function sealed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < abi.SNAPSHOT_BYTES) return bytes;
  const view = viewOf(bytes);
  view.setBigUint64(abi.SNAPSHOT_OFFSET_CHECKSUM, fnv(bytes.subarray(abi.SNAPSHOT_BYTES)), true);
  view.setBigUint64(abi.SNAPSHOT_OFFSET_LENGTH, BigInt(bytes.length), true);
  return bytes;
}

function withOtherLength(draw: Draw, input: Uint8Array): Uint8Array {
  if (chance(draw, 60)) return input.slice(0, draw(input.length + 1));
  const longer = new Uint8Array(input.length + pick(draw, [1, 4, 12, 72]));
  longer.set(input);
  return longer;
}

/** Mostly the first records: what is deep in a long list is like what is before it. */
function mutated(draw: Draw, step: Step): Uint8Array {
  let bytes = step.input;
  const isSnapshot = step.call === 'rah_pool_restore';
  for (let k = between(draw, 1, 2); k > 0; k--) {
    bytes = chance(draw, 80)
      ? withOtherWord(draw, bytes, isSnapshot && chance(draw, 95) ? abi.SNAPSHOT_BYTES : 0)
      : withOtherLength(draw, bytes);
  }
  bytes = bytes.slice();
  if (step.call === 'rah_pool_begin') return tamed(bytes, 0);
  if (isSnapshot && chance(draw, 90)) return sealed(tamed(bytes, abi.SNAPSHOT_BYTES + 4));
  return bytes;
}

/** The call with records or numbers that are wrong somewhere. */
export function hostile(draw: Draw, step: Step): Step {
  if (TAKES_NUMBERS.has(step.call)) {
    return withNumbers(step.call, ...step.args.map((arg) => (chance(draw, 60) ? pick(draw, WORDS) : arg)));
  }
  const input = mutated(draw, step);
  const bytes = weighted(draw, [
    [90, input.length],
    [6, draw(input.length + 1)],
    [2, -1],
    [2, 2147483647],
  ]);
  return { call: step.call, args: [bytes], input };
}

/** Nothing but noise: for calls that take numbers, some of their arguments. */
export function noise(draw: Draw, call: PoolCall): Step {
  if (TAKES_NUMBERS.has(call)) return withNumbers(call, ...times(5, () => pick(draw, WORDS)));
  const input = new Uint8Array(draw(400));
  const view = viewOf(input);
  for (let offset = 0; offset + 4 <= input.length; offset += 4) {
    view.setInt32(offset, chance(draw, 60) ? draw(4) : pick(draw, WORDS), true);
  }
  if (call === 'rah_pool_begin') tamed(input, 0);
  return { call, args: [input.length], input };
}
