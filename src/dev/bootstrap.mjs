// The first step of every npm script. Runs on any Node from 18 on, with nothing installed:
// installs what package-lock.json names when that has changed, then hands over to Node 24 (a dev dependency).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bin = join(root, 'node_modules', '.bin');
const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const stamp = join(root, 'node_modules', '.rah-installed');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(node) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.error('rah: installing what package-lock.json names (once; about 20 s) ...');
  const started = Date.now();
  // npm says under npm_execpath which npm called us; a bare call of this file falls back to the one on PATH.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(npm[0], args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0 || !existsSync(node)) {
    console.error(
      `rah: npm ci failed${error ? ` (${error.message})` : ''}. Check that the package registry answers, then run the command again.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
  console.error(`rah: installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

const { status, signal } = spawnSync(node, [join(root, 'src', 'dev', 'main.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
});
process.exit(signal ? 1 : (status ?? 1));
