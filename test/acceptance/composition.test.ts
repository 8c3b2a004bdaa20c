import { afterEach, expect, test } from 'vitest';
import { LAB, rack } from './fabrics.ts';
import { stateIds, Workspace } from './terraform.ts';

let workspace: Workspace;

afterEach(() => workspace?.remove());

function composition(requests: string, name = 'db', label = 'db'): string {
  return `resource "rah_composition" "${label}" {\n  name = "${name}"\n  requests = {\n${requests}\n  }\n}\n`;
}

const SET = `
    cores  = { vm = "db", host = "host-a", medium = "gpu", size = "2" }
    memory = { vm = "db", host = "host-a", medium = "dram", size = "32GiB", constraints = { interleave_ways = 2 } }
    volume = { vm = "db", host = "host-a", kind = "storage", medium = "nvme", size = "100GiB" }`;

const DECIDED = ['drm_ids', 'segments', 'score', 'cost_per_hour_micros', 'latency_ns', 'reason'] as const;

test('the plan shows every slice, apply gives exactly that, and changes disturb only what they are about', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(composition(SET));
  const planned = (await workspace.plan())['rah_composition.db'];
  expect(planned?.actions).toEqual(['create']);
  expect(planned?.after?.cost_per_hour_micros).toBeGreaterThan(0);
  await workspace.ok('apply', 'tfplan');
  const state = (await workspace.state())['rah_composition.db']?.values;
  for (const key of ['cores', 'memory', 'volume']) {
    for (const name of DECIDED) {
      expect(state?.placements[key][name], `${key}.${name}`).toEqual(planned?.after?.placements[key][name]);
    }
    expect(planned?.unknown.placements[key]).toEqual({
      allocation_id: true,
      drm_ids: expect.anything(),
      segments: expect.anything(),
      status: true,
    });
    expect(state?.placements[key]).toMatchObject({ status: 'bound', allocation_id: expect.any(String) });
  }
  expect(state?.id).toBe('db');
  await workspace.settled();

  // One grows, one goes, one comes, one stays.
  workspace.config(
    composition(`
    memory = { vm = "db", host = "host-a", medium = "dram", size = "32768MiB", constraints = { interleave_ways = 2 } }
    volume = { vm = "db", host = "host-a", medium = "nvme", size = "200GiB" }
    cache  = { vm = "db", host = "host-a", medium = "dram", size = "4GiB" }`),
  );
  const changed = (await workspace.plan())['rah_composition.db'];
  expect(changed?.actions).toEqual(['update']);
  expect(changed?.after?.placements.memory).toEqual(state?.placements.memory);
  expect(changed?.after?.placements.volume).toMatchObject({
    allocation_id: state?.placements.volume.allocation_id,
    segments: [{ drm_id: 'ssd-1', length: 200 * 2 ** 30 }],
  });
  expect(Object.keys(changed?.after?.placements)).toEqual(['cache', 'memory', 'volume']);
  await workspace.ok('apply', 'tfplan');
  await workspace.settled();
  const after = await workspace.state();
  expect(after['rah_composition.db']?.values.placements.memory).toEqual(state?.placements.memory);
  expect(stateIds(after)).toEqual((await workspace.liveIds()).toSorted());

  // Renaming makes another composition.
  workspace.config(composition(SET, 'db2'));
  expect((await workspace.plan())['rah_composition.db']?.actions).toEqual(['delete', 'create']);
  await workspace.ok('apply', 'tfplan');
  await workspace.settled();
  await workspace.destroy();
  expect(await workspace.liveIds()).toEqual([]);
  await workspace.sound();
});

test('-replace and a rename on a full fabric', async () => {
  workspace = new Workspace({ fabric: rack(1, '16GiB') });
  const request = 'a = { vm = "v", host = "host-a", medium = "dram", size = "16GiB" }';
  workspace.config(composition(request));
  await workspace.apply();
  const before = await workspace.liveIds();
  await workspace.apply('-replace=rah_composition.db');
  await workspace.settled();
  const between = await workspace.liveIds();
  expect(between).not.toEqual(before);
  workspace.config(composition(request, 'other'));
  await workspace.apply();
  await workspace.settled();
  expect(stateIds(await workspace.state())).toEqual(await workspace.liveIds());
  await workspace.sound();
});

test('what does not fit names the request, and nothing of the set is made', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(composition(`${SET}\n huge = { vm = "db", host = "host-a", medium = "dram", size = "1TiB" }`));
  const text = await workspace.fails('apply', '-auto-approve');
  expect(text).toContain('requests["huge"].size');
  expect(text).toMatch(/largest free slice is \d+GiB on mem-/);
  expect(await workspace.liveIds()).toEqual([]);
});

test('two compositions, a placement and plain allocations in one apply do not collide', async () => {
  workspace = new Workspace({ fabric: rack(4, '16GiB') });
  const four = (vm: string, size: string) =>
    [1, 2, 3, 4]
      .map((n) => `    k${n} = { vm = "${vm}", host = "host-a", medium = "dram", size = "${size}" }`)
      .join('\n');
  workspace.config(`
${composition(four('a', '4GiB'), 'a', 'a')}
${composition(four('b', '4GiB'), 'b', 'b')}
data "rah_placement" "p" {
  name = "p"
  requests = {
${four('p', '2GiB')}
  }
}
resource "rah_allocation" "p" {
  for_each  = data.rah_placement.p.placements
  vm        = "p"
  host      = "host-a"
  medium    = "dram"
  size      = "2GiB"
  placement = each.value
}
resource "rah_allocation" "plain" {
  count  = 4
  vm     = "c"
  host   = "host-a"
  medium = "dram"
  size   = "1GiB"
  depends_on = [rah_composition.a, rah_composition.b, rah_allocation.p]
}
`);
  await workspace.apply('-parallelism=20');
  await workspace.settled();
  const state = await workspace.state();
  expect(stateIds(state)).toHaveLength(16);
  expect(stateIds(state)).toEqual((await workspace.liveIds()).toSorted());
  await workspace.sound();
  await workspace.destroy();
  await workspace.sound();
});

test('requests that are known only after apply are decided at apply', async () => {
  workspace = new Workspace({ fabric: LAB });
  const config = (input: string) => `
resource "terraform_data" "host" {
  input = ${input}
}
resource "rah_composition" "db" {
  name = "db"
  requests = {
    a = { vm = "db", host = terraform_data.host.output, medium = "dram", size = "4GiB" }
    b = { vm = "db", host = terraform_data.host.output, medium = "nvme", size = "4GiB" }
  }
}
resource "rah_allocation" "a" {
  vm     = "web"
  host   = terraform_data.host.output
  medium = "dram"
  size   = "4GiB"
}
`;
  workspace.config(config('"host-a"'));
  const plan = await workspace.plan();
  expect(plan['rah_composition.db']?.unknown).toMatchObject({ placements: true, cost_per_hour_micros: true });
  await workspace.ok('apply', 'tfplan');
  await workspace.settled();
  workspace.config(config('"host-b"'));
  await workspace.apply();
  await workspace.settled();
  expect((await workspace.state())['rah_composition.db']?.values.requests.a.host).toBe('host-b');
  await workspace.destroy();
  await workspace.sound();
});
