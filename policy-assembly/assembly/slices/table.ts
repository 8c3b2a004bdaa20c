/** Encoded mapping tables: the fields of a head and its rows, and whether a head is one at all. */
import {
  AMOUNT_MAX, KIND_STORAGE, STATUS_BAD_TABLE, STATUS_OK, STATUS_TABLE_VERSION, TABLE_BYTES, TABLE_CHECKSUM,
  TABLE_GRANULARITY, TABLE_KIND, TABLE_MAGIC, TABLE_MAGIC_VALUE, TABLE_ROW_BY_DRM, TABLE_ROW_BYTES, TABLE_ROW_COUNT,
  TABLE_ROW_DRM_START, TABLE_ROW_LENGTH, TABLE_ROW_MODULE, TABLE_ROW_VM_START, TABLE_VERSION, TABLE_VERSION_VALUE,
  TABLE_VM_BASE, TABLE_WAYS,
} from "../../abi/abi.ts";
import { fail } from "./buffers.ts";
import { hashBytes } from "./hash.ts";
import { baseAlignment, checkInterleave } from "./interleave.ts";

// @ts-ignore: decorator
@inline
export function kindOfTable(table: usize): i32 {
  return load<i32>(table, TABLE_KIND);
}

// @ts-ignore: decorator
@inline
export function waysOf(table: usize): i32 {
  return load<i32>(table, TABLE_WAYS);
}

// @ts-ignore: decorator
@inline
export function granularityOf(table: usize): i32 {
  return load<i32>(table, TABLE_GRANULARITY);
}

// @ts-ignore: decorator
@inline
export function baseOf(table: usize): i64 {
  return load<i64>(table, TABLE_VM_BASE);
}

// @ts-ignore: decorator
@inline
export function rowsOf(table: usize): i32 {
  return load<i32>(table, TABLE_ROW_COUNT);
}

// @ts-ignore: decorator
@inline
export function rowOf(table: usize, k: i32): usize {
  return table + TABLE_BYTES + <usize>k * TABLE_ROW_BYTES;
}

// @ts-ignore: decorator
@inline
export function vmStartOf(row: usize): i64 {
  return load<i64>(row, TABLE_ROW_VM_START);
}

// @ts-ignore: decorator
@inline
export function rowLengthOf(row: usize): i64 {
  return load<i64>(row, TABLE_ROW_LENGTH);
}

// @ts-ignore: decorator
@inline
export function drmStartOf(row: usize): i64 {
  return load<i64>(row, TABLE_ROW_DRM_START);
}

// @ts-ignore: decorator
@inline
export function moduleOf(row: usize): i32 {
  return load<i32>(row, TABLE_ROW_MODULE);
}

/** Which row is the k-th by (module, DRM start); a table that was not checked may say anything. */
// @ts-ignore: decorator
@inline
export function byDrm(table: usize, k: i32): i32 {
  return load<i32>(rowOf(table, k), TABLE_ROW_BY_DRM);
}

// @ts-ignore: decorator
@inline
export function setByDrm(table: usize, k: i32, row: i32): void {
  store<i32>(rowOf(table, k), row, TABLE_ROW_BY_DRM);
}

/** By (module, DRM start): true when row `a` comes before row `b`. */
export function isBefore(a: usize, b: usize): bool {
  return moduleOf(a) < moduleOf(b) || (moduleOf(a) == moduleOf(b) && drmStartOf(a) < drmStartOf(b));
}

export function checksumOf(table: usize): u64 {
  const bytes: usize = TABLE_BYTES - TABLE_VM_BASE;
  return hashBytes(table + TABLE_VM_BASE, bytes + <usize>rowsOf(table) * TABLE_ROW_BYTES);
}

/** Writes a head whose checksum is still to come. */
export function writeHead(table: usize, kind: i32, ways: i32, granularity: i32, vmBase: i64, rows: i32): void {
  store<u32>(table, TABLE_MAGIC_VALUE, TABLE_MAGIC);
  store<u32>(table, TABLE_VERSION_VALUE, TABLE_VERSION);
  store<i64>(table, vmBase, TABLE_VM_BASE);
  store<i32>(table, kind, TABLE_KIND);
  store<i32>(table, ways, TABLE_WAYS);
  store<i32>(table, ways == 1 ? 0 : granularity, TABLE_GRANULARITY);
  store<i32>(table, rows, TABLE_ROW_COUNT);
}

export function seal(table: usize): void {
  store<u64>(table, checksumOf(table), TABLE_CHECKSUM);
}

/**
 * Checks that `bytes` readable bytes are a head and as many rows as it says. What the rows say is not looked at (see
 * table-check.ts), but with this no field of any row lies outside, and ways and granularity can be divided by.
 */
export function checkHead(table: usize, bytes: i32): i32 {
  if (bytes < TABLE_BYTES || load<u32>(table, TABLE_MAGIC) != TABLE_MAGIC_VALUE) return STATUS_BAD_TABLE;
  if (load<u32>(table, TABLE_VERSION) != TABLE_VERSION_VALUE) {
    return fail(STATUS_TABLE_VERSION, load<i32>(table, TABLE_VERSION));
  }
  const rows = rowsOf(table);
  if (rows < 0 || <i64>TABLE_BYTES + <i64>rows * TABLE_ROW_BYTES != bytes) return STATUS_BAD_TABLE;
  const kind = kindOfTable(table);
  const ways = waysOf(table);
  if (<u32>kind > <u32>KIND_STORAGE || checkInterleave(kind, ways, granularityOf(table)) != STATUS_OK) return STATUS_BAD_TABLE;
  if (ways == 1 ? granularityOf(table) != 0 : rows != ways) return STATUS_BAD_TABLE;
  const base = baseOf(table);
  return base < 0 || base > AMOUNT_MAX || base % baseAlignment(kind, ways) != 0 ? STATUS_BAD_TABLE : STATUS_OK;
}
