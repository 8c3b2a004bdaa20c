/** Brings what the runtimes need, or says what is missing. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EMBED, type Runtime } from './runtimes.ts';

const NPM_BIN = join(EMBED, 'node_modules', '.bin');
const STAMP = join(EMBED, 'node_modules', '.rah-installed');

function present(command: string, folder: string): boolean {
  try {
    accessSync(join(folder, command), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Command → where it comes from, of what this runtime needs and this machine has not. */
export function missing({ needs }: Runtime): ReadonlyMap<string, string> {
  const path = (process.env.PATH ?? '').split(delimiter);
  return new Map(
    Object.entries(needs).filter(
      ([command, source]) => !(source === 'npm' ? [NPM_BIN] : path).some((folder) => present(command, folder)),
    ),
  );
}

/** The command that brings these Debian packages. */
function aptInstall(packages: readonly string[]): string {
  return `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/** One line for people: what is missing and how to get it. */
export function advice(lacking: ReadonlyMap<string, string>): string {
  const packages = [...new Set(lacking.values())].filter((source) => source !== 'npm');
  const ways = packages.length > 0 ? [aptInstall(packages)] : [];
  if ([...lacking.values()].includes('npm')) ways.push('npm ci (in examples/embed)');
  return `missing: ${[...lacking.keys()].join(', ')}. Install with: ${ways.join('; ')}`;
}

function run(command: string, args: readonly string[], cwd?: string): boolean {
  process.stderr.write(`rah: ${command} ${args.join(' ')}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) process.stderr.write(`rah: failed (${status})\n${stdout}\n${stderr}\n`);
  return status === 0;
}

function installFromNpm(): void {
  const lock = readFileSync(join(EMBED, 'package-lock.json'), 'utf8');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  process.stderr.write('rah: installing Deno and Bun into examples/embed/node_modules\n');
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], EMBED)) writeFileSync(STAMP, lock);
}

/** Installs what is missing: npm packages always, Debian packages when this is root on Debian. */
export function install(runtimes: readonly Runtime[]): void {
  installFromNpm();
  const packages = new Set(runtimes.flatMap((runtime) => [...missing(runtime).values()]));
  packages.delete('npm');
  if (packages.size === 0) return;
  const root = process.getuid?.() === 0;
  if (!root || !existsSync('/usr/bin/apt-get')) {
    process.stderr.write(`rah: not root on Debian, so not installed: ${[...packages].join(', ')}\n`);
    return;
  }
  process.stderr.write(`rah: installing from Debian: ${[...packages].join(', ')}\n`);
  if (run('apt-get', ['update'])) run('sh', ['-c', aptInstall([...packages])]);
}
