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
  const { violations } = await vrm.check();
  await fixture.close();
  expect(violations).toEqual([]);
});

const web = { type: 'composition', name: 'web' } as const;
const api = { type: 'composition', name: 'api' } as const;
const slices = [want('a', { size: '2GiB' }), want('b', { size: '4GiB' })];
const shown = (preview: { slices: readonly { placement: { segments: readonly { drm: string }[] } }[] }): unknown =>
  preview.slices.map(({ placement }) => placement.segments);

describe('previews', () => {
  it('change nothing in the fabric', async () => {
    const { revision } = await vrm.info();
    await vrm.preview(web, slices, run('r1'));
    await vrm.preview(web, slices, null);
    expect(await vrm.info()).toMatchObject({ revision });
    expect((await vrm.view()).allocations).toEqual([]);
  });

  it('of one run never overlap, and come back unchanged', async () => {
    const first = await vrm.preview(web, slices, run('r1'));
    const second = await vrm.preview(api, [want('x', { vm: 'vm-2', size: '2GiB' })], run('r1'));
    expect(shown(first)).toEqual(shown(await vrm.preview(web, slices, null)));
    // Without the other preview it would land where that one begins.
    expect(shown(await vrm.preview(api, [want('x', { vm: 'vm-2', size: '2GiB' })], null))).not.toEqual(shown(second));
    // What others take meanwhile elsewhere is no reason to change what was shown.
    await vrm.applyAllocation(allocate({ vm: 'vm-3', constraints: { drm_ids: ['mem-3'] } }), SOON);
    const other = await fixture.open();
    expect(await other.preview(web, slices, run('r1'))).toEqual(first);
    expect(await other.preview(api, [want('x', { vm: 'vm-2', size: '2GiB' })], run('r1'))).toEqual(second);
  });

  it('of another run start afresh', async () => {
    const first = await vrm.preview(web, slices, run('r1'));
    await vrm.applyAllocation(allocate({ vm: 'vm-2', size: '8GiB', constraints: { drm_ids: ['mem-1'] } }), SOON);
    expect(shown(await vrm.preview(web, slices, run('r2')))).not.toEqual(shown(first));
  });

  it('are recalled when a saved plan is applied', async () => {
    fixture.now = 1_000;
    const planned = await vrm.preview(web, slices, run('plan'));
    fixture.now = 2_000;
    await vrm.preview(web, [want('a', { size: '1GiB' })], run('later'));
    await vrm.preview(web, slices, run('even later'));
    fixture.now = 3_000;
    const other = await fixture.open();
    const recalled = await other.preview(web, slices, run('apply', 1_500));
    expect(recalled).toEqual(planned);
    const made = await other.applyComposition(
      compose('web', slices, { slices: recalled.slices, run: run('apply', 1_500) }),
      SOON,
    );
    expect(Object.values(made.allocations).map(places)).toEqual(['mem-1[4+2]', 'mem-1[0+4]']);
  });

  it('recalled ones that no longer fit are stale, however often they are asked for, until there is a new plan', async () => {
    await vrm.preview(web, slices, run('plan'));
    const thief = await vrm.applyAllocation(
      allocate({ vm: 'vm-2', size: '5GiB', constraints: { drm_ids: ['mem-1'] } }),
      SOON,
    );
    const stale = vrm.preview(web, slices, run('apply', fixture.now));
    await expect(stale).rejects.toMatchObject({
      code: 'stale_preview',
      message: expect.stringMatching(
        new RegExp(
          `"[ab]" of \\dGiB dram on mem-1 is no longer free: held by allocation ${thief.id} of VM "vm-2" now. Free on mem-1 now: 3GiB`,
        ),
      ),
    });
    await expect(vrm.preview(web, slices, run('again', fixture.now))).rejects.toMatchObject({ code: 'stale_preview' });
    fixture.now += 10;
    const planned = await vrm.preview(web, slices, run('new plan'));
    expect(await vrm.preview(web, slices, run('apply', fixture.now))).toEqual(planned);
  });

  it('of the same run that no longer fit are stale too', async () => {
    await vrm.preview(web, slices, run('r1'));
    await vrm.setDrmState('mem-1', 'failed', SOON);
    await expect(vrm.preview(web, slices, run('r1'))).rejects.toMatchObject({
      code: 'stale_preview',
      message: expect.stringMatching(/on mem-1, which is failed now and takes no new slices/),
    });
  });

  it('of placements are sticky but never recalled across runs', async () => {
    const db = { type: 'placement', name: 'db' } as const;
    const first = await vrm.preview(db, [want('k')], run('r1'));
    expect(await vrm.preview(db, [want('k')], run('r1'))).toEqual(first);
    const placement = first.slices[0]?.placement ?? null;
    const made = await vrm.applyAllocation(allocate({}, { placement, origin: 'db/k', run: run('r1') }), SOON);
    const next = await vrm.preview(db, [want('k')], run('r2', fixture.now));
    expect(next.slices).toMatchObject([{ action: 'keep', allocation: made.id, placement }]);
  });

  it('of an allocation show what a change would do, and prove that its id was kept', async () => {
    const made = await vrm.applyAllocation(allocate({ size: '2GiB' }), SOON);
    const subject = { type: 'allocation', id: made.id } as const;
    const grown = await vrm.preview(subject, [want('', { size: '3GiB' })], run('r1'));
    expect(grown).toMatchObject({ slices: [{ key: '', action: 'resize', allocation: made.id }], released: [] });
    expect(await vrm.allocation(made.id)).toMatchObject({ acknowledged: true });
    const placement = grown.slices[0]?.placement ?? null;
    const stripped = placement && { ...placement, explanation: { ...placement.explanation, considered: 0 } };
    const applied = await vrm.applyAllocation(
      allocate({ size: '3GiB' }, { id: made.id, placement: stripped, run: run('r1') }),
      SOON,
    );
    expect(places(applied)).toBe('mem-1[0+3]');
    expect(applied.placement).toEqual(placement);
    await expect(vrm.preview({ type: 'allocation', id: 'alloc-9' }, [want('')], null)).rejects.toMatchObject({
      code: 'allocation_not_found',
    });
  });

  it.each([
    ['keep', {}, 'keep'],
    ['weights', { weights: { cost: 1 } }, 'update'],
    ['labels that hold', { constraints: { labels: { tier: 'gold' } } }, 'update'],
    ['another host', { host: 'host-b' }, 'update'],
    ['shrink', { size: '1GiB' }, 'resize'],
    ['grow', { size: '8GiB' }, 'resize'],
    ['labels that do not hold', { constraints: { labels: { tier: 'iron' } } }, 'move'],
    ['too large', { size: '9GiB' }, 'move'],
    ['ways', { constraints: { interleave_ways: 2 } }, 'move'],
  ] as const)('name the action: %s', async (_, input, action) => {
    const made = await vrm.applyAllocation(allocate({ size: '2GiB' }), SOON);
    const preview = await vrm.preview(
      { type: 'allocation', id: made.id },
      [want('', { size: '2GiB', ...input })],
      null,
    );
    expect(preview.slices).toMatchObject([{ action, allocation: made.id }]);
  });

  it('keep undecided changes of the same run away from what was shown', async () => {
    await vrm.preview(web, [want('a', { size: '8GiB', constraints: { drm_ids: ['mem-1'] } })], run('r1'));
    const full = vrm.applyAllocation(
      allocate({ vm: 'vm-2', constraints: { drm_ids: ['mem-1'] } }, { run: run('r1') }),
      SOON,
    );
    await expect(full).rejects.toMatchObject({ code: 'unplaceable' });
    // Another run knows nothing of it.
    const free = await vrm.applyAllocation(
      allocate({ vm: 'vm-2', constraints: { drm_ids: ['mem-1'] } }, { run: run('r2') }),
      SOON,
    );
    await vrm.releaseAllocation(free.id, SOON);
    // Applied previews stand in nobody's way; only what they hold does.
    const made = await vrm.applyComposition(
      compose('web', [want('a', { size: '8GiB', constraints: { drm_ids: ['mem-1'] } })], { run: run('r1') }),
      SOON,
    );
    expect(Object.values(made.allocations).map(places)).toEqual(['mem-1[0+8]']);
    await vrm.releaseComposition('web', SOON);
    await vrm.applyAllocation(allocate({ vm: 'vm-2', constraints: { drm_ids: ['mem-1'] } }, { run: run('r1') }), SOON);
  });

  it('of one run agree on where a VM lives', async () => {
    await vrm.preview(web, [want('a', { vm: 'vm-7', host: 'host-a' })], run('r1'));
    await expect(vrm.preview(api, [want('a', { vm: 'vm-7', host: 'host-b' })], run('r1'))).rejects.toMatchObject({
      code: 'vm_on_other_host',
      message:
        'VM "vm-7" is wanted on host "host-b" here, and on host "host-a" by composition:web in the same run; it lives on one host at a time.',
    });
  });

  it('of a plan that names itself are recalled by that name, whatever was planned since', async () => {
    const first = await vrm.preview(web, slices, run('t1', null, { plan_id: 'noon' }));
    const taken = await vrm.applyAllocation(allocate({ vm: 'vm-9', size: '1GiB' }), SOON);
    const second = await vrm.preview(web, slices, run('t2', null, { plan_id: 'one' }));
    expect(shown(second)).not.toEqual(shown(first));
    await vrm.releaseAllocation(taken.id, SOON);
    // Another process applies the older plan, and the time of its file says nothing.
    expect(await vrm.preview(web, slices, run('t3', 9e15, { plan_id: 'noon' }))).toEqual(first);
    // The same name in another process that makes a plan of its own is a coincidence.
    const fresh = await vrm.preview(web, slices, run('t4', null, { plan_id: 'one' }));
    expect(fresh.revision).toBeGreaterThan(second.revision);
  });

  it('that no longer fit are decided anew where one process makes many plans', async () => {
    const many = run('t1', null, { many_plans: true });
    const first = await vrm.preview(web, slices, many);
    const drm = first.slices[0]?.placement.segments[0]?.drm ?? 'none';
    await vrm.applyAllocation(allocate({ vm: 'vm-9', size: '2GiB', constraints: { drm_ids: [drm] } }), SOON);
    await expect(vrm.preview(web, slices, many)).resolves.toMatchObject({ slices: [{ action: 'create' }, {}] });
  });

  it('of a data source are asked anew every time', async () => {
    const rack = { type: 'placement', name: 'rack' } as const;
    const first = await vrm.preview(rack, slices, run('t1'));
    await vrm.applyAllocation(allocate({ vm: 'vm-9', size: '1GiB' }), SOON);
    const second = await vrm.preview(rack, slices, run('t1'));
    expect(shown(second)).not.toEqual(shown(first));
  });

  it('of a slice that has to move hold no place: it is released, and made by a create that decides for itself', async () => {
    const constraints = { drm_ids: ['mem-1', 'mem-2'] };
    const { id } = await vrm.applyAllocation(allocate({ size: '3GiB', constraints }), SOON);
    await vrm.applyAllocation(allocate({ vm: 'vm-2', size: '5GiB', constraints: { drm_ids: ['mem-1'] } }), SOON);
    const moved = await vrm.preview({ type: 'allocation', id }, [want('', { size: '7GiB', constraints })], run('t1'));
    expect(moved.slices[0]?.action).toBe('move');
    await vrm.releaseAllocation(id, SOON);
    await vrm.applyAllocation(allocate({ size: '7GiB', constraints }, { run: run('t1') }), SOON);
  });

  it('may count on what the same plan releases', async () => {
    const constraints = { drm_ids: ['mem-1'] };
    const { id } = await vrm.applyAllocation(allocate({ size: '8GiB', constraints }), SOON);
    const create = { type: 'allocation', id: null } as const;
    const wanted = [want('', { vm: 'vm-2', size: '8GiB', constraints })];
    await expect(vrm.preview(create, wanted, run('t1'))).rejects.toMatchObject({ code: 'unplaceable' });
    await expect(vrm.preview(create, wanted, run('t1'), [id])).resolves.toMatchObject({ released: [] });
    await expect(vrm.preview(web, wanted, run('t1'), [id])).resolves.toMatchObject({ released: [] });
    // Nothing of that was recorded as shown.
    await vrm.releaseAllocation(id, SOON);
    await vrm.applyAllocation(allocate({ vm: 'vm-3', size: '8GiB', constraints }, { run: run('t1') }), SOON);
  });

  it('that are made while a saved plan is applied count beside those of the plan', async () => {
    const constraints = { drm_ids: ['mem-1'] };
    await vrm.preview(web, [want('a', { size: '2GiB', constraints })], run('plan'));
    const applying = run('apply', fixture.now + 1);
    fixture.now += 10;
    await vrm.preview(api, [want('a', { vm: 'vm-2', size: '2GiB', constraints })], applying);
    const plain = await vrm.applyAllocation(
      allocate({ vm: 'vm-3', size: '2GiB', constraints }, { run: applying }),
      SOON,
    );
    expect(places(plain)).toBe('mem-1[4+2]');
  });
});
