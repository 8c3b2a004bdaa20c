import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const TRACE = process.env.OPENB ?? join(ROOT, '..', 'shared', 'data', 'openb');
const PODS = 1000;
let dir = '';
let env: NodeJS.ProcessEnv = {};

function rah(...args: string[]) {
  return spawnSync(join(ROOT, 'dist', 'rah'), args, { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28 });
}

function terraform(command: string, ...args: string[]) {
  const flags = command === 'show' ? ['-no-color'] : ['-input=false', '-no-color'];
  return spawnSync('terraform', [command, ...flags, ...args], { cwd: dir, env, encoding: 'utf8', maxBuffer: 1 << 28 });
}

beforeAll(() => {
  if (!existsSync(join(TRACE, 'openb_pod_list_default.csv'))) {
    throw new Error(
      `the Alibaba trace is missing at ${TRACE}: set OPENB to the directory that holds openb_pod_list_default.csv`,
    );
  }
  dir = mkdtempSync(join(tmpdir(), 'rah-openb-'));
  writeFileSync(
    join(dir, 'dev.tfrc'),
    `provider_installation {\n  dev_overrides {\n    "terraform.local/rah/rah" = ${JSON.stringify(join(ROOT, 'dist'))}\n  }\n}\n`,
  );
  env = { ...process.env, TF_CLI_CONFIG_FILE: join(dir, 'dev.tfrc'), CHECKPOINT_DISABLE: '1' };
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test(`${PODS} pods of the real trace on 1,213 nodes: one plan and apply, then an empty plan`, () => {
  const converted = rah(
    'convert',
    'openb',
    '--nodes',
    join(TRACE, 'openb_node_list_gpu_node.csv'),
    '--pods',
    join(TRACE, 'openb_pod_list_default.csv'),
    '--first',
    String(PODS),
    '--out',
    dir,
  );
  expect(converted.stderr).toBe('');
  expect(converted.status).toBe(0);
  const requests = JSON.parse(readFileSync(join(dir, 'requests.json'), 'utf8'));
  const vms = new Set(Object.values(requests as Record<string, { vm: string }>).map((request) => request.vm));
  expect(vms.size).toBe(PODS);
  copyFileSync(join(ROOT, 'examples', 'openb', 'main.tf'), join(dir, 'main.tf'));

  const plan = terraform('plan', '-out=plan.tfplan');
  expect(plan.status, plan.stderr).toBe(0);
  const shown = JSON.parse(terraform('show', '-json', 'plan.tfplan').stdout);
  const planned = shown.planned_values.root_module.resources[0].values.placements as Record<
    string,
    { drm_ids: string[] }
  >;
  expect(Object.keys(planned).length).toBe(Object.keys(requests).length);

  const apply = terraform('apply', 'plan.tfplan');
  expect(apply.status, apply.stderr).toBe(0);
  const state = JSON.parse(terraform('show', '-json').stdout);
  const applied = state.values.root_module.resources[0].values.placements as Record<string, { drm_ids: string[] }>;
  for (const [key, placement] of Object.entries(planned)) expect(applied[key]?.drm_ids).toEqual(placement.drm_ids);

  const again = terraform('plan', '-detailed-exitcode');
  expect(again.status, again.stdout + again.stderr).toBe(0);

  const report = rah('check', '--json');
  expect(report.status, report.stdout).toBe(0);
  const check = JSON.parse(report.stdout);
  expect(check.violations).toEqual([]);
  expect(check.allocations).toBe(Object.keys(requests).length);
});
