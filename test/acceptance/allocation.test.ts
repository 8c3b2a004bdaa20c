import { afterEach, expect, test } from 'vitest';
import { LAB, rack } from './fabrics.ts';
import { stateIds, Workspace } from './terraform.ts';

let workspace: Workspace;

afterEach(() => workspace?.remove());

function allocation(members: Record<string, string>, name = 'a'): string {
  const lines = Object.entries({ vm: '"web"', host: '"host-a"', medium: '"dram"', ...members });
  return `resource "rah_allocation" "${name}" {\n${lines.map(([key, value]) => `  ${key} = ${value}`).join('\n')}\n}\n`;
}

test('create, no changes, grow, shrink, move the VM, other words, other weights: one slice all the time', async () => {
  workspace = new Workspace({ fabric: LAB });
  const labels = 'constraints = { labels = { tier = "gold" } }'.replace('constraints = ', '');
  const base = { name: '"cache"', size: '"8GiB"', constraints: labels };
  workspace.config(allocation(base));
  const created = await workspace.plan();
  expect(created['rah_allocation.a']?.actions).toEqual(['create']);
  expect(created['rah_allocation.a']?.unknown).toMatchObject({ id: true, drm_ids: true, segments: true, reason: true });
  expect(created['rah_allocation.a']?.after).toMatchObject({ kind: 'memory' });
  await workspace.apply();
  await workspace.settled();

  const first = (await workspace.state())['rah_allocation.a']?.values;
  expect(first).toMatchObject({ drm_ids: ['mem-1'], status: 'bound', kind: 'memory', latency_ns: 170 });
  expect(first?.segments).toEqual([{ drm_id: 'mem-1', medium: 'dram', start: 0, length: 8 * 2 ** 30 }]);
  expect(first?.mapping_table).toHaveLength(1);
  expect(first?.mapping_table[0]).toMatchObject({ unit: 'byte', drm_id: 'mem-1', drm_start: 0, length: 8 * 2 ** 30 });
  expect(first?.cost_per_hour_micros).toBe(8 * 4000);
  expect(first?.reason).toMatch(/^mem-1: best of 2 candidates/);
  const stays = { id: first?.id, drm_ids: ['mem-1'], reason: first?.reason, score: first?.score };

  // Grow in place: where it grows is known in the plan.
  workspace.config(allocation({ ...base, size: '"12GiB"' }));
  const grown = await workspace.plan();
  expect(grown['rah_allocation.a']?.actions).toEqual(['update']);
  expect(grown['rah_allocation.a']?.after).toMatchObject({
    ...stays,
    segments: [{ drm_id: 'mem-1', start: 0, length: 12 * 2 ** 30 }],
    cost_per_hour_micros: 12 * 4000,
  });
  await workspace.apply();
  await workspace.settled();
  expect((await workspace.state())['rah_allocation.a']?.values).toMatchObject({ ...stays, size: '12GiB' });

  workspace.config(allocation({ ...base, size: '"4GiB"' }));
  expect((await workspace.plan())['rah_allocation.a']?.actions).toEqual(['update']);
  await workspace.apply();
  await workspace.settled();
  expect((await workspace.state())['rah_allocation.a']?.values).toMatchObject({
    ...stays,
    segments: [{ drm_id: 'mem-1', start: 0, length: 4 * 2 ** 30 }],
  });

  // The VM moves: the slice stays, its latency changes.
  workspace.config(allocation({ ...base, size: '"4GiB"', host: '"host-b"' }));
  const moved = await workspace.plan();
  expect(moved['rah_allocation.a']?.actions).toEqual(['update']);
  expect(moved['rah_allocation.a']?.after).toMatchObject({ ...stays, latency_ns: 250 });
  await workspace.apply();
  await workspace.settled();

  // The same in other words, and the kind that the medium tells anyway.
  workspace.config(
    allocation({
      ...base,
      size: '"4096MiB"',
      host: '"host-b"',
      kind: '"memory"',
      constraints: '{ labels = { tier = "gold" }, max_drms = 1 }',
    }),
  );
  await workspace.settled();

  const segments = (await workspace.state())['rah_allocation.a']?.values.segments;
  workspace.config(allocation({ ...base, size: '"4GiB"', host: '"host-b"', weights: '{ cost = 1000 }' }));
  const weighed = await workspace.plan();
  expect(weighed['rah_allocation.a']?.actions).toEqual(['update']);
  expect(weighed['rah_allocation.a']?.after).toMatchObject({ drm_ids: ['mem-1'], segments });
  await workspace.apply();
  await workspace.settled();

  expect(stateIds(await workspace.state())).toEqual(await workspace.liveIds());
  await workspace.destroy();
  expect(await workspace.liveIds()).toEqual([]);
  await workspace.sound();
});

