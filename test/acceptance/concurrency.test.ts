import { afterEach, expect, test } from 'vitest';
import { rack } from './fabrics.ts';
import { stateIds, Workspace } from './terraform.ts';

const workspaces: Workspace[] = [];

afterEach(() => {
  for (const workspace of workspaces.splice(0)) workspace.remove();
});

function workspace(fabric: string | Workspace): Workspace {
  const made = new Workspace({ fabric });
  workspaces.push(made);
  return made;
}

test('200 allocations at once', async () => {
  const one = workspace(rack(8, '64GiB'));
  one.config(`
resource "rah_allocation" "many" {
  count  = 200
  name   = "a-\${count.index}"
  vm     = "vm-\${count.index % 10}"
  host   = "host-a"
  medium = "dram"
  size   = "\${1 + count.index % 2}GiB"
}
`);
  await one.apply('-parallelism=30');
  await one.settled('-parallelism=30');
  const state = await one.state();
  expect(stateIds(state)).toHaveLength(200);
  expect(new Set(stateIds(state)).size).toBe(200);
  expect(stateIds(state)).toEqual((await one.liveIds()).toSorted());
  await one.sound();
  await one.destroy('-parallelism=30');
  expect(await one.liveIds()).toEqual([]);
  await one.sound();
});

test('two terraform runs at once on one fabric', async () => {
  const one = workspace(rack(4, '64GiB'));
  const two = workspace(one);
  const config = (who: string) => `
resource "rah_allocation" "many" {
  count  = 30
  vm     = "${who}"
  host   = "host-a"
  medium = "dram"
  size   = "1GiB"
}
resource "rah_composition" "set" {
  name     = "${who}"
  requests = { for n in range(30) : "k\${n}" => { vm = "${who}", host = "host-a", medium = "dram", size = "1GiB" } }
}
`;
  one.config(config('one'));
  two.config(config('two'));
  for (const command of ['apply', 'destroy', 'apply']) {
    const runs = await Promise.all([one, two].map((each) => each.run(command, '-auto-approve')));
    for (const [index, run] of runs.entries()) {
      // A preview that the other run overtook is refused, in so many words; a second run then works.
      if (run.code === 0) continue;
      expect(run.text).toMatch(/plan again/i);
      await [one, two][index]?.ok(command, '-auto-approve');
    }
    const ids = (await Promise.all([one, two].map(async (each) => stateIds(await each.state())))).flat();
    expect(ids.toSorted()).toEqual((await one.liveIds()).toSorted());
    await one.sound();
  }
  await one.settled();
  await two.settled();
});

test('a composition of 3,000 slices', async () => {
  const one = workspace(rack(40, '1TiB'));
  const config = (size: string) => `
resource "rah_composition" "fleet" {
  name = "fleet"
  requests = {
    for pair in setproduct(range(60), range(50)) : "vm-\${pair[0] * 50 + pair[1]}" => {
      vm = "vm-\${pair[0]}", host = "host-a", medium = "dram", size = pair[0] + pair[1] == 0 ? "${size}" : "4GiB"
    }
  }
}
`;
  one.config(config('4GiB'));
  await one.apply();
  await one.settled();
  one.config(config('5GiB'));
  const plan = await one.plan();
  expect(plan['rah_composition.fleet']?.actions).toEqual(['update']);
  await one.ok('apply', 'tfplan');
  expect(await one.liveIds()).toHaveLength(3000);
  await one.destroy();
  await one.sound();
});
