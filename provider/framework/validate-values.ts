/** Checks that every schema can make by itself: allowed values and validators, wherever the config has known values. */

import { canonicalNumberText } from '../values/number.ts';
import type { Path } from '../values/path.ts';
import { isObjectValue, UNKNOWN, type Value } from '../values/value.ts';
import type { AttributeDefinition, AttributeDefinitions, BlockDefinition, SchemaDefinition } from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { schemaBlocks } from './schema.ts';

/** @param writeOnlyAllowed whether this Terraform keeps write-only values out of its files (1.11 does) */
export function validateValues(
  schema: SchemaDefinition,
  config: Value,
  diagnostics: Diagnostics,
  writeOnlyAllowed: boolean,
): void {
  validateObject(schema.attributes, schemaBlocks(schema), config, [], { diagnostics, writeOnlyAllowed });
}

interface Context {
  readonly diagnostics: Diagnostics;
  readonly writeOnlyAllowed: boolean;
}

function validateObject(
  attributes: AttributeDefinitions,
  blocks: Readonly<Record<string, BlockDefinition>>,
  value: Value,
  path: Path,
  context: Context,
): void {
  if (!isObjectValue(value)) return;
  for (const [name, attribute] of Object.entries(attributes)) {
    validateAttribute(attribute, value[name] ?? null, [...path, { attribute: name }], context);
  }
  for (const [name, block] of Object.entries(blocks)) {
    eachElement(block.nesting, value[name] ?? null, [...path, { attribute: name }], (element, at) => {
      validateObject(block.attributes, block.blocks ?? {}, element, at, context);
    });
  }
}

function validateAttribute(attribute: AttributeDefinition, value: Value, path: Path, context: Context): void {
  if (value === null || value === UNKNOWN) return;
  const { diagnostics } = context;
  if (attribute.writeOnly === true && !context.writeOnlyAllowed) {
    diagnostics.error(
      path,
      'Write-only attribute not supported',
      'Write-only attributes need Terraform 1.11 or later.',
    );
  }
  if (attribute.allowedValues !== undefined && !attribute.allowedValues.some((allowed) => isSame(allowed, value))) {
    const list = attribute.allowedValues.map((allowed) => JSON.stringify(allowed)).join(', ');
    diagnostics.error(path, 'Value not allowed', `${describe(value)} is not allowed here. Allowed: ${list}.`);
  }
  for (const validator of attribute.validators ?? []) {
    const problem = validator(value);
    if (problem !== null) diagnostics.error(path, 'Invalid value', problem);
  }
  if (attribute.nested !== undefined) {
    eachElement(attribute.nested, value, path, (element, at) => {
      validateObject(attribute.attributes, {}, element, at, context);
    });
  }
}

function isSame(allowed: string | number, value: Value): boolean {
  if (typeof allowed === 'string') return allowed === value;
  return typeof value === 'number' && canonicalNumberText(value) === canonicalNumberText(allowed);
}

function describe(value: Value): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Calls back for each object of a nested value. An element of a set has no address: its path is the set's. */
export function eachElement(
  nesting: BlockDefinition['nesting'],
  value: Value,
  path: Path,
  visit: (element: Value, path: Path) => void,
): void {
  if (nesting === 'single') visit(value, path);
  else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) visit(element, nesting === 'set' ? path : [...path, { index }]);
  } else if (isObjectValue(value)) {
    for (const [key, element] of Object.entries(value)) visit(element, [...path, { key }]);
  }
}
