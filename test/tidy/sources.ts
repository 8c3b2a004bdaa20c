import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface Source {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Import specifiers; relative ones resolved to paths from the root. */
  readonly imports: readonly string[];
}

const TREES = ['src', 'provider', 'policy-assembly', 'test'];
const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\s;}(])import\s*\(?\s*['"]([^'"]+)['"]/g;

/** Text with comments blanked out, so that prose is never taken for code. */
export function withoutComments(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|(^|[^:'"`\\])\/\/[^\n]*/g,
    (match, lead: string | undefined) => (lead ?? '') + match.slice((lead ?? '').length).replace(/[^\n]/g, ' '),
  );
}

function walk(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(path);
    return /\.(ts|mjs)$/.test(entry.name) ? [path] : [];
  });
}

export function sources(): Source[] {
  return TREES.flatMap((tree) => walk(join(ROOT, tree)))
    .sort()
    .map((file) => {
      const path = relative(ROOT, file).replaceAll('\\', '/');
      const text = readFileSync(file, 'utf8');
      const imports = [...withoutComments(text).matchAll(IMPORT)].map((match) => {
        const specifier = (match[1] ?? match[2]) as string;
        return specifier.startsWith('.') ? normalize(join(dirname(path), specifier)).replaceAll('\\', '/') : specifier;
      });
      return { path, text, imports };
    });
}

export const isTest = (path: string) => path.startsWith('test/') || /\.(test|e2e\.test|fixture)\.ts$/.test(path);
export const isGenerated = (path: string) => path.includes('/generated/');

/** The room a file belongs to: the unit that the import rules speak of. */
export function room(path: string): string {
  const parts = path.split('/');
  if (parts[0] === 'test') return 'test';
  if (parts.length === 2) return path.replace(/\.(ts|mjs)$/, '');
  return `${parts[0]}/${parts[1]}`;
}
