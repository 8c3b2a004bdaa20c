import { BUILD_SIMD } from '../../../policy-assembly/abi/pool.ts';
import type { PoolAnswer, PoolCall, PoolMachine } from './machine.ts';
import { instantiatePool, type PoolExports } from './pool-exports.ts';

const EMPTY = new Uint8Array(0);

/** Drives a compiled policy module, whose memory holds the pool. Copies bytes in and out; decides nothing. */
export class WasmPoolMachine implements PoolMachine {
  readonly implementation: 'wasm' | 'wasm-simd';
  readonly #exports: PoolExports;

  private constructor(exports: PoolExports) {
    this.#exports = exports;
    const flags = Number(exports.calls.rah_build_flags());
    this.implementation = (flags & BUILD_SIMD) !== 0 ? 'wasm-simd' : 'wasm';
  }

  /** Throws PolicyModuleError unless the bytes are a policy module of this ABI version with a pool. */
  static fromBytes(bytes: Uint8Array): WasmPoolMachine {
    return new WasmPoolMachine(instantiatePool(bytes));
  }

  /** Throws RangeError when the module has no memory left for the input. */
  call(name: PoolCall, args: readonly (number | bigint)[], input: Uint8Array = EMPTY): PoolAnswer {
    const exports = this.#exports;
    if (input.length > 0) {
      const address = exports.rah_input(input.length) >>> 0;
      if (address === 0)
        throw new RangeError(`${name}: the policy core has no memory for ${input.length} bytes of input`);
      new Uint8Array(exports.memory.buffer, address, input.length).set(input);
    }
    const returned = exports.calls[name](...args);
    const status = typeof returned === 'bigint' ? BigInt.asUintN(64, returned) : returned;
    const bytes = exports.rah_pool_output_bytes() >>> 0;
    const output =
      bytes === 0 ? EMPTY : new Uint8Array(exports.memory.buffer, exports.rah_pool_output() >>> 0, bytes).slice();
    return { status, detail: exports.rah_pool_detail(), output };
  }
}
