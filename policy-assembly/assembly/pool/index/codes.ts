/**
 * Free units as 15-bit floating point: 5 bits of exponent, 10 of mantissa, of units + 1. Codes grow with the units, so that
 * a module whose code is below that of an amount does not have it; only equal codes of INEXACT units and more leave a
 * doubt. On their scale a module with little left is far from one with a little more, which is what tells apart those
 * that a request just fits and those that it just does not.
 */
const MANTISSA_BITS: u32 = 10;

/** From here on several units share a code. */
export const INEXACT: i32 = 2047;

// @ts-ignore: decorator
@inline
export function codeOf(units: i32): i32 {
  const v = <u64>units + 1;
  const exponent = 63 - clz<u64>(v);
  return <i32>((exponent << MANTISSA_BITS) + (v << MANTISSA_BITS >> exponent) - (1 << MANTISSA_BITS));
}

/** The least units of a code. */
// @ts-ignore: decorator
@inline
export function unitsOf(code: i32): i32 {
  const exponent = <u64>code >> MANTISSA_BITS;
  const mantissa = (<u64>code & ((1 << MANTISSA_BITS) - 1)) + (1 << MANTISSA_BITS);
  // Rounded up: the first value that has the code.
  return <i32>(((mantissa << exponent) + (1 << MANTISSA_BITS) - 1) >> MANTISSA_BITS) - 1;
}
