import { encodeMsgpack } from '../values/msgpack-encode.ts';
import { ValueError } from '../values/value-error.ts';
import type { AttributeDefinition, AttributeDefinitions, BlockDefinition, SchemaDefinition } from './definition.ts';
import { attributeType, isComputed, isOptional, schemaBlocks } from './schema.ts';
import { parseDuration_ms } from './timeouts.ts';

/** Names that Terraform keeps for itself at the top of a resource. */
const RESERVED = new Set(['connection', 'count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'provisioner']);

/** Everything that is wrong with a schema definition; empty when it is sound. */
export function checkSchema(name: string, schema: SchemaDefinition): string[] {
  const problems = checkObject(name, schema.attributes, schemaBlocks(schema));
  for (const attribute of Object.keys(schema.attributes)) {
    if (name !== 'provider' && RESERVED.has(attribute))
      problems.push(`${name}.${attribute}: a name of Terraform's own`);
  }
  for (const [operation, duration] of Object.entries(schema.timeouts ?? {})) {
    if (parseDuration_ms(duration) === null)
      problems.push(`${name}.timeouts.${operation}: "${duration}" is no duration`);
  }
  return problems;
}

function checkObject(
  at: string,
  attributes: AttributeDefinitions,
  blocks: Readonly<Record<string, BlockDefinition>>,
): string[] {
  const problems: string[] = [];
  for (const [name, attribute] of Object.entries(attributes)) {
    const path = `${at}.${name}`;
    if (!/^[a-z_][a-z0-9_]*$/.test(name)) problems.push(`${path}: not a lowercase identifier`);
    if (Object.hasOwn(blocks, name)) problems.push(`${path}: both an attribute and a block`);
    problems.push(...checkAttribute(attribute).map((problem) => `${path}: ${problem}`));
    if (attribute.nested !== undefined) problems.push(...checkObject(path, attribute.attributes, {}));
  }
  for (const [name, block] of Object.entries(blocks)) {
    problems.push(...checkObject(`${at}.${name}`, block.attributes, block.blocks ?? {}));
  }
  return problems;
}

function checkAttribute(attribute: AttributeDefinition): string[] {
  const problems: string[] = [];
  if (attribute.description.trim() === '') problems.push('no description');
  if (attribute.required === true && (isOptional(attribute) || isComputed(attribute))) {
    problems.push('required, and optional, computed or defaulted too');
  }
  if (attribute.required !== true && !isOptional(attribute) && !isComputed(attribute)) {
    problems.push('none of required, optional, computed');
  }
  if (attribute.writeOnly === true && isComputed(attribute)) problems.push('write-only and computed');
  if (attribute.default !== undefined) {
    try {
      encodeMsgpack(attribute.default, attributeType(attribute));
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      problems.push(`the default does not fit the type: ${error.message}`);
    }
  }
  return problems;
}
