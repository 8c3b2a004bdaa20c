import { describe, expect, it } from 'vitest';
import type { Allocation } from '../model/allocation.ts';
import { parseInventory } from '../model/inventory.ts';
import { GIB } from '../model/medium.ts';
import type { MappingRow, Segment } from '../model/placement.ts';
import { parseRequest, type RequestInput } from '../model/request-input.ts';
import { checkSnapshot } from './check.ts';
import type { Snapshot, Versioned } from './snapshot.ts';

const inventory = parseInventory(
  `rah: 1
hosts: [{id: host-a}, {id: host-b}]
drms:
  - {id: acc-1, kind: compute, media: {gpu: {capacity: 4}, cpu: {capacity: 8}}}
  - {id: mem-1, kind: memory, labels: {tier: gold}, media: {dram: {capacity: 8GiB}}}
  - {id: mem-2, kind: memory, labels: {tier: iron}, media: {dram: {capacity: 8GiB}}}
  - {id: ssd-1, kind: storage, media: {nvme: {capacity: 8GiB}}}
`,
  'fabric.yaml',
);

const versioned = <T>(body: T): Versioned<T> => ({ body, generation: 1, revision: 1 });

function segment(drm: string, ...extents: [number, number][]): Segment {
  return {
    drm,
    medium: 'dram',
    extents: extents.map(([start, length]) => ({ start: start * GIB, length: length * GIB })),
  };
}

function row(drm: string, vm: number, length: number, at: number, more: Partial<MappingRow> = {}): MappingRow {
  return {
    unit: 'byte',
    vm_start: 2 ** 40 + vm * GIB,
    length: length * GIB,
    drm,
    medium: 'dram',
    drm_start: at * GIB,
    position: 0,
    ways: 1,
    granularity_bytes: 0,
    ...more,
  };
}

function allocation(id: string, input: Partial<RequestInput>, segments: Segment[], mapping: MappingRow[]): Allocation {
  return {
    id,
    name: null,
    checked_revision: 9,
    request: parseRequest({ vm: 'vm-1', host: 'host-a', medium: 'dram', size: '2GiB', ...input }),
    placement: {
      segments,
      score: 0,
      cost_per_hour_micros: 0,
      latency_ns: 90,
      reason: '',
      explanation: {
        considered: 0,
        candidates: 0,
        rejected: {},
        chosen: [],
        runner_up: null,
        largest_free: 0,
        largest_free_drm: null,
      },
    },
    mapping,
    state: 'bound',
    lost_reason: null,
    composition: null,
    key: null,
    origin: null,
    requester: { owner: 'o', instance: 'i' },
    acknowledged: true,
  };
}

const good = allocation('a', {}, [segment('mem-1', [0, 2])], [row('mem-1', 0, 2, 0)]);
const next = allocation('b', {}, [segment('mem-1', [2, 2])], [row('mem-1', 2, 2, 2)]);

function snapshot(allocations: Allocation[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 1,
    drms: inventory.drms.map(versioned),
    hosts: inventory.hosts.map(versioned),
    hubs: inventory.hubs,
    links: inventory.links,
    vms: allocations.length === 0 ? [] : [versioned({ id: 'vm-1', host: 'host-a' })],
    allocations: allocations.map(versioned),
    compositions: [],
    ...more,
  };
}

const rules = (of: Snapshot): string[] => [...new Set(checkSnapshot(of).map(({ rule }) => rule))].sort();

