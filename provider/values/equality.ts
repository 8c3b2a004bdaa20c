import { inferType } from './infer-type.ts';
import { canonicalNumberText } from './number.ts';
import type { CtyType } from './type.ts';
import { DecimalNumber, DynamicValue, isObjectValue, UNKNOWN, type Value } from './value.ts';

/**
 * Deep equality by type: sets have no order, lists do; null and empty differ; a member left out of an object is null;
 * unknown equals only unknown.
 */
export function equalValues(left: Value | undefined, right: Value | undefined, type: CtyType): boolean {
  if (left === right) return true;
  if (left === null || left === undefined) return right === null || right === undefined;
  if (right === null || right === undefined || left === UNKNOWN || right === UNKNOWN) return false;
  return canonicalText(left, type) === canonicalText(right, type);
}

/** The same text for equal values of one type. */
export function canonicalText(value: Value | undefined, type: CtyType): string {
  if (value === null || value === undefined) return 'null';
  if (value === UNKNOWN) return 'unknown';
  if (value instanceof DynamicValue)
    return `dynamic(${JSON.stringify(value.type)},${canonicalText(value.value, value.type)})`;
  if (type === 'dynamic') return canonicalText(new DynamicValue(inferType(value), value), type);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof DecimalNumber) {
    return canonicalNumberText(value);
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => canonicalText(item, elementType(type, index)));
    // A set holds each value once, in no order.
    return typeof type !== 'string' && type[0] === 'set'
      ? `{${[...new Set(items)].sort().join(',')}}`
      : `[${items.join(',')}]`;
  }
  if (typeof type !== 'string' && type[0] === 'object') {
    return `{${Object.keys(type[1])
      .sort()
      .map(
        (name) =>
          `${JSON.stringify(name)}:${canonicalText(Object.hasOwn(value, name) ? value[name] : null, type[1][name] ?? 'dynamic')}`,
      )
      .join(',')}}`;
  }
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key], elementType(type, key))}`)
    .join(',')}}`;
}

/** The type of what one step below a value of this type is. */
export function elementType(type: CtyType, step: string | number): CtyType {
  if (typeof type === 'string') return 'dynamic';
  if (type[0] === 'object') return (Object.hasOwn(type[1], step) ? type[1][step] : undefined) ?? 'dynamic';
  if (type[0] === 'tuple') return type[1][Number(step)] ?? 'dynamic';
  return type[1];
}

/** A copy that shares nothing changeable with the original. */
export function cloneValue<T extends Value>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneValue) as T;
  if (!isObjectValue(value)) return value;
  const copy = Object.create(null);
  for (const [name, member] of Object.entries(value)) copy[name] = cloneValue(member);
  return copy;
}
