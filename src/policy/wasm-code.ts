import type { WasmReader } from './wasm-bytes.ts';

const BLOCK_EMPTY = 0x40;
const SIMD_PREFIX = 0xfd;

/** What stands behind an opcode. */
type Immediates = 'none' | 'block' | 'index' | 'two' | 'memory' | 'f32' | 'f64' | 'table' | 'types';

function immediatesOf(opcode: number): Immediates | null {
  if (opcode <= 0x01 || opcode === 0x05 || opcode === 0x0b || opcode === 0x0f) return 'none';
  if (opcode >= 0x02 && opcode <= 0x04) return 'block';
  if (opcode === 0x0c || opcode === 0x0d || opcode === 0x10 || opcode === 0x12) return 'index';
  if (opcode === 0x0e) return 'table';
  if (opcode === 0x11 || opcode === 0x13) return 'two';
  if (opcode === 0x1a || opcode === 0x1b) return 'none';
  if (opcode === 0x1c) return 'types';
  if (opcode >= 0x20 && opcode <= 0x26) return 'index';
  if (opcode >= 0x28 && opcode <= 0x3e) return 'memory';
  if (opcode >= 0x3f && opcode <= 0x42) return 'index'; // memory.size, memory.grow, i32.const, i64.const: one LEB128
  if (opcode === 0x43) return 'f32';
  if (opcode === 0x44) return 'f64';
  if (opcode >= 0x45 && opcode <= 0xc4) return 'none';
  if (opcode === 0xd0 || opcode === 0xd2) return 'index';
  if (opcode === 0xd1) return 'none';
  return null;
}

/** Immediates of the saturating and bulk memory instructions (prefix 0xfc): how many LEB128 numbers. */
const PREFIX_FC: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

function skipBlockType(reader: WasmReader): void {
  const byte = reader.bytes[reader.at] as number;
  if (byte === BLOCK_EMPTY || (byte >= 0x60 && byte <= 0x7f)) reader.byte();
  else reader.skipLeb();
}

function skipImmediates(reader: WasmReader, kind: Immediates): void {
  switch (kind) {
    case 'none':
      return;
    case 'block':
      skipBlockType(reader);
      return;
    case 'two':
    case 'memory':
      reader.skipLeb();
      reader.skipLeb();
      return;
    case 'index':
      reader.skipLeb();
      return;
    case 'f32':
      reader.skip(4);
      return;
    case 'f64':
      reader.skip(8);
      return;
    case 'table':
      reader.many(() => reader.skipLeb());
      reader.skipLeb();
      return;
    case 'types':
      reader.many(() => reader.byte());
  }
}

/** Whether an instruction up to `reader.end` is a SIMD one; null when it comes to one that it does not know. */
function instructionsUseSimd(reader: WasmReader): boolean | null {
  while (!reader.done) {
    const opcode = reader.byte();
    if (opcode === SIMD_PREFIX) return true;
    if (opcode === 0xfc) {
      const numbers = PREFIX_FC[reader.u32()];
      if (numbers === undefined) return null;
      for (let i = 0; i < numbers; i++) reader.skipLeb();
      continue;
    }
    const kind = immediatesOf(opcode);
    if (kind === null) return null;
    skipImmediates(reader, kind);
  }
  return false;
}

/**
 * Whether a code section holds SIMD instructions: what the file really does, whatever its custom sections claim.
 * Null when that cannot be told: it holds an instruction of a proposal not known here, and no SIMD before it.
 */
export function codeUsesSimd(section: WasmReader, within: (at: number, end: number) => WasmReader): boolean | null {
  let answer: boolean | null = false;
  section.many(() => {
    const bytes = section.u32();
    const from = section.skip(bytes);
    if (answer !== false) return;
    const body = within(from, from + bytes);
    body.many(() => {
      body.skipLeb();
      body.byte();
    });
    answer = instructionsUseSimd(body);
  });
  return answer;
}
