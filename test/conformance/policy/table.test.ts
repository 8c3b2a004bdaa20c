import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as abi from '../../../policy-assembly/abi/abi.ts';
import { HDM_ALIGNMENT_BYTES as A } from '../../../src/model/medium.ts';
import type { Extent } from '../../../src/model/placement.ts';
import type { MapInput, TableChange } from '../../../src/policy/core.ts';
import { aModule, extents, loaded, statusOf } from './builders.ts';
import { IMPLEMENTATIONS } from './implementations.ts';
import { tableText } from './operations.ts';
import { TABLE_MODULES } from './table-cases.ts';

type Segments = readonly (readonly [module: number, list: Extent[]])[];

function memory(segments: Segments, change: Partial<MapInput> = {}): MapInput {
  return {
    kind: 'memory',
    segments: segments.map(([module, list]) => ({ module, extents: list })),
    vm_base: 0,
    interleave_ways: 1,
    interleave_granularity_bytes: 256,
    ...change,
  };
}

function ways(starts: readonly number[], length: number, change: Partial<MapInput> = {}): MapInput {
  const segments = starts.map((start, module): [number, Extent[]] => [module, extents([start * A, length * A])]);
  return memory(segments, { interleave_ways: starts.length, ...change });
}

describe.each(IMPLEMENTATIONS)('%s: encoded tables', (_, create) => {
  const core = () => loaded(create, TABLE_MODULES);

  it('are these bytes', () => {
    const table = core().encodeTable(
      memory(
        [
          [2, extents([A, 2 * A], [4 * A, A])],
          [1, extents([0, A])],
        ],
        { vm_base: 3 * A },
      ),
    );
    expect(tableText(table)).toBe(
      [
        '5241484d', // "RAHM"
        '01000000', // version
        '143f1fb8e37ac4de', // FNV-1a 64 of what follows
        '0000003000000000', // base
        '01000000', // memory
        '01000000', // ways
        '00000000', // granularity
        '03000000', // rows
        ...['0000003000000000', '0000002000000000', '0000001000000000', '02000000', '02000000'],
        ...['0000005000000000', '0000001000000000', '0000004000000000', '02000000', '00000000'],
        ...['0000006000000000', '0000001000000000', '0000000000000000', '01000000', '01000000'],
      ].join(''),
    );
  });

  it('are those of the example in ABI.md', () => {
    const text = readFileSync(new URL('../../../policy-assembly/ABI.md', import.meta.url), 'utf8');
    const example = /```\n(52 41 48 4d[0-9a-f\s]+)```/.exec(text)?.[1] ?? '';
    const table = core().encodeTable(memory([[2, extents([A, 2 * A])]], { vm_base: 3 * A }));
    expect(tableText(table)).toBe(example.replaceAll(/\s/g, ''));
  });

  it('decode to the rows of map, before anything is loaded too', () => {
    const input: MapInput = {
      kind: 'storage',
      segments: [
        { module: 16, extents: extents([8192, 16384]) },
        { module: 17, extents: extents([4096, 16384]) },
      ],
      vm_base: 4096,
      interleave_ways: 2,
      interleave_granularity_bytes: 8192,
    };
    const { encodeTable, map } = { encodeTable: core().encodeTable(input), map: core().map(input) };
    expect(create().decodeTable(encodeTable)).toEqual({
      kind: 'storage',
      vm_base: 4096,
      ways: 2,
      granularity_bytes: 8192,
      rows: map,
    });
    const empty = core().encodeTable(memory([]));
    expect(create().decodeTable(empty).rows).toEqual([]);
    expect(statusOf(() => create().translate(empty, 0))).toBe(abi.STATUS_NOT_MAPPED);
    expect(statusOf(() => create().translateBack(empty, 0, 0))).toBe(abi.STATUS_NOT_MAPPED);
  });

  it('name no DRM unit twice', () => {
    const status = (input: MapInput) => statusOf(() => core().encodeTable(input));
    expect(status(memory([[0, extents([0, 2 * A], [A, A])]]))).toBe(abi.STATUS_MAP_OVERLAP);
    expect(
      status(
        memory([
          [0, extents([A, A])],
          [1, extents([0, A])],
          [0, extents([0, 2 * A])],
        ]),
      ),
    ).toBe(abi.STATUS_MAP_OVERLAP);
    const once = ways([0, 0], 1);
    expect(
      status({ ...once, segments: once.segments.map(({ extents: list }) => ({ module: 3, extents: list })) }),
    ).toBe(abi.STATUS_MAP_OVERLAP);
    expect(statusOf(() => core().encodeTable(memory([[99, extents([0, A])]])))).toBe(abi.STATUS_BAD_MODULE);
  });

  it('translate addresses of rows side by side', () => {
    const table = core().encodeTable(
      memory(
        [
          [2, extents([A, 2 * A], [9 * A, A])],
          [1, extents([0, A])],
        ],
        { vm_base: 3 * A },
      ),
    );
    const at = (address: number) => core().translate(table, address);
    expect(at(3 * A)).toEqual({ module: 2, address: A, length: 2 * A, row: 0 });
    expect(at(5 * A - 1)).toEqual({ module: 2, address: 3 * A - 1, length: 1, row: 0 });
    expect(at(5 * A + 7)).toEqual({ module: 2, address: 9 * A + 7, length: A - 7, row: 1 });
    expect(at(6 * A)).toEqual({ module: 1, address: 0, length: A, row: 2 });
    for (const address of [-1, 0, 3 * A - 1, 7 * A, 2 ** 52, Number.MAX_SAFE_INTEGER]) {
      expect(statusOf(() => at(address))).toBe(abi.STATUS_NOT_MAPPED);
    }
    const back = (module: number, address: number) => core().translateBack(table, module, address);
    expect(back(2, 9 * A + 7)).toEqual({ module: 2, address: 5 * A + 7, length: A - 7, row: 1 });
    expect(back(1, A - 1)).toEqual({ module: 1, address: 7 * A - 1, length: 1, row: 2 });
    for (const [module, address] of [
      [2, 0],
      [2, A - 1],
      [2, 3 * A],
      [2, 10 * A],
      [1, A],
      [1, -1],
      [0, 0],
      [3, 0],
      [-1, 0],
    ] as const) {
      expect(statusOf(() => back(module, address))).toBe(abi.STATUS_NOT_MAPPED);
    }
    expect(statusOf(() => at(0.5))).toBe(abi.STATUS_INVALID_REQUEST);
    expect(statusOf(() => back(0.5, 0))).toBe(abi.STATUS_INVALID_REQUEST);
  });

  it('translate interleaved addresses, three ways by the rule of three', () => {
    const table = core().encodeTable(ways([4, 0, 8], 1, { vm_base: 3 * A, interleave_granularity_bytes: 1024 }));
    const at = (offset: number) => core().translate(table, 3 * A + offset);
    expect(at(0)).toEqual({ module: 0, address: 4 * A, length: 1024, row: 0 });
    expect(at(1024)).toEqual({ module: 1, address: 0, length: 1024, row: 1 });
    expect(at(2 * 1024 + 5)).toEqual({ module: 2, address: 8 * A + 5, length: 1019, row: 2 });
    expect(at(3 * 1024)).toEqual({ module: 0, address: 4 * A + 1024, length: 1024, row: 0 });
    expect(at(3 * A - 1)).toEqual({ module: 2, address: 9 * A - 1, length: 1, row: 2 });
    expect(core().translateBack(table, 2, 8 * A + 1024)).toEqual({
      module: 2,
      address: 3 * A + 5 * 1024,
      length: 1024,
      row: 2,
    });
  });

  it('translate slots of devices, whose unused rest is a hole', () => {
    const input: MapInput = {
      kind: 'compute',
      segments: [{ module: 32, extents: extents([0, 2000], [2300, 200], [2600, 100]) }],
      vm_base: 7000,
      interleave_ways: 1,
      interleave_granularity_bytes: 0,
    };
    const table = core().encodeTable(input);
    expect(core().translate(table, 8999)).toEqual({ module: 32, address: 1999, length: 1, row: 0 });
    expect(core().translate(table, 9199)).toEqual({ module: 32, address: 2499, length: 1, row: 1 });
    expect(core().translate(table, 9200)).toEqual({ module: 32, address: 2600, length: 100, row: 2 });
    expect(statusOf(() => core().translate(table, 9300))).toBe(abi.STATUS_NOT_MAPPED);
    expect(statusOf(() => core().translateBack(table, 32, 2550))).toBe(abi.STATUS_NOT_MAPPED);
  });

  it('are refused when a byte is wrong, missing or too many', () => {
    const table = core().encodeTable(ways([4, 0], 1));
    for (let at = 0; at < table.length; at++) {
      const wrong = table.slice();
      wrong[at] = (wrong[at] as number) ^ (1 << (at % 8));
      const wanted =
        at >= abi.TABLE_VERSION && at < abi.TABLE_CHECKSUM ? abi.STATUS_TABLE_VERSION : abi.STATUS_BAD_TABLE;
      expect(statusOf(() => core().decodeTable(wrong))).toBe(wanted);
    }
    for (const length of [0, 1, 39, 40, table.length - 1]) {
      expect(statusOf(() => core().decodeTable(table.slice(0, length)))).toBe(abi.STATUS_BAD_TABLE);
      expect(statusOf(() => core().translate(table.slice(0, length), 0))).toBe(abi.STATUS_BAD_TABLE);
      expect(statusOf(() => core().updateTable(table.slice(0, length), ways([4, 0], 1)))).toBe(abi.STATUS_BAD_TABLE);
    }
    const longer = new Uint8Array(table.length + 32);
    longer.set(table);
    expect(statusOf(() => core().decodeTable(longer))).toBe(abi.STATUS_BAD_TABLE);
  });
});

