/** A Terraform (cty) type in the notation of Terraform's own JSON, so that `JSON.stringify` gives the wire form. */
export type CtyType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list', CtyType]
  | readonly ['set', CtyType]
  | readonly ['map', CtyType]
  | readonly ['object', Readonly<Record<string, CtyType>>]
  | readonly ['tuple', readonly CtyType[]];

/** The same type as people write it in HCL: `map(object({size=number}))`. */
export function formatType(type: CtyType): string {
  if (typeof type === 'string') return type === 'dynamic' ? 'any' : type;
  switch (type[0]) {
    case 'object': {
      const members = Object.entries(type[1]).map(([name, member]) => `${name}=${formatType(member)}`);
      return `object({${members.join(', ')}})`;
    }
    case 'tuple':
      return `tuple([${type[1].map(formatType).join(', ')}])`;
    default:
      return `${type[0]}(${formatType(type[1])})`;
  }
}

/** Checks JSON that came from outside (the type half of a dynamic value). */
export function parseType(json: unknown): CtyType {
  if (json === 'string' || json === 'number' || json === 'bool' || json === 'dynamic') return json;
  if (Array.isArray(json)) {
    const [kind, inner] = json as [unknown, unknown];
    if (kind === 'list' || kind === 'set' || kind === 'map') return [kind, parseType(inner)];
    if (kind === 'tuple' && Array.isArray(inner)) return ['tuple', inner.map(parseType)];
    if (kind === 'object' && typeof inner === 'object' && inner !== null) {
      const members: Record<string, CtyType> = Object.create(null);
      for (const [name, member] of Object.entries(inner)) members[name] = parseType(member);
      return ['object', members];
    }
  }
  throw new TypeError(`not a Terraform type: ${JSON.stringify(json)}`);
}
