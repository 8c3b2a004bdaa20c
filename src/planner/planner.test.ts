import { describe, expect, it } from 'vitest';
import type { Inventory } from '../model/fabric.ts';
import { parseInventory } from '../model/inventory.ts';
import { GIB } from '../model/medium.ts';
import type { WantedSlice } from '../model/plan.ts';
import { parseRequest, type RequestInput } from '../model/request-input.ts';
import { ReferencePolicy } from '../policy/reference.ts';
import { costPerHour } from './decided-placement.ts';
import { describePlacement } from './description.ts';
import { Journal } from './journal.ts';
import { Landscape } from './landscape.ts';
import { inVmOrder, segmentsOf } from './piece.ts';
import { placeOnEmpty } from './what-if.ts';

const fabric = (drms: string, links = ''): Inventory =>
  parseInventory(
    `rah: 1\nhubs: [{id: hub}]\nhosts: [{id: host-a}, {id: host-b}]\ndrms:\n${drms}${links}`,
    'fabric.yaml',
  );

const mem = (id: string, capacity: string, more = ''): string =>
  `  - {id: ${id}, kind: memory, media: {dram: {capacity: ${capacity}${more}}}}\n`;

const want = (key: string, input: Partial<RequestInput> = {}): WantedSlice => ({
  key,
  request: parseRequest({ vm: 'vm-1', host: 'host-a', medium: 'dram', size: '1GiB', ...input }),
});

const place = (inventory: Inventory, ...wanted: WantedSlice[]) =>
  placeOnEmpty(inventory, wanted, new ReferencePolicy()).map(
    ({ key, placement }) => `${key}: ${placement.segments.map(({ drm }) => drm).join('+')}`,
  );

