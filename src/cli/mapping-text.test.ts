import { describe, expect, it } from 'vitest';
import { GIB } from '../model/medium.ts';
import type { MappingRow } from '../model/placement.ts';
import { joinDevices, mappingColumns } from './mapping-text.ts';
import { makeStyle } from './style.ts';
import { renderTable } from './table.ts';

const ROW: MappingRow = {
  unit: 'milli',
  vm_start: 0,
  length: 1000,
  drm: 'cpu-1',
  medium: 'cpu',
  drm_start: 0,
  position: 0,
  ways: 1,
  granularity_bytes: 0,
};

function text(rows: readonly MappingRow[]): string[] {
  const unit = rows[0]?.unit ?? 'milli';
  return renderTable(mappingColumns(unit), joinDevices(rows), makeStyle(false))
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/ +/g, ' '));
}

describe('mapping tables for people', () => {
  it('joins whole cores and keeps the part of a core apart', () => {
    const cores = Array.from({ length: 12 }, (_, i) => ({ ...ROW, vm_start: i * 1000, drm_start: (i + 3) * 1000 }));
    const part = { ...ROW, vm_start: 12_000, length: 500, drm_start: 15_250 };
    expect(text([...cores, part])).toEqual([
      'vCPU 0-11 -> cpu-1 cores 3-14 whole',
      'vCPU 12 -> cpu-1 core 15 500m (250-749)',
    ]);
  });

  it('does not join across a gap, a DRM or a medium', () => {
    const other = { ...ROW, vm_start: 1000, drm_start: 1000 };
    expect(joinDevices([ROW, { ...other, drm_start: 2000 }])).toHaveLength(2);
    expect(joinDevices([ROW, { ...other, drm: 'cpu-2' }])).toHaveLength(2);
    expect(joinDevices([ROW, { ...other, medium: 'gpu' }])).toHaveLength(2);
    expect(joinDevices([ROW, other])).toHaveLength(1);
  });

  it('says which share of which GPU', () => {
    const gpu = { ...ROW, medium: 'gpu' as const, drm: 'acc-1', drm_start: 3500, length: 460 };
    expect(text([gpu])).toEqual(['GPU 0 -> acc-1 gpu 3 460m (500-959)']);
  });

  it('gives memory as addresses with the place of each target in the interleaving', () => {
    const memory = { ...ROW, unit: 'byte' as const, medium: 'dram' as const, drm: 'mem-1', length: 4 * GIB };
    const interleaved = { ...memory, vm_start: 4 * GIB, ways: 2, position: 1, granularity_bytes: 256, drm_start: GIB };
    expect(text([memory, interleaved])).toEqual([
      '0x000000000000-0x0000ffffffff 4GiB mem-1 0x000000000000-0x0000ffffffff -',
      '0x000100000000-0x0001ffffffff 4GiB mem-1 0x000040000000-0x0000bfffffff 2 of 2, every 256B',
    ]);
  });

  it('gives storage as blocks', () => {
    const blocks = { ...ROW, unit: 'block' as const, medium: 'nvme' as const, drm: 'ssd-1', length: 262_144 };
    expect(text([{ ...blocks, drm_start: 256 }])).toEqual(['0-262143 1GiB ssd-1 256-262399 -']);
  });
});
