import { afterEach, expect, test } from 'vitest';
import { LAB } from './fabrics.ts';
import { stateIds, Workspace } from './terraform.ts';

let workspace: Workspace;

afterEach(() => workspace?.remove());

const CONFIG = `
resource "rah_allocation" "a" {
  name   = "a"
  vm     = "web"
  host   = "host-a"
  medium = "dram"
  size   = "8GiB"
  constraints = { labels = { tier = "gold" } }
}
resource "rah_composition" "db" {
  name = "db"
  requests = {
    x = { vm = "db", host = "host-a", medium = "dram", size = "8GiB", constraints = { labels = { tier = "gold" } } }
    y = { vm = "db", host = "host-a", medium = "nvme", size = "8GiB" }
  }
}
`;

async function built(): Promise<void> {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(CONFIG);
  await workspace.apply();
}

/** Applies, and expects that all is well again. */
async function repaired(): Promise<void> {
  await workspace.apply();
  await workspace.settled();
  expect(stateIds(await workspace.state())).toEqual((await workspace.liveIds()).toSorted());
  await workspace.sound();
  await workspace.destroy();
  expect(await workspace.liveIds()).toEqual([]);
  await workspace.sound();
}

test('released behind our back: seen, and made again', async () => {
  await built();
  const state = await workspace.state();
  const id = state['rah_allocation.a']?.values.id;
  await workspace.fabric((client) => client.releaseAllocation(id, 10_000));
  expect((await workspace.plan())['rah_allocation.a']?.actions).toEqual(['create']);
  await workspace.fabric((client) => client.releaseComposition('db', 10_000));
  const plan = await workspace.plan();
  expect(plan['rah_composition.db']?.actions).toEqual(['create']);
  await repaired();
});

test.each([
  ['failed', (text: string) => text.replace('- id: mem-1\n', '- id: mem-1\n    state: failed\n')],
  ['removed', (text: string) => text.replace(/ {2}- id: mem-1\n(?: {4}.*\n)+/, '').replace(/.*to: mem-1,.*\n/, '')],
] as const)(
  'a module %s: warnings that name module and VM, and a plan that replaces what was on it',
  async (_, change) => {
    await built();
    const before = await workspace.state();
    expect(before['rah_allocation.a']?.values.drm_ids).toEqual(['mem-1']);
    workspace.editFabric(change);
    const shown = await workspace.ok('plan');
    expect(shown.text).toMatch(/Warning: Allocation \S+ is lost/);
    expect(shown.text).toMatch(/VM "web" no longer has this slice/);
    expect(shown.text).toContain('mem-1');
    const plan = await workspace.plan();
    expect(plan['rah_allocation.a']?.actions).toEqual(['delete', 'create']);
    const wasThere = before['rah_composition.db']?.values.placements.x.drm_ids[0] === 'mem-1';
    if (wasThere) {
      expect(shown.text).toMatch(/Composition "db": 1 slice lost/);
      expect(plan['rah_composition.db']?.actions).toEqual(['update']);
      expect(plan['rah_composition.db']?.after?.placements.x.drm_ids).toEqual(['mem-2']);
      expect(plan['rah_composition.db']?.after?.placements.y).toEqual(
        before['rah_composition.db']?.values.placements.y,
      );
    }
    await workspace.ok('apply', '-refresh-only', '-auto-approve');
    expect((await workspace.state())['rah_allocation.a']?.values.status).toBe('lost');
    await repaired();
  },
);

test('destroying what is lost works', async () => {
  await built();
  workspace.editFabric((text) => text.replace('- id: mem-1\n', '- id: mem-1\n    state: failed\n'));
  await workspace.destroy();
  const view = await workspace.fabric((client) => client.view());
  expect(view.allocations).toEqual([]);
  await workspace.sound();
});

test('a module that is set failed by an operator, in the middle of the life of a composition', async () => {
  await built();
  await workspace.fabric((client) => client.setDrmState('mem-1', 'failed', 10_000));
  await repaired();
});

test('another fabric under the same configuration: what was made on the first is told apart', async () => {
  await built();
  workspace.write('provider.tf', workspace.providerBlock('state_dir = "elsewhere"'));
  const shown = await workspace.ok('plan');
  expect(shown.text).toMatch(/was made on another fabric/);
  expect(shown.text).toMatch(/2 to add, 0 to change, 0 to destroy/);
  const destroyed = await workspace.destroy('-refresh=false');
  expect(destroyed.text).toMatch(/Nothing is released/);
  expect(await workspace.liveIds()).toHaveLength(3);
});

test('an inventory that changes around live slices: warnings, and no plan to move anything', async () => {
  await built();
  workspace.editFabric((text) => text.replaceAll('tier: gold', 'tier: lead'));
  const shown = await workspace.ok('plan', '-detailed-exitcode');
  expect(shown.text).toMatch(/Allocation alloc-\w+ no longer has all that it asks for/);
  expect(shown.text).toMatch(/DRM "mem-\d" no longer meets the request: it has no label tier=gold/);
  expect(shown.text).toMatch(/Composition "db": slices no longer have all that they ask for/);
  await workspace.sound();
});

test('an inventory that contradicts what is allocated: said, not followed, and destroy still works', async () => {
  await built();
  workspace.editFabric((text) => text.replaceAll('capacity: 64GiB', 'capacity: 256MiB'));
  const shown = await workspace.ok('plan', '-detailed-exitcode');
  expect(shown.text).toMatch(/fabric\.yaml:\d+:\d+: drms\[\d\]\.media\.dram\.capacity: .*are allocated/);
  workspace.config(CONFIG.replaceAll('size   = "8GiB"', 'size   = "9GiB"'));
  const refused = await workspace.run('plan');
  expect(refused.code).toBe(1);
  await workspace.destroy();
  workspace.config(CONFIG.replaceAll('8GiB', '256MiB'));
  await workspace.apply();
  await workspace.settled();
});
