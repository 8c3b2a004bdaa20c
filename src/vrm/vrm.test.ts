import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allocate, compose, FabricFixture, places, run, want } from './fabric.fixture.ts';
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

describe('allocations', () => {
  it('are created, read, and released', async () => {
    const made = await vrm.applyAllocation(allocate({ size: '2GiB' }, { name: 'db' }), SOON);
    expect(made).toMatchObject({
      id: expect.stringMatching(/^alloc-/),
      state: 'bound',
      generation: 1,
      acknowledged: false,
    });
    expect(places(made)).toBe('mem-1[0+2]');
    expect(made.mapping).toEqual([
      expect.objectContaining({ unit: 'byte', vm_start: 2 ** 40, length: 2 * 1024 ** 3, drm: 'mem-1', drm_start: 0 }),
    ]);
    expect(made.placement.cost_per_hour_micros).toBe(200);
    expect(made.placement.reason).toMatch(/^mem-1: best of 3 candidates \(3 considered\)/);
    expect(await vrm.allocation('db')).toEqual(made);
    const view = await vrm.view();
    expect(view.vms).toEqual([{ id: 'vm-1', host: 'host-a' }]);
    expect(view.drms.find(({ id }) => id === 'mem-1')).toMatchObject({
      usage: [{ used: 2 * 1024 ** 3, free: 6 * 1024 ** 3, largest_free: 6 * 1024 ** 3 }],
      allocations: [made.id],
    });
    await vrm.releaseAllocation(made.id, SOON);
    await vrm.releaseAllocation(made.id, SOON);
    expect(await vrm.allocation(made.id)).toBeNull();
    expect(await vrm.view()).toMatchObject({ vms: [], allocations: [] });
    expect(await vrm.info()).toMatchObject({ name: 'test', revision: 3 });
  });

  it('are acknowledged once', async () => {
    const made = await vrm.applyAllocation(allocate(), SOON);
    expect((await vrm.check()).unacknowledged).toEqual([made.id]);
    expect(await vrm.allocation(made.id, { acknowledge: true })).toMatchObject({ acknowledged: true, generation: 1 });
    const { revision } = await vrm.info();
    await vrm.allocation(made.id, { acknowledge: true });
    expect(await vrm.info()).toMatchObject({ revision });
  });

  it('are all acknowledged when their process ends in order', async () => {
    const one = await vrm.applyAllocation(allocate(), SOON);
    await vrm.applyComposition(compose('set', [want('a', {})]), SOON);
    const stranger = await vrm.applyAllocation(allocate({}, { requester: { owner: 'dir', instance: 'other' } }), SOON);
    await vrm.acknowledgeAll('me');
    expect((await vrm.check()).unacknowledged).toEqual([stranger.id]);
    expect((await vrm.composition('set'))?.acknowledged).toBe(true);
    expect(await vrm.allocation(one.id)).toMatchObject({ acknowledged: true, generation: 1 });
  });

  it('are disowned when their requester has lost the ids, and then adopted again', async () => {
    const dead = { owner: 'dir', instance: 'dead' };
    const [kept, lost] = [
      await vrm.applyAllocation(allocate({}, { requester: dead }), SOON),
      await vrm.applyAllocation(allocate({}, { requester: dead }), SOON),
    ];
    const other = await vrm.applyAllocation(allocate({}, { requester: { owner: 'x', instance: 'dead' } }), SOON);
    for (const { id } of [kept, lost, other]) await vrm.allocation(id, { acknowledge: true });
    await vrm.disown('dir', (id) => id === kept.id);
    expect((await vrm.check()).unacknowledged).toEqual([lost.id]);
    expect((await vrm.applyAllocation(allocate(), SOON)).id).toBe(lost.id);
  });

  it('say what stands in the way', async () => {
    const failing = vrm.applyAllocation(allocate({ size: '20GiB', constraints: { labels: { tier: 'gold' } } }), SOON);
    await expect(failing).rejects.toMatchObject({
      code: 'unplaceable',
      message:
        'no room for 20GiB dram for VM "vm-1" on host "host-a". 1 of 3 modules excluded: labels 1. ' +
        '2 of 3 modules have too little free: the largest free slice is 16GiB on mem-2.',
    });
    await expect(vrm.applyAllocation(allocate({ host: 'host-c' }), SOON)).rejects.toMatchObject({
      code: 'host_not_found',
      message: expect.stringMatching(/Did you mean "host-a"/),
    });
    const listed = vrm.applyAllocation(allocate({ constraints: { drm_ids: ['mem-9'] } }), SOON);
    await expect(listed).rejects.toMatchObject({ code: 'drm_not_found' });
    const foreign = vrm.applyAllocation(allocate({ constraints: { drm_ids: ['acc-1'] } }), SOON);
    await expect(foreign).rejects.toThrow(/None of the listed DRMs \(acc-1\) offers dram/);
    await expect(vrm.applyAllocation(allocate({}, { id: 'alloc-9' }), SOON)).rejects.toMatchObject({
      code: 'allocation_not_found',
    });
  });

  it('grow in place at the end, shrink from there, and keep their address', async () => {
    const made = await vrm.applyAllocation(allocate({ size: '2GiB' }), SOON);
    const grown = await vrm.applyAllocation(allocate({ size: '5GiB' }, { id: made.id }), SOON);
    expect([grown.id, places(grown), grown.placement.cost_per_hour_micros]).toEqual([made.id, 'mem-1[0+5]', 500]);
    const shrunk = await vrm.applyAllocation(allocate({ size: '1GiB' }, { id: made.id }), SOON);
    expect([places(shrunk), shrunk.mapping[0]?.vm_start, shrunk.acknowledged]).toEqual(['mem-1[0+1]', 2 ** 40, true]);
  });

  it('grow behind a neighbour without moving what the VM sees', async () => {
    const made = await vrm.applyAllocation(allocate({ size: '2GiB' }), SOON);
    const other = await vrm.applyAllocation(allocate({ vm: 'vm-2', size: '1GiB' }), SOON);
    expect(places(other)).toBe('mem-1[2+1]');
    const grown = await vrm.applyAllocation(allocate({ size: '4GiB' }, { id: made.id }), SOON);
    expect(places(grown)).toBe('mem-1[0+2 3+2]');
    expect(
      grown.mapping.map(({ vm_start, drm_start }) => [(vm_start - 2 ** 40) / 1024 ** 3, drm_start / 1024 ** 3]),
    ).toEqual([
      [0, 0],
      [2, 3],
    ]);
  });

  it('keep the order of their contents when the new part lies in front', async () => {
    const front = await vrm.applyAllocation(allocate({ vm: 'vm-2', size: '2GiB' }), SOON);
    const made = await vrm.applyAllocation(allocate({ size: '6GiB', constraints: { drm_ids: ['mem-1'] } }), SOON);
    await vrm.releaseAllocation(front.id, SOON);
    const grow = allocate({ size: '7GiB', constraints: { drm_ids: ['mem-1'] } }, { id: made.id });
    const grown = await vrm.applyAllocation(grow, SOON);
    expect(places(grown)).toBe('mem-1[0+1 2+6]');
    expect(grown.mapping.map(({ drm_start, length }) => [drm_start / 1024 ** 3, length / 1024 ** 3])).toEqual([
      [2, 6],
      [0, 1],
    ]);
    const shrunk = await vrm.applyAllocation({ ...grow, request: want('', { size: '6GiB' }).request }, SOON);
    expect(places(shrunk)).toBe('mem-1[2+6]');
  });

  it('move when they cannot grow where they are', async () => {
    const made = await vrm.applyAllocation(allocate({ size: '2GiB' }), SOON);
    const moved = await vrm.applyAllocation(allocate({ size: '12GiB' }, { id: made.id }), SOON);
    expect([moved.id, places(moved)]).toEqual([made.id, 'mem-2[0+12]']);
  });

  it('stay where they are when only words change, and move when they no longer fit them', async () => {
    const made = await vrm.applyAllocation(allocate(), SOON);
    const gold = allocate({ constraints: { labels: { tier: 'gold' } }, weights: { cost: 1 } }, { id: made.id });
    const same = await vrm.applyAllocation(gold, SOON);
    expect([places(same), same.request.weights.cost]).toEqual(['mem-1[0+1]', 1]);
    const iron = allocate({ constraints: { labels: { tier: 'iron' } } }, { id: made.id });
    expect(places(await vrm.applyAllocation(iron, SOON))).toBe('mem-3[0+1]');
  });

  it('interleave over equal shares', async () => {
    const made = await vrm.applyAllocation(allocate({ size: '4GiB', constraints: { interleave_ways: 2 } }), SOON);
    expect(
      made.mapping.map(({ position, ways, length, granularity_bytes }) => [position, ways, length, granularity_bytes]),
    ).toEqual([
      [0, 2, 4 * 1024 ** 3, 256],
      [1, 2, 4 * 1024 ** 3, 256],
    ]);
    const grow = allocate({ size: '6GiB', constraints: { interleave_ways: 2 } }, { id: made.id });
    const grown = await vrm.applyAllocation(grow, SOON);
    expect(grown.placement.segments.map(({ extents }) => extents)).toEqual(
      made.placement.segments.map(({ extents }) => [{ start: extents[0]?.start, length: 3 * 1024 ** 3 }]),
    );
  });

  it('give VMs addresses that do not overlap, and storage a device each', async () => {
    const one = await vrm.applyAllocation(allocate({ size: '1GiB' }), SOON);
    const two = await vrm.applyAllocation(allocate({ size: '1GiB' }), SOON);
    expect(two.mapping[0]?.vm_start).toBe(2 ** 40 + 1024 ** 3);
    await vrm.releaseAllocation(one.id, SOON);
    const three = await vrm.applyAllocation(allocate({ size: '512MiB' }), SOON);
    expect(three.mapping[0]?.vm_start).toBe(2 ** 40);
    for (let index = 0; index < 2; index++) {
      const disk = await vrm.applyAllocation(allocate({ medium: 'nvme', size: '64MiB' }), SOON);
      expect(disk.mapping[0]).toMatchObject({ unit: 'block', vm_start: 0, length: 16384 });
    }
  });

  it('count devices and shares', async () => {
    const cpu = await vrm.applyAllocation(allocate({ medium: 'cpu', size: '2.5' }), SOON);
    expect(cpu.mapping.map(({ vm_start, length }) => [vm_start, length])).toEqual([
      [0, 2000],
      [2000, 500],
    ]);
    const gpu = await vrm.applyAllocation(allocate({ medium: 'gpu', size: '2x500m' }), SOON);
    expect(gpu.mapping.map(({ vm_start, length }) => [vm_start, length])).toEqual([
      [0, 500],
      [1000, 500],
    ]);
    const more = await vrm.applyAllocation(allocate({ medium: 'cpu', size: '4' }, { id: cpu.id }), SOON);
    expect(places(more)).toBe('acc-1[0+4]');
    const less = await vrm.applyAllocation(allocate({ medium: 'cpu', size: '1500m' }, { id: cpu.id }), SOON);
    expect(places(less)).toBe('acc-1[0+1.5]');
    const larger = await vrm.applyAllocation(allocate({ medium: 'gpu', size: '2x800m' }, { id: gpu.id }), SOON);
    expect(larger.request.size.amount).toBe(1600);
    const whole = await vrm.applyAllocation(allocate({ medium: 'gpu', size: '4' }, { id: gpu.id }), SOON);
    expect(places(whole)).toBe('acc-1[0+4]');
  });
});

