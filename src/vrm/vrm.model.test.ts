import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRahError } from '../errors/rah-error.ts';
import type { RequestInput } from '../model/request-input.ts';
import { allocate, compose, FabricFixture, INVENTORY, run, want } from './fabric.fixture.ts';
import type { Vrm } from './vrm.ts';

const SOON = 60_000;
/** Failures that a random walk runs into all the time; anything else is a defect. */
const EXPECTED = new Set([
  'unplaceable',
  'vm_on_other_host',
  'vm_cannot_move',
  'allocation_not_found',
  'name_taken',
  'slice_taken',
  'stale_preview',
  'composition_member',
  'drm_not_found',
  'inventory_invalid',
  'invalid_state',
]);

const vm = fc.constantFrom('vm-1', 'vm-2', 'vm-3');
const host = fc.constantFrom('host-a', 'host-a', 'host-b');
const labels = fc.constantFrom({}, {}, { labels: { tier: 'gold' } }, { not_labels: { tier: 'gold' } });
const input: fc.Arbitrary<Partial<RequestInput>> = fc.oneof(
  fc.record({
    vm,
    host,
    medium: fc.constant('dram'),
    size: fc.integer({ min: 1, max: 24 }).map((n) => `${n * 256}MiB`),
    constraints: fc.oneof(labels, fc.constantFrom({ max_drms: 3 }, { max_latency_ns: 250 })),
  }),
  fc.record({
    vm,
    host,
    medium: fc.constant('dram'),
    size: fc.constantFrom('1536MiB', '3GiB', '6GiB'),
    constraints: fc.constantFrom({ interleave_ways: 2 }, { interleave_ways: 3 }),
  }),
  fc.record({ vm, host, medium: fc.constant('cpu'), size: fc.constantFrom('1', '2', '2500m', '500m', '4.3') }),
  fc.record({ vm, host, medium: fc.constant('gpu'), size: fc.constantFrom('1', '2', '2x500m', '300m') }),
  fc.record({ vm, host, medium: fc.constant('nvme'), size: fc.constantFrom('16MiB', '100MiB', '1MiB') }),
);
const pick = fc.nat({ max: 20 });
const wanted = fc.dictionary(fc.constantFrom('a', 'b', 'c'), input, { maxKeys: 3 });

type Step =
  | { do: 'create'; input: Partial<RequestInput>; name: string | null }
  | { do: 'update'; pick: number; input: Partial<RequestInput> }
  | { do: 'release'; pick: number }
  | { do: 'compose' | 'plan'; name: string; wanted: Record<string, Partial<RequestInput>> }
  | { do: 'apply'; name: string }
  | { do: 'dissolve'; name: string }
  | { do: 'state'; drm: string; state: 'online' | 'cordoned' | 'failed' }
  | { do: 'inventory'; which: number }
  | { do: 'reopen' | 'other' };

const composition = fc.constantFrom('web', 'api');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('create' as const), input, name: fc.constantFrom(null, null, 'x') }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('update' as const), pick, input }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('release' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('compose' as const, 'plan' as const), name: composition, wanted }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('apply' as const), name: composition }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dissolve' as const), name: composition }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('state' as const),
      drm: fc.constantFrom('mem-1', 'mem-2', 'acc-1'),
      state: fc.constantFrom('online' as const, 'cordoned' as const, 'failed' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('inventory' as const), which: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('reopen' as const, 'other' as const) }) },
);

const INVENTORIES = [
  INVENTORY,
  INVENTORY.replace('capacity: 16GiB', 'capacity: 6GiB'),
  INVENTORY.replace(/ {2}- \{id: mem-2.*\n/, '').replace(/.*to: mem-2.*\n/, ''),
  INVENTORY.replace('id: mem-3, kind: memory, labels: {tier: iron}', 'id: mem-3, kind: memory, labels: {tier: gold}'),
];

async function take(
  fixture: FabricFixture,
  vrm: Vrm,
  step: Step,
  plans: Map<string, { wanted: ReturnType<typeof want>[] }>,
) {
  const picked = async (): Promise<{ id: string; vm: string; medium: string } | null> => {
    const { allocations } = await vrm.view();
    const one = 'pick' in step ? allocations[step.pick % Math.max(1, allocations.length)] : undefined;
    return one === undefined ? null : { id: one.id, vm: one.request.vm, medium: one.request.medium };
  };
  switch (step.do) {
    case 'create':
      await vrm.applyAllocation(allocate(step.input, { name: step.name }), SOON);
      return;
    case 'update': {
      const one = await picked();
      if (one !== null) await vrm.applyAllocation(allocate({ ...step.input }, { id: one.id }), SOON);
      return;
    }
    case 'release': {
      const one = await picked();
      if (one !== null) await vrm.releaseAllocation(one.id, SOON);
      return;
    }
    case 'compose':
      await vrm.applyComposition(
        compose(
          step.name,
          Object.entries(step.wanted).map(([key, of]) => want(key, of)),
        ),
        SOON,
      );
      return;
    case 'plan': {
      const slices = Object.entries(step.wanted).map(([key, of]) => want(key, of));
      await vrm.preview({ type: 'composition', name: step.name }, slices, run('r'));
      plans.set(step.name, { wanted: slices });
      return;
    }
    case 'apply': {
      const plan = plans.get(step.name);
      if (plan === undefined) return;
      const { slices } = await vrm.preview(
        { type: 'composition', name: step.name },
        plan.wanted,
        run('s', fixture.now),
      );
      await vrm.applyComposition(compose(step.name, plan.wanted, { slices, run: run('s', fixture.now) }), SOON);
      return;
    }
    case 'dissolve':
      await vrm.releaseComposition(step.name, SOON);
      return;
    case 'state':
      await vrm.setDrmState(step.drm, step.state, SOON);
      return;
    case 'inventory': {
      const before = fixture.text;
      fixture.setInventory(INVENTORIES[step.which] as string);
      await vrm.info().catch((error: unknown) => {
        fixture.setInventory(before);
        throw error;
      });
    }
  }
}

it('stays sound through any sequence of operations of two processes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const fixture = new FabricFixture();
      try {
        const plans = new Map<string, { wanted: ReturnType<typeof want>[] }>();
        let vrm = await fixture.open();
        let other = await fixture.open();
        for (const one of steps) {
          if (one.do === 'other') [vrm, other] = [other, vrm];
          else if (one.do === 'reopen') vrm = await fixture.open();
          else {
            const before = await vrm.view();
            try {
              await take(fixture, vrm, one, plans);
            } catch (error) {
              if (!isRahError(error) || !EXPECTED.has(error.code)) throw error;
              // A failed change leaves everything as it was.
              expect((await vrm.view()).allocations).toEqual(before.allocations);
            }
          }
          expect((await vrm.check()).violations, JSON.stringify(one)).toEqual([]);
        }
        expect((await other.check()).violations).toEqual([]);
        expect(await other.view()).toEqual(await vrm.view());
      } finally {
        await fixture.close();
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);
