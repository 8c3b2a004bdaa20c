const MULTIPLIER = 6364136223846793005n;
const INCREMENT = 1442695040888963407n;
const SHIFT = 33n;

/** A fixed sequence of numbers, the same in every batch. */
export class Sequence {
  #state = 1n;

  /** 0..count-1. */
  next(count: number): number {
    this.#state = BigInt.asUintN(64, this.#state * MULTIPLIER + INCREMENT);
    return Number((this.#state >> SHIFT) % BigInt(count));
  }
}
