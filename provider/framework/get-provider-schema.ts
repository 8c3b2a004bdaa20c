/** What the provider offers, in a form of its own: the wire turns it into messages. */
import type { CtyType } from '../values/type.ts';
import { checkSchema } from './check-schema.ts';
import type {
  AttributeDefinition,
  AttributeDefinitions,
  BlockDefinition,
  FunctionDefinition,
  Nesting,
  SchemaDefinition,
} from './definition.ts';
import { Diagnostics } from './diagnostics.ts';
import { attributeDescription, isComputed, isOptional, schemaBlocks } from './schema.ts';
import type { ProviderSession } from './session.ts';

export interface AttributeSchema {
  readonly name: string;
  /** Null where `nested` says it. */
  readonly type: CtyType | null;
  readonly nested: { readonly nesting: Nesting; readonly attributes: readonly AttributeSchema[] } | null;
  readonly description: string;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly sensitive: boolean;
  readonly writeOnly: boolean;
  readonly deprecated: boolean;
}

export interface BlockSchema {
  readonly description: string;
  readonly deprecated: boolean;
  readonly attributes: readonly AttributeSchema[];
  readonly blocks: readonly NestedBlockSchema[];
}

export interface NestedBlockSchema {
  readonly name: string;
  readonly nesting: Nesting;
  readonly minItems: number;
  readonly maxItems: number;
  readonly block: BlockSchema;
}

export interface VersionedSchema {
  readonly version: number;
  readonly block: BlockSchema;
}

export interface ProviderSchemaResult {
  readonly provider: VersionedSchema;
  readonly resources: Readonly<Record<string, VersionedSchema>>;
  readonly dataSources: Readonly<Record<string, VersionedSchema>>;
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
  readonly diagnostics: Diagnostics;
}

export function getProviderSchema<Client>(session: ProviderSession<Client>): ProviderSchemaResult {
  const { provider } = session;
  const diagnostics = new Diagnostics();
  const problems = [
    ...checkSchema('provider', provider.schema),
    ...provider.resources.flatMap((resource) => checkSchema(resource.typeName, resource.schema)),
    ...provider.dataSources.flatMap((source) => checkSchema(source.typeName, source.schema)),
  ];
  for (const problem of problems)
    diagnostics.error(null, 'Invalid provider schema', `${problem}. Please report this bug.`);
  return {
    provider: describeSchema(provider.schema),
    resources: Object.fromEntries(provider.resources.map((each) => [each.typeName, describeSchema(each.schema)])),
    dataSources: Object.fromEntries(provider.dataSources.map((each) => [each.typeName, describeSchema(each.schema)])),
    functions: Object.fromEntries(provider.functions.map((each) => [each.name, each])),
    diagnostics,
  };
}

/** The protocol's view of one schema definition. */
export function describeSchema(schema: SchemaDefinition): VersionedSchema {
  return {
    version: schema.version ?? 0,
    block: describeBlock(schema.description, schema.deprecated === true, schema.attributes, schemaBlocks(schema)),
  };
}

function describeBlock(
  description: string,
  deprecated: boolean,
  attributes: AttributeDefinitions,
  blocks: Readonly<Record<string, BlockDefinition>>,
): BlockSchema {
  return {
    description,
    deprecated,
    attributes: describeAttributes(attributes),
    blocks: Object.entries(blocks).map(([name, block]) => ({
      name,
      nesting: block.nesting,
      minItems: block.minItems ?? 0,
      maxItems: block.maxItems ?? 0,
      block: describeBlock(block.description, false, block.attributes, block.blocks ?? {}),
    })),
  };
}

function describeAttributes(attributes: AttributeDefinitions): AttributeSchema[] {
  return Object.entries(attributes).map(([name, attribute]) => describeAttribute(name, attribute));
}

function describeAttribute(name: string, attribute: AttributeDefinition): AttributeSchema {
  return {
    name,
    type: attribute.type ?? null,
    nested:
      attribute.nested === undefined
        ? null
        : { nesting: attribute.nested, attributes: describeAttributes(attribute.attributes) },
    description: attributeDescription(attribute),
    required: attribute.required === true,
    optional: isOptional(attribute),
    computed: isComputed(attribute),
    sensitive: attribute.sensitive === true,
    writeOnly: attribute.writeOnly === true,
    deprecated: attribute.deprecated === true,
  };
}
