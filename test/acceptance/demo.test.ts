import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

function demo(env: NodeJS.ProcessEnv) {
  return spawnSync(process.execPath, [join(ROOT, 'src', 'dev', 'bootstrap.mjs'), 'demo'], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
}

test('npm run demo shows the whole path and ends 0', () => {
  const { status, stdout, stderr } = demo(process.env);
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/drm_ids\s+= \[\n\s+\+ "mem-1",\n\s+\+ "mem-2"/); // known in the plan
  expect(stdout).toMatch(/reason\s+= "/);
  expect(stdout).toContain('Apply complete!');
  expect(stdout).toContain('No changes.');
  expect(stdout).toContain('violations: 0');
  expect(stdout).toContain('Destroy complete!');
});

test('without terraform it says what is missing and how to get it', () => {
  const { status, stdout, stderr } = demo({ ...process.env, PATH: join(ROOT, 'node_modules', 'node', 'bin') });
  expect(status).toBe(1);
  expect(stderr).toContain('terraform was not found on PATH');
  expect(stderr).toContain('developer.hashicorp.com/terraform/install');
  expect(stdout + stderr).not.toMatch(/^\s+at /m);
});
