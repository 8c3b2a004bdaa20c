/** Schemas and functions of the framework → messages. */
import type { FunctionDefinition, FunctionParameter, Nesting } from '../framework/definition.ts';
import type { AttributeSchema, BlockSchema, VersionedSchema } from '../framework/get-provider-schema.ts';
import type { CtyType } from '../values/type.ts';
import {
  type Function_Parameter,
  type FunctionMessage,
  type Schema,
  type Schema_Attribute,
  type Schema_Block,
  StringKind,
} from './generated/tfplugin6.ts';

/** The numbers of Schema.NestedBlock.NestingMode and Schema.Object.NestingMode, which agree. */
const NESTING = { single: 1, list: 2, set: 3, map: 4 } as const satisfies Record<Nesting, number>;

const utf8 = new TextEncoder();

function typeBytes(type: CtyType): Uint8Array {
  return utf8.encode(JSON.stringify(type));
}

export function schemaMessage(schema: VersionedSchema): Schema {
  return { version: schema.version, block: blockMessage(schema.block) };
}

function blockMessage(block: BlockSchema): Schema_Block {
  return {
    attributes: block.attributes.map(attributeMessage),
    blockTypes: block.blocks.map((nested) => ({
      typeName: nested.name,
      block: blockMessage(nested.block),
      nesting: NESTING[nested.nesting],
      minItems: nested.minItems,
      maxItems: nested.maxItems,
    })),
    description: block.description,
    descriptionKind: StringKind.MARKDOWN,
    deprecated: block.deprecated,
  };
}

function attributeMessage(attribute: AttributeSchema): Schema_Attribute {
  const { nested } = attribute;
  return {
    name: attribute.name,
    type: attribute.type === null ? undefined : typeBytes(attribute.type),
    nestedType:
      nested === null
        ? undefined
        : { nesting: NESTING[nested.nesting], attributes: nested.attributes.map(attributeMessage) },
    description: attribute.description,
    descriptionKind: StringKind.MARKDOWN,
    required: attribute.required,
    optional: attribute.optional,
    computed: attribute.computed,
    sensitive: attribute.sensitive,
    writeOnly: attribute.writeOnly,
    deprecated: attribute.deprecated,
  };
}

export function functionMessage(definition: FunctionDefinition): FunctionMessage {
  return {
    summary: definition.summary,
    description: definition.description,
    descriptionKind: StringKind.MARKDOWN,
    deprecationMessage: definition.deprecated ?? '',
    parameters: definition.parameters.map(parameterMessage),
    variadicParameter: definition.variadic === undefined ? undefined : parameterMessage(definition.variadic),
    return: { type: typeBytes(definition.returnType) },
  };
}

function parameterMessage(parameter: FunctionParameter): Function_Parameter {
  return {
    name: parameter.name,
    type: typeBytes(parameter.type),
    description: parameter.description,
    descriptionKind: StringKind.MARKDOWN,
    allowNullValue: parameter.allowNull === true,
    allowUnknownValues: parameter.allowUnknown === true,
  };
}
