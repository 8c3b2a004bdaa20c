/** The bytes do not follow the WebAssembly binary format; the message says where, what was found and what was wanted. */
export class WasmFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WasmFormatError';
  }
}

/** They are something else altogether: not even the first bytes are those of WebAssembly. */
export class NotWasmError extends WasmFormatError {
  constructor(message: string) {
    super(message);
    this.name = 'NotWasmError';
  }
}

const MAX_LEB_BYTES = 10;

/** Reads a range of a WebAssembly file from front to back; never past its end. Offsets are those of the whole file. */
export class WasmReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  readonly #where: string;

  constructor(bytes: Uint8Array, at: number, end: number, where: string) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.#where = where;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  fail(what: string): never {
    throw new WasmFormatError(`${this.#where}, byte ${this.at}: ${what}`);
  }

  byte(): number {
    if (this.at >= this.end) this.fail('found the end, wanted one more byte');
    return this.bytes[this.at++] as number;
  }

  /** Skips `count` bytes and answers where they began. */
  skip(count: number): number {
    const from = this.at;
    if (count > this.end - from) this.fail(`found ${this.end - from} bytes, wanted ${count}`);
    this.at = from + count;
    return from;
  }

  /** Unsigned LEB128 of up to 32 bits. */
  u32(): number {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return value;
    }
    return this.fail('found a number of more than 32 bits');
  }

  /** Unsigned LEB128 of any width; numbers above 2^53 are rounded. */
  u64(): number {
    let value = 0;
    for (let i = 0; i < MAX_LEB_BYTES; i++) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return value;
    }
    return this.fail('found a number of more than 64 bits');
  }

  /** Signed LEB128 of up to 32 bits. */
  s32(): number {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = this.byte();
      value |= (byte & 127) << (7 * i);
      if (byte < 128) return i < 4 && byte & 64 ? value | (-1 << (7 * (i + 1))) : value;
    }
    return this.fail('found a number of more than 32 bits');
  }

  skipLeb(): void {
    for (let i = 0; i < MAX_LEB_BYTES; i++) if (this.byte() < 128) return;
    this.fail('found a number of more than 64 bits');
  }

  name(): string {
    const length = this.u32();
    const from = this.skip(length);
    return new TextDecoder().decode(this.bytes.subarray(from, from + length));
  }

  /** A vector: its count, then `read` once per entry. */
  many<T>(read: () => T): T[] {
    const count = this.u32();
    // Every entry takes at least one byte: a count beyond that would only make us allocate.
    if (count > this.end - this.at) this.fail(`found ${this.end - this.at} bytes, wanted ${count} entries`);
    return Array.from({ length: count }, read);
  }
}
