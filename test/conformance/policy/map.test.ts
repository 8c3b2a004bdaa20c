import { describe, expect, it } from 'vitest';
import * as abi from '../../../policy-assembly/abi/abi.ts';
import { GIB, HDM_ALIGNMENT_BYTES, type Kind } from '../../../src/model/medium.ts';
import type { Extent } from '../../../src/model/placement.ts';
import type { CoreMappingRow, MapInput } from '../../../src/policy/core.ts';
import { aModule, extents, loaded, statusOf } from './builders.ts';
import { IMPLEMENTATIONS } from './implementations.ts';

const A = HDM_ALIGNMENT_BYTES;

/** module index → its extents, in order. */
function anInput(
  kind: Kind,
  segments: readonly (readonly [number, Extent[]])[],
  change: Partial<MapInput> = {},
): MapInput {
  return {
    kind,
    segments: segments.map(([module, list]) => ({ module, extents: list })),
    vm_base: 0,
    interleave_ways: 1,
    interleave_granularity_bytes: 256,
    ...change,
  };
}

/** [vm_start, length, module, drm_start, position] of each row. */
function brief(rows: readonly CoreMappingRow[]) {
  return rows.map((row) => [row.vm_start, row.length, row.module, row.drm_start, row.position]);
}

describe.each(IMPLEMENTATIONS)('%s: map', (_, create) => {
  const modules = [
    aModule('dram', 16 * GIB),
    aModule('dram', 16 * GIB),
    aModule('nvme', 1 << 20),
    aModule('gpu', 9000),
    aModule('gpu', 9000),
  ];
  const map = (input: MapInput) => loaded(create, modules).map(input);
  const refusal = (input: MapInput) => statusOf(() => map(input));

  it('lays memory segments side by side', () => {
    const rows = map(
      anInput(
        'memory',
        [
          [1, extents([2 * A, A], [5 * A, 3 * A])],
          [0, extents([0, A])],
        ],
        { vm_base: 4 * A },
      ),
    );
    expect(rows[0]).toEqual({
      unit: 'byte',
      vm_start: 4 * A,
      length: A,
      module: 1,
      drm_start: 2 * A,
      position: 0,
      ways: 1,
      granularity_bytes: 0,
    });
    expect(brief(rows)).toEqual([
      [4 * A, A, 1, 2 * A, 0],
      [5 * A, 3 * A, 1, 5 * A, 0],
      [8 * A, A, 0, 0, 0],
    ]);
  });

  it('gives interleaved targets the whole region each', () => {
    const rows = map(
      anInput(
        'memory',
        [
          [1, extents([A, 2 * A])],
          [0, extents([3 * A, 2 * A])],
        ],
        {
          vm_base: A,
          interleave_ways: 2,
          interleave_granularity_bytes: 512,
        },
      ),
    );
    expect(brief(rows)).toEqual([
      [A, 4 * A, 1, A, 0],
      [A, 4 * A, 0, 3 * A, 1],
    ]);
    expect(rows.map((row) => [row.ways, row.granularity_bytes])).toEqual([
      [2, 512],
      [2, 512],
    ]);
  });

  it('counts storage in blocks of 4096 bytes', () => {
    const rows = map(anInput('storage', [[2, extents([4096, 8192], [65536, 4096])]], { vm_base: 40960 }));
    expect(rows.map(({ unit }) => unit)).toEqual(['block', 'block']);
    expect(brief(rows)).toEqual([
      [10, 2, 2, 1, 0],
      [12, 1, 2, 16, 0],
    ]);
    const striped = map(
      anInput(
        'storage',
        [
          [2, extents([0, 8192])],
          [2, extents([8192, 8192])],
        ],
        {
          interleave_ways: 2,
          interleave_granularity_bytes: 4096,
        },
      ),
    );
    expect(brief(striped)).toEqual([
      [0, 4, 2, 0, 0],
      [0, 4, 2, 2, 1],
    ]);
  });

  it('gives whole devices runs and partial shares a slot each', () => {
    const rows = map(
      anInput(
        'compute',
        [
          [3, extents([0, 2000], [2300, 200], [2600, 100], [3000, 1500], [5000, 1000])],
          [4, extents([0, 1000])],
        ],
        {
          vm_base: 7000,
        },
      ),
    );
    expect(brief(rows)).toEqual([
      [7000, 2000, 3, 0, 0],
      [9000, 200, 3, 2300, 0],
      [9200, 100, 3, 2600, 0],
      [10000, 1000, 3, 3000, 0],
      [11000, 500, 3, 4000, 0],
      [12000, 1000, 3, 5000, 0],
      [13000, 1000, 4, 0, 0],
    ]);
  });

  it('splits extents at device borders and joins touching ones', () => {
    expect(brief(map(anInput('compute', [[3, extents([600, 800])]])))).toEqual([
      [0, 400, 3, 600, 0],
      [1000, 400, 3, 1000, 0],
    ]);
    expect(
      brief(map(anInput('compute', [[3, extents([0, 300], [300, 700], [1000, 1000], [2000, 100], [2100, 50])]]))),
    ).toEqual([
      [0, 2000, 3, 0, 0],
      [2000, 150, 3, 2000, 0],
    ]);
  });

  it('joins no runs of different segments', () => {
    const segments: [number, Extent[]][] = [
      [3, extents([0, 1000])],
      [4, extents([1000, 1000])],
    ];
    expect(brief(map(anInput('compute', segments)))).toEqual([
      [0, 1000, 3, 0, 0],
      [1000, 1000, 4, 1000, 0],
    ]);
  });

  it('maps nothing to nothing', () => {
    expect(map(anInput('memory', []))).toEqual([]);
  });

  it('refuses what CXL decoders cannot do', () => {
    const one = extents([0, A]);
    const pair = (change: Partial<MapInput>) =>
      anInput(
        'memory',
        [
          [0, one],
          [1, one],
        ],
        { interleave_ways: 2, ...change },
      );
    expect(refusal(anInput('memory', [[0, extents([4096, A])]]))).toBe(abi.STATUS_MAP_ALIGNMENT);
    expect(refusal(anInput('memory', [[0, extents([0, 4096])]]))).toBe(abi.STATUS_MAP_ALIGNMENT);
    expect(refusal(anInput('memory', [[0, one]], { vm_base: 4096 }))).toBe(abi.STATUS_MAP_ALIGNMENT);
    expect(refusal(pair({ interleave_granularity_bytes: 128 }))).toBe(abi.STATUS_MAP_GRANULARITY);
    expect(refusal(pair({ interleave_granularity_bytes: 768 }))).toBe(abi.STATUS_MAP_GRANULARITY);
    expect(refusal(pair({ interleave_granularity_bytes: 32768 }))).toBe(abi.STATUS_MAP_GRANULARITY);
    for (const ways of [0, 5, 7, 9, 15, 17, 32]) {
      expect(refusal(pair({ interleave_ways: ways }))).toBe(abi.STATUS_MAP_WAYS);
    }
    for (const ways of [1, 2, 3, 4, 6, 8, 12, 16]) {
      const segments = Array.from({ length: ways }, (): [number, Extent[]] => [0, one]);
      expect(map(anInput('memory', segments, { interleave_ways: ways }))).toHaveLength(ways);
    }
  });

  it('refuses wrong shapes, kinds and ranges', () => {
    const one = extents([0, A]);
    const two = { interleave_ways: 2 };
    expect(refusal(anInput('memory', [[0, one]], two))).toBe(abi.STATUS_MAP_SHAPE);
    expect(
      refusal(
        anInput(
          'memory',
          [
            [0, one],
            [1, extents([0, A], [A, A])],
          ],
          two,
        ),
      ),
    ).toBe(abi.STATUS_MAP_SHAPE);
    expect(
      refusal(
        anInput(
          'memory',
          [
            [0, one],
            [1, extents([0, 2 * A])],
          ],
          two,
        ),
      ),
    ).toBe(abi.STATUS_MAP_SHAPE);
    expect(refusal(anInput('memory', [[2, extents([0, 4096])]]))).toBe(abi.STATUS_MAP_KIND);
    expect(refusal(anInput('memory', [[5, one]]))).toBe(abi.STATUS_BAD_MODULE);
    expect(refusal(anInput('memory', [[-1, one]]))).toBe(abi.STATUS_BAD_MODULE);
    expect(refusal(anInput('memory', [[0, extents([16 * GIB, A])]]))).toBe(abi.STATUS_BAD_EXTENT);
    expect(refusal(anInput('memory', [[0, extents([0, 0])]]))).toBe(abi.STATUS_BAD_EXTENT);
    expect(refusal(anInput('memory', [[0, one]], { vm_base: -A }))).toBe(abi.STATUS_MAP_RANGE);
    expect(refusal(anInput('memory', [[0, one]], { vm_base: 2 ** 51 }))).toBe(abi.STATUS_MAP_RANGE);
    expect(refusal(anInput('compute', [[3, extents([0, 1000])]], two))).toBe(abi.STATUS_MAP_WAYS);
    expect(refusal(anInput('compute', [[3, extents([500, 100], [0, 100])]]))).toBe(abi.STATUS_BAD_EXTENT);
    expect(refusal(anInput('storage', [[2, extents([100, 4096])]]))).toBe(abi.STATUS_MAP_ALIGNMENT);
    expect(
      refusal(
        anInput(
          'storage',
          [
            [2, extents([0, 4096])],
            [2, extents([0, 4096])],
          ],
          { ...two, interleave_granularity_bytes: 6144 },
        ),
      ),
    ).toBe(abi.STATUS_MAP_GRANULARITY);
  });
});
