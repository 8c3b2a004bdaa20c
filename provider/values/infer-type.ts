import type { CtyType } from './type.ts';
import { DynamicValue, isObjectValue, UNKNOWN, type Value } from './value.ts';

/** The type of a plain JavaScript value where the schema says `dynamic`: arrays are tuples, objects are objects. */
export function inferType(value: Value | undefined): CtyType {
  if (value === null || value === undefined || value === UNKNOWN) return 'dynamic';
  if (value instanceof DynamicValue) return value.type;
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return ['tuple', value.map(inferType)];
  if (isObjectValue(value)) {
    const members: Record<string, CtyType> = Object.create(null);
    for (const [name, member] of Object.entries(value)) members[name] = inferType(member);
    return ['object', members];
  }
  return 'number';
}
