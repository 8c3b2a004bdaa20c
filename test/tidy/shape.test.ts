import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isGenerated, isTest, ROOT, sources, withoutComments } from './sources.ts';

const MAX_LINES = 400;

describe('shape', () => {
  const all = sources().filter((source) => !isGenerated(source.path));

  test(`a file holds one noun: at most ${MAX_LINES} lines (split it by noun instead)`, () => {
    const long = all
      .map((source) => ({ path: source.path, lines: source.text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES)
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(long).toEqual([]);
  });

  test('no utils, helpers or common: name a file after what it holds', () => {
    expect(
      all
        .filter((source) => /(^|[/-])(utils?|helpers?|common|misc|shared)([/.-]|$)/i.test(source.path))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test('no barrels: import from the file that defines the name', () => {
    const barrels = all.filter((source) => {
      if (source.path === 'policy-assembly/assembly/index.ts') return false; // asc exports what its entry file exports
      const statements = withoutComments(source.text)
        .split(';')
        .map((part) => part.trim())
        .filter(Boolean);
      return (
        statements.length > 0 &&
        statements.every((statement) => /^export\s+(type\s+)?(\*|\{)[\s\S]*from/.test(statement))
      );
    });
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  test('no test is skipped or singled out', () => {
    const wrong = all
      .filter((source) => isTest(source.path))
      .filter((source) => /\b(test|it|describe)\.(only|skip|todo)\b/.test(withoutComments(source.text)));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('committed files name no path of a machine', () => {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
      .split('\n')
      .filter((path) => /\.(ts|mjs|md|json|ya?ml|tf|txt|sh)$/.test(path) && path !== 'test/tidy/shape.test.ts');
    const wrong = files.filter((path) =>
      /(^|[\s"'`(=])\/(root|home|work)\//m.test(readFileSync(join(ROOT, path), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });
});
