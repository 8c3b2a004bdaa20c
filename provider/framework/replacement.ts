/** Where a planned change cannot be made in place. */
import { equalValues } from '../values/equality.ts';
import type { Path } from '../values/path.ts';
import { isObjectValue, type ObjectValue, type Value } from '../values/value.ts';
import { typeAt, valueAt } from '../values/walk.ts';
import type { AttributeDefinition, AttributeDefinitions, SchemaDefinition } from './definition.ts';
import { attributeType, schemaType } from './schema.ts';

/** Paths of attributes that the schema marks with `requiresReplace` and whose values differ. */
export function replacedBySchema(schema: SchemaDefinition, prior: ObjectValue, planned: ObjectValue): Path[] {
  const paths: Path[] = [];
  collect(schema.attributes, prior, planned, [], paths);
  return paths;
}

function collect(attributes: AttributeDefinitions, prior: Value, planned: Value, at: Path, paths: Path[]): void {
  if (!isObjectValue(prior) || !isObjectValue(planned)) return;
  for (const [name, attribute] of Object.entries(attributes)) {
    const before = prior[name] ?? null;
    const after = planned[name] ?? null;
    if (equalValues(before, after, attributeType(attribute))) continue;
    const path = [...at, { attribute: name }];
    if (attribute.requiresReplace === true) paths.push(path);
    else if (attribute.nested !== undefined) collectNested(attribute, before, after, path, paths);
  }
}

function collectNested(
  attribute: AttributeDefinition & { nested: string },
  before: Value,
  after: Value,
  path: Path,
  paths: Path[],
): void {
  const { attributes } = attribute;
  if (attribute.nested === 'single') collect(attributes, before, after, path, paths);
  // An element of a set that changed is another element, and has no address: the set itself is what differs.
  else if (attribute.nested === 'set') {
    if (hasReplacement(attributes)) paths.push(path);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (const [index, element] of after.entries()) {
      const old = before[index];
      if (old !== undefined) collect(attributes, old, element, [...path, { index }], paths);
    }
  } else if (isObjectValue(before) && isObjectValue(after)) {
    for (const [key, element] of Object.entries(after)) {
      const old = Object.hasOwn(before, key) ? before[key] : undefined;
      if (old !== undefined) collect(attributes, old, element, [...path, { key }], paths);
    }
  }
}

function hasReplacement(attributes: AttributeDefinitions): boolean {
  return Object.values(attributes).some(
    (attribute) =>
      attribute.requiresReplace === true || (attribute.nested !== undefined && hasReplacement(attribute.attributes)),
  );
}

/** Paths of all top-level attributes that differ: for resources that cannot be updated. */
export function allDifferences(schema: SchemaDefinition, prior: ObjectValue, planned: ObjectValue): Path[] {
  return Object.entries(schema.attributes)
    .filter(([name, attribute]) => !equalValues(prior[name], planned[name], attributeType(attribute)))
    .map(([name]) => [{ attribute: name }]);
}

/** Whether the values at the path differ. Core refuses a replacement whose path leads nowhere or to equal values. */
export function differsAt(schema: SchemaDefinition, prior: ObjectValue, planned: ObjectValue, path: Path): boolean {
  const before = valueAt(prior, path);
  const after = valueAt(planned, path);
  if (before === undefined && after === undefined) return false;
  return !equalValues(before, after, typeAt(schemaType(schema), path));
}
