import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providerDefinition } from '../../provider/definition.ts';
import type {
  AttributeDefinition,
  AttributeDefinitions,
  FunctionDefinition,
  SchemaDefinition,
} from '../../provider/framework/definition.ts';
import type { CtyType } from '../../provider/values/type.ts';
import { ROOT } from './step.ts';

const HEADER = '<!-- Generated from the provider schema and examples/docs by `npm run gen`. -->';

function typeName(type: CtyType): string {
  if (typeof type === 'string') return type;
  const [outer, inner] = type;
  if (outer === 'object')
    return `object({ ${Object.entries(inner)
      .map(([name, member]) => `${name} = ${typeName(member)}`)
      .join(', ')} })`;
  if (outer === 'tuple') return `tuple([${inner.map(typeName).join(', ')}])`;
  return `${outer}(${typeName(inner)})`;
}

const NESTED_NAMES = {
  single: 'object',
  list: 'list of objects',
  set: 'set of objects',
  map: 'map of objects',
} as const;

function line(name: string, attribute: AttributeDefinition): string {
  const notes: string[] = [attribute.nested ? NESTED_NAMES[attribute.nested] : typeName(attribute.type)];
  if (attribute.unit) notes.push(attribute.unit);
  if (attribute.default !== undefined) notes.push(`default ${JSON.stringify(attribute.default)}`);
  if (attribute.allowedValues)
    notes.push(`one of ${attribute.allowedValues.map((value) => `\`${value}\``).join(', ')}`);
  if (attribute.requiresReplace) notes.push('a change replaces the resource');
  if (attribute.sensitive) notes.push('sensitive');
  return `- \`${name}\` (${notes.join('; ')}): ${attribute.description}`;
}

function section(attributes: AttributeDefinitions, level: string, path: string): string[] {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const groups: [string, [string, AttributeDefinition][]][] = [
    ['Required', entries.filter(([, attribute]) => attribute.required)],
    ['Optional', entries.filter(([, attribute]) => attribute.optional || attribute.default !== undefined)],
    [
      'Read-only',
      entries.filter(([, attribute]) => attribute.computed && !attribute.optional && attribute.default === undefined),
    ],
  ];
  const lines: string[] = [];
  for (const [title, members] of groups) {
    if (members.length > 0)
      lines.push(`${level} ${title}`, '', ...members.map(([name, attribute]) => line(name, attribute)), '');
  }
  for (const [name, attribute] of entries) {
    if (!attribute.nested) continue;
    lines.push(
      `${level} Members of \`${path}${name}\``,
      '',
      ...section(attribute.attributes, `${level}#`, `${path}${name}.`),
    );
  }
  return lines;
}

function page(title: string, schema: SchemaDefinition, example: string): string {
  const lines = [HEADER, '', `# ${title}`, '', schema.description, ''];
  const file = join(ROOT, 'examples', 'docs', example);
  if (existsSync(file)) lines.push('## Example', '', '```terraform', readFileSync(file, 'utf8').trimEnd(), '```', '');
  lines.push('## Schema', '', ...section(schema.attributes, '###', ''));
  for (const [name, block] of Object.entries(schema.blocks ?? {})) {
    lines.push(`### Block \`${name}\``, '', block.description, '', ...section(block.attributes, '####', `${name}.`));
  }
  if (schema.timeouts) {
    lines.push('### Block `timeouts`', '', 'How long each operation may take, as `30s`, `5m`, `1h30m`.', '');
    for (const [operation, value] of Object.entries(schema.timeouts))
      lines.push(`- \`${operation}\` (string; default \`${value}\`)`);
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function functionPage(definition: FunctionDefinition): string {
  const lines = [
    HEADER,
    '',
    `# provider::rah::${definition.name}`,
    '',
    definition.summary,
    '',
    definition.description,
    '',
  ];
  const file = join(ROOT, 'examples', 'docs', 'functions', `${definition.name}.tf`);
  if (existsSync(file)) lines.push('## Example', '', '```terraform', readFileSync(file, 'utf8').trimEnd(), '```', '');
  lines.push('## Arguments', '');
  definition.parameters.forEach((parameter, index) => {
    lines.push(`${index + 1}. \`${parameter.name}\` (${typeName(parameter.type)}): ${parameter.description}`);
  });
  lines.push('', '## Returns', '', `\`${typeName(definition.returnType)}\``);
  return `${lines.join('\n').trimEnd()}\n`;
}

/** docs/ in the layout of the Terraform Registry: path from the root → content. */
export function providerDocs(): Map<string, string> {
  const pages = new Map([['docs/index.md', page('Provider rah', providerDefinition.schema, 'provider.tf')]]);
  const short = (name: string) => name.replace(/^rah_/, '');
  for (const { typeName: name, schema } of providerDefinition.resources) {
    pages.set(`docs/resources/${short(name)}.md`, page(name, schema, `resources/${name}.tf`));
  }
  for (const { typeName: name, schema } of providerDefinition.dataSources) {
    pages.set(`docs/data-sources/${short(name)}.md`, page(`data ${name}`, schema, `data-sources/${name}.tf`));
  }
  for (const definition of providerDefinition.functions) {
    pages.set(`docs/functions/${definition.name}.md`, functionPage(definition));
  }
  return pages;
}
