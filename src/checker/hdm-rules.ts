import { HDM_ALIGNMENT_BYTES, HDM_GRANULARITIES_BYTES, HDM_WAYS } from '../model/medium.ts';
import type { MappingRow } from '../model/placement.ts';

type Say = (rule: string, message: string) => void;

/** Addresses of a host have 52 bits. */
const ADDRESS_END = 2 ** 52;

/**
 * Proves that a mapping table of memory can be programmed into CXL HDM decoders, one per interleave set or row:
 * from the rows alone, with nothing of the code that made them. What passes maps every VM address of its rows to one
 * DRM unit of its own: sets do not overlap, ways have equal shares and positions 0..ways-1, DRM ranges do not overlap.
 */
export function checkHdm(rows: readonly MappingRow[], say: Say): void {
  const whole = rows.filter((row) => isWhole(row, say));
  const sets = setsOf(whole);
  for (const set of sets) checkDecoder(set, say);
  checkVmSide(sets, say);
  checkDrmSide(whole, say);
}

function isWhole(row: MappingRow, say: Say): boolean {
  const { vm_start, length, drm_start, drm, ways } = row;
  const numbers = [vm_start, length, drm_start, row.position, row.granularity_bytes];
  const fits = numbers.every((value) => Number.isSafeInteger(value) && value >= 0) && length > 0;
  if (fits && vm_start + length <= ADDRESS_END && HDM_WAYS.includes(ways)) return true;
  if (!HDM_WAYS.includes(ways)) say('hdm-ways', `is interleaved ${ways} ways on ${drm}, which no decoder can`);
  else say('hdm-range', `maps ${vm_start}+${length} to ${drm_start} on ${drm}, which is no range of 52-bit addresses`);
  return false;
}

/** What one decoder would hold: a row of its own, or all interleaved rows with one base. */
function setsOf(rows: readonly MappingRow[]): MappingRow[][] {
  const interleaved = Map.groupBy(
    rows.filter(({ ways }) => ways > 1),
    ({ vm_start }) => vm_start,
  );
  return [...rows.filter(({ ways }) => ways === 1).map((row) => [row]), ...interleaved.values()];
}

function checkDecoder(set: readonly MappingRow[], say: Say): void {
  const first = set[0] as MappingRow;
  const { ways, vm_start, length, granularity_bytes: granularity } = first;
  const positions = set.map(({ position }) => position).sort((a, b) => a - b);
  if (set.length !== ways || positions.some((position, index) => position !== index)) {
    say('hdm-positions', `is ${ways} ways with rows at positions ${positions.join(', ')}`);
  }
  const alike = (row: MappingRow): boolean =>
    row.ways === ways && row.length === length && row.granularity_bytes === granularity;
  if (!set.every(alike)) say('hdm-rows', 'has interleave rows that disagree');
  if (new Set(set.map(({ drm, medium }) => `${drm} ${medium}`)).size !== set.length) {
    say('hdm-targets', 'has one target twice');
  }
  const granular = ways === 1 ? granularity === 0 : HDM_GRANULARITIES_BYTES.includes(granularity);
  if (!granular) say('hdm-granularity', `has stripes of ${granularity} bytes over ${ways} ways`);
  if (length % (HDM_ALIGNMENT_BYTES * ways) !== 0) {
    say('hdm-size', `maps ${length} bytes at ${vm_start}, not a multiple of 256 MiB × ${ways}`);
  }
  for (const { drm, drm_start } of set) {
    if (drm_start % HDM_ALIGNMENT_BYTES !== 0) say('hdm-alignment', `begins at ${drm_start} on ${drm}, not at 256 MiB`);
  }
  if (vm_start % HDM_ALIGNMENT_BYTES !== 0) say('hdm-alignment', `begins at VM address ${vm_start}, not at 256 MiB`);
  // Decoders find the way from the address itself, modulo 3: counting from the base agrees only at multiples of 3.
  else if (ways % 3 === 0 && vm_start % (3 * HDM_ALIGNMENT_BYTES) !== 0) {
    say('hdm-modulo', `is ${ways} ways at VM address ${vm_start}, not at a multiple of 768 MiB`);
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The first range that begins before an earlier one has ended. */
function overlapOf(ranges: readonly Range[]): Range | null {
  let reached = 0;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    if (range.start < reached) return range;
    reached = Math.max(reached, range.end);
  }
  return null;
}

function checkVmSide(sets: readonly (readonly MappingRow[])[], say: Say): void {
  const ranges = sets.map((set) => ({
    start: (set[0] as MappingRow).vm_start,
    end: Math.max(...set.map(({ vm_start, length }) => vm_start + length)),
  }));
  const overlap = overlapOf(ranges);
  if (overlap !== null) say('hdm-vm-overlap', `maps VM address ${overlap.start} twice`);
}

function checkDrmSide(rows: readonly MappingRow[], say: Say): void {
  for (const [target, list] of Map.groupBy(rows, ({ drm, medium }) => `${medium} of ${drm}`)) {
    const overlap = overlapOf(
      list.map(({ drm_start, length, ways }) => ({ start: drm_start, end: drm_start + length / ways })),
    );
    if (overlap !== null) say('hdm-drm-overlap', `maps ${overlap.start} of the ${target} twice`);
  }
}
