import { DEVICE_MILLI, LBA_BYTES, type Medium } from '../model/medium.ts';
import type { MappingRow } from '../model/placement.ts';
import { formatAmount } from '../model/size.ts';
import type { Column } from './table.ts';

/** The columns that say, for people, what the VM sees and where on which DRM it lies. */
export function mappingColumns(unit: MappingRow['unit']): Column<MappingRow>[] {
  if (unit === 'milli') return DEVICE_COLUMNS;
  const memory = unit === 'byte';
  const address = memory ? memoryRange : blockRange;
  const bytes = (length: number) => (memory ? length : length * LBA_BYTES);
  return [
    { title: memory ? 'VM ADDRESSES' : 'VM BLOCKS (LBA)', text: (row) => address(row.vm_start, row.length) },
    { title: 'LENGTH', align: 'right', text: (row) => formatAmount(bytes(row.length), row.medium) },
    { title: 'DRM', text: (row) => row.drm },
    {
      title: memory ? 'DRM ADDRESSES' : 'DRM BLOCKS (LBA)',
      text: (row) => address(row.drm_start, row.length / row.ways),
    },
    { title: memory ? 'INTERLEAVE' : 'STRIPE', text: interleaving },
  ];
}

const DEVICE_COLUMNS: Column<MappingRow>[] = [
  { title: 'VM SEES', text: (row) => devices(vmNoun(row.medium), row.vm_start, row.length) },
  { title: '', text: () => '->' },
  { title: 'DRM', text: (row) => row.drm },
  { title: 'DEVICES', text: (row) => devices(drmNoun(row.medium), row.drm_start, row.length) },
  { title: 'SHARE', text: shareOfDevice },
];

function memoryRange(start: number, length: number): string {
  return `${hex(start)}-${hex(start + length - 1)}`;
}

/** Twelve digits: 256 TiB, so that the columns of one machine line up. */
function hex(address: number): string {
  return `0x${address.toString(16).padStart(12, '0')}`;
}

function blockRange(start: number, length: number): string {
  return `${start}-${start + length - 1}`;
}

function interleaving({ ways, position, granularity_bytes }: MappingRow): string {
  if (ways <= 1) return '-';
  return `${position + 1} of ${ways}, every ${formatAmount(granularity_bytes, 'dram')}`;
}

function vmNoun(medium: Medium): string {
  return medium === 'cpu' ? 'vCPU' : medium.toUpperCase();
}

function drmNoun(medium: Medium): string {
  return medium === 'cpu' ? 'core' : medium;
}

/** "cores 3-14", "core 15", "gpu 0". */
function devices(noun: string, start: number, length: number): string {
  const first = Math.floor(start / DEVICE_MILLI);
  const last = Math.floor((start + length - 1) / DEVICE_MILLI);
  if (first === last) return `${noun} ${first}`;
  return `${noun === 'core' ? 'cores' : noun} ${first}-${last}`;
}

/** What part of a device it is: a VM with half a GPU must see that it is half. */
function shareOfDevice({ drm_start, length }: MappingRow): string {
  if (length % DEVICE_MILLI === 0 && drm_start % DEVICE_MILLI === 0) return 'whole';
  const from = drm_start % DEVICE_MILLI;
  return `${length}m (${from}-${from + length - 1})`;
}

/** Joins whole devices that continue each other on both sides: nobody wants twelve lines for twelve cores. */
export function joinDevices(rows: readonly MappingRow[]): MappingRow[] {
  const joined: MappingRow[] = [];
  for (const row of rows) {
    const last = joined.at(-1);
    if (last && continues(last, row)) {
      joined[joined.length - 1] = { ...last, length: last.length + row.length };
    } else {
      joined.push(row);
    }
  }
  return joined;
}

function continues(last: MappingRow, row: MappingRow): boolean {
  return (
    last.unit === 'milli' &&
    last.drm === row.drm &&
    last.medium === row.medium &&
    isWhole(last) &&
    isWhole(row) &&
    last.vm_start + last.length === row.vm_start &&
    last.drm_start + last.length === row.drm_start
  );
}

function isWhole({ vm_start, drm_start, length }: MappingRow): boolean {
  return [vm_start, drm_start, length].every((milli) => milli % DEVICE_MILLI === 0);
}
