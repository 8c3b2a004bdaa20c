import { afterEach, expect, test } from 'vitest';
import { LAB } from './fabrics.ts';
import { stateIds, Workspace } from './terraform.ts';

let workspace: Workspace;

afterEach(() => workspace?.remove());

function config(size: string, keys = ['x', 'y']): string {
  return `
data "rah_placement" "p" {
  name     = "p"
  requests = { for key in ${JSON.stringify(keys)} : key => { vm = "v", host = "host-a", medium = "dram", size = "${size}" } }
}
resource "rah_allocation" "p" {
  for_each  = data.rah_placement.p.placements
  vm        = "v"
  host      = "host-a"
  medium    = "dram"
  size      = "${size}"
  placement = each.value
}
output "placements" { value = data.rah_placement.p.placements }
output "cost" { value = data.rah_placement.p.cost_per_hour_micros }
`;
}

test('a placement is shown, taken, recognised, grown in place, and moved where it must', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(config('8GiB'));
  const plan = await workspace.plan();
  expect(plan['rah_allocation.p["x"]']?.after).toMatchObject({
    drm_ids: ['mem-1'],
    latency_ns: 170,
    reason: expect.any(String),
  });
  await workspace.ok('apply', 'tfplan');
  await workspace.settled();
  const before = await workspace.state();
  const outputs = await workspace.outputs();
  expect(outputs.placements).toMatchObject({ x: { origin: 'p/x', drm_ids: ['mem-1'] } });

  workspace.config(config('12GiB'));
  const grown = await workspace.plan();
  for (const key of ['x', 'y']) {
    const address = `rah_allocation.p["${key}"]`;
    const { id, drm_ids } = before[address]?.values ?? {};
    expect(drm_ids).toBeDefined();
    if (grown[address]?.actions[0] === 'update') expect(grown[address]?.after).toMatchObject({ id, drm_ids });
  }
  await workspace.ok('apply', 'tfplan');
  await workspace.settled();

  workspace.config(config('12GiB', ['y', 'z']));
  await workspace.apply();
  await workspace.settled();
  expect(Object.keys((await workspace.outputs()).placements as object)).toEqual(['y', 'z']);

  // Off its module: the plan replaces it.
  workspace.config(config('100GiB', ['y']));
  const moved = await workspace.plan();
  expect(moved['rah_allocation.p["y"]']?.actions).toEqual(['delete', 'create']);
  await workspace.ok('apply', 'tfplan');
  await workspace.settled();
  expect(stateIds(await workspace.state())).toEqual(await workspace.liveIds());
  await workspace.destroy();
  await workspace.sound();
});

test('two allocations from one placement: the second is told that the slice is taken', async () => {
  workspace = new Workspace({ fabric: LAB });
  const placed = config('8GiB', ['x']);
  workspace.config(`${placed}
resource "rah_allocation" "twice" {
  vm = "v"
  host = "host-a"
  medium = "dram"
  size = "8GiB"
  placement = data.rah_placement.p.placements["x"]
}
`);
  expect(await workspace.fails('apply', '-auto-approve')).toMatch(/no longer free/);
  expect(await workspace.liveIds()).toHaveLength(1);
  await workspace.sound();
});

test('rah_drms filters and counts', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(`
resource "rah_allocation" "a" {
  vm = "v"
  host = "host-a"
  medium = "dram"
  size = "8GiB"
  constraints = { drm_ids = ["mem-2"] }
}
data "rah_drms" "all" { depends_on = [rah_allocation.a] }
data "rah_drms" "gold" {
  kind       = "memory"
  labels     = { tier = "gold" }
  state      = "online"
  medium     = "dram"
  depends_on = [rah_allocation.a]
}
output "all" { value = data.rah_drms.all.drms[*].id }
output "gold" { value = data.rah_drms.gold.drms }
output "fabric" { value = data.rah_drms.all.fabric }
`);
  await workspace.apply();
  const { all, gold, fabric } = await workspace.outputs();
  expect(all).toEqual(['gpu-1', 'mem-1', 'mem-2', 'mem-3', 'ssd-1']);
  expect(fabric).toBe('lab');
  expect(gold).toMatchObject([
    { id: 'mem-1', allocations: 0, media: [{ medium: 'dram', used: 0, step: 2 ** 28 }] },
    { id: 'mem-2', allocations: 1, media: [{ used: 8 * 2 ** 30, free: 56 * 2 ** 30, largest_free: 56 * 2 ** 30 }] },
  ]);
  await workspace.settled();
});