describe.each(IMPLEMENTATIONS)('%s: maps that no decoder or stripe can hold', (_, create) => {
  it('are refused: three ways off a multiple of 768 MiB, half a stripe', () => {
    const core = loaded(create, [...TABLE_MODULES.slice(0, 4), aModule('nvme', 2 ** 20)]);
    for (const base of [1, 2, 4, 16]) {
      expect(statusOf(() => core.map(ways([0, 0, 0], 1, { vm_base: base * A })))).toBe(abi.STATUS_MAP_ALIGNMENT);
    }
    for (const count of [6, 12]) {
      const input = ways([0, 0, 0], 1, { vm_base: 4 * A });
      const segments = Array.from({ length: count }, () => input.segments[0] as (typeof input.segments)[0]);
      expect(statusOf(() => core.map({ ...input, segments, interleave_ways: count }))).toBe(abi.STATUS_MAP_ALIGNMENT);
      expect(core.map({ ...input, segments, interleave_ways: count, vm_base: 9 * A })).toHaveLength(count);
    }
    expect(core.map(ways([0, 0, 0], 1, { vm_base: 6 * A }))).toHaveLength(3);
    expect(core.map(ways([0, 0, 0, 0], 1, { vm_base: A }))).toHaveLength(4);
    const stripes = (length: number): MapInput => ({
      kind: 'storage',
      segments: [0, 1].map((way) => ({ module: 4, extents: extents([way * 65536, length]) })),
      vm_base: 4096,
      interleave_ways: 2,
      interleave_granularity_bytes: 8192,
    });
    expect(statusOf(() => core.map(stripes(12288)))).toBe(abi.STATUS_MAP_ALIGNMENT);
    expect(core.map(stripes(16384))).toHaveLength(2);
  });
});

