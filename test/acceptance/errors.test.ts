import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LAB } from './fabrics.ts';
import { Workspace } from './terraform.ts';

let workspace: Workspace;

beforeAll(() => {
  workspace = new Workspace({ fabric: LAB });
});
afterAll(() => workspace?.remove());

function allocation(members: Record<string, string>): string {
  const all = { vm: '"web"', host: '"host-a"', medium: '"dram"', size: '"8GiB"', ...members };
  const lines = Object.entries(all).map(([key, value]) => `  ${key} = ${value}`);
  return `resource "rah_allocation" "a" {\n${lines.join('\n')}\n}\n`;
}

test.each([
  ['a size without unit', { size: '"64"' }, /size.*has no unit.*"64GiB"/],
  ['a size with a mistyped unit', { size: '"64Gib"' }, /did you mean "64GiB"/],
  ['a size of nothing', { size: '"0GiB"' }, /above 0/],
  ['a negative size', { size: '"-1GiB"' }, /is not a size/],
  ['a size between the steps', { size: '"100MiB"' }, /not a multiple of 256MiB/],
  ['a share of a device above one', { medium: '"gpu"', size: '"1500m"' }, /2x750m/],
  ['a medium that is none', { medium: '"drum"' }, /dram/],
  ['a kind that does not agree', { kind: '"storage"' }, /is a medium of memory, but kind is "storage"/],
  ['an id that is none', { vm: '"a b"' }, /is not an id/],
  ['an empty id', { host: '""' }, /host/],
  ['a latency of 0', { constraints: '{ max_latency_ns = 0 }' }, /constraints.max_latency_ns/],
  ['a fraction where whole numbers are', { constraints: '{ max_drms = 1.5 }' }, /constraints.max_drms/],
  ['ways that hardware has not', { constraints: '{ interleave_ways = 5 }' }, /1, 2, 3, 4, 6, 8, 12, 16/],
  [
    'labels wanted and not wanted',
    { constraints: '{ labels = { a = "1" }, not_labels = { a = "1" } }' },
    /both wanted and not wanted/,
  ],
  ['weights that weigh nothing', { weights: '{ cost = 0 }' }, /at least one weight above 0/],
  ['a weight out of range', { weights: '{ cost = 1001 }' }, /weights.cost/],
])('validate: %s', async (_, members, message) => {
  workspace.config(allocation(members));
  expect(await workspace.fails('validate')).toMatch(message);
});

test('validate points into the map of a composition, and tells everything at once', async () => {
  workspace.config(`
resource "rah_composition" "c" {
  name = "c"
  requests = {
    one = { vm = "v", host = "host-a", medium = "dram", size = "1" }
    two = { vm = "v", host = "host-a", medium = "gpu", size = "x", constraints = { interleave_ways = 2 } }
  }
}
`);
  const text = await workspace.fails('validate');
  expect(text).toContain('requests["one"].size');
  expect(text).toContain('requests["two"].size');
  expect(text).toContain('requests["two"].constraints.interleave_ways');
});

test('validate leaves alone what is not known yet', async () => {
  workspace.config(`
variable "size" { type = string }
resource "terraform_data" "x" { input = 1 }
${allocation({ size: 'var.size', vm: 'format("vm-%s", terraform_data.x.id)', weights: '{ cost = terraform_data.x.output }' })}
`);
  await workspace.ok('validate');
});

test('timeouts are durations', async () => {
  workspace.config(allocation({}).replace(/}\n$/, '  timeouts {\n    create = "soon"\n  }\n}\n'));
  expect(await workspace.fails('validate')).toMatch(/30s/);
});

test.each([
  ['too much', { size: '"1TiB"' }, /[Nn]o room for 1TiB dram.*largest free slice is 128GiB on mem-3/],
  ['labels that no module has', { constraints: '{ labels = { tier = "tin" } }' }, /3 of 3 modules excluded: labels 3/],
  ['a latency that no module meets', { constraints: '{ max_latency_ns = 10 }' }, /latency 3/],
  ['a medium that is not there', { medium: '"pmem"' }, /The inventory has no pmem/],
  ['a host that is not there', { host: '"host-b2"' }, /There is no host "host-b2".*Did you mean "host-b"/],
  ['a DRM that is not there', { constraints: '{ drm_ids = ["mem-9"] }' }, /There is no DRM "mem-9"/],
])('plan: %s', async (_, members, message) => {
  workspace.config(allocation(members));
  expect(await workspace.fails('plan')).toMatch(message);
});

test('a name that is taken', async () => {
  workspace.config(allocation({ name: '"n"' }) + allocation({ name: '"n"' }).replace('"a"', '"b"'));
  expect(await workspace.fails('apply', '-auto-approve')).toMatch(/"n"/);
  await workspace.destroy();
});

test.each([
  ['nothing', '', /fabric.yaml:1:1: is empty/],
  ['no YAML', 'rah: 1\ndrms: [', /fabric.yaml:\d+:\d+/],
  [
    'several mistakes at once',
    LAB.replace('type: pcie5', 'type: pcie9').replace('kind: compute', 'kind: computer'),
    /fabric.yaml:\d+:\d+.*computer.*fabric.yaml:\d+:\d+.*pcie9/,
  ],
  ['an id used twice', LAB.replace('id: mem-2', 'id: mem-1'), /already used in line/],
  ['a link to nowhere', LAB.replace('to: gpu-1', 'to: gpu-7'), /"gpu-7"/],
  ['a number for a capacity of memory', LAB.replace('128GiB', '128'), /unit/],
  ['tabs', LAB.replace('  - id: host-a', '\t- id: host-a'), /fabric.yaml:\d+/],
])('an inventory with %s: file, line, what is allowed, one diagnostic', async (_, text, message) => {
  const broken = new Workspace({ fabric: text });
  try {
    broken.config(allocation({}));
    const shown = await broken.fails('plan');
    expect(shown).toMatch(message);
    expect(shown.match(/Error: /g)).toHaveLength(1);
    expect(shown).toMatch(/fabric\.yaml/);
  } finally {
    broken.remove();
  }
});

test('an inventory that is not there', async () => {
  const broken = new Workspace({ fabric: LAB });
  rmSync(broken.fabricFile);
  broken.config(allocation({}));
  const shown = await broken.fails('plan');
  expect(shown).toContain('fabric.yaml');
  expect(shown).toMatch(/provider "rah"/);
  broken.remove();
});

test('a provider block that depends on what is not known yet', async () => {
  const odd = new Workspace({ fabric: LAB, provider: 'state_dir = terraform_data.x.id' });
  odd.config(`resource "terraform_data" "x" {}\n${allocation({})}`);
  expect(await odd.fails('plan')).toMatch(/state_dir is not known yet/);
  odd.remove();
});