test('place() answers on an empty fabric, and points at the argument that is wrong', async () => {
  workspace = new Workspace({ fabric: LAB });
  const output = (requests: string, file = 'file("fabric.yaml")') =>
    workspace.config(`output "p" { value = provider::rah::place(${file}, ${requests}) }\n`);
  output(
    '{ a = { vm = "v", host = "host-a", medium = "dram", size = "8GiB" }, b = { vm = "v", host = "host-a", medium = "gpu", size = "1", weights = { cost = 1 } } }',
  );
  await workspace.apply();
  expect((await workspace.outputs()).p).toMatchObject({
    a: { drm_ids: ['mem-1'], segments: [{ drm_id: 'mem-1', start: 0, length: 8 * 2 ** 30 }], latency_ns: 170 },
    b: { drm_ids: ['gpu-1'] },
  });
  await workspace.settled();
  output('{ a = { vm = "v", host = "host-a", medium = "dram", size = "8" } }');
  expect(await workspace.fails('plan')).toMatch(/requests.*a\.size.*has no unit/);
  output('{ a = { vm = "v", host = "host-a", medium = "dram", size = "8TiB" } }');
  expect(await workspace.fails('plan')).toMatch(/no room for 8TiB/);
  output('{}', '"drms: 7"');
  expect(await workspace.fails('plan')).toMatch(/Invalid (function argument|value)/);
  output('{ a = { vm = "v", host = "host-a", medium = "dram", size = "8GiB", colour = "red" } }');
  expect(await workspace.fails('plan')).toMatch(/unknown key "colour"/);
});

test('terraform test can assert preview values', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(`${config('8GiB')}
resource "rah_composition" "c" {
  name = "c"
  requests = {
    m = { vm = "c", host = "host-a", medium = "dram", size = "4GiB" }
  }
}
`);
  workspace.write(
    'preview.tftest.hcl',
    `
run "preview" {
  command = plan
  assert {
    condition     = rah_allocation.p["x"].drm_ids[0] == "mem-1"
    error_message = "not where it should be"
  }
  assert {
    condition     = rah_composition.c.placements["m"].segments[0].length == 4 * 1024 * 1024 * 1024
    error_message = "not as large as it should be"
  }
}
run "applied" {
  assert {
    condition     = rah_composition.c.placements["m"].status == "bound"
    error_message = "not bound"
  }
}
`,
  );
  const run = await workspace.ok('test');
  expect(run.text).toMatch(/2 passed, 0 failed/);
  expect(await workspace.liveIds()).toEqual([]);
  await workspace.sound();
});

test('a fleet over a placement may shrink to nothing', async () => {
  workspace = new Workspace({ fabric: LAB });
  const fleet = (keys: string) => `
data "rah_placement" "p" {
  name     = "p"
  requests = { for key in ${keys} : key => { vm = key, host = "host-a", medium = "dram", size = "1GiB" } }
}
resource "rah_allocation" "p" {
  for_each  = data.rah_placement.p.placements
  vm        = each.key
  host      = "host-a"
  medium    = "dram"
  size      = "1GiB"
  placement = each.value
}
`;
  workspace.config(fleet('["a", "b"]'));
  await workspace.apply();
  workspace.config(fleet('toset([])'));
  await workspace.apply();
  await workspace.settled();
  expect(await workspace.liveIds()).toEqual([]);
});
