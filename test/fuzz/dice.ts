/** A small seeded generator (xorshift32): the same throws for the same seed on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x85ebca6b) | 0 || 1;
    for (let k = 0; k < 8; k++) this.int32();
  }

  int32(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x | 0;
    return this.#state;
  }

  /** 0..limit-1 */
  below(limit: number): number {
    return (this.int32() >>> 0) % limit;
  }

  /** True in `percent` of 100. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}
