import { describe, expect, it } from 'vitest';
import { RahError } from '../errors/rah-error.ts';
import { Distances, UNREACHABLE } from './distance.ts';
import { type InventoryProblem, parseInventory, readInventory } from './inventory.ts';
import { GIB, MIB } from './medium.ts';

const GOOD = `rah: 1
name: rack-7
hubs:  [{id: rah-1}]
hosts: [{id: host-a, labels: {zone: z1}}]
drms:
  - id: mem-1
    kind: memory
    labels: {tier: gold}
    failure_domain: chassis-1
    media:
      dram: {capacity: 512GiB, step: 512MiB, cost_per_unit_hour_micros: 4200}
  - {id: acc-1, kind: compute, state: cordoned, media: {gpu: {capacity: 8}, cpu: {capacity: 64, step: 100m}}}
links:
  - {from: host-a, to: rah-1, type: pcie5}
  - {from: rah-1, to: mem-1, type: cxl3, lanes: 8, latency_ns: 70}
`;

function failure(text: string, file = 'fabric.yaml'): { error: RahError; problems: InventoryProblem[]; first: string } {
  try {
    parseInventory(text, file);
  } catch (error) {
    if (!(error instanceof RahError)) throw error;
    expect(error.code).toBe('inventory_invalid');
    return { error, problems: error.details.problems as InventoryProblem[], first: error.message };
  }
  throw new Error('was accepted');
}

