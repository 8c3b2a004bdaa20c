import { describe, expect, it } from 'vitest';
import { HDM_ALIGNMENT_BYTES as A, HDM_GRANULARITIES_BYTES, HDM_WAYS } from '../model/medium.ts';
import type { MappingRow } from '../model/placement.ts';
import { checkHdm } from './hdm-rules.ts';

/** A row of 256 MiB at 256 MiB × (vm, at), linear unless told otherwise. */
function row(drm: string, vm: number, at: number, change: Partial<MappingRow> = {}): MappingRow {
  return {
    unit: 'byte',
    vm_start: vm * A,
    length: A,
    drm,
    medium: 'dram',
    drm_start: at * A,
    position: 0,
    ways: 1,
    granularity_bytes: 0,
    ...change,
  };
}

/** An interleave set of 256 MiB per way over as many DRMs, at 256 MiB × (vm, at). */
function set(ways: number, vm: number, at: number, change: Partial<MappingRow> = {}): MappingRow[] {
  return Array.from({ length: ways }, (_, position) =>
    row(`mem-${position}`, vm, at, { position, ways, length: ways * A, granularity_bytes: 256, ...change }),
  );
}

/** The set with its row at `position` changed. */
function with1(rows: MappingRow[], position: number, change: Partial<MappingRow>): MappingRow[] {
  return rows.map((entry, index) => (index === position ? { ...entry, ...change } : entry));
}

function broken(rows: readonly MappingRow[]): string[] {
  const rules = new Set<string>();
  checkHdm(rows, (rule) => rules.add(rule));
  return [...rules].sort();
}

describe('HDM validity', () => {
  it('holds for rows side by side and for every way of interleaving', () => {
    expect(broken([])).toEqual([]);
    expect(broken([row('a', 4, 0), row('a', 5, 7), row('b', 9, 7, { length: 3 * A })])).toEqual([]);
    for (const ways of HDM_WAYS.filter((count) => count > 1)) {
      for (const granularity_bytes of HDM_GRANULARITIES_BYTES) {
        expect(broken(set(ways, ways, 3, { granularity_bytes }))).toEqual([]);
      }
    }
    expect(broken([...set(2, 0, 0), ...set(4, 2, 1), row('mem-0', 6, 2)])).toEqual([]);
    expect(broken(set(4, 1, 0))).toEqual([]);
    expect(broken(set(16, 2 ** 24 - 16, 0))).toEqual([]);
  });

  it.each<[string, MappingRow[], string[]]>([
    ['five ways', set(5, 0, 0), ['hdm-ways']],
    ['sixteen ways of which one says 15', with1(set(16, 0, 0), 3, { ways: 15 }), ['hdm-positions', 'hdm-ways']],
    ['no ways', [row('a', 0, 0, { ways: 0 })], ['hdm-ways']],
    ['stripes of 128 bytes', set(2, 0, 0, { granularity_bytes: 128 }), ['hdm-granularity']],
    ['stripes of 768 bytes', set(2, 0, 0, { granularity_bytes: 768 }), ['hdm-granularity']],
    ['stripes of 32 KiB', set(2, 0, 0, { granularity_bytes: 32768 }), ['hdm-granularity']],
    ['no stripes', set(2, 0, 0, { granularity_bytes: 0 }), ['hdm-granularity']],
    ['stripes of one way', [row('a', 0, 0, { granularity_bytes: 256 })], ['hdm-granularity']],
    ['a base of 128 MiB', [row('a', 0.5, 0)], ['hdm-alignment']],
    ['a DRM base of 128 MiB', [row('a', 0, 0.5)], ['hdm-alignment']],
    ['one target at 4 KiB', with1(set(2, 0, 0), 1, { drm_start: 4096 }), ['hdm-alignment']],
    ['128 MiB', [row('a', 0, 0, { length: A / 2 })], ['hdm-size']],
    ['a region of three shares on two ways', set(2, 0, 0, { length: 3 * A }), ['hdm-size']],
    ['a region of sixteen ways that is one short', set(16, 0, 0, { length: 15 * A }), ['hdm-size']],
    ['unequal shares', with1(set(2, 0, 0), 1, { length: 4 * A }), ['hdm-rows']],
    ['stripes that disagree', with1(set(2, 0, 0), 1, { granularity_bytes: 512 }), ['hdm-rows']],
    ['ways that disagree', with1(set(2, 0, 0), 1, { ways: 4 }), ['hdm-rows']],
    ['a position twice', with1(set(2, 0, 0), 1, { position: 0 }), ['hdm-positions']],
    ['a position beyond the ways', with1(set(2, 0, 0), 1, { position: 2 }), ['hdm-positions']],
    ['a way that is missing', set(4, 0, 0).slice(1), ['hdm-positions']],
    ['a linear row with a position', [row('a', 0, 0, { position: 1 })], ['hdm-positions']],
    ['one target twice', with1(set(2, 0, 0), 1, { drm: 'mem-0', drm_start: 4 * A }), ['hdm-targets']],
    ['three ways at 256 MiB', set(3, 1, 0), ['hdm-modulo']],
    ['six ways at 512 MiB', set(6, 2, 0), ['hdm-modulo']],
    ['twelve ways at 4 GiB', set(12, 16, 0), ['hdm-modulo']],
    ['VM addresses twice', [row('a', 0, 0, { length: 2 * A }), row('b', 1, 0)], ['hdm-vm-overlap']],
    [
      'VM addresses twice, behind a long one',
      [row('a', 0, 0, { length: 9 * A }), row('b', 3, 0), row('c', 8, 0)],
      ['hdm-vm-overlap'],
    ],
    ['two sets over each other', [...set(2, 0, 0), ...set(2, 1, 4)], ['hdm-vm-overlap']],
    ['a DRM unit twice', [row('a', 0, 0, { length: 2 * A }), row('a', 2, 1)], ['hdm-drm-overlap']],
    ['a DRM unit in two sets', [...set(2, 0, 0), ...set(2, 2, 0)], ['hdm-drm-overlap']],
    [
      'a share that reaches into another row',
      [...set(2, 0, 0, { length: 4 * A }), row('mem-1', 4, 1)],
      ['hdm-drm-overlap'],
    ],
    ['a fraction', [row('a', 0, 0, { vm_start: 0.5 })], ['hdm-range']],
    ['nothing', [row('a', 0, 0, { length: 0 })], ['hdm-range']],
    ['a negative address', [row('a', 0, -1)], ['hdm-range']],
    ['addresses beyond 52 bits', [row('a', 2 ** 24 - 1, 0, { length: 2 * A })], ['hdm-range']],
  ])('is broken by: %s', (_, rows, expected) => {
    expect(broken(rows)).toEqual(expected);
  });
});