describe('joint placement', () => {
  it('answers in the order of the wishes, whatever it placed first', () => {
    const inventory = fabric(mem('m1', '4GiB') + mem('m2', '8GiB'));
    expect(place(inventory, want('small'), want('large', { size: '8GiB' }))).toEqual(['small: m1', 'large: m2']);
  });

  it('does not depend on the order of wishes, DRMs or keys', () => {
    const drms = [mem('m1', '4GiB'), mem('m2', '4GiB'), mem('m3', '8GiB')];
    const wanted = [want('a', { size: '3GiB' }), want('b', { size: '2GiB' }), want('c', { size: '3GiB' })];
    const sorted = place(fabric(drms.join('')), ...wanted).sort();
    expect(place(fabric(drms.toReversed().join('')), ...wanted.toReversed()).sort()).toEqual(sorted);
  });

  it('lets the narrow choice go first', () => {
    const inventory = fabric(mem('m1', '2GiB') + mem('m2', '2GiB'));
    const wanted = [want('any', { size: '2GiB' }), want('m1', { size: '2GiB', constraints: { drm_ids: ['m1'] } })];
    expect(place(inventory, ...wanted)).toEqual(['any: m2', 'm1: m1']);
  });

  it('tries another order before it gives up', () => {
    // "near" looks looser than "labelled" but has only one DRM to go to, which the other would take as the cheaper one.
    const links = `links:
  - {from: host-a, to: m1, type: cxl2, latency_ns: 50}
  - {from: host-a, to: m2, type: cxl2, latency_ns: 500}
`;
    const inventory = fabric(
      '  - {id: m1, kind: memory, labels: {x: "1", y: "1"}, media: {dram: {capacity: 2GiB}}}\n' +
        '  - {id: m2, kind: memory, labels: {x: "1", y: "1"}, media: {dram: {capacity: 2GiB}}}\n',
      links,
    );
    const wanted = [
      want('near', { size: '2GiB', constraints: { max_latency_ns: 100 } }),
      want('labelled', { size: '2GiB', constraints: { labels: { x: '1', y: '1' } } }),
    ];
    expect(place(inventory, ...wanted)).toEqual(['near: m1', 'labelled: m2']);
  });

  it('splits over as few DRMs as it may', () => {
    const inventory = fabric(mem('m1', '2GiB') + mem('m2', '2GiB') + mem('m3', '1GiB'));
    expect(place(inventory, want('a', { size: '4GiB', constraints: { max_drms: 3 } }))).toEqual(['a: m1+m2']);
    expect(() => place(inventory, want('a', { size: '6GiB', constraints: { max_drms: 3 } }))).toThrow(
      '"a": no room for 6GiB dram on at most 3 DRMs for VM "vm-1" on host "host-a". ' +
        '3 of 3 modules have too little free: the largest free slice is 2GiB on m1.',
    );
  });

  it('says of devices what one request could still get, not what they add up to', () => {
    const gpus = '  - {id: acc, kind: compute, media: {gpu: {capacity: 4}}}\n';
    const four = want('a', { medium: 'gpu', size: '4x600m' });
    const failing = (size: string) => () => place(fabric(gpus), four, want('b', { medium: 'gpu', size }));
    expect(failing('470m')).toThrow('the largest free slice is 400m on acc');
    expect(failing('2')).toThrow('the largest free slice is 400m on acc');
    expect(failing('3x500m')).toThrow('the largest free slice is 400m on acc');
    expect(() => place(fabric(gpus), want('a', { medium: 'gpu', size: '9' }))).toThrow(
      'largest free slice is 4 on acc',
    );
    expect(() => place(fabric(gpus), want('a', { medium: 'gpu', size: '9x500m' }))).toThrow(
      'the largest free slice is 4x500m on acc',
    );
  });

  it('says what there is instead of what the constraints ask for', () => {
    const inventory = fabric('  - {id: m1, kind: memory, labels: {tier: gold}, media: {dram: {capacity: 2GiB}}}\n');
    const failing = (constraints: object) => () => place(inventory, want('a', { constraints }));
    expect(failing({ labels: { tire: 'gold' } })).toThrow('has the label tire=gold (labels there: tier)');
    expect(failing({ labels: { tier: 'iron' } })).toThrow('has the label tier=iron (values of tier there: gold)');
    expect(failing({ max_latency_ns: 10 })).toThrow('The nearest is 90 ns from host "host-a".');
    try {
      failing({ max_latency_ns: 10 })();
    } catch (error) {
      expect(error).toMatchObject({ code: 'unplaceable', path: ['requests', 'a', 'constraints'] });
    }
  });

  it('points at the request that names what is not there', () => {
    const inventory = fabric(mem('m1', '2GiB'));
    const failing = (input: object) => () => place(inventory, want('ok'), want('bad', input));
    const thrown = (work: () => unknown): unknown => {
      try {
        return work();
      } catch (error) {
        return error;
      }
    };
    expect(thrown(failing({ host: 'host-c' }))).toMatchObject({ path: ['requests', 'bad', 'host'] });
    expect(thrown(failing({ constraints: { drm_ids: ['m9'] } }))).toMatchObject({
      path: ['requests', 'bad', 'constraints', 'drm_ids'],
    });
  });

  it('names what stands in the way', () => {
    const inventory = fabric(
      mem('m1', '8GiB', ', step: 2GiB') +
        '  - {id: m2, kind: memory, state: cordoned, media: {dram: {capacity: 8GiB}}}\n',
    );
    expect(() => place(inventory, want('a', { size: '3GiB' }))).toThrow(
      /1 of 2 modules excluded: state 1\. 1 of 2 modules have too little free: .*8GiB on m1\. Some allocate in steps of 2GiB, and the size is not a multiple/,
    );
    expect(() => place(inventory, want('a', { medium: 'pmem' }))).toThrow(/The inventory has no pmem\./);
    expect(() => place(inventory, want('a', { host: 'host-z' }))).toThrow(/no host "host-z" in the inventory/);
    const wanted = [want('a', { size: '8GiB' }), want('b', { size: '2GiB' })];
    expect(() => place(inventory, ...wanted)).toThrow(/"b": no room.*all are full.*After placing 1 other slice of/);
  });
});

