import { NotWasmError, WasmFormatError, WasmReader } from './wasm-bytes.ts';
import { codeUsesSimd } from './wasm-code.ts';

const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const HEADER_BYTES = 8;
const KINDS = ['function', 'table', 'memory', 'global', 'tag'] as const;
type Kind = (typeof KINDS)[number];

const SECTIONS = ['custom', 'type', 'import', 'function', 'table', 'memory', 'global', 'export', 'start', 'element'];
const MORE_SECTIONS = ['code', 'data', 'data count', 'tag'];
const SECTION_NAMES: readonly string[] = [...SECTIONS, ...MORE_SECTIONS];

export interface WasmExport {
  readonly name: string;
  readonly kind: Kind;
  /** `(i32, i32) -> i64`; null for what is not a function. */
  readonly signature: string | null;
}

export interface WasmImport {
  readonly module: string;
  readonly name: string;
  readonly kind: Kind;
}

export interface WasmMemoryLimits {
  /** Pages of 64 KiB. */
  readonly initial_pages: number;
  /** Null = as many as the engine gives. */
  readonly maximum_pages: number | null;
  readonly shared: boolean;
}

/** What a WebAssembly file says about itself, read without running it. */
export interface WasmLayout {
  readonly exports: readonly WasmExport[];
  readonly imports: readonly WasmImport[];
  readonly memory: WasmMemoryLimits | null;
  /** In file order, contents only: without the section's own header. */
  readonly sections: readonly { readonly name: string; readonly bytes: number }[];
  readonly custom: readonly { readonly name: string; readonly bytes: number }[];
  /** `+simd128`, `-simd128`, …: what the compiler wrote down, if it did. */
  readonly targetFeatures: readonly string[];
  /** Null when the code section holds instructions not known here. */
  readonly usesSimd: boolean | null;
  /** Where the last active data segment ends, 0 without one. */
  readonly staticDataEnd: number;
}

const VALUE_TYPES: ReadonlyMap<number, string> = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
  [0x70, 'funcref'],
  [0x6f, 'externref'],
]);

