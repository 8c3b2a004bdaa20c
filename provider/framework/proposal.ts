/**
 * From Terraform's proposed state to the provider's: defaults, unknowns, write-only nulls.
 * Core leaves computed attributes null on create and carries the prior value over on update; it knows no defaults.
 */
import { cloneValue, equalValues } from '../values/equality.ts';
import { isObjectValue, type ObjectValue, UNKNOWN, type Value } from '../values/value.ts';
import type {
  AttributeDefinition,
  AttributeDefinitions,
  BlockDefinition,
  Nesting,
  SchemaDefinition,
} from './definition.ts';
import { attributeType, isComputed, schemaBlocks } from './schema.ts';

type Blocks = Readonly<Record<string, BlockDefinition>>;

/** @param prior null on create */
export function propose(
  schema: SchemaDefinition,
  prior: ObjectValue | null,
  config: ObjectValue,
  proposed: ObjectValue,
): ObjectValue {
  return proposeObject(schema.attributes, schemaBlocks(schema), prior, config, proposed);
}

function proposeObject(
  attributes: AttributeDefinitions,
  blocks: Blocks,
  prior: ObjectValue | null,
  config: ObjectValue | null,
  proposed: ObjectValue,
): ObjectValue {
  const planned: ObjectValue = Object.create(null);
  for (const [name, attribute] of Object.entries(attributes)) {
    planned[name] = proposeAttribute(attribute, prior, config, proposed, name);
  }
  for (const [name, block] of Object.entries(blocks)) {
    const element: ElementRule = {
      attributes: block.attributes,
      blocks: block.blocks ?? {},
    };
    planned[name] = proposeNested(block.nesting, element, prior?.[name], config?.[name], proposed[name] ?? null);
  }
  return planned;
}

function proposeAttribute(
  attribute: AttributeDefinition,
  prior: ObjectValue | null,
  config: ObjectValue | null,
  proposed: ObjectValue,
  name: string,
): Value {
  if (attribute.writeOnly === true) return null;
  const value = proposed[name] ?? null;
  const configured = (config?.[name] ?? null) !== null;
  if (!configured) {
    if (attribute.default !== undefined) return cloneValue(attribute.default);
    if (!isComputed(attribute)) return value;
    // Without a prior object around it, null means "nobody has computed this yet".
    return value === null && prior === null ? UNKNOWN : value;
  }
  if (attribute.nested === undefined) return value;
  const element: ElementRule = { attributes: attribute.attributes, blocks: {} };
  return proposeNested(attribute.nested, element, prior?.[name], config?.[name], value);
}

interface ElementRule {
  readonly attributes: AttributeDefinitions;
  readonly blocks: Blocks;
}

function proposeNested(
  nesting: Nesting,
  rule: ElementRule,
  prior: Value | undefined,
  config: Value | undefined,
  proposed: Value,
): Value {
  const inside = (priorElement: Value | undefined, configElement: Value | undefined, element: Value): Value =>
    isObjectValue(element)
      ? proposeObject(rule.attributes, rule.blocks, asObject(priorElement), asObject(configElement), element)
      : element;

  if (nesting === 'single') return inside(prior, config, proposed);
  if (nesting === 'map') {
    if (!isObjectValue(proposed)) return proposed;
    const planned: ObjectValue = Object.create(null);
    for (const [key, element] of Object.entries(proposed)) {
      planned[key] = inside(own(prior, key), own(config, key), element);
    }
    return planned;
  }
  if (!Array.isArray(proposed)) return proposed;
  const priors = Array.isArray(prior) ? prior : [];
  const configs = Array.isArray(config) ? config : [];
  if (nesting === 'list') return proposed.map((element, index) => inside(priors[index], configs[index], element));
  return proposed.map((element) =>
    inside(
      priors.find((candidate) => agrees(rule.attributes, candidate, element, false)),
      configs.find((candidate) => agrees(rule.attributes, candidate, element, true)),
      element,
    ),
  );
}

/** Elements of a set have no key: the one meant agrees in every attribute (of a config: in those that it sets). */
function agrees(attributes: AttributeDefinitions, candidate: Value, element: Value, asConfig: boolean): boolean {
  if (!isObjectValue(candidate) || !isObjectValue(element)) return false;
  return Object.entries(attributes).every(([name, attribute]) => {
    if (attribute.writeOnly === true) return true;
    if (asConfig && (candidate[name] ?? null) === null) return true;
    if (attribute.nested !== undefined && isObjectValue(candidate[name])) {
      return agrees(attribute.attributes, candidate[name], element[name] ?? null, asConfig);
    }
    return equalValues(candidate[name], element[name], attributeType(attribute));
  });
}

function asObject(value: Value | undefined): ObjectValue | null {
  return isObjectValue(value) ? value : null;
}

function own(value: Value | undefined, key: string): Value | undefined {
  return isObjectValue(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A copy with every write-only attribute null: they must not reach plans or state. */
export function withoutWriteOnly(schema: SchemaDefinition, value: ObjectValue): ObjectValue {
  return stripObject(schema.attributes, schemaBlocks(schema), value);
}

function stripObject(attributes: AttributeDefinitions, blocks: Blocks, value: ObjectValue): ObjectValue {
  const stripped: ObjectValue = Object.assign(Object.create(null), value);
  for (const [name, attribute] of Object.entries(attributes)) {
    if (attribute.writeOnly === true) stripped[name] = null;
    else if (attribute.nested !== undefined) {
      stripped[name] = stripElements(attribute.nested, attribute.attributes, {}, value[name] ?? null);
    }
  }
  for (const [name, block] of Object.entries(blocks)) {
    stripped[name] = stripElements(block.nesting, block.attributes, block.blocks ?? {}, value[name] ?? null);
  }
  return stripped;
}

function stripElements(nesting: Nesting, attributes: AttributeDefinitions, blocks: Blocks, value: Value): Value {
  const strip = (element: Value): Value =>
    isObjectValue(element) ? stripObject(attributes, blocks, element) : element;
  if (nesting === 'single') return strip(value);
  if (Array.isArray(value)) return value.map(strip);
  if (!isObjectValue(value)) return value;
  const stripped: ObjectValue = Object.create(null);
  for (const [key, element] of Object.entries(value)) stripped[key] = strip(element);
  return stripped;
}
