import { afterEach, expect, test } from 'vitest';
import { parseRequest } from '../../src/model/request-input.ts';
import { LAB } from './fabrics.ts';
import { Workspace } from './terraform.ts';

let workspace: Workspace;

afterEach(() => workspace?.remove());

const PLAIN = `
resource "rah_allocation" "a" {
  name   = "cache"
  vm     = "web"
  host   = "host-a"
  medium = "dram"
  size   = "8192MiB"
  constraints = { labels = { tier = "gold" }, max_latency_ns = 300 }
  weights     = { proximity = 1 }
}
`;

test.each([
  ['by id, kind not given', 'id', PLAIN],
  ['by name, kind given', 'name', PLAIN.replace('medium', 'kind   = "memory"\n  medium')],
  ['without name, constraints and weights', 'id', PLAIN.replace(/ {2}(name|constraints|weights) .*\n/g, '')],
])('an imported allocation needs no change: %s', async (_, by, config) => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(config);
  await workspace.apply();
  const before = (await workspace.state())['rah_allocation.a']?.values;
  await workspace.ok('state', 'rm', 'rah_allocation.a');
  await workspace.ok('import', 'rah_allocation.a', by === 'id' ? before?.id : 'cache');
  const after = (await workspace.state())['rah_allocation.a']?.values;
  expect(after).toMatchObject({ id: before?.id, segments: before?.segments, reason: before?.reason, size: '8GiB' });
  await workspace.settled();
  await workspace.destroy();
  expect(await workspace.liveIds()).toEqual([]);
  await workspace.sound();
});

test('an import block takes over what was made elsewhere, a composition by its name', async () => {
  workspace = new Workspace({ fabric: LAB });
  const request = (size: string, medium: string) => parseRequest({ vm: 'db', host: 'host-a', medium, size });
  const requester = { owner: 'cli', instance: 'cli' };
  await workspace.fabric((client) =>
    client.applyComposition(
      {
        name: 'db',
        wanted: [
          { key: 'm', request: request('4GiB', 'dram') },
          { key: 'g', request: request('2x500m', 'gpu') },
        ],
        slices: null,
        requester,
        run: null,
      },
      10_000,
    ),
  );
  workspace.config(`
import {
  to = rah_composition.db
  id = "db"
}
resource "rah_composition" "db" {
  name = "db"
  requests = {
    m = { vm = "db", host = "host-a", medium = "dram", size = "4GiB" }
    g = { vm = "db", host = "host-a", kind = "compute", medium = "gpu", size = "2x500m" }
  }
}
`);
  const run = await workspace.apply();
  expect(run.text).toMatch(/1 imported, 0 added, 0 changed, 0 destroyed/);
  await workspace.settled();
  await workspace.sound();
});

test('an allocation made from a placement is imported with it', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(`
data "rah_placement" "p" {
  name     = "p"
  requests = { m = { vm = "db", host = "host-a", medium = "dram", size = "4GiB" } }
}
resource "rah_allocation" "a" {
  vm        = "db"
  host      = "host-a"
  medium    = "dram"
  size      = "4GiB"
  placement = data.rah_placement.p.placements["m"]
}
`);
  await workspace.apply();
  const id = (await workspace.state())['rah_allocation.a']?.values.id;
  await workspace.ok('state', 'rm', 'rah_allocation.a');
  await workspace.ok('import', 'rah_allocation.a', id);
  await workspace.settled();
  await workspace.sound();
});

test('importing what is not there says what can be', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(PLAIN);
  expect(await workspace.fails('import', 'rah_allocation.a', 'nothing')).toContain('There is no allocation "nothing"');
  workspace.config('resource "rah_composition" "c" {\n  name = "c"\n  requests = {}\n}\n');
  expect(await workspace.fails('import', 'rah_composition.c', 'c')).toContain('There is no composition "c"');
  expect(await workspace.fails('validate')).toContain('The map is empty');
});