class LayoutReader {
  readonly #bytes: Uint8Array;
  readonly #types: string[] = [];
  readonly #functions: number[] = [];
  readonly exports: (Omit<WasmExport, 'signature'> & { readonly index: number })[] = [];
  readonly imports: WasmImport[] = [];
  readonly sections: { name: string; bytes: number }[] = [];
  readonly custom: { name: string; bytes: number }[] = [];
  targetFeatures: string[] = [];
  memory: WasmMemoryLimits | null = null;
  usesSimd: boolean | null = false;
  staticDataEnd = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(): void {
    const size = this.#bytes.length;
    const file = new WasmReader(this.#bytes, HEADER_BYTES, size, 'the file');
    while (!file.done) {
      const start = file.at;
      const id = file.byte();
      const name = SECTION_NAMES[id];
      if (name === undefined) {
        throw new WasmFormatError(
          `byte ${start}: found a section of kind ${id}, wanted 0 to ${SECTION_NAMES.length - 1}`,
        );
      }
      const bytes = file.u32();
      if (bytes > size - file.at) {
        throw new WasmFormatError(
          `truncated or damaged: found ${size} bytes, wanted at least ${file.at + bytes} (the ${name} section begins at byte ${start} and is ${bytes} bytes long)`,
        );
      }
      const from = file.skip(bytes);
      this.sections.push({ name, bytes });
      this.#section(name, new WasmReader(this.#bytes, from, from + bytes, `the ${name} section`));
    }
    // Cut between two sections, a module can still look whole.
    const counted = this.#functions.length - this.imports.filter(({ kind }) => kind === 'function').length;
    if (counted > 0 && !this.sections.some(({ name }) => name === 'code')) {
      throw new WasmFormatError(`truncated: found no code section, wanted one with ${counted} functions`);
    }
  }

  signature(functionIndex: number): string | null {
    return this.#types[this.#functions[functionIndex] ?? -1] ?? null;
  }

  #section(name: string, reader: WasmReader): void {
    switch (name) {
      case 'custom':
        this.#custom(reader);
        return;
      case 'type':
        reader.many(() => this.#types.push(functionType(reader)));
        return;
      case 'import':
        reader.many(() => this.#import(reader));
        return;
      case 'function':
        reader.many(() => this.#functions.push(reader.u32()));
        return;
      case 'memory':
        reader.many(() => {
          this.memory ??= limits(reader);
        });
        return;
      case 'export':
        reader.many(() => this.exports.push({ name: reader.name(), kind: kindOf(reader), index: reader.u32() }));
        return;
      case 'code':
        this.usesSimd = codeUsesSimd(reader, (at, end) => new WasmReader(this.#bytes, at, end, 'the code section'));
        return;
      case 'data':
        reader.many(() => this.#dataSegment(reader));
    }
  }

  #custom(reader: WasmReader): void {
    const bytes = reader.end - reader.at;
    const name = reader.name();
    this.custom.push({ name, bytes });
    if (name === 'target_features') {
      this.targetFeatures = reader.many(() => `${String.fromCharCode(reader.byte())}${reader.name()}`);
    }
  }

  #import(reader: WasmReader): void {
    const module = reader.name();
    const name = reader.name();
    const kind = kindOf(reader);
    this.imports.push({ module, name, kind });
    if (kind === 'function') this.#functions.push(reader.u32());
    else if (kind === 'memory') this.memory ??= limits(reader);
    else if (kind === 'table') {
      reader.byte();
      limits(reader);
    } else reader.skip(2);
  }

  #dataSegment(reader: WasmReader): void {
    const flags = reader.u32();
    if (flags === 2) reader.skipLeb();
    let start: number | null = null;
    if (flags !== 1) {
      // An offset that is not a plain i32.const … end has no place in a module without imports.
      if (reader.byte() !== 0x41) reader.fail('found a data segment whose place is computed, wanted an i32.const');
      start = reader.s32() >>> 0;
      if (reader.byte() !== 0x0b) reader.fail('found more than an i32.const as the place of a data segment');
    }
    const bytes = reader.u32();
    reader.skip(bytes);
    if (start !== null) this.staticDataEnd = Math.max(this.staticDataEnd, start + bytes);
  }
}

function kindOf(reader: WasmReader): Kind {
  const code = reader.byte();
  return KINDS[code] ?? reader.fail(`found an entry of kind ${code}, wanted 0 to ${KINDS.length - 1}`);
}

function functionType(reader: WasmReader): string {
  const form = reader.byte();
  if (form !== 0x60) reader.fail(`found a type of form ${form}, wanted a function type (96)`);
  const types = () => reader.many(() => VALUE_TYPES.get(reader.byte()) ?? 'other');
  const parameters = types();
  const results = types();
  const answer = results.length === 1 ? (results[0] as string) : `(${results.join(', ')})`;
  return `(${parameters.join(', ')}) -> ${answer}`;
}

function limits(reader: WasmReader): WasmMemoryLimits {
  const flags = reader.u32();
  const initial_pages = reader.u64();
  const maximum_pages = flags & 1 ? reader.u64() : null;
  return { initial_pages, maximum_pages, shared: (flags & 2) !== 0 };
}

/** Reads the sections of a WebAssembly file. Throws WasmFormatError when it is none, or ends too early. */
export function wasmLayout(bytes: Uint8Array): WasmLayout {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) {
    const found = bytes.length === 0 ? 'an empty file' : `${bytes.length} bytes that begin with ${hex(bytes)}`;
    throw new NotWasmError(`not a WebAssembly file: found ${found}, wanted ${hex(Uint8Array.from(MAGIC))} ("\\0asm")`);
  }
  if (bytes.length < HEADER_BYTES) {
    throw new WasmFormatError(`truncated: found ${bytes.length} bytes, wanted at least ${HEADER_BYTES}`);
  }
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (version !== 1) {
    throw new WasmFormatError(`this is WebAssembly of another kind: found binary version ${version}, wanted 1`);
  }
  const reader = new LayoutReader(bytes);
  reader.read();
  const { imports, memory, sections, custom, targetFeatures, usesSimd, staticDataEnd } = reader;
  const exports = reader.exports.map(({ name, kind, index }) => ({
    name,
    kind,
    signature: kind === 'function' ? reader.signature(index) : null,
  }));
  return { exports, imports, memory, sections, custom, targetFeatures, usesSimd, staticDataEnd };
}

function hex(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
