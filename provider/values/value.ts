import type { CtyType } from './type.ts';

/** A value that Terraform will know only after apply. Compare with `===`; it never equals anything but itself. */
export const UNKNOWN: unique symbol = Symbol('unknown');
export type Unknown = typeof UNKNOWN;

/** A number that neither a double nor an integer can hold exactly (0.1 is one: Terraform's numbers are decimal). */
export class DecimalNumber {
  /** Decimal text as Terraform sent it, for example `0.1` or `1e400`. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The nearest double; loses digits. */
  toNumber(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }
}

/** A value of an attribute whose type is `dynamic`: it carries its own type. */
export class DynamicValue {
  readonly type: CtyType;
  readonly value: Value;

  constructor(type: CtyType, value: Value) {
    this.type = type;
    this.value = value;
  }
}

/** An object or a map. Decoded ones have no prototype, so that a key `__proto__` is only a key. */
export interface ObjectValue {
  [name: string]: Value;
}

/** Any Terraform value. Lists, sets and tuples are arrays; objects and maps are ObjectValue. */
export type Value =
  | null
  | Unknown
  | string
  | boolean
  | number
  | bigint
  | DecimalNumber
  | DynamicValue
  | Value[]
  | ObjectValue;

/** True for an object or a map: not null, unknown, an array, or one of the number classes. */
export function isObjectValue(value: Value | undefined): value is ObjectValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof DecimalNumber) &&
    !(value instanceof DynamicValue)
  );
}

/** Makes an object without a prototype from an ordinary one. */
export function objectValue(entries: Readonly<Record<string, Value>> = {}): ObjectValue {
  return Object.assign(Object.create(null) as ObjectValue, entries);
}
