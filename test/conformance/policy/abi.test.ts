import { describe, expect, it } from 'vitest';
import * as abi from '../../../policy-assembly/abi/abi.ts';
import { WasmPolicy } from '../../../src/policy/wasm.ts';
import { wasm } from '../../../src/policy/wasm-engine.ts';
import { PolicyModuleError } from '../../../src/policy/wasm-module.ts';
import { wasmBytes } from './implementations.ts';

/** Unsigned LEB128 of less than 2^14. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, value >> 7];
}

function text(value: string): number[] {
  return [value.length, ...new TextEncoder().encode(value)];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = [...leb(entries.length), ...entries.flat()];
  return [id, ...leb(content.length), ...content];
}

/** A hand-assembled module that exports a memory and functions that each answer a constant below 64. */
function tinyModule(
  functions: Readonly<Record<string, number>>,
  { imports = [], memory = 'memory' }: { imports?: readonly [string, string][]; memory?: string } = {},
): Uint8Array {
  const names = Object.keys(functions);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [[0x60, 0x00, 0x01, 0x7f]]), // () -> i32
    ...section(
      2,
      imports.map(([module, name]) => [...text(module), ...text(name), 0x00, 0x00]),
    ),
    ...section(
      3,
      names.map(() => [0x00]),
    ),
    ...section(5, [[0x00, 0x01]]), // at least one page
    ...section(7, [
      [...text(memory), 0x02, 0x00],
      ...names.map((name, index) => [...text(name), 0x00, imports.length + index]),
    ]),
    ...section(
      10,
      Object.values(functions).map((value) => [0x04, 0x00, 0x41, value, 0x0b]),
    ),
  ]);
}

/** The names of every function that the real module exports. */
function realFunctions(): string[] {
  const all = wasm.Module.exports(new wasm.Module(wasmBytes()));
  return all.filter(({ kind }) => kind === 'function').map(({ name }) => name);
}

/** The real module with one ASCII name replaced by another of the same length. */
function renamed(from: string, to: string): Uint8Array {
  const bytes = wasmBytes();
  const at = Buffer.from(bytes).indexOf(from);
  expect(at).toBeGreaterThan(0);
  bytes.set(new TextEncoder().encode(to), at);
  return bytes;
}

function refusal(bytes: Uint8Array): string {
  try {
    WasmPolicy.fromBytes(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyModuleError);
    return (error as Error).message;
  }
  throw new Error('the module was accepted');
}

describe('a module that is not ours is refused', () => {
  it('truncated, damaged or empty', () => {
    const bytes = wasmBytes();
    for (const length of [0, 4, 8, 100, bytes.length - 1]) {
      expect(refusal(bytes.slice(0, length))).toMatch(/not a rah policy module/);
    }
    expect(refusal(new TextEncoder().encode('<html>not found</html>'))).toMatch(/not a rah policy module: 22 bytes/);
  });

  it('of another ABI version, naming both', () => {
    expect(refusal(tinyModule({ rah_abi_version: 42 }))).toBe(
      `this policy module has another ABI version: found 42, wanted ${abi.ABI_VERSION}`,
    );
  });

  it('with imports, naming them', () => {
    expect(refusal(tinyModule({ rah_abi_version: abi.ABI_VERSION }, { imports: [['env', 'abort']] }))).toBe(
      'not a rah policy module: found 1 imports (env.abort), wanted none',
    );
  });

  it('without the exports, naming them', () => {
    expect(refusal(tinyModule({ add: 1 }))).toMatch(/found no export rah_abi_version/);
    expect(refusal(tinyModule({ rah_abi_version: abi.ABI_VERSION }))).toMatch(/not found: .*rah_place/);
    expect(refusal(renamed('rah_place', 'rah_plain'))).toMatch(/not found: rah_place$/);
    expect(refusal(tinyModule({ rah_abi_version: abi.ABI_VERSION }, { memory: 'memoir' }))).toMatch(
      /not found: memory, /,
    );
  });

  it('with records of another size, naming both', () => {
    const functions = Object.fromEntries(realFunctions().map((name) => [name, 0]));
    expect(refusal(tinyModule({ ...functions, rah_abi_version: abi.ABI_VERSION, rah_record_bytes: 7 }))).toBe(
      `this policy module has another layout: found 7 bytes in a MODULE record, wanted ${abi.MODULE_BYTES}`,
    );
  });

  it('while the real one exports only functions of the ABI and its memory', () => {
    const all = wasm.Module.exports(new wasm.Module(wasmBytes())).map(({ name }) => name);
    expect(all.filter((name) => name !== 'memory' && !name.startsWith('rah_'))).toEqual([]);
    expect(wasm.Module.imports(new wasm.Module(wasmBytes()))).toEqual([]);
  });
});

interface Raw {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly [name: string]: unknown;
}

