import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allocate, compose, FabricFixture, places, want } from './fabric.fixture.ts';
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

describe('compositions', () => {
  const wanted = [want('a', { size: '2GiB' }), want('b', { medium: 'cpu', size: '4' }), want('c', { size: '4GiB' })];

  it('are placed jointly, kept, changed and released as a whole', async () => {
    const made = await vrm.applyComposition(compose('web', wanted), SOON);
    expect(Object.keys(made.members)).toEqual(['a', 'b', 'c']);
    const { revision } = await vrm.info();
    expect(await vrm.applyComposition(compose('web', wanted), SOON)).toEqual(made);
    expect(await vrm.info()).toMatchObject({ revision });
    const changed = await vrm.applyComposition(compose('web', [want('a', { size: '3GiB' }), want('d')]), SOON);
    expect(Object.keys(changed.members)).toEqual(['a', 'd']);
    expect(changed.members.a).toBe(made.members.a);
    expect((await vrm.view()).allocations).toHaveLength(2);
    const member = changed.members.a as string;
    await expect(vrm.releaseAllocation(member, SOON)).rejects.toMatchObject({ code: 'composition_member' });
    await expect(vrm.applyAllocation(allocate({}, { id: member }), SOON)).rejects.toMatchObject({
      code: 'composition_member',
    });
    expect(await vrm.composition('web', { acknowledge: true })).toMatchObject({
      acknowledged: true,
      allocations: { a: { acknowledged: true }, d: { acknowledged: true } },
    });
    expect((await vrm.check()).unacknowledged).toEqual([]);
    await vrm.releaseComposition('web', SOON);
    await vrm.releaseComposition('web', SOON);
    expect(await vrm.view()).toMatchObject({ allocations: [], compositions: [], vms: [] });
  });

  it('leave nothing behind when one slice has no room', async () => {
    const { revision } = await vrm.info();
    const failing = vrm.applyComposition(compose('web', [...wanted, want('d', { size: '64GiB' })]), SOON);
    await expect(failing).rejects.toMatchObject({ code: 'unplaceable', path: ['requests', 'd', 'size'] });
    expect(await vrm.info()).toMatchObject({ revision });
    expect(await vrm.applyComposition(compose('web', wanted), SOON)).toBeTruthy();
  });

  it('place what has least choice before it is taken away', async () => {
    const tight = compose('web', [
      want('big-1', { size: '16GiB' }),
      want('big-2', { size: '16GiB' }),
      want('small', { size: '8GiB' }),
    ]);
    const made = await vrm.applyComposition(tight, SOON);
    expect(places(made.allocations.small as never)).toBe('mem-1[0+8]');
  });

  it('are taken exactly as planned, with keys that change places', async () => {
    await vrm.applyComposition(
      compose('web', [want('a', { size: '8GiB', constraints: { drm_ids: ['mem-1'] } })]),
      SOON,
    );
    const next = [want('b', { size: '8GiB', constraints: { drm_ids: ['mem-1'] } })];
    const preview = await vrm.preview({ type: 'composition', name: 'web' }, next, null);
    expect(preview).toMatchObject({
      slices: [{ key: 'b', action: 'create', allocation: null }],
      released: [expect.any(String)],
    });
    const made = await vrm.applyComposition(compose('web', next, { slices: preview.slices }), SOON);
    expect([Object.keys(made.members), places(made.allocations.b as never)]).toEqual([['b'], 'mem-1[0+8]']);
  });

  it('belong to whoever made them', async () => {
    await vrm.applyComposition(compose('web', wanted, { create: true }), SOON);
    await expect(vrm.applyComposition(compose('web', wanted, { create: true }), SOON)).rejects.toMatchObject({
      code: 'name_taken',
    });
    const other = compose('web', wanted, { requester: { owner: 'other', instance: 'me' } });
    await expect(vrm.applyComposition(other, SOON)).rejects.toMatchObject({ code: 'name_taken' });
    await vrm.composition('web', { acknowledge: true });
    expect(await vrm.applyComposition(other, SOON)).toBeTruthy();
  });

  it('are picked up again after a crash', async () => {
    const dead = { owner: 'dir', instance: 'dead' };
    const made = await vrm.applyComposition(compose('web', wanted, { create: true, requester: dead }), SOON);
    const again = await vrm.applyComposition(compose('web', wanted, { create: true }), SOON);
    expect([again.members, again.requester.instance]).toEqual([made.members, 'me']);
  });
});

describe('two processes', () => {
  it('see each other and never take the same twice', async () => {
    const other = await fixture.open();
    const made = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        (index % 2 ? vrm : other).applyAllocation(allocate({ vm: `vm-${index}` }), SOON),
      ),
    );
    expect(new Set(made.map(places)).size).toBe(16);
    expect((await other.view()).allocations).toHaveLength(16);
    await Promise.all(made.map(({ id }, index) => (index % 2 ? other : vrm).releaseAllocation(id, SOON)));
    expect((await vrm.view()).allocations).toEqual([]);
    expect((await other.check()).violations).toEqual([]);
  });
});