describe('exact placements', () => {
  it('are taken as they are, or not at all', async () => {
    const preview = await vrm.preview({ type: 'placement', name: 'p' }, [want('k', { size: '6GiB' })], null);
    const placement = preview.slices[0]?.placement ?? null;
    const other = await vrm.applyAllocation(allocate({ vm: 'vm-2', size: '4GiB' }, { name: 'thief' }), SOON);
    const { revision } = await vrm.info();
    const failing = vrm.applyAllocation(allocate({ size: '6GiB' }, { placement, origin: 'p/k' }), SOON);
    await expect(failing).rejects.toMatchObject({
      code: 'slice_taken',
      message:
        `The planned slice of 6GiB dram on mem-1 is no longer free: held by allocation "thief" (${other.id}) of VM "vm-2" now. ` +
        'Free on mem-1 now: 4GiB (largest piece 4GiB). Largest free slice: 16GiB on mem-2. Nothing was changed; run plan again.',
    });
    expect(await vrm.info()).toMatchObject({ revision });
    await vrm.releaseAllocation(other.id, SOON);
    const made = await vrm.applyAllocation(allocate({ size: '6GiB' }, { placement, origin: 'p/k' }), SOON);
    expect(made.placement).toEqual(placement);
    const again = await vrm.preview({ type: 'placement', name: 'p' }, [want('k', { size: '6GiB' })], null);
    expect(again.slices).toMatchObject([{ action: 'keep', allocation: made.id }]);
  });

  it('are refused on a DRM that takes nothing any more', async () => {
    const preview = await vrm.preview({ type: 'placement', name: 'p' }, [want('k')], null);
    await vrm.setDrmState('mem-1', 'cordoned', SOON);
    const failing = vrm.applyAllocation(allocate({}, { placement: preview.slices[0]?.placement ?? null }), SOON);
    await expect(failing).rejects.toThrow(/on mem-1, which is cordoned now and takes no new slices/);
  });
});