/** The module as a C program sees it: no host checks in between. */
function raw() {
  const exports = new wasm.Instance(new wasm.Module(wasmBytes())).exports as Raw;
  const call = (name: string, ...values: (number | bigint)[]) =>
    Number((exports[name] as (...values: (number | bigint)[]) => unknown)(...values));
  const view = () => new DataView(exports.memory.buffer);
  /** `count` dram modules of 64 units and step 1, one host at 0 ns. */
  const load = (count: number) => {
    expect(call('rah_load_begin', count, 1, 0)).toBe(abi.STATUS_OK);
    for (let i = 0; i < count; i++) {
      const at = call('rah_modules_ptr') + i * abi.MODULE_BYTES;
      for (let k = 0; k < abi.MODULE_BYTES; k += 4) view().setInt32(at + k, 0, true);
      view().setBigInt64(at + abi.MODULE_CAPACITY, 64n, true);
      view().setBigInt64(at + abi.MODULE_STEP, 1n, true);
      view().setInt32(at + abi.MODULE_MEDIUM, abi.MEDIUM_DRAM, true);
      view().setInt32(at + abi.MODULE_FLAGS, abi.FLAG_SCHEDULABLE, true);
      view().setInt32(call('rah_distances_ptr') + 4 * i, 0, true);
      view().setInt32(call('rah_distances_ptr') + 4 * (count + i), 0, true);
    }
    return call('rah_load_commit');
  };
  return { call, view, load };
}

