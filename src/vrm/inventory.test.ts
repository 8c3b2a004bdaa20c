import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allocate, FabricFixture, INVENTORY, places } from './fabric.fixture.ts';
import type { Vrm } from './vrm.ts';

const SOON = 5_000;
let fixture: FabricFixture;
let vrm: Vrm;

beforeEach(async () => {
  fixture = new FabricFixture();
  vrm = await fixture.open();
});

afterEach(async () => {
  const { violations } = await vrm.check().catch(() => ({ violations: [] }));
  await fixture.close();
  expect(violations).toEqual([]);
});

describe('DRM states', () => {
  it('lose what was on a failed DRM, for good, until it is placed anew', async () => {
    const made = await vrm.applyAllocation(allocate(), SOON);
    await vrm.setDrmState('mem-1', 'failed', SOON);
    expect(await vrm.allocation(made.id)).toMatchObject({ state: 'lost', lost_reason: 'DRM "mem-1" failed' });
    await vrm.setDrmState('mem-1', 'online', SOON);
    expect(await vrm.allocation(made.id)).toMatchObject({ state: 'lost' });
    await vrm.setDrmState('mem-1', 'cordoned', SOON);
    const healed = await vrm.applyAllocation(allocate({}, { id: made.id }), SOON);
    expect([healed.state, healed.lost_reason, places(healed)]).toEqual(['bound', null, 'mem-2[0+1]']);
  });

  it('cordon without touching what is there', async () => {
    const made = await vrm.applyAllocation(allocate(), SOON);
    const view = await vrm.setDrmState('mem-1', 'draining', SOON);
    expect(view).toMatchObject({ state: 'draining', declared_state: 'online', generation: 2, allocations: [made.id] });
    expect(places(await vrm.applyAllocation(allocate(), SOON))).toMatch(/^mem-2/);
    await expect(vrm.setDrmState('mem-9', 'online', SOON)).rejects.toThrow(/no DRM "mem-9". Did you mean "mem-1"\?/);
    await expect(vrm.setDrmState('mem-1', 'removed', SOON)).rejects.toMatchObject({ code: 'invalid_state' });
  });
});

describe('the inventory', () => {
  it('is followed when it changes', async () => {
    const made = await vrm.applyAllocation(allocate(), SOON);
    fixture.setInventory(
      INVENTORY.replace('{id: mem-1, ', '{id: mem-1, state: cordoned, ')
        .replace(/ {2}- \{id: ssd-1.*\n/, '')
        .replace(/.*to: ssd-1.*\n/, ''),
    );
    const drms = await vrm.drms();
    expect(drms.map(({ id }) => id)).toEqual(['acc-1', 'mem-1', 'mem-2', 'mem-3']);
    expect(drms.find(({ id }) => id === 'mem-1')).toMatchObject({ state: 'cordoned', allocations: [made.id] });
    // An operator's word holds until the declaration changes.
    await vrm.setDrmState('mem-1', 'online', SOON);
    fixture.setInventory(`${fixture.text}# a comment\n`);
    expect((await vrm.drms())[1]).toMatchObject({ state: 'online', declared_state: 'cordoned' });
    fixture.setInventory(INVENTORY);
    expect(await vrm.drms()).toHaveLength(5);
  });

  it('loses what was on a DRM that is gone, and keeps its space until it is given up', async () => {
    const made = await vrm.applyAllocation(allocate(), SOON);
    fixture.setInventory(INVENTORY.replace(/ {2}- \{id: mem-1.*\n/, '').replace(/.*to: mem-1.*\n/, ''));
    expect(await vrm.allocation(made.id)).toMatchObject({
      state: 'lost',
      lost_reason: 'DRM "mem-1" was removed from the inventory',
    });
    expect((await vrm.drms()).find(({ id }) => id === 'mem-1')).toMatchObject({ state: 'removed' });
    await expect(vrm.setDrmState('mem-1', 'online', SOON)).rejects.toMatchObject({ code: 'invalid_state' });
    const healed = await vrm.applyAllocation(allocate({}, { id: made.id }), SOON);
    expect(places(healed)).toBe('mem-2[0+1]');
    fixture.setInventory(`${fixture.text}# again\n`);
    expect((await vrm.drms()).map(({ id }) => id)).not.toContain('mem-1');
  });

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'capacity',
      (text) => text.replace('capacity: 8GiB', 'capacity: 1GiB'),
      /fabric\.yaml:7:78: drms\[1\]\.media\.dram\.capacity: the DRM "mem-1" would have 1GiB dram, but 2GiB dram up to there are allocated \(alloc-\w+ ends last\); allowed: at least 2GiB/,
    ],
    [
      'medium',
      (text) => text.replace('{dram: {capacity: 8GiB', '{pmem: {capacity: 8GiB'),
      /fabric\.yaml:7:60: drms\[1\]\.media: the DRM "mem-1" no longer offers dram/,
    ],
    [
      'host',
      (text) => text.replace('{id: host-a}, ', '').replace(/.*from: host-a.*\n/, ''),
      /fabric\.yaml:4:8: hosts: the host "host-a" is gone, but VM "vm-1" lives on it/,
    ],
  ])('is refused as a whole when it takes away a %s in use', async (_, change, message) => {
    const { id } = await vrm.applyAllocation(allocate({ size: '2GiB' }), SOON);
    const { revision } = await vrm.info();
    fixture.setInventory(change(INVENTORY));
    await expect(vrm.applyAllocation(allocate(), SOON)).rejects.toThrow(message);
    expect(await vrm.inventoryProblem()).toMatchObject({ code: 'inventory_conflict' });
    expect((await vrm.check()).violations).toMatchObject([{ rule: 'inventory' }]);
    expect((await vrm.view()).allocations).toHaveLength(1);
    fixture.setInventory(INVENTORY);
    expect(await vrm.info()).toMatchObject({ revision });
    // The other way out: what stands in the way is released, and the change is followed.
    fixture.setInventory(change(INVENTORY));
    await vrm.releaseAllocation(id, SOON);
    expect(await vrm.inventoryProblem()).toBeNull();
    expect((await vrm.check()).violations).toEqual([]);
  });

  it('is followed around live allocations, and what they then miss is said', async () => {
    const constraints = { labels: { tier: 'gold' }, max_latency_ns: 200 };
    const { id } = await vrm.applyAllocation(allocate({ constraints }), SOON);
    fixture.setInventory(INVENTORY.replaceAll('tier: gold', 'tier: lead'));
    const label = 'DRM "mem-1" no longer meets the request: it has no label tier=gold.';
    expect((await vrm.allocation(id, { acknowledge: true }))?.concerns).toEqual([label]);
    fixture.setInventory(INVENTORY.replace('latency_ns: 100', 'latency_ns: 500'));
    const far = 'DRM "mem-1" no longer meets the request: it is 600 ns from host "host-a", more than 200 ns.';
    expect((await vrm.check()).concerns).toEqual([{ allocation: id, message: far }]);
    fixture.setInventory(INVENTORY.replace('- {from: hub, to: mem-1, type: cxl2, latency_ns: 100}', ''));
    expect((await vrm.check()).concerns).toMatchObject([{ message: expect.stringContaining('has no path to it') }]);
    fixture.setInventory(INVENTORY);
    await vrm.setDrmState('mem-1', 'offline', SOON);
    expect((await vrm.check()).concerns).toEqual([{ allocation: id, message: 'DRM "mem-1" is offline.' }]);
    expect((await vrm.check()).violations).toEqual([]);
  });
});
