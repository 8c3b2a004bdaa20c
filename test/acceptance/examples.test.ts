import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const DOCS = join(ROOT, 'examples', 'docs');
const EXAMPLES = ['resources', 'data-sources', 'functions'].flatMap((dir) =>
  readdirSync(join(DOCS, dir)).map((name) => `${dir}/${name}`),
);

test.each(EXAMPLES)('the example in the documentation applies: %s', (example) => {
  const dir = mkdtempSync(join(tmpdir(), 'rah-example-'));
  copyFileSync(join(DOCS, 'provider.tf'), join(dir, 'provider.tf'));
  copyFileSync(join(DOCS, example), join(dir, 'main.tf'));
  copyFileSync(join(ROOT, 'examples', 'quickstart', 'fabric.yaml'), join(dir, 'fabric.yaml'));
  writeFileSync(
    join(dir, 'dev.tfrc'),
    `provider_installation {\n  dev_overrides {\n    "terraform.local/rah/rah" = ${JSON.stringify(join(ROOT, 'dist'))}\n  }\n}\n`,
  );
  const env = { ...process.env, TF_CLI_CONFIG_FILE: join(dir, 'dev.tfrc'), CHECKPOINT_DISABLE: '1' };
  const terraform = (...args: string[]) =>
    spawnSync('terraform', [...args, '-no-color', '-input=false'], { cwd: dir, env, encoding: 'utf8' });

  const apply = terraform('apply', '-auto-approve');
  expect(apply.status, apply.stdout + apply.stderr).toBe(0);
  const again = terraform('plan', '-detailed-exitcode');
  expect(again.status, again.stdout + again.stderr).toBe(0);
  const destroy = terraform('destroy', '-auto-approve');
  expect(destroy.status, destroy.stdout + destroy.stderr).toBe(0);
  rmSync(dir, { recursive: true, force: true });
});