describe('a placement', () => {
  const inventory = fabric(mem('m1', '4GiB', ', cost_per_unit_hour_micros: 7') + mem('m2', '8GiB'));

  it('explains itself', () => {
    const [slice] = placeOnEmpty(inventory, [want('a', { size: '4GiB' })], new ReferencePolicy());
    const placement = slice?.placement;
    expect(placement).toMatchObject({ cost_per_hour_micros: 28, latency_ns: 90 });
    expect(placement && describePlacement(placement, 'dram')).toBe(
      'm1: best of 2 candidates (2 considered): proximity 7352, utilization 10000, cost 1250 -> 7190; runner-up m2 6940',
    );
  });

  it('is never shown cheaper than it is', () => {
    const landscape = new Landscape(inventory, new ReferencePolicy());
    const extents = [{ start: 0, length: GIB / 4 }];
    expect(costPerHour(landscape, [{ drm: 'm1', medium: 'dram', extents }])).toBe(2);
    expect(costPerHour(landscape, [])).toBe(0);
  });
});

describe('the journal', () => {
  it('takes everything back', () => {
    const inventory = fabric(mem('m1', '4GiB') + mem('m2', '8GiB'));
    const core = new ReferencePolicy();
    const landscape = new Landscape(inventory, core);
    landscape.prepare(['host-a'], () => [{ drm: 'm1', medium: 'dram', extents: [{ start: GIB, length: GIB }] }]);
    const before = core.stateHash();
    const journal = new Journal(landscape);
    journal.place(want('a', { size: '2GiB' }).request);
    const mark = journal.mark();
    const marked = core.stateHash();
    journal.release([{ drm: 'm1', medium: 'dram', extents: [{ start: GIB, length: GIB }] }]);
    expect(journal.extend(landscape.index('m2', 'dram'), 0, GIB)).not.toEqual([]);
    journal.rollback(mark);
    expect(core.stateHash()).toBe(marked);
    journal.rollback();
    expect(core.stateHash()).toBe(before);
  });

  it('survives loading more hosts', () => {
    const hosts = Array.from({ length: 50 }, (_, index) => `{id: h${String(index).padStart(2, '0')}}`).join(', ');
    const inventory = parseInventory(`rah: 1\nhosts: [${hosts}]\ndrms:\n${mem('m1', '4GiB')}`, 'f');
    const core = new ReferencePolicy();
    const landscape = new Landscape(inventory, core);
    const taken = [{ drm: 'm1', medium: 'dram' as const, extents: [{ start: 0, length: GIB }] }];
    landscape.prepare(['h00'], () => taken);
    const hash = core.stateHash();
    landscape.prepare(['h49'], () => taken);
    expect(core.stateHash()).toBe(hash);
    expect(landscape.policyRequest(want('a', { host: 'h49' }).request).host).toBeGreaterThan(0);
  });
});

describe('pieces', () => {
  const piece = (drm: string, start: number, length: number) => ({ drm, medium: 'dram' as const, start, length });

  it('keep the order that the VM sees', () => {
    const before = [piece('m1', 8, 2), piece('m1', 0, 2)];
    const grown = segmentsOf([...before, piece('m1', 4, 1), piece('m2', 0, 1)]);
    expect(grown.map(({ extents }) => extents)).toEqual([
      [
        { start: 0, length: 2 },
        { start: 4, length: 1 },
        { start: 8, length: 2 },
      ],
      [{ start: 0, length: 1 }],
    ]);
    expect(inVmOrder(grown, before)).toEqual([...before, piece('m1', 4, 1), piece('m2', 0, 1)]);
    expect(inVmOrder(segmentsOf([piece('m1', 8, 2), piece('m1', 0, 1)]), before)).toEqual([
      piece('m1', 8, 2),
      piece('m1', 0, 1),
    ]);
  });
});
