/** What a plan can only know of the rest of the configuration: what it releases, what it knows, what it will destroy. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/model/request-input.ts';
import { LAB, rack } from './fabrics.ts';
import { stateIds, Workspace } from './terraform.ts';

let workspace: Workspace;

afterEach(() => workspace?.remove());

function allocation(label: string, members: Record<string, string> = {}, tail = ''): string {
  const all = { vm: '"web"', host: '"host-a"', medium: '"dram"', size: '"16GiB"', ...members };
  const lines = Object.entries(all).map(([key, value]) => `  ${key} = ${value}`);
  return `resource "rah_allocation" "${label}" {\n${lines.join('\n')}\n${tail}\n}\n`;
}

function composition(label: string, name: string, size: string, keys = ['a']): string {
  const requests = keys.map((key) => `    ${key} = { vm = "v", host = "host-a", medium = "dram", size = "${size}" }`);
  return `resource "rah_composition" "${label}" {\n  name = "${name}"\n  requests = {\n${requests.join('\n')}\n  }\n}\n`;
}

async function matches(): Promise<void> {
  await workspace.settled();
  expect(stateIds(await workspace.state())).toEqual((await workspace.liveIds()).toSorted());
  await workspace.sound();
}

/** Somebody else takes a slice. */
async function take(size: string, drm: string): Promise<string> {
  const request = parseRequest({
    vm: 'intruder',
    host: 'host-a',
    medium: 'dram',
    size,
    constraints: { drm_ids: [drm] },
  });
  const requester = { owner: 'somebody', instance: 'else' };
  const input = { id: null, name: null, request, placement: null, origin: null, requester, run: null };
  return workspace.fabric(async (client) => (await client.applyAllocation(input, 10_000)).id);
}

describe('what an apply made is its own', () => {
  test('-target after -target, with the same request: two slices', async () => {
    workspace = new Workspace({ fabric: LAB });
    workspace.config(allocation('a') + allocation('b'));
    await workspace.apply('-target=rah_allocation.a');
    await workspace.apply('-target=rah_allocation.b');
    expect(new Set(stateIds(await workspace.state())).size).toBe(2);
    await matches();
    const report = await workspace.fabric((client) => client.check());
    expect(report.unacknowledged).toEqual([]);
  });

  test('two workspaces in one directory have slices of their own, and share the names', async () => {
    workspace = new Workspace({ fabric: LAB });
    workspace.config(allocation('a'));
    await workspace.apply();
    const first = stateIds(await workspace.state());
    await workspace.ok('workspace', 'new', 'other');
    await workspace.apply();
    const second = stateIds(await workspace.state());
    expect(second).not.toEqual(first);
    expect((await workspace.liveIds()).toSorted()).toEqual([...first, ...second].toSorted());

    workspace.config(
      allocation('a') + allocation('n', { name: '"n"', size: '"1GiB"' }) + composition('c', 'c', '1GiB'),
    );
    await workspace.apply();
    await workspace.ok('workspace', 'select', 'default');
    const text = await workspace.fails('plan');
    expect(text).toMatch(/The name "n" is taken/);
    expect(text).toMatch(/the allocation alloc-\w+ of VM "web", made in \S+ \(workspace "other"\)/);
    expect(text).toMatch(/terraform import ADDRESS alloc-/);
    expect(text).toMatch(/The name "c" is taken/);
    expect(text).toMatch(/terraform import ADDRESS c/);
    await workspace.ok('workspace', 'select', 'other');
    await workspace.settled();
  });
});

