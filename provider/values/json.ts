/** JSON ⇄ values, without losing digits. */
import { canonicalNumberText, numberFromText } from './number.ts';
import type { PathStep } from './path.ts';
import { type CtyType, formatType, parseType } from './type.ts';
import { DecimalNumber, DynamicValue, isObjectValue, type ObjectValue, UNKNOWN, type Value } from './value.ts';
import { ValueError } from './value-error.ts';

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;
const parse = JSON.parse as (text: string, reviver: Reviver) => Value;

/** JSON with every number kept exactly (a plain JSON.parse rounds big ones, which then shows as a change for ever). */
export function parseJson(text: string): Value {
  return parse(text, (_key, value, context) => {
    if (typeof value === 'number' && context.source !== undefined) return numberFromText(context.source);
    if (typeof value === 'object' && value !== null && isObjectValue(value as Value)) {
      return Object.assign(Object.create(null), value);
    }
    return value;
  });
}

/** JSON text of a known value with every number exact; parseJson reads it back. */
export function formatJson(value: Value): string {
  if (value === UNKNOWN) throw new TypeError('an unknown value has no JSON');
  if (typeof value === 'bigint' || value instanceof DecimalNumber) return String(value);
  if (value instanceof DynamicValue) return `{"type":${JSON.stringify(value.type)},"value":${formatJson(value.value)}}`;
  if (Array.isArray(value)) return `[${value.map(formatJson).join(',')}]`;
  if (!isObjectValue(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${formatJson(member)}`)
    .join(',')}}`;
}

/**
 * Fits parsed JSON to a type. Attributes that the type no longer has are dropped, missing ones are null: this is how
 * Terraform treats state that an older provider wrote.
 */
export function valueFromJson(json: Value | undefined, type: CtyType): Value {
  return fitTo(json, type, []);
}

function fitTo(json: Value | undefined, type: CtyType, path: readonly PathStep[]): Value {
  if (json === null || json === undefined) return null;
  if (typeof type === 'string') return fitPrimitive(json, type, path);
  switch (type[0]) {
    case 'list':
    case 'set':
      if (!Array.isArray(json)) return mismatch(json, type, path);
      return json.map((item, index) => fitTo(item, type[1], [...path, { index }]));
    case 'tuple':
      if (!Array.isArray(json) || json.length !== type[1].length) return mismatch(json, type, path);
      return type[1].map((member, index) => fitTo(json[index], member, [...path, { index }]));
    case 'map': {
      if (!isObjectValue(json)) return mismatch(json, type, path);
      const entries: ObjectValue = Object.create(null);
      for (const [key, item] of Object.entries(json)) entries[key] = fitTo(item, type[1], [...path, { key }]);
      return entries;
    }
    case 'object': {
      if (!isObjectValue(json)) return mismatch(json, type, path);
      const members: ObjectValue = Object.create(null);
      for (const [attribute, member] of Object.entries(type[1])) {
        const own = Object.hasOwn(json, attribute) ? json[attribute] : null;
        members[attribute] = fitTo(own, member, [...path, { attribute }]);
      }
      return members;
    }
  }
}

function fitPrimitive(json: Value, type: 'string' | 'number' | 'bool' | 'dynamic', path: readonly PathStep[]): Value {
  const isNumber = typeof json === 'number' || typeof json === 'bigint' || json instanceof DecimalNumber;
  switch (type) {
    case 'dynamic': {
      if (!isObjectValue(json) || !('type' in json)) return mismatch(json, type, path);
      const own = parseType(json.type);
      return new DynamicValue(own, fitTo(json.value, own, path));
    }
    case 'number':
      if (isNumber) return json;
      return typeof json === 'string' && isNumeric(json) ? numberFromText(json) : mismatch(json, type, path);
    case 'string':
      if (typeof json === 'boolean' || isNumber) return String(json);
      return typeof json === 'string' ? json : mismatch(json, type, path);
    case 'bool':
      return typeof json === 'boolean' ? json : mismatch(json, type, path);
  }
}

function isNumeric(text: string): boolean {
  try {
    canonicalNumberText(numberFromText(text));
    return true;
  } catch {
    return false;
  }
}

function mismatch(json: Value, type: CtyType, path: readonly PathStep[]): never {
  const found = Array.isArray(json) ? 'a list' : isObjectValue(json) ? 'an object' : `a ${typeof json}`;
  throw new ValueError(path, `expected ${formatType(type)}, found ${found}`);
}
