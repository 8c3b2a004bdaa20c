import type { Allocation } from '../model/allocation.ts';
import { DEVICE_MILLI, LBA_BYTES } from '../model/medium.ts';
import type { MappingRow } from '../model/placement.ts';
import { checkHdm } from './hdm-rules.ts';
import type { Report } from './report.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The mapping table covers exactly what the allocation holds, and nothing else. */
export function checkMapping(allocation: Allocation, report: Report): void {
  const say = (rule: string, message: string): void => report(rule, allocation.id, message);
  const { kind } = allocation.request;
  const unit = kind === 'memory' ? 'byte' : kind === 'storage' ? 'block' : 'milli';
  const rows = allocation.mapping;
  if (rows.length === 0) {
    say('mapping', 'has no mapping');
    return;
  }
  if (rows.some((row) => row.unit !== unit)) say('mapping-unit', `is not mapped in units of ${unit}`);
  checkDrmSide(allocation, rows, unit === 'block' ? LBA_BYTES : 1, say);
  if (kind === 'memory') checkHdm(rows, say);
  if (rows.some(({ ways }) => ways > 1) || allocation.request.constraints.interleave_ways > 1) {
    checkInterleaved(allocation, rows, say);
    return;
  }
  if (rows.some((row) => row.position !== 0 || row.granularity_bytes !== 0)) {
    say('mapping-linear', 'has rows of an interleave set, but is not interleaved');
  }
  const sorted = [...rows].sort((a, b) => a.vm_start - b.vm_start);
  for (let index = 1; index < sorted.length; index++) {
    const before = sorted[index - 1] as MappingRow;
    const here = sorted[index] as MappingRow;
    const end = before.vm_start + before.length;
    // A share of a device leaves the rest of its slot empty.
    const next =
      kind === 'compute' && here.vm_start % DEVICE_MILLI === 0 ? Math.ceil(end / DEVICE_MILLI) * DEVICE_MILLI : end;
    if (here.vm_start !== next) say('mapping-gap', `has a gap or overlap before VM address ${here.vm_start}`);
  }
}

type Say = (rule: string, message: string) => void;

/** DRM side: the rows are the extents, each unit once. */
function checkDrmSide(allocation: Allocation, rows: readonly MappingRow[], bytes: number, say: Say): void {
  const mapped = new Map<string, Range[]>();
  for (const row of rows) {
    const start = row.drm_start * bytes;
    const length = (row.length * bytes) / row.ways;
    const list = mapped.get(row.drm) ?? [];
    mapped.set(row.drm, [...list, { start, end: start + length }]);
  }
  for (const { drm, extents } of allocation.placement.segments) {
    const held = joined(extents.map(({ start, length }) => ({ start, end: start + length })));
    const list = mapped.get(drm) ?? [];
    mapped.delete(drm);
    const total = list.reduce((sum, { start, end }) => sum + end - start, 0);
    const covered = joined(list);
    const sum = held.reduce((all, { start, end }) => all + end - start, 0);
    if (JSON.stringify(covered) !== JSON.stringify(held) || total !== sum) {
      say('mapping-cover', `does not map exactly what it holds on ${drm}`);
    }
  }
  for (const drm of mapped.keys()) say('mapping-cover', `maps ${drm}, where it holds nothing`);
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && range.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else result.push(range);
  }
  return result;
}

/** The rows are the interleaving that was asked for; how memory may be interleaved at all is judged by hdm-rules.ts. */
function checkInterleaved(allocation: Allocation, rows: readonly MappingRow[], say: Say): void {
  const { interleave_ways: ways, interleave_granularity_bytes: granularity } = allocation.request.constraints;
  const first = rows[0] as MappingRow;
  const asked = (row: MappingRow): boolean =>
    row.ways === ways &&
    row.granularity_bytes === granularity &&
    row.vm_start === first.vm_start &&
    row.length === first.length;
  if (!rows.every(asked)) say('hdm-rows', 'has interleave rows that disagree');
  const size = allocation.request.size.amount / (first.unit === 'block' ? LBA_BYTES : 1);
  if (first.length !== size) say('hdm-size', `maps ${first.length}, but is ${size} large`);
  if (first.unit === 'byte') return;
  const positions = rows.map(({ position }) => position).sort((a, b) => a - b);
  if (rows.length !== ways || positions.some((position, index) => position !== index)) {
    say('hdm-positions', `is ${ways} ways with rows at positions ${positions.join(', ')}`);
  }
  if (new Set(rows.map(({ drm }) => drm)).size !== rows.length) say('hdm-targets', 'has one target twice');
  if ((first.length * LBA_BYTES) % (granularity * ways) !== 0) {
    say('stripe-size', `is not a multiple of ${granularity} bytes × ${ways}`);
  }
}
