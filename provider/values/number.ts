/**
 * Terraform's numbers are decimals of 512 bits. Here each has one form: `number` when a double holds it exactly,
 * `bigint` for integers beyond 2^53, DecimalNumber for the rest.
 */
import { DecimalNumber } from './value.ts';

export type NumberValue = number | bigint | DecimalNumber;

/** Beyond this many digits an integer stays text: nobody counts that far, and 1e999999999 must not fill the memory. */
const MAX_INTEGER_DIGITS = 400;

interface Decimal {
  /** Without trailing zeros. */
  readonly digits: bigint;
  readonly exponent: number;
}

/** Null when the text is not a decimal number. */
function parseDecimal(text: string): Decimal | null {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const trimmed = (whole + fraction).replace(/0+$/, '');
  const zeros = whole.length + fraction.length - trimmed.length;
  if (trimmed === '' || /^0+$/.test(trimmed)) return { digits: 0n, exponent: 0 };
  const magnitude = BigInt(trimmed);
  return { digits: sign === '-' ? -magnitude : magnitude, exponent: Number(power) - fraction.length + zeros };
}

/** Whether the double is exactly the decimal that JavaScript prints for it (0.5 is, 0.1 is not). */
export function isExactDouble(value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (Number.isInteger(value)) return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  const decimal = parseDecimal(String(value));
  return decimal !== null && isSame(value, decimal);
}

/** Whether a fraction and a decimal are the same number, compared as integers after scaling both. */
function isSame(value: number, decimal: Decimal): boolean {
  let bits = 0;
  let scaled = value;
  // A double whose exact decimal has at most 17 digits has few fractional bits; 2^-64 already needs 45 digits.
  while (!Number.isInteger(scaled) && bits < 64) {
    scaled *= 2;
    bits += 1;
  }
  if (!Number.isInteger(scaled) || decimal.exponent >= 0) return false;
  return decimal.digits * 2n ** BigInt(bits) === BigInt(scaled) * 10n ** BigInt(-decimal.exponent);
}

/** The one form of a number written as decimal text. Throws a TypeError when it is none. */
export function numberFromText(text: string): NumberValue {
  const decimal = parseDecimal(text);
  if (decimal === null) throw new TypeError(`not a number: ${JSON.stringify(text)}`);
  if (decimal.exponent >= 0) {
    if (decimal.exponent > MAX_INTEGER_DIGITS) return new DecimalNumber(text);
    return numberFromInteger(decimal.digits * 10n ** BigInt(decimal.exponent));
  }
  const double = Number(text);
  return Number.isFinite(double) && !Number.isInteger(double) && isSame(double, decimal)
    ? double
    : new DecimalNumber(text);
}

/** The one form of an integer. */
export function numberFromInteger(value: bigint): number | bigint {
  const small = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return small ? Number(value) : value;
}

/** The one form of a double that came over the wire, where it means its exact binary value. */
export function numberFromDouble(value: number): NumberValue {
  if (Number.isNaN(value)) throw new TypeError('NaN is not a Terraform number');
  if (!Number.isFinite(value)) return value;
  if (Number.isInteger(value)) return numberFromInteger(BigInt(value));
  return isExactDouble(value) ? value : new DecimalNumber(exactText(value));
}

/** All digits of a fraction's binary value: n fractional bits need n decimal places. */
function exactText(value: number): string {
  let bits = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    bits += 1;
  }
  const magnitude = BigInt(Math.abs(scaled)) * 5n ** BigInt(bits);
  const padded = magnitude.toString().padStart(bits + 1, '0');
  return `${value < 0 ? '-' : ''}${padded.slice(0, -bits)}.${padded.slice(-bits)}`;
}

/** The same text for the same number, whatever form it has. */
export function canonicalNumberText(value: NumberValue): string {
  if (typeof value === 'bigint') return canonicalNumberText(new DecimalNumber(value.toString()));
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const decimal = parseDecimal(String(value));
  if (decimal === null) throw new TypeError(`not a number: ${String(value)}`);
  return `${decimal.digits}e${decimal.exponent}`;
}
