import * as abi from '../../policy-assembly/abi/abi.ts';
import type { Extent } from '../model/placement.ts';
import { LinearMemory } from './linear-memory.ts';
import { policyError } from './status.ts';
import type { PolicyExports } from './wasm-module.ts';

/** What every call of the core has in common: the input buffer, the status, the RESULT record, extents. */
export class WasmCalls {
  readonly core: PolicyExports;
  readonly memory: LinearMemory;
  /** Address of the RESULT record. */
  readonly result: number;

  constructor(core: PolicyExports) {
    this.core = core;
    this.memory = new LinearMemory(core.memory);
    this.result = core.rah_result_ptr() >>> 0;
  }

  /** Throws PolicyError unless the call succeeded. After it, the memory can be read. */
  check(operation: string, status: number): void {
    this.memory.refresh();
    if (status === abi.STATUS_OK) return;
    throw policyError(operation, status, this.memory.i32(this.result + abi.RESULT_DETAIL));
  }

  /** Address of an input buffer of at least `bytes`. */
  input(bytes: number): number {
    const at = this.core.rah_input(bytes) >>> 0;
    if (at === 0) throw policyError('input', abi.STATUS_OUT_OF_MEMORY);
    this.memory.refresh();
    return at;
  }

  /** How many records, or bytes of a table, the last call wrote. */
  outputCount(): number {
    return this.memory.i32(this.result + abi.RESULT_OUTPUT_COUNT);
  }

  output(): number {
    return this.memory.u32(this.result + abi.RESULT_OUTPUT_PTR);
  }

  writeExtents(operation: string, at: number, extents: readonly Extent[]): void {
    for (const extent of extents) {
      this.memory.setI64(at + abi.EXTENT_START, extent.start, operation, abi.STATUS_BAD_EXTENT);
      this.memory.setI64(at + abi.EXTENT_LENGTH, extent.length, operation, abi.STATUS_BAD_EXTENT);
      at += abi.EXTENT_BYTES;
    }
  }

  readExtents(first: number, count: number): Extent[] {
    const extents: Extent[] = [];
    let at = this.output() + first * abi.EXTENT_BYTES;
    for (let k = 0; k < count; k++, at += abi.EXTENT_BYTES) {
      extents.push({
        start: this.memory.i64(at + abi.EXTENT_START),
        length: this.memory.i64(at + abi.EXTENT_LENGTH),
      });
    }
    return extents;
  }

  /** Copies bytes into the memory. */
  writeBytes(at: number, bytes: Uint8Array): void {
    new Uint8Array(this.core.memory.buffer, at, bytes.length).set(bytes);
  }

  /** Copies bytes out of the memory. */
  readBytes(at: number, count: number): Uint8Array {
    return new Uint8Array(this.core.memory.buffer, at, count).slice();
  }
}
