/** How numbers read to people. Amounts of media are formatted by src/model/size.ts. */

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Millionths of the currency unit, exact, with at least two decimals: `0.268`, `1.45`, `0.000042`. */
export function cost(micros: number): string {
  const whole = Math.trunc(micros / 1_000_000);
  const decimals = String(Math.abs(micros % 1_000_000))
    .padStart(6, '0')
    .replace(/0{1,4}$/, '');
  return `${micros < 0 && whole === 0 ? '-' : ''}${whole}.${decimals}`;
}

/** One decimal, and never "100%" of what is not full nor "0%" of what is used. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '-';
  if (part > 0 && part < whole) {
    const tenths = Math.min(999, Math.max(1, Math.round((part / whole) * 1000)));
    return `${(tenths / 10).toFixed(1)}%`;
  }
  return `${((part / whole) * 100).toFixed(1)}%`;
}

export function latency(ns: number): string {
  return `${ns} ns`;
}
