/** Policy modules that must be refused, made from a good one. */
import { WasmReader } from '../../src/policy/wasm-bytes.ts';

const EXPORTS = 7;
const CODE = 10;
const I32_CONST = 0x41;

function section(bytes: Uint8Array, wanted: number): WasmReader {
  const file = new WasmReader(bytes, 8, bytes.length, 'the module');
  while (!file.done) {
    const id = file.byte();
    const size = file.u32();
    const from = file.skip(size);
    if (id === wanted) return new WasmReader(bytes, from, from + size, `section ${wanted}`);
  }
  throw new Error(`the module has no section ${wanted}`);
}

/** Where the body of an exported function lies. The module has no imports, so indices count bodies. */
function bodyOf(bytes: Uint8Array, name: string): { from: number; end: number } {
  const exports = section(bytes, EXPORTS);
  const found = exports
    .many(() => ({ name: exports.name(), kind: exports.byte(), index: exports.u32() }))
    .find((entry) => entry.name === name);
  if (!found) throw new Error(`the module has no export ${name}`);
  const code = section(bytes, CODE);
  const bodies = code.many(() => {
    const size = code.u32();
    const from = code.skip(size);
    return { from, end: from + size };
  });
  return bodies[found.index] as { from: number; end: number };
}

/** `i32.const value` for 0..2^13 - 1. */
function constant(value: number): number[] {
  return value < 64 ? [I32_CONST, value] : [I32_CONST, (value & 127) | 128, value >> 7];
}

/** A copy whose exported function holds `to` where it held `from`, once; both must be encoded in as many bytes. */
export function withConstant(bytes: Uint8Array, name: string, from: number, to: number): Uint8Array {
  const body = bodyOf(bytes, name);
  const old = constant(from);
  const places = Array.from({ length: body.end - body.from - old.length + 1 }, (_, index) => body.from + index).filter(
    (at) => old.every((byte, index) => bytes[at + index] === byte),
  );
  if (places.length !== 1 || constant(to).length !== old.length)
    throw new Error(`${name}: found ${places.length} constants ${from}, wanted 1 as wide as ${to}`);
  const copy = Uint8Array.from(bytes); // not slice(): that of a Buffer is no copy
  copy.set(constant(to), places[0]);
  return copy;
}
