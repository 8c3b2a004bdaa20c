import { isGenerated, isTest, room, sources } from './sources.ts';

/** Room → rooms and packages it imports, one line each, sorted: the house as it stands. */
export function importGraph(): string {
  const edges = new Set<string>();
  for (const source of sources()) {
    if (isTest(source.path) || isGenerated(source.path)) continue;
    for (const target of source.imports) {
      if (target.startsWith('node:')) continue;
      const to = /^(src|provider|policy-assembly|test)\//.test(target) ? room(target) : `package ${target}`;
      if (to !== room(source.path)) edges.add(`${room(source.path)} -> ${to}`);
    }
  }
  return `${[...edges].sort().join('\n')}\n`;
}
