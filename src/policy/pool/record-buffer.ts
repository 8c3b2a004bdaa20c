import { STATUS_INVALID_REQUEST } from '../../../policy-assembly/abi/abi.ts';
import { PolicyError } from '../core.ts';

function refuse(what: string, value: number | bigint, low: number | bigint, high: number | bigint): never {
  throw new PolicyError(STATUS_INVALID_REQUEST, `${what}: found ${value}, wanted a whole number of ${low}..${high}`);
}

const I32_MIN = -2147483648;
const I32_MAX = 2147483647;
const U32_MAX = 4294967295;
const I64_MAX = 9223372036854775807n;

/** Little-endian records in the making. Writing a number that its field cannot hold throws PolicyError, naming `what`. */
export class RecordBuffer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  /** `size` bytes, all zero. */
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  i32(offset: number, value: number, what: string): void {
    if ((value | 0) !== value) refuse(what, value, I32_MIN, I32_MAX);
    this.#view.setInt32(offset, value, true);
  }

  u32(offset: number, value: number, what: string): void {
    if (value >>> 0 !== value) refuse(what, value, 0, U32_MAX);
    this.#view.setUint32(offset, value, true);
  }

  i64(offset: number, value: number | bigint, what: string): void {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) refuse(what, value, -I64_MAX, I64_MAX);
    const wide = BigInt(value);
    if (BigInt.asIntN(64, wide) !== wide) refuse(what, value, -I64_MAX, I64_MAX);
    this.#view.setBigInt64(offset, wide, true);
  }

  /** i32[] from `offset`; what is not given stays 0. At most `room` values. */
  i32s(offset: number, values: readonly number[], room: number, what: string): void {
    if (values.length > room) refuse(`${what}: values`, values.length, 0, room);
    for (let k = 0; k < values.length; k++) this.i32(offset + 4 * k, values[k] as number, what);
  }

  u32s(offset: number, values: readonly number[], room: number, what: string): void {
    if (values.length > room) refuse(`${what}: values`, values.length, 0, room);
    for (let k = 0; k < values.length; k++) this.u32(offset + 4 * k, values[k] as number, what);
  }

  copy(offset: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, offset);
  }
}

/** Records one after the other. A list and not arguments: of those an engine takes some 100,000 only. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
