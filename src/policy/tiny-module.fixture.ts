/** WebAssembly assembled by hand, small enough to be read, for tests of what reads such files. */

/** Unsigned LEB128 of less than 2^14. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, value >> 7];
}

/** Signed LEB128 of 0 to 2^13 - 1. */
function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, value >> 7];
}

export function text(value: string): number[] {
  return [value.length, ...new TextEncoder().encode(value)];
}

export function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = [...leb(entries.length), ...entries.flat()];
  return [id, ...leb(content.length), ...content];
}

export interface TinyModule {
  /** Exported functions, each of which answers a constant below 64. */
  readonly functions?: Readonly<Record<string, number>>;
  readonly imports?: readonly (readonly [module: string, name: string])[];
  /** Pages, initial and maximum; exported as `memory`. */
  readonly memory?: readonly [initial: number, maximum: number | null];
  /** One data segment: where, and how many zero bytes. */
  readonly data?: readonly [at: number, bytes: number];
  /** Instructions at the start of every function; they must leave the stack as it was. */
  readonly code?: readonly number[];
}

export function bytesOf({ functions = {}, imports = [], memory, data, code = [] }: TinyModule): number[] {
  const names = Object.keys(functions);
  const limits = memory === undefined ? [] : memory[1] === null ? [0x00, memory[0]] : [0x01, memory[0], memory[1]];
  return [
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
    ...section(5, memory ? [limits] : []),
    ...section(7, [
      ...(memory ? [[...text('memory'), 0x02, 0x00]] : []),
      ...names.map((name, index) => [...text(name), 0x00, imports.length + index]),
    ]),
    ...section(
      10,
      Object.values(functions).map((value) => [...leb(4 + code.length), 0x00, ...code, 0x41, value, 0x0b]),
    ),
    ...section(
      11,
      data ? [[0x00, 0x41, ...signed(data[0]), 0x0b, ...leb(data[1]), ...new Array<number>(data[1]).fill(0)]] : [],
    ),
  ];
}

export function tinyModule(definition: TinyModule): Uint8Array {
  return Uint8Array.from(bytesOf(definition));
}