describe('destroying does not depend on what would fit', () => {
  const DATA = `
data "rah_placement" "p" {
  name     = "p"
  requests = { for key in ["x", "y"] : key => { vm = "v", host = "host-a", medium = "dram", size = var.size } }
}
resource "rah_allocation" "p" {
  for_each  = data.rah_placement.p.placements
  vm        = "v"
  host      = "host-a"
  medium    = "dram"
  size      = var.size
  placement = each.value
}
output "drm" { value = [for key, p in data.rah_placement.p.placements : p.drm_ids] }
variable "size" { default = "4GiB" }
`;

  test.each(['destroy', 'apply -destroy'])(
    'terraform %s on a full fabric, after releases behind our back',
    async (line) => {
      workspace = new Workspace({ fabric: rack(1, '64GiB') });
      workspace.config(`${DATA}${allocation('a', { name: '"a"' })}${composition('c', 'c', '16GiB', ['a', 'b'])}`);
      await workspace.apply();
      const state = await workspace.state();
      const gone = state['rah_allocation.a']?.values.id;
      await workspace.fabric(async (client) => {
        await client.releaseAllocation(gone, 10_000);
        await client.releaseAllocation(state['rah_allocation.p["x"]']?.values.id, 10_000);
        await client.releaseComposition('c', 10_000);
      });
      const intruder = await take('60GiB', 'mem-1');
      expect(await workspace.fails('plan')).toMatch(/[Nn]o room/);
      await workspace.ok('plan', '-destroy', '-out=destroy.plan');
      await workspace.ok(...line.split(' '), '-auto-approve');
      expect(await workspace.liveIds()).toEqual([intruder]);
      await workspace.sound();
    },
  );

  test('what is planned larger than anything there is', async () => {
    workspace = new Workspace({ fabric: rack(1, '64GiB') });
    workspace.config(DATA + allocation('a') + composition('c', 'c', '16GiB'));
    await workspace.apply();
    workspace.config(
      DATA.replace('4GiB', '1TiB') +
        allocation('a', { size: '"1TiB"' }) +
        allocation('b', { size: '"1TiB"', name: '"b"' }) +
        composition('c', 'c', '1TiB', ['a', 'b']) +
        composition('d', 'd', '1TiB') +
        'output "d" { value = [for key, p in rah_composition.d.placements : p.drm_ids] }\n',
    );
    await workspace.destroy();
    expect(await workspace.liveIds()).toEqual([]);
  });
});

describe('a full fabric, and a plan that makes the room it needs', () => {
  test('a resource under another address, without a moved block', async () => {
    workspace = new Workspace({ fabric: rack(1, '32GiB') });
    workspace.config(allocation('a', { name: '"n"' }) + composition('c', 'c', '16GiB'));
    await workspace.apply();
    workspace.config(allocation('b', { name: '"n"' }) + composition('d', 'd', '16GiB'));
    const plan = await workspace.plan();
    expect(Object.keys(plan)).toHaveLength(4);
    expect(plan['rah_composition.d']?.unknown.placements.a).toMatchObject({ drm_ids: true, segments: true });
    await workspace.ok('apply', 'tfplan');
    await matches();
    workspace.config(allocation('c', { name: '"n"' }) + composition('e', 'e', '16GiB'));
    await workspace.apply();
    await matches();
    // The same name under another address.
    workspace.config(allocation('c', { name: '"n"' }) + composition('f', 'e', '16GiB'));
    await workspace.apply();
    await matches();
  });

  test('many of them at once', async () => {
    workspace = new Workspace({ fabric: rack(1, '32GiB') });
    const many = (label: string) => allocation(label, { count: '16', size: '"2GiB"' });
    workspace.config(many('a'));
    await workspace.apply();
    workspace.config(many('b'));
    await workspace.apply();
    await matches();
  });

  test('a deposed object goes, and what is to be made takes its place', async () => {
    workspace = new Workspace({ fabric: rack(1, '32GiB') });
    const before = 'lifecycle {\n    create_before_destroy = true\n  }';
    workspace.config(allocation('a', {}, before));
    await workspace.apply();
    // As an interrupted replacement leaves it: the old one deposed, the new one not made.
    const file = join(workspace.dir, 'terraform.tfstate');
    const state = JSON.parse(readFileSync(file, 'utf8'));
    state.resources[0].instances[0].deposed = '00000001';
    state.serial += 1;
    writeFileSync(file, JSON.stringify(state));
    // Terraform itself puts the create of the same address first, so that one has to be told how to make room.
    workspace.config(allocation('a', { size: '"32GiB"' }, before));
    expect(await workspace.fails('apply', '-auto-approve')).toMatch(
      /held by allocation alloc-.*terraform destroy -target/,
    );
    workspace.config(allocation('a', { count: '0' }, before) + allocation('b', { size: '"32GiB"' }));
    await workspace.apply();
    await matches();
    expect(await workspace.liveIds()).toHaveLength(1);
  });

  test('one is replaced by another medium or VM, a new one takes what it leaves', async () => {
    workspace = new Workspace({ fabric: rack(2, '16GiB') });
    workspace.config(allocation('a') + allocation('b'));
    await workspace.apply();
    workspace.config(allocation('a') + composition('c', 'c', '16GiB'));
    await workspace.apply();
    await matches();
    workspace.config(
      allocation('a', { vm: '"other"', size: '"8GiB"' }) +
        composition('c', 'c', '16GiB') +
        allocation('d', { size: '"8GiB"' }),
    );
    await workspace.apply();
    await matches();
  });

  test('what does not fit all the same says what holds the room', async () => {
    workspace = new Workspace({ fabric: rack(1, '32GiB') });
    workspace.config(allocation('a', { name: '"holder"' }) + composition('c', 'set', '8GiB'));
    await workspace.apply();
    workspace.config(allocation('a', { name: '"holder"' }) + composition('c', 'set', '8GiB') + allocation('b'));
    const text = await workspace.fails('plan');
    expect(text).toMatch(
      /On mem-1 room is held by allocation "holder" \(alloc-\w+\) of VM "web" with 16GiB, "a" of the/,
    );
    expect(text).toMatch(/terraform destroy -target=ADDRESS/);
    // The one that goes is too small.
    workspace.config(allocation('a', { name: '"holder"' }) + allocation('b', { size: '"24GiB"' }));
    expect(await workspace.fails('plan')).toMatch(/[Nn]o room for 24GiB/);
  });
});

