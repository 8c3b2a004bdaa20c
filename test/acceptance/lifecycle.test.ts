import { afterEach, expect, test } from 'vitest';
import { LAB, rack } from './fabrics.ts';
import { stateIds, Workspace } from './terraform.ts';

let workspace: Workspace;

afterEach(() => workspace?.remove());

function allocation(label: string, members: Record<string, string> = {}, tail = ''): string {
  const all = { vm: '"web"', host: '"host-a"', medium: '"dram"', size: '"4GiB"', ...members };
  const lines = Object.entries(all).map(([key, value]) => `  ${key} = ${value}`);
  return `resource "rah_allocation" "${label}" {\n${lines.join('\n')}\n${tail}\n}\n`;
}

async function matches(): Promise<void> {
  expect(stateIds(await workspace.state())).toEqual((await workspace.liveIds()).toSorted());
  await workspace.sound();
}

test('-replace, create_before_destroy, a moved block, -target, -refresh-only, refresh', async () => {
  workspace = new Workspace({ fabric: LAB });
  const before = 'lifecycle {\n    create_before_destroy = true\n  }';
  workspace.config(allocation('a') + allocation('b', {}, before));
  await workspace.apply();
  await matches();
  const first = stateIds(await workspace.state());

  await workspace.apply('-replace=rah_allocation.a', '-replace=rah_allocation.b');
  await workspace.settled();
  await matches();
  for (const id of stateIds(await workspace.state())) expect(first).not.toContain(id);

  const held = stateIds(await workspace.state());
  workspace.config(
    `${allocation('c')}${allocation('b', {}, before)}moved {\n  from = rah_allocation.a\n  to = rah_allocation.c\n}\n`,
  );
  const moved = await workspace.apply();
  expect(moved.text).toMatch(/0 added, 0 changed, 0 destroyed/);
  expect(stateIds(await workspace.state())).toEqual(held);

  workspace.config(allocation('c', { size: '"8GiB"' }) + allocation('b', { size: '"8GiB"' }, before));
  const targeted = await workspace.plan('tfplan', '-target=rah_allocation.c');
  expect(Object.keys(targeted)).toEqual(['rah_allocation.c']);
  await workspace.ok('apply', 'tfplan');
  await workspace.ok('apply', '-refresh-only', '-auto-approve');
  await workspace.ok('refresh');
  expect(Object.keys(await workspace.plan())).toEqual(['rah_allocation.b']);
  await workspace.apply('-refresh=false');
  await workspace.settled();
  await matches();
  await workspace.destroy('-target=rah_allocation.b');
  await matches();
  await workspace.destroy();
  await matches();
});

test('a tainted allocation is made anew, also where there is no room beside it', async () => {
  workspace = new Workspace({ fabric: rack(1, '4GiB') });
  workspace.config(allocation('a'));
  await workspace.apply();
  const before = await workspace.liveIds();
  await workspace.ok('taint', 'rah_allocation.a');
  await workspace.apply();
  await workspace.settled();
  expect(await workspace.liveIds()).not.toEqual(before);
  await matches();
});

test('a VM moves to another host with all that it has', async () => {
  workspace = new Workspace({ fabric: LAB });
  const config = (host: string) =>
    allocation('a', { host }) +
    allocation('b', { host, medium: '"gpu"', size: '"500m"' }) +
    `resource "rah_composition" "c" {\n  name = "c"\n  requests = {\n    x = { vm = "web", host = ${host}, medium = "nvme", size = "1GiB" }\n  }\n}\n`;
  workspace.config(config('"host-a"'));
  await workspace.apply();
  const before = stateIds(await workspace.state());
  workspace.config(config('"host-b"'));
  await workspace.apply();
  await workspace.settled();
  expect(stateIds(await workspace.state())).toEqual(before);
  await matches();
});

test('timeouts alone change nothing in the fabric', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(allocation('a'));
  await workspace.apply();
  const generation = (await workspace.state())['rah_allocation.a']?.values.generation;
  workspace.config(allocation('a', {}, 'timeouts {\n    create = "1m"\n    delete = "90s"\n  }'));
  await workspace.apply();
  await workspace.settled();
  expect((await workspace.state())['rah_allocation.a']?.values.generation).toBe(generation);
  await workspace.sound();
});

test('without refresh, a second create of the same sort does not adopt the first', async () => {
  workspace = new Workspace({ fabric: LAB });
  const counted = (count: number) => allocation('a', { count: String(count) });
  workspace.config(counted(1));
  await workspace.apply();
  workspace.config(counted(3));
  await workspace.apply('-refresh=false');
  expect(new Set(stateIds(await workspace.state())).size).toBe(3);
  await workspace.settled();
  await matches();
});
