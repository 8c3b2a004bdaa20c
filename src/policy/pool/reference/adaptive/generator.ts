const GAMMA = 0x9e3779b97f4a7c15n;
const MIX_A = 0xbf58476d1ce4e5b9n;
const MIX_B = 0x94d049bb133111ebn;

function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

/** splitmix64. */
export class Generator {
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt(seed);
  }

  /** Unsigned 64 bits. */
  next(): bigint {
    this.#state = u64(this.#state + GAMMA);
    let mixed = this.#state;
    mixed = u64((mixed ^ (mixed >> 30n)) * MIX_A);
    mixed = u64((mixed ^ (mixed >> 27n)) * MIX_B);
    return mixed ^ (mixed >> 31n);
  }

  /** 0..count-1, for count up to 2^32. */
  below(count: number): number {
    return Number(((this.next() >> 32n) * BigInt(count)) >> 32n);
  }
}
