import type { PoolState } from './state.ts';

const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
const PRIME_LOW = 0x1b3;
const TWO_32 = 4294967296;

/** FNV-1a 64, on two halves of 32 bits. The prime is 2^40 + 0x1b3. */
export class Fnv {
  #high = OFFSET_HIGH;
  #low = OFFSET_LOW;

  byte(value: number): void {
    const low = (this.#low ^ value) >>> 0;
    const product = low * PRIME_LOW;
    this.#high = (Math.imul(this.#high, PRIME_LOW) + Math.floor(product / TWO_32) + (low << 8)) >>> 0;
    this.#low = product >>> 0;
  }

  /** The four bytes of an i32 or u32, little-endian. */
  word(value: number): void {
    this.byte(value & 0xff);
    this.byte((value >>> 8) & 0xff);
    this.byte((value >>> 16) & 0xff);
    this.byte(value >>> 24);
  }

  words(values: readonly number[]): void {
    for (const value of values) this.word(value);
  }

  /** The u64 with the bits of these indices. */
  mask(indices: readonly number[]): void {
    let low = 0;
    let high = 0;
    for (const index of indices) {
      if (index < 32) low |= 1 << index;
      else high |= 1 << (index - 32);
    }
    this.word(low);
    this.word(high);
  }

  /** Unsigned. */
  get value(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }
}

/** The hash of any bytes. */
export function hashOf(bytes: Uint8Array): bigint {
  const fnv = new Fnv();
  for (const value of bytes) fnv.byte(value);
  return fnv.value;
}

/** `rah_pool_hash`; a pool that is not there hashes as no bytes. */
export function stateHash(state: PoolState | null): bigint {
  const fnv = new Fnv();
  for (const module of state?.modules ?? []) {
    fnv.word(module.state);
    fnv.words(module.free);
    fnv.words(module.milli);
  }
  for (const { allocation } of state?.slots ?? []) {
    if (allocation === null) continue;
    const { handle, request, parts } = allocation;
    fnv.words([handle, request.group, request.tag, request.flags, parts.length]);
    for (const part of parts) {
      fnv.word(part.module);
      fnv.mask(part.held);
      fnv.word(part.share);
      fnv.words(part.amount);
    }
  }
  return fnv.value;
}
