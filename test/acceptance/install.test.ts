import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { LAB } from './fabrics.ts';
import { Workspace } from './terraform.ts';

let workspace: Workspace;

afterEach(() => workspace?.remove());

test('terraform init finds the provider in a filesystem mirror, and all commands work from there', async () => {
  workspace = new Workspace({ fabric: LAB, install: 'mirror' });
  workspace.config(`
resource "rah_composition" "c" {
  name = "c"
  requests = { m = { vm = "v", host = "host-a", medium = "dram", size = "4GiB" } }
}
`);
  const init = await workspace.ok('init');
  expect(init.text).toMatch(/Installed terraform.local\/rah\/rah v\d/);
  expect(existsSync(join(workspace.dir, '.terraform.lock.hcl'))).toBe(true);
  await workspace.ok('validate');
  await workspace.plan();
  await workspace.ok('apply', 'tfplan');
  await workspace.settled();
  await workspace.ok('providers', 'schema', '-json');
  await workspace.destroy();
  await workspace.sound();
});
