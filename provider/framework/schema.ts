/** What follows from a schema definition: types, the timeouts block, the text of descriptions. */
import type { CtyType } from '../values/type.ts';
import type { Value } from '../values/value.ts';
import type { AttributeDefinition, AttributeDefinitions, BlockDefinition, SchemaDefinition } from './definition.ts';
import { timeoutsBlock } from './timeouts.ts';

/** May the config leave it out and the provider fill it in? */
export function isComputed(attribute: AttributeDefinition): boolean {
  return attribute.computed === true || attribute.default !== undefined;
}

/** May the config set it, without having to? */
export function isOptional(attribute: AttributeDefinition): boolean {
  return attribute.optional === true || attribute.default !== undefined;
}

/** All blocks of a schema, the standard `timeouts` among them. */
export function schemaBlocks(schema: SchemaDefinition): Readonly<Record<string, BlockDefinition>> {
  if (schema.timeouts === undefined) return schema.blocks ?? {};
  return { ...schema.blocks, timeouts: timeoutsBlock(schema.timeouts) };
}

const types = new WeakMap<SchemaDefinition, CtyType>();

/** The type of a whole resource's value. */
export function schemaType(schema: SchemaDefinition): CtyType {
  let type = types.get(schema);
  if (type === undefined) {
    type = objectType(schema.attributes, schemaBlocks(schema));
    types.set(schema, type);
  }
  return type;
}

function objectType(attributes: AttributeDefinitions, blocks: Readonly<Record<string, BlockDefinition>>): CtyType {
  const members: Record<string, CtyType> = {};
  for (const [name, attribute] of Object.entries(attributes)) members[name] = attributeType(attribute);
  for (const [name, block] of Object.entries(blocks)) {
    members[name] = nest(block.nesting, objectType(block.attributes, block.blocks ?? {}));
  }
  return ['object', members];
}

/** The type of one attribute's value. */
export function attributeType(attribute: AttributeDefinition): CtyType {
  return attribute.nested === undefined ? attribute.type : nest(attribute.nested, objectType(attribute.attributes, {}));
}

function nest(nesting: BlockDefinition['nesting'], inner: CtyType): CtyType {
  return nesting === 'single' ? inner : [nesting, inner];
}

/** The description with unit, allowed values, default and what a change does, so that docs never miss them. */
export function attributeDescription(attribute: AttributeDefinition): string {
  const parts = [attribute.description.trim()];
  if (attribute.unit !== undefined) parts.push(`Unit: ${attribute.unit}.`);
  if (attribute.allowedValues !== undefined) {
    parts.push(`Allowed: ${attribute.allowedValues.map((value) => `\`${value}\``).join(', ')}.`);
  }
  if (attribute.default !== undefined) parts.push(`Default: \`${formatDefault(attribute.default)}\`.`);
  if (attribute.requiresReplace === true) parts.push('Changing this replaces the resource.');
  return parts.join(' ');
}

function formatDefault(value: Value): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner)) ?? 'null';
}
