import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { suggestion } from '../errors/suggestion.ts';
import { ID_PATTERN, ID_RULE, LABEL_KEY_RULE } from './input-reader.ts';
import { INVENTORY_FORMAT, INVENTORY_SCHEMA, type InventoryFile } from './inventory-schema.ts';

export interface ShapeFault {
  readonly path: readonly (string | number)[];
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly allowed: string | null;
}

let compiled: ValidateFunction<InventoryFile> | null = null;

/** Compiled on first use: most processes find their inventory unchanged and never parse it. */
function validator(): ValidateFunction<InventoryFile> {
  compiled ??= new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strict: true }).compile<InventoryFile>(
    INVENTORY_SCHEMA,
  );
  return compiled;
}

export function checkShape(value: unknown): { file: InventoryFile } | { faults: ShapeFault[] } {
  const validate = validator();
  if (validate(value)) return { file: value };
  const faults: ShapeFault[] = [];
  for (const error of validate.errors ?? []) {
    // Each failure of `propertyNames` comes as one error of the name and one of the object.
    if (error.keyword === 'propertyNames') continue;
    faults.push(translate(error, value));
  }
  return { faults };
}

function translate(error: ErrorObject, root: unknown): ShapeFault {
  const path = pathOf(error.instancePath, root);
  const params = error.params as Record<string, unknown>;
  const found = describe(error.data);
  const value = (message: string, allowed: string | null): ShapeFault => ({ path, at: 'value', message, allowed });
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const known = Object.keys((error.parentSchema?.properties ?? {}) as object);
      const message = `unknown key ${JSON.stringify(key)}${suggestion(key, known)}`;
      return { path: [...path, key], at: 'key', message, allowed: known.join(', ') };
    }
    case 'required':
      return value(`${JSON.stringify(String(params.missingProperty))} is missing`, null);
    case 'const':
      return value(`found ${found}`, `${INVENTORY_FORMAT} (the inventory format that this version of rah reads)`);
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      return value(`found ${found}${suggestion(String(error.data), allowed)}`, allowed.join(', '));
    }
    case 'pattern':
      if (error.propertyName !== undefined) {
        const name = error.propertyName;
        return {
          path: [...path, name],
          at: 'key',
          message: `${JSON.stringify(name)} is not a label`,
          allowed: LABEL_KEY_RULE,
        };
      }
      return value(`found ${found}`, String(params.pattern) === ID_PATTERN.source ? ID_RULE : String(params.pattern));
    case 'minimum':
      return value(`found ${found}`, `a whole number from ${String(params.limit)}`);
    case 'maximum':
      return value(`found ${found}`, `a whole number up to ${String(params.limit)}`);
    case 'minProperties':
      return value('offers nothing', 'at least one medium');
    case 'maxLength':
      return value('is too long', `at most ${String(params.limit)} characters`);
    case 'minLength':
      return value('is empty', 'some text');
    case 'type':
      return value(`found ${found}`, typeNames(params.type, error.data));
    default:
      return value(`found ${found}: ${error.message ?? error.keyword}`, null);
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a mapping',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
};

function typeNames(type: unknown, found: unknown): string {
  const names = (Array.isArray(type) ? type : String(type).split(',')).map((name) => TYPE_NAMES[String(name)] ?? name);
  const scalar = typeof found === 'number' || typeof found === 'boolean';
  const quotes = names.length === 1 && names[0] === 'text' && scalar ? ` (in quotes: "${String(found)}")` : '';
  return names.join(' or ') + quotes;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

/** A JSON pointer as a path: steps into lists become numbers. */
function pathOf(pointer: string, root: unknown): (string | number)[] {
  const path: (string | number)[] = [];
  let value = root;
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(step) : step);
    value = (value as Record<string, unknown> | undefined)?.[step];
  }
  return path;
}
