/** Values → Terraform's msgpack, directed by the type, so that a value of the wrong shape never leaves the provider. */
import { inferType } from './infer-type.ts';
import { isExactDouble, type NumberValue } from './number.ts';
import type { PathStep } from './path.ts';
import { type CtyType, formatType } from './type.ts';
import { DecimalNumber, DynamicValue, isObjectValue, UNKNOWN, type Value } from './value.ts';
import { ValueError } from './value-error.ts';

/**
 * Encodes one value. Members missing from an object are null; unknown members and wrong types throw ValueError.
 * A double that is not exact (0.1) is sent as the decimal that JavaScript prints: that is what its author meant.
 */
export function encodeMsgpack(value: Value | undefined, type: CtyType): Uint8Array {
  const encoder = new Encoder();
  encoder.value(value, type);
  return encoder.finish();
}

const utf8 = new TextEncoder();
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

class Encoder {
  #bytes = new Uint8Array(512);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  readonly #path: PathStep[] = [];

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  value(value: Value | undefined, type: CtyType): void {
    if (value === null || value === undefined) {
      this.#byte(0xc0);
      return;
    }
    if (value === UNKNOWN) {
      this.#byte(0xd4);
      this.#byte(0);
      this.#byte(0);
      return;
    }
    if (typeof type === 'string') {
      this.#primitive(value, type);
      return;
    }
    switch (type[0]) {
      case 'list':
      case 'set': {
        if (!Array.isArray(value)) {
          this.#mismatch(type, value);
          return;
        }
        this.#length(value.length, 0x90, 0xdc);
        for (const [index, item] of value.entries()) this.#inside({ index }, item, type[1]);
        return;
      }
      case 'tuple': {
        if (!Array.isArray(value) || value.length !== type[1].length) {
          this.#mismatch(type, value);
          return;
        }
        this.#length(value.length, 0x90, 0xdc);
        for (const [index, member] of type[1].entries()) this.#inside({ index }, value[index], member);
        return;
      }
      case 'map': {
        if (!isObjectValue(value)) {
          this.#mismatch(type, value);
          return;
        }
        const entries = Object.entries(value);
        this.#length(entries.length, 0x80, 0xde);
        for (const [key, item] of entries) {
          this.#string(key);
          this.#inside({ key }, item, type[1]);
        }
        return;
      }
      case 'object': {
        if (!isObjectValue(value)) {
          this.#mismatch(type, value);
          return;
        }
        for (const name of Object.keys(value)) {
          if (!Object.hasOwn(type[1], name)) this.#fail(`has an attribute that the schema does not know: ${name}`);
        }
        const members = Object.entries(type[1]);
        this.#length(members.length, 0x80, 0xde);
        for (const [attribute, member] of members) {
          this.#string(attribute);
          this.#inside({ attribute }, Object.hasOwn(value, attribute) ? value[attribute] : null, member);
        }
      }
    }
  }

  #inside(step: PathStep, value: Value | undefined, type: CtyType): void {
    this.#path.push(step);
    this.value(value, type);
    this.#path.pop();
  }

  #primitive(value: Value, type: 'string' | 'number' | 'bool' | 'dynamic'): void {
    if (type === 'dynamic') {
      const own = inferType(value);
      const inner = value instanceof DynamicValue ? value.value : value;
      if (own === 'dynamic') {
        this.value(inner, 'dynamic');
        return;
      }
      this.#byte(0x92);
      const json = utf8.encode(JSON.stringify(own));
      this.#sized(json.length, [0xc4, 0xc5, 0xc6]);
      this.#raw(json);
      this.value(inner, own);
      return;
    }
    if (type === 'string' && typeof value === 'string') {
      this.#string(value);
      return;
    }
    if (type === 'bool' && typeof value === 'boolean') {
      this.#byte(value ? 0xc3 : 0xc2);
      return;
    }
    if (
      type === 'number' &&
      (typeof value === 'number' || typeof value === 'bigint' || value instanceof DecimalNumber)
    ) {
      this.#number(value);
      return;
    }
    this.#mismatch(type, value);
    return;
  }

  #number(value: NumberValue): void {
    if (value instanceof DecimalNumber) {
      this.#string(value.text);
      return;
    }
    if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
      this.#integer(BigInt(value));
      return;
    }
    if (Number.isNaN(value)) this.#fail('NaN is not a Terraform number');
    if (Number.isFinite(value) && !Number.isInteger(value) && !isExactDouble(value)) {
      this.#string(String(value));
      return;
    }
    this.#byte(0xcb);
    this.#reserve(8);
    this.#view.setFloat64(this.#at, value);
    this.#at += 8;
  }

  #integer(value: bigint): void {
    if (value >= -32n && value < 128n) {
      this.#byte(Number(value) & 0xff);
      return;
    }
    if (value < INT64_MIN || value > INT64_MAX) {
      this.#string(value.toString());
      return;
    }
    if (value >= 0n && value <= 0xffffffffn) {
      this.#sized(Number(value), [0xcc, 0xcd, 0xce]);
      return;
    }
    this.#byte(0xd3);
    this.#reserve(8);
    this.#view.setBigInt64(this.#at, value);
    this.#at += 8;
  }

  #string(value: string): void {
    // Three bytes per UTF-16 unit always suffice; encodeInto then says how many it took.
    if (value.length < 11) {
      this.#reserve(1 + value.length * 3);
      const { written } = utf8.encodeInto(value, this.#bytes.subarray(this.#at + 1));
      this.#bytes[this.#at] = 0xa0 | written;
      this.#at += 1 + written;
      return;
    }
    const bytes = utf8.encode(value);
    if (bytes.length < 32) this.#byte(0xa0 | bytes.length);
    else this.#sized(bytes.length, [0xd9, 0xda, 0xdb]);
    this.#raw(bytes);
  }

  #length(count: number, fix: number, wide: number): void {
    if (count < 16) {
      this.#byte(fix | count);
      return;
    }
    if (count <= 0xffff) {
      this.#fixed(wide, count, 2);
      return;
    }
    this.#fixed(wide + 1, count, 4);
    return;
  }

  /** A head for 1, 2 or 4 bytes, then the number in as many. */
  #sized(value: number, heads: readonly [number, number, number]): void {
    if (value <= 0xff) {
      this.#fixed(heads[0], value, 1);
      return;
    }
    if (value <= 0xffff) {
      this.#fixed(heads[1], value, 2);
      return;
    }
    this.#fixed(heads[2], value, 4);
    return;
  }

  #fixed(head: number, value: number, size: 1 | 2 | 4): void {
    this.#byte(head);
    this.#reserve(size);
    if (size === 1) this.#view.setUint8(this.#at, value);
    else if (size === 2) this.#view.setUint16(this.#at, value);
    else this.#view.setUint32(this.#at, value);
    this.#at += size;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #reserve(size: number): void {
    const needed = this.#at + size;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  #mismatch(type: CtyType, value: Value): never {
    const found = inferType(value);
    return this.#fail(`expected ${formatType(type)}, found ${formatType(found)}`);
  }

  #fail(message: string): never {
    throw new ValueError([...this.#path], message);
  }
}
