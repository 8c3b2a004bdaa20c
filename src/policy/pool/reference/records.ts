/** Little-endian reading and writing of records, whose offsets are the constants of policy-assembly/abi. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function i32(view: DataView, offset: number): number {
  return view.getInt32(offset, true);
}

export function u32(view: DataView, offset: number): number {
  return view.getUint32(offset, true);
}

export function i64(view: DataView, offset: number): bigint {
  return view.getBigInt64(offset, true);
}

/** i32[count] from `offset`. */
export function i32Row(view: DataView, offset: number, count: number): number[] {
  const row: number[] = [];
  for (let k = 0; k < count; k++) row.push(view.getInt32(offset + 4 * k, true));
  return row;
}

/** u32[count] from `offset`. */
export function u32Row(view: DataView, offset: number, count: number): number[] {
  const row: number[] = [];
  for (let k = 0; k < count; k++) row.push(view.getUint32(offset + 4 * k, true));
  return row;
}

/** Indices of the bits set in the u64 at `offset`, ascending. */
export function maskRow(view: DataView, offset: number): number[] {
  const row: number[] = [];
  for (const half of [0, 1]) {
    const bits = view.getUint32(offset + 4 * half, true);
    for (let k = 0; k < 32; k++) if ((bits >>> k) & 1) row.push(32 * half + k);
  }
  return row;
}

/** Bytes that grow at the end. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #view = viewOf(this.#bytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  i32(value: number): this {
    const offset = this.#more(4);
    this.#view.setInt32(offset, value, true);
    return this;
  }

  /** Also takes what `i32` takes: the same 32 bits. */
  i32s(values: readonly number[]): this {
    for (const value of values) this.i32(value);
    return this;
  }

  i64(value: bigint): this {
    const offset = this.#more(8);
    this.#view.setBigInt64(offset, value, true);
    return this;
  }

  /** The u64 with the bits of these indices. */
  mask(indices: readonly number[]): this {
    let low = 0;
    let high = 0;
    for (const index of indices) {
      if (index < 32) low |= 1 << index;
      else high |= 1 << (index - 32);
    }
    return this.i32(low).i32(high);
  }

  bytes(values: Uint8Array): this {
    const offset = this.#more(values.length);
    this.#bytes.set(values, offset);
    return this;
  }

  zeros(count: number): this {
    this.#more(count);
    return this;
  }

  /** A copy of what was written. */
  result(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #more(count: number): number {
    const offset = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, offset));
      this.#bytes = grown;
      this.#view = viewOf(grown);
    }
    return offset;
  }
}