test('what cannot be done in place replaces: another VM, another medium, a constraint that the module does not meet', async () => {
  workspace = new Workspace({ fabric: LAB });
  const gold = '{ labels = { tier = "gold" } }';
  workspace.config(allocation({ size: '"8GiB"', constraints: gold }));
  await workspace.apply();
  const replaced = ['delete', 'create'];
  for (const members of [
    { size: '"8GiB"', vm: '"db"', constraints: gold },
    { size: '"8GiB"', vm: '"db"', constraints: '{ labels = { tier = "silver" } }' },
    { size: '"64GiB"', vm: '"db"', medium: '"nvme"' },
    { size: '"2x500m"', vm: '"db"', medium: '"gpu"', name: '"slices"' },
  ]) {
    const before = stateIds(await workspace.state());
    workspace.config(allocation(members));
    expect((await workspace.plan())['rah_allocation.a']?.actions).toEqual(replaced);
    await workspace.ok('apply', 'tfplan');
    await workspace.settled();
    const after = stateIds(await workspace.state());
    expect(after).not.toEqual(before);
    expect(after).toEqual(await workspace.liveIds());
  }
  expect((await workspace.state())['rah_allocation.a']?.values.mapping_table).toMatchObject([
    { unit: 'milli', drm_id: 'gpu-1', length: 500 },
    { unit: 'milli', drm_id: 'gpu-1', length: 500 },
  ]);
  await workspace.sound();
});

test('replacing works on a full fabric, because the old slice goes first', async () => {
  workspace = new Workspace({ fabric: rack(1, '16GiB') });
  workspace.config(allocation({ size: '"16GiB"' }));
  await workspace.apply();
  workspace.config(allocation({ size: '"16GiB"', vm: '"db"' }));
  await workspace.apply();
  await workspace.settled();
  await workspace.apply('-replace=rah_allocation.a');
  await workspace.settled();
  expect(await workspace.liveIds()).toHaveLength(1);
  await workspace.sound();
});

test('interleaved memory, split storage, and constraints of every sort', async () => {
  workspace = new Workspace({ fabric: LAB });
  workspace.config(
    [
      allocation({
        size: '"16GiB"',
        constraints: '{ interleave_ways = 2, interleave_granularity_bytes = 4096, labels = { tier = "gold" } }',
      }),
      allocation(
        {
          size: '"100GiB"',
          constraints:
            '{ max_drms = 2, not_labels = { tier = "gold" }, max_latency_ns = 400, min_bandwidth_mbps = 1000 }',
        },
        'b',
      ),
      allocation({ size: '"4GiB"', constraints: '{ drm_ids = ["mem-2"] }', weights: '{ utilization = 1 }' }, 'c'),
      allocation({ size: '"250m"', medium: '"gpu"' }, 'd'),
    ].join('\n'),
  );
  await workspace.apply();
  await workspace.settled();
  const state = await workspace.state();
  expect(state['rah_allocation.a']?.values.drm_ids.toSorted()).toEqual(['mem-1', 'mem-2']);
  expect(state['rah_allocation.a']?.values.mapping_table).toMatchObject([
    { position: 0, ways: 2, granularity_bytes: 4096 },
    { position: 1, ways: 2, granularity_bytes: 4096 },
  ]);
  expect(state['rah_allocation.b']?.values.drm_ids).toEqual(['mem-3']);
  expect(state['rah_allocation.c']?.values.drm_ids).toEqual(['mem-2']);
  await workspace.destroy();
  await workspace.sound();
});
