import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { capture, ROOT, step } from './step.ts';

interface Generator {
  readonly about: string;
  /** Needs a package of its own to be installed first: left out of `npm test`, part of `npm run gen`. */
  readonly heavy: boolean;
  /** Path from the root → content. */
  make(): Promise<ReadonlyMap<string, string>>;
}

const WIRE = join(ROOT, 'provider', 'wire', 'generate');

const GENERATORS: readonly Generator[] = [
  {
    about: 'golden import graph',
    heavy: false,
    async make() {
      const { importGraph } = await import('../../test/tidy/import-graph.ts');
      return new Map([['test/golden/import-graph.txt', importGraph()]]);
    },
  },
  {
    about: 'documentation of the provider schema',
    heavy: false,
    async make() {
      const { providerDocs } = await import('./provider-docs.ts');
      return providerDocs();
    },
  },
  {
    about: 'constants of the policy ABI for other languages',
    heavy: false,
    async make() {
      const { policyHeaders } = await import('./policy-headers.ts');
      return new Map(policyHeaders());
    },
  },
  {
    about: 'records of the policy ABI for people',
    heavy: false,
    async make() {
      const { policyRecords } = await import('./policy-records.ts');
      return new Map([policyRecords()]);
    },
  },
  {
    about: 'tfplugin6 messages',
    heavy: true,
    async make() {
      await step('installing the protobuf generators (a package of their own)', () =>
        capture('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: WIRE }),
      );
      const made = join(ROOT, '.cache', 'generated');
      await step('generating tfplugin6 messages', () => capture(process.execPath, [join(WIRE, 'generate.mjs'), made]));
      return new Map([['provider/wire/generated/tfplugin6.ts', readFileSync(join(made, 'tfplugin6.ts'), 'utf8')]]);
    },
  },
];

async function outdated(generators: readonly Generator[]): Promise<Map<string, string>> {
  const changed = new Map<string, string>();
  for (const generator of generators) {
    for (const [path, text] of await generator.make()) {
      const file = join(ROOT, path);
      if (!existsSync(file) || readFileSync(file, 'utf8') !== text) changed.set(path, text);
    }
  }
  return changed;
}

/** Generated files that differ from what would be generated now; only the quick generators. */
export async function staleFiles(): Promise<string[]> {
  return [...(await outdated(GENERATORS.filter(({ heavy }) => !heavy))).keys()];
}

/** `npm run gen`, `npm run gen -- --check`. */
export async function generate(args: readonly string[]): Promise<number> {
  const changed = await outdated(GENERATORS);
  if (args.includes('--check')) {
    for (const path of changed.keys()) process.stderr.write(`rah: ${path} is out of date; run: npm run gen\n`);
    return changed.size === 0 ? 0 : 1;
  }
  for (const [path, text] of changed) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
    process.stderr.write(`rah: wrote ${path}\n`);
  }
  if (changed.size === 0) process.stderr.write('rah: everything generated is up to date\n');
  return 0;
}