describe('terraform test', () => {
  test('plans, creates, grows and shrinks, in one process', async () => {
    workspace = new Workspace({ fabric: rack(2, '32GiB') });
    workspace.config(`
variable "size" { default = "4GiB" }
data "rah_placement" "p" {
  name     = "p"
  requests = { for key in ["x", "y"] : key => { vm = "v", host = "host-a", medium = "dram", size = var.size } }
}
resource "rah_allocation" "p" {
  for_each  = data.rah_placement.p.placements
  vm        = "v"
  host      = "host-a"
  medium    = "dram"
  size      = var.size
  placement = each.value
}
resource "rah_composition" "c" {
  name     = "c"
  requests = { for key in ["x", "y"] : key => { vm = "c", host = "host-a", medium = "dram", size = var.size } }
}
`);
    const run = (name: string, gib: number, command = 'apply') => `
run "${name}" {
  command = ${command}
  variables { size = "${gib}GiB" }
  assert {
    condition     = sum(flatten([for p in rah_allocation.p : p.segments[*].length])) == ${2 * gib} * pow(1024, 3)
    error_message = "the allocations are not as large as they should be"
  }
  assert {
    condition     = sum(flatten([for p in rah_composition.c.placements : p.segments[*].length])) == ${2 * gib} * pow(1024, 3)
    error_message = "the slices are not as large as they should be"
  }
}
`;
    workspace.write(
      'life.tftest.hcl',
      run('first', 2, 'plan') +
        run('plan', 4, 'plan') +
        run('create', 4) +
        run('grow', 6) +
        run('shrink', 3) +
        run('more', 7, 'plan'),
    );
    expect((await workspace.ok('test')).text).toMatch(/6 passed, 0 failed/);
    expect(await workspace.liveIds()).toEqual([]);
    await workspace.sound();
  });
});