/** [action, row, VM start, length, module, DRM start] in multiples of 256 MiB. */
function brief(changes: readonly TableChange[]) {
  return changes.map(({ action, row, vm_start, length, module, drm_start }) => [
    action,
    row,
    ...[vm_start / A, length / A, module, drm_start / A],
  ]);
}

describe.each(IMPLEMENTATIONS)('%s: what changes from table to table', (_, create) => {
  const core = loaded(create, TABLE_MODULES);
  const old: Segments = [
    [0, extents([0, 4 * A], [8 * A, 2 * A])],
    [1, extents([0, 3 * A])],
  ];
  const change = (before: MapInput, after: MapInput) => brief(core.updateTable(core.encodeTable(before), after));

  it('is nothing when nothing changes', () => {
    expect(change(memory(old), memory(old))).toEqual([
      ['keep', 0, 0, 4, 0, 0],
      ['keep', 1, 4, 2, 0, 8],
      ['keep', 2, 6, 3, 1, 0],
    ]);
    expect(change(memory([]), memory([]))).toEqual([]);
  });

  it('is what grows: behind the last extent, or a new one', () => {
    expect(change(memory(old), memory([old[0] as Segments[0], [1, extents([0, 5 * A])]]))).toEqual([
      ['keep', 0, 0, 4, 0, 0],
      ['keep', 1, 4, 2, 0, 8],
      ['keep', 2, 6, 3, 1, 0],
      ['add', 2, 9, 2, 1, 3],
    ]);
    expect(change(memory(old), memory([...old, [0, extents([20 * A, A])]])).at(-1)).toEqual(['add', 3, 9, 1, 0, 20]);
    expect(change(memory([]), memory(old)).map(([action]) => action)).toEqual(['add', 'add', 'add']);
  });

  it('is what shrinks: from the end', () => {
    expect(change(memory(old), memory([[0, extents([0, 4 * A], [8 * A, A])]]))).toEqual([
      ['keep', 0, 0, 4, 0, 0],
      ['keep', 1, 4, 1, 0, 8],
      ['remove', 1, 5, 1, 0, 9],
      ['remove', 2, 6, 3, 1, 0],
    ]);
  });

  it('is only what moves', () => {
    const moved: Segments = [
      [0, extents([0, 4 * A])],
      [2, extents([A, A], [5 * A, A])],
      [1, extents([0, 3 * A])],
    ];
    expect(change(memory(old), memory(moved))).toEqual([
      ['keep', 0, 0, 4, 0, 0],
      ['remove', 1, 4, 2, 0, 8],
      ['add', 1, 4, 1, 2, 1],
      ['add', 2, 5, 1, 2, 5],
      ['keep', 3, 6, 3, 1, 0],
    ]);
    const half: Segments = [
      [3, extents([0, A])],
      [0, extents([A, 3 * A], [8 * A, 2 * A])],
      [1, extents([0, 3 * A])],
    ];
    expect(change(memory(old), memory(half))).toEqual([
      ['remove', 0, 0, 1, 0, 0],
      ['add', 0, 0, 1, 3, 0],
      ['keep', 1, 1, 3, 0, 1],
      ['keep', 2, 4, 2, 0, 8],
      ['keep', 3, 6, 3, 1, 0],
    ]);
  });

  it('sees through extents that are cut elsewhere', () => {
    const cut: Segments = [
      [0, extents([0, A], [A, 3 * A], [8 * A, 2 * A])],
      [1, extents([0, 3 * A])],
    ];
    expect(change(memory(old), memory(cut)).map(([action]) => action)).toEqual(['keep', 'keep', 'keep', 'keep']);
  });

  it('moves with the VM address', () => {
    const shifted = change(memory([[0, extents([0, 2 * A])]]), memory([[0, extents([0, 2 * A])]], { vm_base: A }));
    expect(shifted).toEqual([
      ['remove', 0, 0, 2, 0, 0],
      ['add', 0, 1, 2, 0, 0],
    ]);
  });

  it('grows, shrinks and moves interleaved ways where they are', () => {
    expect(change(ways([0, 4], 1), ways([0, 4], 3))).toEqual([
      ['keep', 0, 0, 2, 0, 0],
      ['add', 0, 2, 4, 0, 1],
      ['keep', 1, 0, 2, 1, 4],
      ['add', 1, 2, 4, 1, 5],
    ]);
    expect(change(ways([0, 4], 3), ways([0, 4], 2))).toEqual([
      ['keep', 0, 0, 4, 0, 0],
      ['remove', 0, 4, 2, 0, 2],
      ['keep', 1, 0, 4, 1, 4],
      ['remove', 1, 4, 2, 1, 6],
    ]);
    expect(change(ways([0, 4], 1), ways([0, 9], 1))).toEqual([
      ['keep', 0, 0, 2, 0, 0],
      ['remove', 1, 0, 2, 1, 4],
      ['add', 1, 0, 2, 1, 9],
    ]);
  });

  it('is everything when ways or granularity change', () => {
    const actions = ['remove', 'remove', 'add', 'add'];
    expect(
      change(ways([0, 4], 1), ways([0, 4], 1, { interleave_granularity_bytes: 512 })).map(([action]) => action),
    ).toEqual(actions);
    expect(change(ways([0, 4], 1), ways([0, 4], 1, { vm_base: 2 * A })).map(([action]) => action)).toEqual(actions);
    expect(change(ways([0, 4], 1), memory([[0, extents([0, A])]])).map(([action]) => action)).toEqual([
      'remove',
      'remove',
      'add',
    ]);
  });

  it('refuses a new mapping that is none', () => {
    const table = core.encodeTable(memory(old));
    expect(statusOf(() => core.updateTable(table, memory([[0, extents([0, A], [0, A])]])))).toBe(
      abi.STATUS_MAP_OVERLAP,
    );
    expect(statusOf(() => core.updateTable(table, memory([[0, extents([1, A])]])))).toBe(abi.STATUS_MAP_ALIGNMENT);
  });
});
