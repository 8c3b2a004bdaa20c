/** How much each term of a score counts, in twentieths. */
export interface Vector {
  /** What the typical demand could not use. */
  readonly fragmentation: number;
  /** Whole demands that would still fit. */
  readonly slots: number;
  /** What devices so full end up wasting. */
  readonly waste: number;
  /** Demand that can only go to the module's class. */
  readonly pressure: number;
}

/** The vectors that are tried; 0 stands for fgd in 100 levels, whose terms are not used. */
export const VECTORS: readonly Vector[] = [
  { fragmentation: 0, slots: 0, waste: 0, pressure: 0 },
  { fragmentation: 20, slots: 2, waste: 80, pressure: 10 },
  { fragmentation: 20, slots: 1, waste: 80, pressure: 10 },
  { fragmentation: 20, slots: 0, waste: 80, pressure: 10 },
  { fragmentation: 20, slots: 2, waste: 80, pressure: 20 },
];

/** The one that learning runs with, and that counts until a tuning has chosen. */
export const USUAL_VECTOR = 1;
/** Exact fgd scores: levels, no potentials. */
export const FGD_VECTOR = 0;
