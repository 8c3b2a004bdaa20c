import fc from 'fast-check';
import {
  DEVICE_MILLI,
  HDM_ALIGNMENT_BYTES,
  HDM_GRANULARITIES_BYTES,
  HDM_WAYS,
  type Kind,
  LBA_BYTES,
} from '../../../src/model/medium.ts';
import type { Extent } from '../../../src/model/placement.ts';
import type { CoreMappingRow, DecodedTable, MapInput, PolicyModule } from '../../../src/policy/core.ts';
import { aModule } from './builders.ts';

/** Modules of every kind with room for any mapping below: 0–15 memory, 16–31 storage, 32–35 compute. */
export const TABLE_MODULES: readonly PolicyModule[] = [
  ...Array.from({ length: 16 }, () => aModule('dram', 2 ** 40)),
  ...Array.from({ length: 16 }, () => aModule('nvme', 2 ** 40)),
  ...Array.from({ length: 4 }, () => aModule('gpu', 64000)),
];

const FIRST: Readonly<Record<Kind, number>> = { memory: 0, storage: 16, compute: 32 };
const COUNT: Readonly<Record<Kind, number>> = { memory: 16, storage: 16, compute: 4 };
const UNIT: Readonly<Record<Kind, number>> = { memory: HDM_ALIGNMENT_BYTES, storage: LBA_BYTES, compute: 100 };

export function unitOf({ kind }: { readonly kind: Kind }): number {
  return kind === 'storage' ? LBA_BYTES : 1;
}

/** Places on `modules` modules that do not overlap: lengths and the gaps before them, dealt out in turn. */
function disjoint(kind: Kind, modules: number, pieces: readonly (readonly [gap: number, length: number])[]): Segment[] {
  const ends = new Array<number>(modules).fill(0);
  return pieces.map(([gap, length], index) => {
    const at = index % modules;
    const start = (ends[at] as number) + gap;
    ends[at] = start + length;
    return { module: FIRST[kind] + at, extents: [{ start: start * UNIT[kind], length: length * UNIT[kind] }] };
  });
}

interface Segment {
  readonly module: number;
  readonly extents: readonly Extent[];
}

const pieces = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 13 })), { maxLength: 12 });

function linear(kind: 'memory' | 'storage'): fc.Arbitrary<MapInput> {
  return fc.tuple(pieces, fc.integer({ min: 1, max: 3 }), fc.nat(9)).map(([list, modules, base]) => ({
    kind,
    segments: disjoint(kind, modules, list),
    vm_base: base * UNIT[kind],
    interleave_ways: 1,
    interleave_granularity_bytes: 256,
  }));
}

/** One segment per module, extents ascending, as slices of devices are. */
const compute = fc
  .tuple(pieces, fc.integer({ min: 1, max: 4 }), fc.nat(5000))
  .map(([list, modules, base]): MapInput => {
    const byModule = Map.groupBy(disjoint('compute', modules, list), ({ module }) => module);
    return {
      kind: 'compute',
      segments: [...byModule].map(([module, parts]) => ({ module, extents: parts.flatMap(({ extents }) => extents) })),
      vm_base: base,
      interleave_ways: 1,
      interleave_granularity_bytes: 0,
    };
  });

function interleaved(kind: 'memory' | 'storage', ways: number, granularity: number): fc.Arbitrary<MapInput> {
  const unit = kind === 'memory' ? HDM_ALIGNMENT_BYTES : granularity;
  const starts = fc.array(fc.nat(20), { minLength: ways, maxLength: ways });
  return fc.tuple(fc.integer({ min: 1, max: 5 }), starts, fc.nat(4)).map(([length, list, base]) => ({
    kind,
    segments: list.map((start, way) => ({
      module: FIRST[kind] + (COUNT[kind] - 1 - way),
      extents: [{ start: start * UNIT[kind], length: length * unit }],
    })),
    vm_base: base * ways * UNIT[kind],
    interleave_ways: ways,
    interleave_granularity_bytes: granularity,
  }));
}

const hdm = fc
  .tuple(fc.constantFrom(...HDM_WAYS.filter((ways) => ways > 1)), fc.constantFrom(...HDM_GRANULARITIES_BYTES))
  .chain(([ways, granularity]) => interleaved('memory', ways, granularity));
const stripes = fc
  .tuple(fc.integer({ min: 2, max: 16 }), fc.constantFrom(1, 2, 3, 5, 16))
  .chain(([ways, blocks]) => interleaved('storage', ways, blocks * LBA_BYTES));

/** Mappings that can be encoded, of every kind. */
export const mappings: fc.Arbitrary<MapInput> = fc.oneof(linear('memory'), linear('storage'), compute, hdm, stripes);

export function endOf({ vm_start, length }: { readonly vm_start: number; readonly length: number }): number {
  return vm_start + length;
}

/** The rows in base units. */
export function baseRows(table: DecodedTable): CoreMappingRow[] {
  const unit = unitOf(table);
  return table.rows.map((row) => ({
    ...row,
    vm_start: row.vm_start * unit,
    length: row.length * unit,
    drm_start: row.drm_start * unit,
  }));
}

/** VM addresses worth asking: both sides of row ends and of stripe borders near both ends and in between. */
export function borders(table: DecodedTable): number[] {
  const found = new Set<number>();
  for (const row of baseRows(table)) {
    const granule = row.granularity_bytes || DEVICE_MILLI;
    const granules = Math.floor(row.length / granule);
    const near = [0, 1, 2, row.ways - 1, row.ways, row.ways + 1, Math.floor(granules / 2), Math.floor(granules / 3)];
    for (const count of [...near, ...near.map((value) => granules - value)]) {
      const border = row.vm_start + Math.min(Math.max(count, 0), granules) * granule;
      for (const address of [border - 1, border, border + 1]) found.add(address);
    }
    found.add(endOf(row) - 1).add(endOf(row));
  }
  return [...found];
}
