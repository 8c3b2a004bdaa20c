import type { Mutant } from './mutant.ts';

/** Compares a compiled policy module with what it should be. */
export interface Judge {
  readonly name: string;
  /** The first thing that is wrong, in words, or null. `count` is to be called before each operation of the module. */
  objection(bytes: Uint8Array, count: () => void): string | null;
}

/** What is to be judged: the sources with a bug, or (null) as they are. */
export interface Case {
  readonly mutant: Mutant | null;
  readonly simd: boolean;
}

/** What the judges say of one module. */
export interface Verdict {
  /** The judge that objects; null = none. */
  readonly judge: string | null;
  readonly objection: string;
  /** Of the judge that objects, or of all. */
  readonly operations: number;
}

/** What a court room answers: a verdict, or why there is none. */
export type Outcome = { readonly verdict: Verdict } | { readonly failure: string };