describe('the checker', () => {
  it('accepts what is sound', () => {
    expect(checkSnapshot(snapshot([]))).toEqual([]);
    expect(checkSnapshot(snapshot([good, next]))).toEqual([]);
  });

  const two = { size: '2GiB', constraints: { interleave_ways: 2 } };
  const fair = [segment('mem-1', [0, 1]), segment('mem-2', [4, 1])];
  const hdm = (position: number, drm: string, at: number, more: Partial<MappingRow> = {}): MappingRow =>
    row(drm, 0, 2, at, { ways: 2, granularity_bytes: 256, position, ...more });

  it('accepts interleaving', () => {
    expect(checkSnapshot(snapshot([allocation('a', two, fair, [hdm(0, 'mem-1', 0), hdm(1, 'mem-2', 4)])]))).toEqual([]);
  });

  it.each<[string, Allocation[], string[]]>([
    [
      'overlap',
      [
        good,
        {
          ...next,
          placement: { ...next.placement, segments: [segment('mem-1', [1, 2])] },
          mapping: [row('mem-1', 2, 2, 1)],
        },
      ],
      ['space-overlap'],
    ],
    [
      'an overlap behind a long one',
      [
        allocation('l', { size: '6GiB' }, [segment('mem-1', [0, 6])], [row('mem-1', 0, 6, 0)]),
        allocation('s', { size: '1GiB' }, [segment('mem-1', [1, 1])], [row('mem-1', 6, 1, 1)]),
        allocation('t', { size: '1GiB' }, [segment('mem-1', [5, 1])], [row('mem-1', 7, 1, 5)]),
      ],
      ['space-overlap'],
    ],
    ['beyond the end', [allocation('a', {}, [segment('mem-1', [7, 2])], [row('mem-1', 0, 2, 7)])], ['space-capacity']],
    [
      'unknown DRM',
      [allocation('a', {}, [segment('mem-9', [0, 2])], [row('mem-9', 0, 2, 0)])],
      ['drm-known', 'space-known'],
    ],
    ['wrong size', [allocation('a', {}, [segment('mem-1', [0, 1])], [row('mem-1', 0, 1, 0)])], ['size']],
    [
      'touching extents',
      [allocation('a', {}, [segment('mem-1', [0, 1], [1, 1])], [row('mem-1', 0, 2, 0)])],
      ['segment-order'],
    ],
    [
      'too many DRMs',
      [
        allocation(
          'a',
          {},
          [segment('mem-1', [0, 1]), segment('mem-2', [0, 1])],
          [row('mem-1', 0, 1, 0), row('mem-2', 1, 1, 0)],
        ),
      ],
      ['span'],
    ],
    [
      'label',
      [
        allocation(
          'a',
          { constraints: { labels: { tier: 'iron' } } },
          [segment('mem-1', [0, 2])],
          [row('mem-1', 0, 2, 0)],
        ),
      ],
      ['label'],
    ],
    [
      'unwanted label',
      [
        allocation(
          'a',
          { constraints: { not_labels: { tier: 'gold' } } },
          [segment('mem-1', [0, 2])],
          [row('mem-1', 0, 2, 0)],
        ),
      ],
      ['not-label'],
    ],
    [
      'latency',
      [allocation('a', { constraints: { max_latency_ns: 80 } }, [segment('mem-1', [0, 2])], [row('mem-1', 0, 2, 0)])],
      ['latency'],
    ],
    [
      'not listed',
      [allocation('a', { constraints: { drm_ids: ['mem-2'] } }, [segment('mem-1', [0, 2])], [row('mem-1', 0, 2, 0)])],
      ['listed'],
    ],
    ['no mapping', [{ ...good, mapping: [] }], ['mapping']],
    ['mapping elsewhere', [{ ...good, mapping: [row('mem-2', 0, 2, 0)] }], ['mapping-cover']],
    ['half a mapping', [{ ...good, mapping: [row('mem-1', 0, 1, 0)] }], ['mapping-cover']],
    [
      'mapping twice',
      [{ ...good, mapping: [row('mem-1', 0, 2, 0), row('mem-1', 2, 2, 0)] }],
      ['hdm-drm-overlap', 'mapping-cover'],
    ],
    [
      'gap',
      [allocation('a', {}, [segment('mem-1', [0, 2])], [row('mem-1', 0, 1, 0), row('mem-1', 2, 1, 1)])],
      ['mapping-gap'],
    ],
    ['VM addresses twice', [good, { ...next, mapping: [row('mem-1', 1, 2, 2)] }], ['vm-overlap']],
    [
      'unequal ways',
      [
        allocation(
          'a',
          { size: '4GiB', constraints: { interleave_ways: 2 } },
          [segment('mem-1', [0, 1]), segment('mem-2', [0, 3])],
          [hdm(0, 'mem-1', 0), hdm(1, 'mem-2', 0)],
        ),
      ],
      ['hdm-size', 'mapping-cover', 'ways-share'],
    ],
    ['positions', [allocation('a', two, fair, [hdm(0, 'mem-1', 0), hdm(0, 'mem-2', 4)])], ['hdm-positions']],
    [
      'granularity',
      [allocation('a', two, fair, [hdm(0, 'mem-1', 0), hdm(1, 'mem-2', 4, { granularity_bytes: 512 })])],
      ['hdm-rows'],
    ],
    ['lost without reason', [{ ...good, state: 'lost' }], ['lost-reason']],
    [
      'one name twice',
      [
        { ...good, name: 'x' },
        { ...next, name: 'x' },
      ],
      ['name'],
    ],
    ['released', [{ ...good, state: 'released' }], ['released']],
    ['stray member', [{ ...good, composition: 'web', key: 'a' }], ['member']],
  ])('finds: %s', (_, allocations, expected) => {
    expect(rules(snapshot(allocations))).toEqual(expected);
  });

  it('counts devices', () => {
    const gpu = (extents: [number, number][], mapping: [number, number, number][]): Allocation => {
      const base = allocation('g', { medium: 'gpu', size: '2x500m' }, [], []);
      const segments = [
        { drm: 'acc-1', medium: 'gpu' as const, extents: extents.map(([start, length]) => ({ start, length })) },
      ];
      const rows = mapping.map(([vm_start, length, drm_start]) => ({
        ...row('acc-1', 0, 0, 0),
        unit: 'milli' as const,
        medium: 'gpu' as const,
        vm_start,
        length,
        drm_start,
      }));
      return { ...base, placement: { ...base.placement, segments }, mapping: rows };
    };
    expect(
      rules(
        snapshot([
          gpu(
            [
              [0, 500],
              [1000, 500],
            ],
            [
              [0, 500, 0],
              [1000, 500, 1000],
            ],
          ),
        ]),
      ),
    ).toEqual([]);
    expect(rules(snapshot([gpu([[0, 1000]], [[0, 1000, 0]])]))).toEqual(['devices']);
    expect(
      rules(
        snapshot([
          gpu(
            [[500, 1000]],
            [
              [0, 500, 500],
              [500, 500, 1000],
            ],
          ),
        ]),
      ),
    ).toEqual([]);
  });

  it('judges what records say of each other', () => {
    expect(rules(snapshot([good], { vms: [] }))).toEqual(['vm']);
    expect(rules(snapshot([good], { vms: [versioned({ id: 'vm-1', host: 'host-b' })] }))).toEqual(['vm-host']);
    expect(rules(snapshot([], { vms: [versioned({ id: 'vm-1', host: 'host-a' })] }))).toEqual(['vm']);
    const failed = inventory.drms.map((drm) =>
      versioned(drm.id === 'mem-1' ? { ...drm, state: 'failed' as const } : drm),
    );
    expect(rules(snapshot([good], { drms: failed }))).toEqual(['lost']);
    const web = { name: 'web', members: { a: 'a', b: 'gone' }, requester: good.requester, acknowledged: true };
    expect(checkSnapshot(snapshot([good], { compositions: [versioned(web)] }))).toHaveLength(2);
    expect(rules(snapshot([good], { revision: 0 }))).toEqual(['revision']);
    expect(rules(snapshot([], { hosts: [{ ...versioned({ id: 'h', labels: {} }), generation: 2 }] }))).toEqual([
      'generation',
    ]);
  });
});
