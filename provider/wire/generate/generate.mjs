/** Writes tfplugin6.ts (into the directory given, else ../generated) from ../tfplugin6.proto: offline, and the same bytes for the same input. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const wire = dirname(here);
const target = process.argv[2] ?? join(wire, 'generated');
const work = mkdtempSync(join(tmpdir(), 'rah-wire-generate-'));

const options = [
  'esModuleInterop=true',
  'importSuffix=.ts',
  'outputJsonMethods=false',
  'outputPartialMethods=false',
  'outputTypeAnnotations=false',
  'outputTypeRegistry=false',
  'outputServices=none',
  'outputIndex=false',
  // Erasable syntax only, so that Node runs the file as it is: constants instead of TypeScript enums.
  'enumsAsLiterals=true',
  'unrecognizedEnum=false',
  'useOptionals=all',
  'oneof=unions-value',
  'removeEnumPrefix=false',
  'annotateFilesWithVersion=false',
];

try {
  const template = {
    version: 'v2',
    plugins: [
      { local: [process.execPath, join(here, 'node_modules/ts-proto/protoc-gen-ts_proto')], out: '.', opt: options },
    ],
  };
  writeFileSync(join(work, 'tfplugin6.proto'), readFileSync(join(wire, 'tfplugin6.proto')));
  writeFileSync(join(work, 'buf.yaml'), '{"version":"v2"}');
  execFileSync(
    join(here, 'node_modules/.bin/buf'),
    ['generate', '--template', JSON.stringify(template), '--output', join(work, 'out'), work],
    { cwd: work, stdio: 'inherit', env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` } },
  );
  const generated = readFileSync(join(work, 'out', 'tfplugin6.ts'), 'utf8');
  // ts-proto adds a type-only namespace to every enum; nothing here uses them.
  const erasable = generated.replace(/^export namespace \w+ \{\n(?: {2}export type .*\n)*\}\n\n/gm, '');
  const header = '// @ts-nocheck\n// Derived from tfplugin6.proto: SPDX-License-Identifier: MPL-2.0\n';
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'tfplugin6.ts'), header + erasable);
} finally {
  rmSync(work, { recursive: true, force: true });
}
