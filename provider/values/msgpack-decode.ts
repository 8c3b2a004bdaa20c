/**
 * Terraform's msgpack → values, directed by the type. Written by hand because general decoders lose what matters here:
 * they round int64, refuse the extension 12 (unknown with refinements), or refuse a map key named `__proto__`.
 */
import { numberFromDouble, numberFromInteger, numberFromText } from './number.ts';
import type { PathStep } from './path.ts';
import { type CtyType, formatType, parseType } from './type.ts';
import { DynamicValue, type ObjectValue, UNKNOWN, type Value } from './value.ts';
import { ValueError } from './value-error.ts';

/** Decodes one value. Throws ValueError when the bytes do not hold a value of this type. */
export function decodeMsgpack(bytes: Uint8Array, type: CtyType): Value {
  const decoder = new Decoder(bytes);
  const value = decoder.value(type);
  decoder.end();
  return value;
}

const text = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
/** Short ASCII strings (most names) decode faster byte by byte than through TextDecoder. */
const SHORT_STRING_BYTES = 24;

class Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  readonly #path: PathStep[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) this.#fail(`${this.#bytes.length - this.#at} bytes follow the value`);
  }

  value(type: CtyType): Value {
    const head = this.#peek();
    if (head === 0xc0) {
      this.#at += 1;
      return null;
    }
    // Every extension is an unknown value: 0 is plain, 12 carries refinements that we do not need.
    if ((head >= 0xd4 && head <= 0xd8) || (head >= 0xc7 && head <= 0xc9)) {
      this.#skipExtension(head);
      return UNKNOWN;
    }
    if (typeof type === 'string') {
      if (type === 'string') return this.#string();
      if (type === 'number') return this.#number();
      return type === 'bool' ? this.#bool() : this.#dynamic();
    }
    switch (type[0]) {
      case 'list':
      case 'set': {
        const items: Value[] = [];
        const count = this.#arrayLength(type);
        for (let index = 0; index < count; index += 1) items.push(this.#inside({ index }, type[1]));
        return items;
      }
      case 'map': {
        const entries: ObjectValue = Object.create(null);
        const count = this.#mapLength(type);
        for (let n = 0; n < count; n += 1) {
          const key = this.#string();
          entries[key] = this.#inside({ key }, type[1]);
        }
        return entries;
      }
      case 'object': {
        const members: ObjectValue = Object.create(null);
        const count = this.#mapLength(type);
        for (let n = 0; n < count; n += 1) {
          const attribute = this.#string();
          const member = Object.hasOwn(type[1], attribute) ? type[1][attribute] : undefined;
          if (member === undefined) this.#fail(`has an attribute that the schema does not know: ${attribute}`);
          members[attribute] = this.#inside({ attribute }, member);
        }
        for (const attribute of Object.keys(type[1])) members[attribute] ??= null;
        return members;
      }
      case 'tuple': {
        const count = this.#arrayLength(type);
        if (count !== type[1].length) this.#fail(`expected ${formatType(type)}, found ${count} elements`);
        return type[1].map((member, index) => this.#inside({ index }, member));
      }
    }
  }

  #inside(step: PathStep, type: CtyType): Value {
    this.#path.push(step);
    const value = this.value(type);
    this.#path.pop();
    return value;
  }

  #dynamic(): Value {
    if (this.#arrayLength('dynamic') !== 2) this.#fail('a dynamic value must be a pair of type and value');
    const head = this.#byte();
    let length: number;
    if (head >= 0xc4 && head <= 0xc6) length = this.#uint(1 << (head - 0xc4));
    else if (isString(head)) length = this.#stringLength(head);
    else this.#fail('a dynamic value must begin with its type');
    let type: CtyType;
    try {
      type = parseType(JSON.parse(text.decode(this.#take(length))));
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : 'bad type');
    }
    return new DynamicValue(type, this.value(type));
  }

  #bool(): boolean {
    const head = this.#byte();
    if (head !== 0xc2 && head !== 0xc3) this.#mismatch('bool', head);
    return head === 0xc3;
  }

  #number(): Value {
    const head = this.#byte();
    if (head <= 0x7f) return head;
    if (head >= 0xe0) return head - 0x100;
    const at = this.#at;
    switch (head) {
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#uint(1 << (head - 0xcc));
      case 0xcf:
        this.#take(8);
        return numberFromInteger(this.#view.getBigUint64(at));
      case 0xd0:
        this.#take(1);
        return this.#view.getInt8(at);
      case 0xd1:
        this.#take(2);
        return this.#view.getInt16(at);
      case 0xd2:
        this.#take(4);
        return this.#view.getInt32(at);
      case 0xd3:
        this.#take(8);
        return numberFromInteger(this.#view.getBigInt64(at));
      case 0xca:
        this.#take(4);
        return numberFromDouble(this.#view.getFloat32(at));
      case 0xcb:
        this.#take(8);
        return numberFromDouble(this.#view.getFloat64(at));
    }
    if (!isString(head)) this.#mismatch('number', head);
    const digits = text.decode(this.#take(this.#stringLength(head)));
    try {
      return numberFromText(digits);
    } catch {
      this.#fail(`not a number: ${JSON.stringify(digits)}`);
    }
  }

  #string(): string {
    const head = this.#byte();
    if (!isString(head)) this.#mismatch('string', head);
    const bytes = this.#take(this.#stringLength(head));
    if (bytes.length > SHORT_STRING_BYTES) return text.decode(bytes);
    let result = '';
    for (const byte of bytes) {
      if (byte > 0x7f) return text.decode(bytes);
      result += String.fromCharCode(byte);
    }
    return result;
  }

  #stringLength(head: number): number {
    return head < 0xc0 ? head & 0x1f : this.#uint(1 << (head - 0xd9));
  }

  #arrayLength(type: CtyType): number {
    const head = this.#byte();
    if (head >= 0x90 && head <= 0x9f) return head & 0x0f;
    if (head === 0xdc || head === 0xdd) return this.#uint(head === 0xdc ? 2 : 4);
    return this.#mismatch(formatType(type), head);
  }

  #mapLength(type: CtyType): number {
    const head = this.#byte();
    if (head >= 0x80 && head <= 0x8f) return head & 0x0f;
    if (head === 0xde || head === 0xdf) return this.#uint(head === 0xde ? 2 : 4);
    return this.#mismatch(formatType(type), head);
  }

  #skipExtension(head: number): void {
    this.#at += 1;
    const length = head >= 0xd4 ? 1 << (head - 0xd4) : this.#uint(1 << (head - 0xc7));
    this.#take(1 + length);
  }

  #uint(size: number): number {
    const at = this.#at;
    this.#take(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #peek(): number {
    const head = this.#bytes[this.#at];
    return head === undefined ? this.#fail('the bytes end too early') : head;
  }

  #byte(): number {
    const head = this.#peek();
    this.#at += 1;
    return head;
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) this.#fail('the bytes end too early');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  #mismatch(expected: string, head: number): never {
    return this.#fail(`expected ${expected}, found msgpack type 0x${head.toString(16)}`);
  }

  #fail(message: string): never {
    throw new ValueError([...this.#path], message);
  }
}

function isString(head: number): boolean {
  return (head >= 0xa0 && head <= 0xbf) || (head >= 0xd9 && head <= 0xdb);
}
