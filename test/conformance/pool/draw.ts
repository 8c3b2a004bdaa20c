/** An integer 0..below-1. */
export type Draw = (below: number) => number;

/** mulberry32: small, seeded, the same everywhere. */
export function seeded(seed: number): Draw {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** An integer low..high. */
export function between(draw: Draw, low: number, high: number): number {
  return low + draw(high - low + 1);
}

export function pick<T>(draw: Draw, from: readonly T[]): T {
  return from[draw(from.length)] as T;
}

/** True in `percent` of 100 draws. */
export function chance(draw: Draw, percent: number): boolean {
  return draw(100) < percent;
}

export function times<T>(count: number, each: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => each(index));
}

/** An element by its weight. */
export function weighted<T>(draw: Draw, from: readonly (readonly [weight: number, value: T])[]): T {
  let rest = draw(from.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, value] of from) {
    rest -= weight;
    if (rest < 0) return value;
  }
  throw new RangeError('no weights');
}
