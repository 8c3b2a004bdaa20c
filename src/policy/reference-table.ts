import {
  AMOUNT_MAX,
  GRANULARITY_MAX,
  STATUS_BAD_TABLE,
  STATUS_MAP_OVERLAP,
  STATUS_TABLE_VERSION,
  TABLE_BYTES,
  TABLE_CHECKSUM,
  TABLE_GRANULARITY,
  TABLE_KIND,
  TABLE_MAGIC,
  TABLE_MAGIC_VALUE,
  TABLE_ROW_BY_DRM,
  TABLE_ROW_BYTES,
  TABLE_ROW_COUNT,
  TABLE_ROW_DRM_START,
  TABLE_ROW_LENGTH,
  TABLE_ROW_MODULE,
  TABLE_ROW_VM_START,
  TABLE_VERSION,
  TABLE_VERSION_VALUE,
  TABLE_VM_BASE,
  TABLE_WAYS,
  VM_MAX,
  WAYS_MAX,
} from '../../policy-assembly/abi/abi.ts';
import type { Kind } from '../model/medium.ts';
import { DEVICE_MILLI, HDM_ALIGNMENT_BYTES, HDM_GRANULARITIES_BYTES, HDM_WAYS, LBA_BYTES } from '../model/medium.ts';
import type { CoreMappingRow, DecodedTable, MapInput } from './core.ts';
import { KIND_CODES, KIND_UNITS, KINDS_BY_CODE, policyError } from './status.ts';

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function checksum(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes.subarray(TABLE_VM_BASE)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

/** Base units in the unit of a mapping row. */
export function unitBytes(kind: Kind): number {
  return kind === 'storage' ? LBA_BYTES : 1;
}

/** Row indices by (module, DRM start). */
function orderOf(rows: readonly CoreMappingRow[]): number[] {
  const indices = rows.map((_, index) => index);
  const row = (index: number) => rows[index] as CoreMappingRow;
  return indices.sort((a, b) => row(a).module - row(b).module || row(a).drm_start - row(b).drm_start);
}

/** True when two rows hold one unit of a module. */
function hasOverlap(rows: readonly CoreMappingRow[]): boolean {
  const sorted = orderOf(rows).map((index) => rows[index] as CoreMappingRow);
  return sorted.some((row, index) => {
    const next = sorted[index + 1];
    return next !== undefined && next.module === row.module && row.drm_start + row.length / row.ways > next.drm_start;
  });
}

export function encodeTable(input: MapInput, rows: readonly CoreMappingRow[]): Uint8Array {
  if (hasOverlap(rows)) throw policyError('encodeTable', STATUS_MAP_OVERLAP);
  const bytes = new Uint8Array(TABLE_BYTES + rows.length * TABLE_ROW_BYTES);
  const view = viewOf(bytes);
  const unit = BigInt(unitBytes(input.kind));
  view.setUint32(TABLE_MAGIC, TABLE_MAGIC_VALUE, true);
  view.setUint32(TABLE_VERSION, TABLE_VERSION_VALUE, true);
  view.setBigInt64(TABLE_VM_BASE, BigInt(input.vm_base), true);
  view.setInt32(TABLE_KIND, KIND_CODES[input.kind], true);
  view.setInt32(TABLE_WAYS, input.interleave_ways, true);
  view.setInt32(TABLE_GRANULARITY, input.interleave_ways === 1 ? 0 : input.interleave_granularity_bytes, true);
  view.setInt32(TABLE_ROW_COUNT, rows.length, true);
  const order = orderOf(rows);
  for (const [index, row] of rows.entries()) {
    const at = TABLE_BYTES + index * TABLE_ROW_BYTES;
    view.setBigInt64(at + TABLE_ROW_VM_START, BigInt(row.vm_start) * unit, true);
    view.setBigInt64(at + TABLE_ROW_LENGTH, BigInt(row.length) * unit, true);
    view.setBigInt64(at + TABLE_ROW_DRM_START, BigInt(row.drm_start) * unit, true);
    view.setInt32(at + TABLE_ROW_MODULE, row.module, true);
    view.setInt32(at + TABLE_ROW_BY_DRM, order[index] as number, true);
  }
  view.setBigUint64(TABLE_CHECKSUM, checksum(bytes), true);
  return bytes;
}

/** A number that a field of the table may hold; anything else is a damaged table. */
function amountAt(view: DataView, at: number, low: number, high: number): number {
  const value = view.getBigInt64(at, true);
  if (value < BigInt(low) || value > BigInt(high)) throw policyError('decodeTable', STATUS_BAD_TABLE);
  return Number(value);
}

function demand(condition: boolean): void {
  if (!condition) throw policyError('decodeTable', STATUS_BAD_TABLE);
}

function checkShape(kind: Kind, ways: number, granularity: number, rows: number): void {
  demand(ways === 1 ? granularity === 0 : rows === ways);
  if (ways === 1) return;
  if (kind === 'memory') demand(HDM_WAYS.includes(ways) && HDM_GRANULARITIES_BYTES.includes(granularity));
  else {
    demand(kind === 'storage' && ways > 1 && ways <= WAYS_MAX);
    demand(granularity > 0 && granularity <= GRANULARITY_MAX && granularity % LBA_BYTES === 0);
  }
}

/** Slots fill one after the other: by runs of whole devices, or by stretches of one device that begin at the slot's start. */
function checkSlots(base: number, rows: readonly CoreMappingRow[]): void {
  let full = 0;
  let open: { readonly device: string; readonly filled: number } | null = null;
  for (const { vm_start, length, drm_start, module } of rows) {
    const slot = Math.floor((vm_start - base) / DEVICE_MILLI);
    const within = (vm_start - base) % DEVICE_MILLI;
    const device = `${module} ${Math.floor(drm_start / DEVICE_MILLI)}`;
    if (within === 0 && open !== null) {
      full++;
      open = null;
    }
    if (within === 0 && drm_start % DEVICE_MILLI === 0 && length % DEVICE_MILLI === 0) {
      demand(slot === full);
      full += length / DEVICE_MILLI;
      continue;
    }
    demand(slot === full && within === (open?.filled ?? 0) && device === (open?.device ?? device));
    demand(within + length <= DEVICE_MILLI && (drm_start % DEVICE_MILLI) + length <= DEVICE_MILLI);
    open = { device, filled: within + length };
  }
}

/** `rows` in base units. */
function checkRows(kind: Kind, base: number, granularity: number, rows: readonly CoreMappingRow[]): void {
  const alignment = kind === 'memory' ? HDM_ALIGNMENT_BYTES : kind === 'storage' ? LBA_BYTES : 1;
  demand(base % alignment === 0);
  if (kind === 'compute') {
    checkSlots(base, rows);
    return;
  }
  let expected = base;
  for (const { vm_start, length, drm_start, ways } of rows) {
    demand(vm_start === expected && drm_start % alignment === 0 && (length / ways) % alignment === 0);
    if (ways === 1) expected += length;
    else demand(length === rows[0]?.length && (length / ways) % granularity === 0);
    if (kind === 'memory' && ways % 3 === 0) demand(base % (3 * HDM_ALIGNMENT_BYTES) === 0);
  }
}

/** Throws PolicyError unless every byte is as an encoder writes it. */
export function decodeTable(bytes: Uint8Array): DecodedTable {
  demand(bytes.length >= TABLE_BYTES);
  const view = viewOf(bytes);
  demand(view.getUint32(TABLE_MAGIC, true) === TABLE_MAGIC_VALUE);
  const version = view.getUint32(TABLE_VERSION, true);
  if (version !== TABLE_VERSION_VALUE) throw policyError('decodeTable', STATUS_TABLE_VERSION, version);
  const count = view.getInt32(TABLE_ROW_COUNT, true);
  demand(count >= 0 && bytes.length === TABLE_BYTES + count * TABLE_ROW_BYTES);
  const kind = KINDS_BY_CODE[view.getInt32(TABLE_KIND, true)];
  if (kind === undefined) throw policyError('decodeTable', STATUS_BAD_TABLE);
  const ways = view.getInt32(TABLE_WAYS, true);
  const granularity_bytes = view.getInt32(TABLE_GRANULARITY, true);
  checkShape(kind, ways, granularity_bytes, count);
  const vm_base = amountAt(view, TABLE_VM_BASE, 0, AMOUNT_MAX);
  demand(view.getBigUint64(TABLE_CHECKSUM, true) === checksum(bytes));
  const rows: CoreMappingRow[] = [];
  const order: number[] = [];
  for (let index = 0; index < count; index++) {
    const at = TABLE_BYTES + index * TABLE_ROW_BYTES;
    const vm_start = amountAt(view, at + TABLE_ROW_VM_START, 0, VM_MAX);
    const length = amountAt(view, at + TABLE_ROW_LENGTH, 1, VM_MAX - vm_start);
    const drm_start = amountAt(view, at + TABLE_ROW_DRM_START, 0, AMOUNT_MAX);
    const module = view.getInt32(at + TABLE_ROW_MODULE, true);
    demand(module >= 0 && drm_start + length / ways <= AMOUNT_MAX);
    const position = ways > 1 ? index : 0;
    rows.push({ unit: KIND_UNITS[kind], vm_start, length, module, drm_start, position, ways, granularity_bytes });
    order.push(view.getInt32(at + TABLE_ROW_BY_DRM, true));
  }
  checkRows(kind, vm_base, granularity_bytes, rows);
  demand(!hasOverlap(rows) && orderOf(rows).every((index, place) => order[place] === index));
  const unit = unitBytes(kind);
  return {
    kind,
    vm_base,
    ways,
    granularity_bytes,
    rows: rows.map((row) => ({
      ...row,
      vm_start: row.vm_start / unit,
      length: row.length / unit,
      drm_start: row.drm_start / unit,
    })),
  };
}
