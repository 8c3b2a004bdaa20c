/** floor(a × b / c) for 0 ≤ a, b and c > 0, exact where the product leaves 2^53. */
export function mulDiv(a: number, b: number, c: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / c);
  return Number((BigInt(a) * BigInt(b)) / BigInt(c));
}

/** Σ a[i] × b[i] for non-negative integers, exact. */
export function dot(a: readonly number[], b: readonly number[]): bigint {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  // Every term and every partial sum is at most the total, so a safe total was never rounded.
  if (sum <= Number.MAX_SAFE_INTEGER) return BigInt(sum);
  return a.reduce((total, value, k) => total + BigInt(value) * BigInt(b[k] as number), 0n);
}

/** floor(a / b) for b > 0. */
export function floorDiv(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((-a + b - 1n) / b);
}
