/** Compares a compiled policy module with what it should be. */
export interface Judge {
  readonly name: string;
  /** The first thing that is wrong, in words, or null. `count` is to be called before each operation of the module. */
  objection(bytes: Uint8Array, count: () => void): string | null;
}

/** What the judging thread is given. */
export interface Case {
  /** Path of the compiled module. */
  readonly wasm: string;
  /** The source in doubt, in policy-assembly/assembly; '' = all. */
  readonly file: string;
  /** Two u32: operations of the judge at work, and which judge it is. */
  readonly progress: SharedArrayBuffer;
}

/** What the judges say of one module. */
export interface Verdict {
  /** The judge that objects; null = none. */
  readonly judge: string | null;
  readonly objection: string;
  /** Of the judge that objects, or of all. */
  readonly operations: number;
}