describe('the module itself, without a host that checks', () => {
  it('answers the sizes of the constants file', () => {
    const { call } = raw();
    expect(Array.from({ length: abi.RECORD_COUNT + 1 }, (_, which) => call('rah_record_bytes', which))).toEqual([
      ...[abi.MODULE_BYTES, abi.REQUEST_BYTES, abi.RESULT_BYTES, abi.CHOSEN_BYTES, abi.EXTENT_BYTES],
      ...[abi.MAP_BYTES, abi.MAP_SEGMENT_BYTES, abi.MAP_ROW_BYTES, abi.CARVE_BYTES, abi.SHRINK_BYTES],
      ...[abi.TABLE_BYTES, abi.TABLE_ROW_BYTES, abi.LOCATION_BYTES, abi.CHANGE_BYTES, -1],
    ]);
  });

  it('answers a status before anything is loaded', () => {
    const { call, view } = raw();
    expect(call('rah_load_commit')).toBe(abi.STATUS_NOT_STAGED);
    expect(view().getInt32(call('rah_result_ptr') + abi.RESULT_DETAIL, true)).toBe(-1);
    expect(call('rah_place', abi.REQUEST_BYTES)).toBe(abi.STATUS_BAD_LENGTH);
    expect(call('rah_map', abi.MAP_BYTES)).toBe(abi.STATUS_BAD_LENGTH);
    expect(call('rah_extend', 0)).toBe(abi.STATUS_BAD_MODULE);
    expect(call('rah_claim', 0, 0)).toBe(abi.STATUS_BAD_MODULE);
    expect(call('rah_free', 0)).toBe(-1);
    for (const name of ['rah_carve', 'rah_shrink', 'rah_table_encode', 'rah_table_decode']) {
      for (const bytes of [-1, 32, 2 ** 31 - 1]) expect(call(name, bytes)).toBe(abi.STATUS_BAD_LENGTH);
    }
    expect(call('rah_translate', 40, 0n)).toBe(abi.STATUS_BAD_LENGTH);
    expect(call('rah_translate_back', -1, 0, 0n)).toBe(abi.STATUS_BAD_LENGTH);
    expect(call('rah_table_update', 40, 24)).toBe(abi.STATUS_BAD_LENGTH);
    expect(call('rah_table_update', 2 ** 31 - 1, 2 ** 31 - 1)).toBe(abi.STATUS_BAD_LENGTH);
    call('rah_input', abi.REQUEST_BYTES);
    expect(call('rah_select', abi.REQUEST_BYTES)).toBe(abi.STATUS_BAD_HOST);
    expect(call('rah_map', abi.MAP_BYTES)).toBe(abi.STATUS_MAP_WAYS);
  });

  it('refuses counts that do not agree with what was written', () => {
    const { call, view, load } = raw();
    expect(load(2)).toBe(abi.STATUS_OK);
    const at = call('rah_input', abi.REQUEST_BYTES);
    for (const bytes of [-1, 0, abi.REQUEST_BYTES - 1, abi.REQUEST_BYTES + 4, 2 ** 31 - 1]) {
      expect(call('rah_place', bytes)).toBe(abi.STATUS_BAD_LENGTH);
    }
    view().setInt32(at + abi.REQUEST_ONLY_COUNT, -1, true);
    expect(call('rah_place', abi.REQUEST_BYTES)).toBe(abi.STATUS_BAD_LENGTH);
    expect(call('rah_claim', 0, -1)).toBe(abi.STATUS_BAD_LENGTH);
    expect(call('rah_claim', 0, 2 ** 31 - 1)).toBe(abi.STATUS_BAD_LENGTH);
    view().setInt32(at + abi.MAP_SEGMENT_COUNT, 2 ** 31 - 1, true);
    expect(call('rah_map', abi.MAP_BYTES)).toBe(abi.STATUS_BAD_LENGTH);
  });

  it('refuses label ranges and ids outside what was announced', () => {
    const { call, view } = raw();
    for (const [first, count] of [
      [0, 3],
      [-1, 1],
      [2, 1],
      [1, -1],
      [2 ** 31 - 1, 2 ** 31 - 1],
    ] as const) {
      call('rah_load_begin', 1, 0, 2);
      const at = call('rah_modules_ptr');
      for (let k = 0; k < abi.MODULE_BYTES; k += 4) view().setInt32(at + k, 0, true);
      view().setBigInt64(at + abi.MODULE_STEP, 1n, true);
      view().setInt32(at + abi.MODULE_MEDIUM, abi.MEDIUM_DRAM, true);
      view().setInt32(at + abi.MODULE_LABEL_FIRST, first, true);
      view().setInt32(at + abi.MODULE_LABEL_COUNT, count, true);
      expect(call('rah_load_commit')).toBe(abi.STATUS_BAD_RECORD);
      expect(view().getInt32(call('rah_result_ptr') + abi.RESULT_DETAIL, true)).toBe(0);
    }
  });

  it('answers out of memory, and works again after a smaller load', () => {
    const { call, load } = raw();
    expect(call('rah_load_begin', abi.MODULES_MAX, abi.HOSTS_MAX, 0)).toBe(abi.STATUS_OUT_OF_MEMORY);
    expect(call('rah_load_commit')).toBe(abi.STATUS_NOT_STAGED);
    expect(call('rah_load_begin', abi.MODULES_MAX + 1, 0, 0)).toBe(abi.STATUS_BAD_LENGTH);
    expect(call('rah_load_begin', -1, 0, 0)).toBe(abi.STATUS_BAD_LENGTH);
    expect(call('rah_input', -1)).toBe(0);
    expect(load(3)).toBe(abi.STATUS_OK);
    expect(call('rah_free', 2)).toBe(64);
  });

  it('never traps on random records', () => {
    const { call, view, load } = raw();
    expect(load(4)).toBe(abi.STATUS_OK);
    let state = 1;
    const random = () => {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
      return (state ^ (state >>> 13)) >>> 0;
    };
    const bytes = 512;
    for (let round = 0; round < 20_000; round++) {
      const at = call('rah_input', bytes);
      for (let k = 0; k < bytes; k += 4) {
        const value = random();
        view().setUint32(at + k, [value, value % 4, value % 70, 0][random() % 4] as number, true);
      }
      if (round % 2 === 0) {
        view().setUint32(at + abi.TABLE_MAGIC, abi.TABLE_MAGIC_VALUE, true);
        view().setUint32(at + abi.TABLE_VERSION, abi.TABLE_VERSION_VALUE, true);
        view().setInt32(at + abi.TABLE_ROW_COUNT, random() % 4, true);
        if (round % 4 === 0) view().setInt32(at + abi.TABLE_WAYS, 1, true);
        if (round % 4 === 0) view().setInt32(at + abi.TABLE_GRANULARITY, 0, true);
        if (round % 4 === 0) view().setBigInt64(at + abi.TABLE_VM_BASE, 0n, true);
      }
      const module = (random() % 6) - 1;
      for (const [name, ...values] of [
        ['rah_select', abi.REQUEST_BYTES + 4 * (random() % 4)],
        ['rah_place', abi.REQUEST_BYTES + 4 * (random() % 4)],
        ['rah_map', abi.MAP_BYTES + 8 * (random() % 12)],
        ['rah_claim', module, random() % 8],
        ['rah_release', module, random() % 8],
        ['rah_extend', module],
        ['rah_carve', abi.CARVE_BYTES],
        ['rah_shrink', abi.SHRINK_BYTES + 16 * (random() % 4)],
        ['rah_table_encode', abi.MAP_BYTES + 8 * (random() % 12)],
        ['rah_table_decode', abi.TABLE_BYTES + 32 * (random() % 4)],
        ['rah_translate', abi.TABLE_BYTES + 32 * (random() % 4), BigInt(random()) << BigInt(random() % 32)],
        ['rah_translate_back', abi.TABLE_BYTES + 32 * (random() % 4), module, BigInt(random() % 70)],
        ['rah_table_update', abi.TABLE_BYTES + 32 * (random() % 4), abi.MAP_BYTES + 8 * (random() % 12)],
      ] as const) {
        const status = call(name, ...values);
        expect(status).toBeGreaterThanOrEqual(abi.STATUS_OK);
        expect(status).toBeLessThanOrEqual(abi.STATUS_NOT_MAPPED);
      }
    }
    for (let module = 0; module < 4; module++) {
      expect(call('rah_free', module)).toBeGreaterThanOrEqual(0);
      expect(call('rah_free', module)).toBeLessThanOrEqual(64);
    }
  });
});