describe('parseInventory', () => {
  it('reads YAML into base units with defaults', () => {
    const inventory = parseInventory(GOOD, 'fabric.yaml');
    expect(inventory.name).toBe('rack-7');
    expect(inventory.drms[0]).toEqual({
      id: 'mem-1',
      kind: 'memory',
      media: [{ medium: 'dram', capacity: 512 * GIB, step: 512 * MIB, cost_per_unit_hour_micros: 4200 }],
      labels: { tier: 'gold' },
      failure_domain: 'chassis-1',
      declared_state: 'online',
      state: 'online',
    });
    expect(inventory.drms[1]).toMatchObject({
      failure_domain: 'acc-1',
      declared_state: 'cordoned',
      media: [
        { medium: 'cpu', capacity: 64_000, step: 100 },
        { medium: 'gpu', capacity: 8_000, step: 10 },
      ],
    });
    expect(inventory.links).toEqual([
      { from: 'host-a', to: 'rah-1', type: 'pcie5', lanes: 16, latency_ns: 150, bandwidth_mbps: 63_000 },
      { from: 'rah-1', to: 'mem-1', type: 'cxl3', lanes: 8, latency_ns: 70, bandwidth_mbps: 59_000 },
    ]);
  });

  it('reads the same from JSON', () => {
    const json = JSON.stringify({ rah: 1, drms: [{ id: 'm', kind: 'memory', media: { dram: { capacity: '1GiB' } } }] });
    const yaml = 'rah: 1\ndrms:\n- id: m\n  kind: memory\n  media: {dram: {capacity: 1GiB}}\n';
    expect(parseInventory(json, 'f.json')).toEqual(parseInventory(yaml, 'f.yaml'));
    expect(parseInventory(json, 'f.yaml')).toEqual(parseInventory(yaml, 'f.yaml'));
  });

  it('follows anchors and merge keys', () => {
    const text = `rah: 1
drms:
  - &m {id: m-1, kind: memory, media: &media {dram: {capacity: 1GiB}}}
  - {<<: *m, id: m-2}
  - {id: m-3, kind: memory, media: *media}
`;
    expect(parseInventory(text, 'f').drms.map(({ id, media }) => [id, media.length])).toEqual([
      ['m-1', 1],
      ['m-2', 1],
      ['m-3', 1],
    ]);
  });

  it('attaches everything directly when there is no links section, and nothing when it is empty', () => {
    const text = 'rah: 1\nhosts: [{id: h}]\ndrms: [{id: m, kind: memory, media: {dram: {capacity: 1GiB}}}]\n';
    expect(new Distances(parseInventory(text, 'f')).between('h', 'm')).toEqual({
      latency_ns: 90,
      bandwidth_mbps: 63_000,
    });
    const empty = readInventory(`${text}links: []\n`, 'f');
    expect(new Distances(empty.inventory).between('h', 'm').latency_ns).toBe(UNREACHABLE);
    expect(empty.warnings.map(({ line, message }) => [line, message])).toEqual([
      [2, 'the host "h" has no path to any DRM'],
    ]);
  });

  it.each<[string, string, string, RegExp]>([
    ['empty', '', '1:1', /is empty; allowed: a mapping that starts with "rah: 1"/],
    ['only comments', '# nothing\n', '1:1', /found nothing; allowed: a mapping/],
    ['a list', '- a\n', '1:1', /found a list; allowed: a mapping/],
    ['text', 'hello', '1:1', /found "hello"/],
    ['other format', 'rah: 2\ndrms: []\n', '1:6', /rah: found 2; allowed: 1/],
    ['no format', 'drms: []\n', '1:1', /"rah" is missing/],
    ['typo', 'rah: 1\ndrms: []\nhost: []\n', '3:1', /unknown key "host". Did you mean "hosts"\?/],
    ['tab', 'rah: 1\ndrms:\n\t- id: x\n', '3:1', /[Tt]abs/],
    ['broken flow', 'rah: 1\ndrms: [{id: m\n', '3:1', /flow/i],
    ['duplicate key', 'rah: 1\ndrms: []\ndrms: []\n', '3:1', /written twice/],
    ['unknown alias', 'rah: 1\ndrms: *x\n', '', /alias/i],
  ])('refuses %s', (_, text, at, message) => {
    const { first } = failure(text);
    expect(first).toMatch(message);
    if (at !== '') expect(first).toContain(`fabric.yaml:${at}: `);
  });

  const drm = (line: string): string => `rah: 1\nhosts: [{id: host-a}]\ndrms:\n  - id: m\n${line}`;

  it.each<[string, string, string, RegExp]>([
    [
      'kind',
      drm('    kind: memroy\n    media: {}\n'),
      '5:11',
      /drms\[0\]\.kind: found "memroy". Did you mean "memory"\?; allowed: compute, memory, storage/,
    ],
    ['no media', drm('    kind: memory\n    media: {}\n'), '6:12', /offers nothing/],
    [
      'foreign medium',
      drm('    kind: memory\n    media: {gpu: {capacity: 1}}\n'),
      '6:18',
      /gpu is a medium of compute.*media of memory: dram, pmem/,
    ],
    [
      'unknown medium',
      drm('    kind: memory\n    media: {drum: {capacity: 1}}\n'),
      '6:13',
      /unknown key "drum". Did you mean "dram"\?/,
    ],
    [
      'bare capacity',
      drm('    kind: memory\n    media: {dram: {capacity: 512}}\n'),
      '6:30',
      /drms\[0\]\.media\.dram\.capacity: "512" has no unit/,
    ],
    ['no capacity', drm('    kind: memory\n    media: {dram: {}}\n'), '6:19', /"capacity" is missing/],
    [
      'odd capacity',
      drm('    kind: memory\n    media: {dram: {capacity: 1000MiB}}\n'),
      '6:30',
      /not a multiple of the step 256MiB; allowed: 768MiB or 1GiB/,
    ],
    [
      'odd step',
      drm('    kind: memory\n    media: {dram: {capacity: 1GiB, step: 100MiB}}\n'),
      '6:42',
      /step: 100MiB is not a multiple of 256MiB/,
    ],
    [
      'storage step',
      drm('    kind: storage\n    media: {nvme: {capacity: 1GiB, step: 1000B}}\n'),
      '6:42',
      /not a multiple of 4KiB/,
    ],
    ['half a device', drm('    kind: compute\n    media: {gpu: {capacity: 1.5}}\n'), '6:29', /whole number of devices/],
    [
      'device step',
      drm('    kind: compute\n    media: {gpu: {capacity: 1, step: 300m}}\n'),
      '6:38',
      /divides one device evenly/,
    ],
    ['too much', drm('    kind: storage\n    media: {nvme: {capacity: 2PiB}}\n'), '6:30', /more than 1PiB/],
    [
      'removed',
      drm('    kind: memory\n    state: removed\n    media: {dram: {capacity: 1GiB}}\n'),
      '6:12',
      /found "removed"; allowed: discovered, online/,
    ],
    [
      'label',
      drm('    kind: memory\n    labels: {tier: 1}\n    media: {dram: {capacity: 1GiB}}\n'),
      '6:20',
      /allowed: text \(in quotes: "1"\)/,
    ],
    [
      'label key',
      drm('    kind: memory\n    labels: {"a=b": x}\n    media: {dram: {capacity: 1GiB}}\n'),
      '6:14',
      /"a=b" is not a label/,
    ],
    [
      'cost',
      drm('    kind: memory\n    media: {dram: {capacity: 1GiB, cost_per_unit_hour_micros: -1}}\n'),
      '6:63',
      /a whole number from 0/,
    ],
    [
      'id',
      'rah: 1\ndrms: [{id: "a b", kind: memory, media: {dram: {capacity: 1GiB}}}]\n',
      '2:13',
      /found "a b"; allowed: 1 to 128 letters/,
    ],
    [
      'same id',
      `${drm('    kind: memory\n    media: {dram: {capacity: 1GiB}}\n')}  - {id: m, kind: memory, media: {dram: {capacity: 1GiB}}}\n`,
      '7:10',
      /the id "m" is already used in line 4 \(drms\[0\]\.id\)/,
    ],
    [
      'id of a host',
      drm('    kind: memory\n    media: {dram: {capacity: 1GiB}}\n').replace('id: m\n', 'id: host-a\n'),
      '4:9',
      /already used in line 2 \(hosts\[0\]\.id\)/,
    ],
    [
      'link end',
      `${drm('    kind: memory\n    media: {dram: {capacity: 1GiB}}\n')}links: [{from: host-b, to: m, type: cxl2}]\n`,
      '7:16',
      /there is no hub, host or DRM "host-b". Did you mean "host-a"\?/,
    ],
    [
      'link type',
      `${drm('    kind: memory\n    media: {dram: {capacity: 1GiB}}\n')}links: [{from: host-a, to: m, type: pcie4}]\n`,
      '7:37',
      /found "pcie4". Did you mean "pcie5"\?/,
    ],
    [
      'loop',
      `${drm('    kind: memory\n    media: {dram: {capacity: 1GiB}}\n')}links: [{from: m, to: m, type: cxl2}]\n`,
      '7:23',
      /two different ends/,
    ],
  ])('refuses %s with its place', (_, text, at, message) => {
    const { first } = failure(text);
    expect(first).toMatch(message);
    expect(first).toContain(`fabric.yaml:${at}: `);
  });

  it.each<[string, string, string, RegExp]>([
    ['syntax', '{\n  "rah": 1,\n  "drms": [,]\n}', '3:12', /expected a value, found ","/],
    ['trailing comma', '{"rah": 1, "drms": [],}', '1:23', /expected a key in double quotes, found "}"/],
    ['end', '{"rah": 1', '1:10', /found the end of the file/],
    ['repeated key', '{"rah": 1,\n "drms": [],\n "drms": []}', '3:2', /the key "drms" is written twice/],
    [
      'value',
      '{"rah": 1,\n "drms": [{"id": "m", "kind": "memory",\n "media": {"dram": {"capacity": "5"}}}]}',
      '3:33',
      /"5" has no unit/,
    ],
    ['not JSON', 'rah: 1\n', '1:1', /expected a value/],
  ])('tells places in JSON: %s', (_, text, at, message) => {
    const { first } = failure(text, 'fabric.json');
    expect(first).toMatch(message);
    expect(first).toContain(`fabric.json:${at}: `);
  });

  it('tells all problems at once, twenty in full', () => {
    const drms = Array.from(
      { length: 30 },
      (_, index) => `  - {id: m${index}, kind: memory, media: {dram: {capacity: 5}}}`,
    );
    const { error, problems } = failure(`rah: 1\ndrms:\n${drms.join('\n')}\n`);
    expect(problems).toHaveLength(30);
    expect(problems[29]).toMatchObject({ line: 32, path: 'drms[29].media.dram.capacity' });
    expect(error.message).toMatch(/and 10 more$/);
  });

  it('stops an expansion bomb', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
    );
    expect(failure(`l0: &l0 x\n${levels.join('\n')}\nrah: 1\n`).first).toMatch(/alias/i);
  });
});

describe('Distances', () => {
  const link = (from: string, to: string, latency_ns: number, bandwidth_mbps: number) =>
    ({ from, to, type: 'cxl2', lanes: 16, latency_ns, bandwidth_mbps }) as const;

  it('takes the fastest path, and of equals the widest', () => {
    const links = [link('h', 'a', 10, 100), link('a', 'm', 10, 50), link('h', 'b', 5, 80), link('b', 'm', 15, 90)];
    const distances = new Distances({ hubs: [{ id: 'a' }, { id: 'b' }], links });
    expect(distances.between('h', 'm')).toEqual({ latency_ns: 20, bandwidth_mbps: 80 });
  });

  it('crosses hubs only', () => {
    const links = [link('h', 'other', 1, 1), link('other', 'm', 1, 1)];
    expect(new Distances({ hubs: [], links }).between('h', 'm').latency_ns).toBe(UNREACHABLE);
    expect(new Distances({ hubs: [{ id: 'other' }], links }).between('h', 'm').latency_ns).toBe(2);
    expect(new Distances({ hubs: [], links }).between('h', 'nowhere').latency_ns).toBe(UNREACHABLE);
  });
});
