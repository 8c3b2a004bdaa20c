import type { PolicyError } from './core.ts';
import { policyError } from './status.ts';
import type { WasmMemory } from './wasm-engine.ts';

const TWO_32 = 4294967296;

/** Little-endian access to a wasm memory whose buffer is replaced whenever the memory grows. */
export class LinearMemory {
  readonly #memory: WasmMemory;
  #view: DataView;

  constructor(memory: WasmMemory) {
    this.#memory = memory;
    this.#view = new DataView(memory.buffer);
  }

  /** Call after anything that may have grown the memory, before reading or writing. */
  refresh(): void {
    if (this.#view.buffer !== this.#memory.buffer) this.#view = new DataView(this.#memory.buffer);
  }

  i32(at: number): number {
    return this.#view.getInt32(at, true);
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  /** An i64 that is known to be a safe integer: every amount of the ABI is. */
  i64(at: number): number {
    return this.#view.getInt32(at + 4, true) * TWO_32 + this.#view.getUint32(at, true);
  }

  /** Writes an i32 or u32 already known to be one. */
  set32(at: number, value: number): void {
    this.#view.setInt32(at, value, true);
  }

  /** Writes any safe integer; throws `status` for other numbers, which the record could not say. */
  setI64(at: number, value: number, operation: string, status: number): void {
    if (!Number.isSafeInteger(value)) throw refused(operation, status, value);
    this.#view.setUint32(at, value >>> 0, true);
    this.#view.setInt32(at + 4, Math.floor(value / TWO_32), true);
  }

  setI32(at: number, value: number, operation: string, status: number): void {
    if ((value | 0) !== value) throw refused(operation, status, value);
    this.#view.setInt32(at, value, true);
  }

  setU32(at: number, value: number, operation: string, status: number): void {
    if (value >>> 0 !== value) throw refused(operation, status, value);
    this.#view.setUint32(at, value, true);
  }

  /** Copies a whole array in. */
  setU32s(at: number, values: Uint32Array): void {
    // Typed arrays use the byte order of the machine; Node, browsers and Deno run on little-endian ones.
    new Uint32Array(this.#memory.buffer, at, values.length).set(values);
  }
}

function refused(operation: string, status: number, value: number): PolicyError {
  const error = policyError(operation, status);
  error.message += ` (found ${value})`;
  return error;
}
