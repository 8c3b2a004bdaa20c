import { afterEach, expect, test } from 'vitest';
import { parseRequest } from '../../src/model/request-input.ts';
import { LAB } from './fabrics.ts';
import { stateIds, Workspace } from './terraform.ts';

let workspace: Workspace;

afterEach(() => workspace?.remove());

const CONFIG = `
resource "rah_composition" "db" {
  name = "db"
  requests = {
    a = { vm = "db", host = "host-a", medium = "dram", size = "16GiB", constraints = { labels = { tier = "gold" } } }
    b = { vm = "db", host = "host-a", medium = "dram", size = "16GiB", constraints = { labels = { tier = "gold" } } }
    c = { vm = "db", host = "host-a", medium = "nvme", size = "1GiB" }
  }
}
data "rah_placement" "web" {
  name = "web"
  requests = {
    x = { vm = "web", host = "host-a", medium = "dram", size = "8GiB", constraints = { labels = { tier = "gold" } } }
    y = { vm = "web", host = "host-a", medium = "gpu", size = "500m" }
  }
}
resource "rah_allocation" "web" {
  for_each  = data.rah_placement.web.placements
  vm        = "web"
  host      = "host-a"
  medium    = each.key == "x" ? "dram" : "gpu"
  size      = each.key == "x" ? "8GiB" : "500m"
  constraints = each.key == "x" ? { labels = { tier = "gold" } } : null
  placement = each.value
}
`;

const DECIDED = ['drm_ids', 'segments', 'score', 'cost_per_hour_micros', 'latency_ns', 'reason'];

function decided(values: Record<string, unknown> | null | undefined): unknown[] {
  return DECIDED.map((name) => values?.[name]);
}

/** Somebody else takes a slice. */
async function take(size: string, drm: string, vm = 'intruder'): Promise<string> {
  const medium = drm.startsWith('mem') ? 'dram' : drm.startsWith('ssd') ? 'nvme' : 'gpu';
  const request = parseRequest({ vm, host: 'host-a', medium, size, constraints: { drm_ids: [drm] } });
  const requester = { owner: 'somebody', instance: 'else' };
  const input = { id: null, name: null, request, placement: null, origin: null, requester, run: null };
  return workspace.fabric(async (client) => (await client.applyAllocation(input, 10_000)).id);
}

async function expectExactly(plan: Awaited<ReturnType<Workspace['plan']>>): Promise<void> {
  const state = await workspace.state();
  const db = plan['rah_composition.db']?.after?.placements;
  for (const key of Object.keys(db)) {
    expect(decided(state['rah_composition.db']?.values.placements[key])).toEqual(decided(db[key]));
  }
  for (const address of ['rah_allocation.web["x"]', 'rah_allocation.web["y"]']) {
    expect(decided(plan[address]?.after)).not.toContain(undefined);
    expect(decided(state[address]?.values)).toEqual(decided(plan[address]?.after));
  }
}

test('a saved plan is applied to the last bit, also when the fabric changed harmlessly meanwhile', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(CONFIG);
  const plan = await workspace.plan();
  await take('2GiB', 'mem-3');
  workspace.editFabric((text) => text.replace('capacity: 4TiB', 'capacity: 8TiB'));
  await workspace.ok('apply', 'tfplan');
  await expectExactly(plan);
  await workspace.settled();
  await workspace.destroy();
  await workspace.sound();
});

test.each(['composition', 'placement'])(
  'a stale saved plan (%s): a clear error, nothing applied, and a new plan works',
  async (kind) => {
    workspace = new Workspace({ fabric: LAB });
    workspace.config(
      kind === 'composition' ? (CONFIG.split('data "rah_placement"')[0] ?? '') : CONFIG.slice(CONFIG.indexOf('data')),
    );
    const plan = await workspace.plan();
    const taken = kind === 'composition' ? 'rah_composition.db' : 'rah_allocation.web["x"]';
    const first = kind === 'composition' ? plan[taken]?.after?.placements.a : plan[taken]?.after;
    const drm = first.drm_ids[0];
    const intruder = await take('60GiB', drm);
    const text = await workspace.fails('apply', 'tfplan');
    expect(text).toContain(drm);
    expect(text).toMatch(/plan again/i);
    expect(text).toMatch(/free/);
    const live = await workspace.liveIds();
    // The other slice of a placement is an allocation of its own, and was not in anybody's way.
    expect(live.filter((id) => id !== intruder)).toEqual(stateIds(await workspace.state()));
    if (kind === 'composition') expect(live).toEqual([intruder]);
    await workspace.ok('plan', '-out=next');
    await workspace.ok('apply', 'next');
    await workspace.settled();
    await workspace.sound();
  },
);

test('an update in a saved plan is exact too, and stale in the same way', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(CONFIG);
  await workspace.apply();
  workspace.config(CONFIG.replaceAll('16GiB', '20GiB'));
  const plan = await workspace.plan();
  await take('1GiB', 'mem-3');
  await workspace.ok('apply', 'tfplan');
  const placements = (await workspace.state())['rah_composition.db']?.values.placements;
  for (const key of ['a', 'b', 'c']) {
    expect(decided(placements[key])).toEqual(decided(plan['rah_composition.db']?.after?.placements[key]));
  }
  await workspace.settled();

  workspace.config(CONFIG.replaceAll('16GiB', '24GiB'));
  await workspace.plan();
  const before = await workspace.state();
  await take('4GiB', placements.b.drm_ids[0]);
  await take('20GiB', placements.a.drm_ids[0]).catch(() => null);
  const run = await workspace.run('apply', 'tfplan');
  if (run.code !== 0) {
    expect(run.text).toMatch(/plan again/i);
    expect((await workspace.state())['rah_composition.db']?.values).toEqual(before['rah_composition.db']?.values);
  }
  await workspace.run('apply', '-auto-approve');
  await workspace.sound();
});

test('with plan_id, of two saved plans the older can be applied', async () => {
  workspace = new Workspace({ fabric: LAB, provider: 'plan_id = plantimestamp()' });
  workspace.config(CONFIG);
  const older = await workspace.plan('older');
  const intruder = await take('48GiB', older['rah_composition.db']?.after?.placements.a.drm_ids[0]);
  // plantimestamp() counts in seconds.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const newer = await workspace.plan('newer');
  expect(newer['rah_composition.db']?.after?.placements).not.toEqual(older['rah_composition.db']?.after?.placements);
  await workspace.fabric((client) => client.releaseAllocation(intruder, 10_000));
  await workspace.ok('apply', 'older');
  await expectExactly(older);
  await workspace.settled();
  await workspace.sound();
});

test('without plan_id, the plan saved last can be applied after a plan that was not saved', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(CONFIG);
  const plan = await workspace.plan();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const intruder = await take('48GiB', plan['rah_composition.db']?.after?.placements.a.drm_ids[0]);
  await workspace.ok('plan');
  await workspace.fabric((client) => client.releaseAllocation(intruder, 10_000));
  await workspace.ok('apply', 'tfplan');
  await expectExactly(plan);
  await workspace.settled();
  await workspace.sound();
});