describe('retries', () => {
  it('find what a dead process of the same owner left behind', async () => {
    const lost = await vrm.applyAllocation(allocate({}, { requester: { owner: 'dir', instance: 'dead' } }), SOON);
    const again = await vrm.applyAllocation(allocate(), SOON);
    expect([again.id, again.requester.instance]).toEqual([lost.id, 'me']);
    expect((await vrm.view()).allocations).toHaveLength(1);
    // A second wish for the same thing is a second thing.
    expect((await vrm.applyAllocation(allocate(), SOON)).id).not.toBe(lost.id);
  });

  it.each([
    ['another owner', { requester: { owner: 'other', instance: 'me' } }, {}],
    ['another origin', { origin: 'p/k' }, {}],
    ['another request', {}, { size: '2GiB' }],
  ])('do not take from %s', async (_, more, input) => {
    const lost = await vrm.applyAllocation(allocate({}, { requester: { owner: 'dir', instance: 'dead' } }), SOON);
    expect((await vrm.applyAllocation(allocate(input, more), SOON)).id).not.toBe(lost.id);
  });

  it('do not take what is acknowledged or still being made', async () => {
    fixture.alive.add('slow');
    const slow = await vrm.applyAllocation(allocate({}, { requester: { owner: 'dir', instance: 'slow' } }), SOON);
    const known = await vrm.applyAllocation(allocate({}, { requester: { owner: 'dir', instance: 'dead' } }), SOON);
    await vrm.allocation(known.id, { acknowledge: true });
    const made = await vrm.applyAllocation(allocate(), SOON);
    expect([slow.id, known.id]).not.toContain(made.id);
  });

  it('replace a named one that was meant differently', async () => {
    const dead = { owner: 'dir', instance: 'dead' };
    const first = await vrm.applyAllocation(allocate({ size: '8GiB' }, { name: 'db', requester: dead }), SOON);
    const second = await vrm.applyAllocation(allocate({ size: '4GiB' }, { name: 'db' }), SOON);
    expect(second.id).not.toBe(first.id);
    expect((await vrm.view()).allocations.map(({ id }) => id)).toEqual([second.id]);
    await expect(vrm.applyAllocation(allocate({}, { name: 'db' }), SOON)).rejects.toMatchObject({
      code: 'name_taken',
      hint: expect.stringMatching(/Import it \(id alloc-/),
    });
  });

  it('count what was left behind as their own when they ask whether it fits', async () => {
    const dead = { owner: 'dir', instance: 'dead' };
    const left = await vrm.applyAllocation(allocate({ medium: 'nvme', size: '1GiB' }, { requester: dead }), SOON);
    const runs = run('r');
    const preview = await vrm.preview(
      { type: 'allocation', id: null },
      [want('', { medium: 'nvme', size: '1GiB' })],
      runs,
    );
    expect(preview.slices).toMatchObject([{ action: 'keep', allocation: left.id }]);
    const strangers = vrm.preview({ type: 'allocation', id: null }, [want('', { medium: 'nvme', size: '1GiB' })], {
      ...runs,
      owner: 'x',
    });
    await expect(strangers).rejects.toMatchObject({ code: 'unplaceable' });
  });
});

describe('VMs', () => {
  it('live on one host', async () => {
    await vrm.applyAllocation(allocate(), SOON);
    const elsewhere = vrm.applyAllocation(allocate({ host: 'host-b' }), SOON);
    await expect(elsewhere).rejects.toMatchObject({
      code: 'vm_on_other_host',
      message: expect.stringMatching(/VM "vm-1" lives on host "host-a", not on "host-b": there it holds alloc-/),
    });
    const both = compose('c', [want('a', { vm: 'vm-2' }), want('b', { vm: 'vm-2', host: 'host-b' })]);
    await expect(vrm.applyComposition(both, SOON)).rejects.toThrow(
      /wanted on host "host-a" and on host "host-b" at once/,
    );
  });

  it('take along what they hold', async () => {
    const one = await vrm.applyAllocation(allocate(), SOON);
    const two = await vrm.applyAllocation(allocate({ medium: 'cpu', size: '2' }), SOON);
    const moved = await vrm.applyAllocation(allocate({ host: 'host-b' }, { id: one.id }), SOON);
    expect([moved.placement.latency_ns, places(moved)]).toEqual([400, places(one)]);
    const along = await vrm.allocation(two.id);
    expect(along).toMatchObject({ request: { host: 'host-b' }, placement: { latency_ns: 400 } });
    expect((await vrm.view()).vms).toEqual([{ id: 'vm-1', host: 'host-b' }]);
  });

  it('stay when something cannot come along', async () => {
    const near = await vrm.applyAllocation(allocate({ constraints: { max_latency_ns: 250 } }, { name: 'near' }), SOON);
    const other = await vrm.applyAllocation(allocate({ medium: 'cpu', size: '2' }), SOON);
    const failing = vrm.applyAllocation(allocate({ host: 'host-b', medium: 'cpu', size: '2' }, { id: other.id }), SOON);
    await expect(failing).rejects.toMatchObject({
      code: 'vm_cannot_move',
      message: `VM "vm-1" cannot move to host "host-b": its allocation "near" (${near.id}) is on mem-1, and it is 400 ns from host "host-b", more than 250 ns.`,
    });
  });
});
