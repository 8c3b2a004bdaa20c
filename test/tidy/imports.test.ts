import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importGraph } from './import-graph.ts';
import { isTest, ROOT, room, type Source, sources } from './sources.ts';

/**
 * Which room may import which. A room that is not listed may import nothing of ours.
 * Composition roots wire things together and may see everything but tests.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/model': ['src/errors'],
  'src/errors': [],
  'src/policy': ['src/model', 'src/errors', 'policy-assembly/abi'],
  'src/planner': ['src/model', 'src/errors', 'src/policy'],
  'src/checker': ['src/model', 'src/errors', 'src/policy'],
  'src/store': ['src/model', 'src/errors'],
  'src/vrm': ['src/model', 'src/errors', 'src/policy', 'src/planner', 'src/checker', 'src/store'],
  'src/fabric': ['src/model', 'src/errors', 'src/policy', 'src/store', 'src/vrm', 'src/planner'],
  'src/simulator': ['src/model', 'src/errors', 'src/policy', 'policy-assembly/abi'],
  'policy-assembly/assembly': ['policy-assembly/abi'],
  'policy-assembly/bind': ['policy-assembly/abi', 'policy-assembly/assembly'],
  'provider/values': [],
  'provider/framework': ['provider/values'],
  'provider/wire': ['provider/values', 'provider/framework'],
  'provider/resources': ['provider/values', 'provider/framework', 'src/fabric', 'src/model', 'src/errors'],
  'provider/data-sources': [
    'provider/values',
    'provider/framework',
    'provider/resources',
    'src/fabric',
    'src/model',
    'src/errors',
  ],
  'provider/functions': [
    'provider/values',
    'provider/framework',
    'provider/resources',
    'src/fabric',
    'src/model',
    'src/errors',
  ],
  'provider/terraform-run': ['src/fabric', 'src/model'],
};
const COMPOSITION_ROOTS = ['provider/main', 'provider/definition', 'src/cli', 'src/daemon', 'src/dev'];

const all = sources();

function ours(source: Source): string[] {
  return source.imports.filter((target) => /^(src|provider|policy-assembly|test)\//.test(target));
}

describe('imports', () => {
  test('go only the way ARCHITECTURE.md draws', () => {
    const wrong: string[] = [];
    for (const source of all) {
      if (isTest(source.path)) continue;
      const from = room(source.path);
      if (COMPOSITION_ROOTS.includes(from)) continue;
      for (const target of ours(source)) {
        const to = room(target);
        if (to !== from && !(MAY_IMPORT[from] ?? []).includes(to))
          wrong.push(`${source.path} imports ${target}: ${from} may not see ${to}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('nothing imports a test', () => {
    const wrong = all
      .filter((source) => !isTest(source.path) && room(source.path) !== 'src/dev')
      .flatMap((source) =>
        ours(source)
          .filter(isTest)
          .map((target) => `${source.path} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test('have no cycle between files', () => {
    const graph = new Map(all.map((source) => [source.path, ours(source)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    function visit(path: string, trail: string[]): void {
      const at = trail.indexOf(path);
      if (at >= 0) {
        cycles.push([...trail.slice(at), path].join(' -> '));
        return;
      }
      if (done.has(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    }
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  test('point at files that exist and name their extension', () => {
    const known = new Set(all.map((source) => source.path));
    const wrong = all.flatMap((source) =>
      ours(source)
        .filter((target) => (/\.(ts|mjs)$/.test(target) ? !known.has(target) : !/\.(json|pem)$/.test(target)))
        .map((target) => `${source.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('are those of the reviewed golden graph (npm run gen after a change you mean)', () => {
    expect(importGraph()).toBe(readFileSync(join(ROOT, 'test', 'golden', 'import-graph.txt'), 'utf8'));
  });
});