describe('a placement for something else', () => {
  const placed = (request: string, members: Record<string, string>) => `
data "rah_placement" "p" {
  name     = "p"
  requests = { x = { vm = "web", host = "host-a", medium = "dram", size = "8GiB"${request} } }
}
${allocation('a', { size: '"8GiB"', placement: 'data.rah_placement.p.placements["x"]', ...members })}`;

  test.each([
    [
      'size',
      '',
      { size: '"4GiB"' },
      /is for 8GiB; this allocation has size = "4GiB".*request "x".*rah_placement named "p"/,
    ],
    ['medium', '', { medium: '"nvme"' }, /is dram on mem-1; this allocation has medium = "nvme"/],
    ['vm', '', { vm: '"db"' }, /for VM "web"; this allocation has vm = "db"/],
    ['host', '', { host: '"host-b"' }, /for host "host-a"; this allocation has host = "host-b"/],
    ['constraints', '', { constraints: '{ drm_ids = ["mem-3"] }' }, /on mem-1; .*constraints.drm_ids = \["mem-3"\]/],
    ['constraints', '', { constraints: '{ interleave_ways = 2 }' }, /over 1 module \(.*interleave_ways = 2/],
    ['constraints', ', constraints = { interleave_ways = 2 }', {}, /over 2 modules \(4GiB \+ 4GiB\).*max_drms = 1/],
  ])('%s %s', async (attribute, request, members, message) => {
    workspace = new Workspace({ fabric: LAB });
    workspace.config(placed(request, members as Record<string, string>));
    const text = await workspace.fails('plan');
    expect(text).toMatch(new RegExp(`The placement is one for (another|other) ${attribute}`, 'i'));
    expect(text).toMatch(message);
    expect(text).toMatch(/placement = data/);
  });

  test.each([
    ['labels', '{ labels = { tier = "silver" } }'],
    ['latency', '{ max_latency_ns = 20 }'],
  ])('a module that the constraints exclude: %s', async (reason, constraints) => {
    workspace = new Workspace({ fabric: LAB });
    workspace.config(placed('', { constraints }));
    const text = await workspace.fails('plan');
    expect(text).toMatch(/The placement is on a module that the constraints exclude/);
    expect(text).toMatch(new RegExp(`mem-1.*exclude that by ${reason}`));
  });

  test('a VM that moves takes its placed slices along', async () => {
    workspace = new Workspace({ fabric: LAB });
    workspace.config(placed('', {}));
    await workspace.apply();
    await matches();
    workspace.config(placed('', {}).replaceAll('host-a', 'host-b'));
    await workspace.apply();
    await matches();
    workspace.config(
      placed('', { host: '"host-a"' }).replace('vm = "web", host = "host-a"', 'vm = "web", host = "host-b"'),
    );
    await workspace.run('plan');
  });
});

test('values that are known only after the plan, and then need another module: an error that says what to do', async () => {
  workspace = new Workspace({ fabric: LAB });
  const config = (tier: string) => `
resource "terraform_data" "tier" {
  input = "${tier}"
}
${allocation('a', { constraints: '{ labels = { tier = terraform_data.tier.output } }' })}`;
  workspace.config(config('gold'));
  await workspace.apply();
  await matches();
  workspace.config(config('silver'));
  const text = await workspace.fails('apply', '-auto-approve');
  expect(text).toMatch(/The change needs other modules.*Run terraform apply again/);
  await workspace.apply();
  await matches();
  expect((await workspace.state())['rah_allocation.a']?.values.drm_ids).toEqual(['mem-3']);
});

test('an inventory that contradicts what is allocated: a warning, and everything can still be destroyed', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(allocation('a') + composition('c', 'c', '4GiB'));
  await workspace.apply();
  workspace.editFabric((text) => text.replace('  - id: host-a\n', '').replace(/.*from: host-a.*\n/, ''));
  const run = await workspace.ok('plan');
  expect(run.text).toMatch(/Warning: The fabric file contradicts what is allocated/);
  expect(run.text).toMatch(/host-a/);
  workspace.config(allocation('a') + composition('c', 'c', '4GiB') + allocation('b', { host: '"host-b"', vm: '"x"' }));
  expect(await workspace.fails('plan')).toMatch(/Error: The fabric file contradicts what is allocated/);
  await workspace.destroy();
  expect(await workspace.liveIds()).toEqual([]);
});
