import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, ROOT, step } from './step.ts';

const PACKAGE = join(ROOT, 'policy-assembly', 'bind');
/** What `node policy-assembly/bind/build.mjs` makes. */
export const BIND_WASM = join(ROOT, 'dist', 'rah-policy-bind.wasm');

/** Installs what policy-assembly/bind/package-lock.json names when that has changed, and compiles its module. */
export async function prepareBind(): Promise<void> {
  const stamp = join(PACKAGE, 'node_modules', '.rah-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(PACKAGE, 'package-lock.json')))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    // npm says under npm_execpath which npm called us; otherwise the one on PATH will do.
    const npm = process.env.npm_execpath;
    const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
    const args = [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await step('installing as-bind and its compiler (policy-assembly/bind)', () =>
      capture(command, args, { cwd: PACKAGE }),
    );
    writeFileSync(stamp, wanted);
  }
  await step('compiling dist/rah-policy-bind.wasm', () => capture(process.execPath, [join(PACKAGE, 'build.mjs')]));
}
