/** Whether an encoded table is whole and says nothing that a map could not have said. */
import {
  AMOUNT_MAX, DEVICE_MILLI, KIND_COMPUTE, STATUS_BAD_TABLE, STATUS_OK, TABLE_CHECKSUM, VM_MAX,
} from "../../abi/abi.ts";
import { fail } from "./buffers.ts";
import { alignmentOf, shareAlignment } from "./interleave.ts";
import {
  baseOf, byDrm, checkHead, checksumOf, drmStartOf, granularityOf, isBefore, kindOfTable, moduleOf, rowLengthOf, rowOf,
  rowsOf, vmStartOf, waysOf,
} from "./table.ts";

/** The row's own numbers are in their limits: sums and products of them stay inside i64. */
export function isPlausible(row: usize): bool {
  const start = vmStartOf(row);
  const length = rowLengthOf(row);
  return start >= 0 && start <= VM_MAX && length > 0 && length <= VM_MAX - start
    && drmStartOf(row) >= 0 && drmStartOf(row) <= AMOUNT_MAX && moduleOf(row) >= 0;
}

/** A run of whole devices, or a stretch of one device; the slots of the VM follow each other. */
function isComputeRow(table: usize, k: i32): bool {
  const row = rowOf(table, k);
  const length = rowLengthOf(row);
  const offset = vmStartOf(row) - baseOf(table);
  const drm = drmStartOf(row);
  let end: i64 = 0;
  if (k > 0) {
    const previous = rowOf(table, k - 1);
    end = vmStartOf(previous) + rowLengthOf(previous) - baseOf(table);
    if (offset == end && offset % DEVICE_MILLI != 0) {
      // Another stretch of the device that the slot before it began.
      if (moduleOf(previous) != moduleOf(row) || drmStartOf(previous) / DEVICE_MILLI != drm / DEVICE_MILLI) return false;
    }
  }
  const inSlot = offset % DEVICE_MILLI;
  if (inSlot == 0 ? offset - end >= DEVICE_MILLI || offset < end : offset != end) return false;
  if (inSlot == 0 && drm % DEVICE_MILLI == 0 && length % DEVICE_MILLI == 0) return true;
  return inSlot + length <= DEVICE_MILLI && drm % DEVICE_MILLI + length <= DEVICE_MILLI;
}

/** The VM side: rows follow each other from the base on; interleaved, each is the whole region. */
function checkRow(table: usize, k: i32): bool {
  const row = rowOf(table, k);
  if (!isPlausible(row)) return false;
  const kind = kindOfTable(table);
  const ways = waysOf(table);
  const length = rowLengthOf(row);
  if (drmStartOf(row) > AMOUNT_MAX - length / ways) return false;
  if (kind == KIND_COMPUTE) return isComputeRow(table, k);
  if (drmStartOf(row) % alignmentOf(kind) != 0) return false;
  if (length % (ways * shareAlignment(kind, ways, granularityOf(table))) != 0) return false;
  if (ways > 1) return vmStartOf(row) == baseOf(table) && length == rowLengthOf(rowOf(table, 0));
  const previous = rowOf(table, k - 1);
  return vmStartOf(row) == (k == 0 ? baseOf(table) : vmStartOf(previous) + rowLengthOf(previous));
}

/**
 * The DRM side: the order that the table names ascends without overlap. Then it names every row once, and no two VM
 * addresses share a DRM unit. -1, or the place in the order that is wrong.
 */
export function findOverlap(table: usize): i32 {
  const rows = rowsOf(table);
  const ways = waysOf(table);
  for (let k = 0; k < rows; k++) {
    if (<u32>byDrm(table, k) >= <u32>rows) return k;
    if (k == 0) continue;
    const before = rowOf(table, byDrm(table, k - 1));
    const row = rowOf(table, byDrm(table, k));
    if (!isBefore(before, row)) return k;
    if (moduleOf(before) == moduleOf(row) && drmStartOf(before) + rowLengthOf(before) / ways > drmStartOf(row)) return k;
  }
  return -1;
}

/** Checks `bytes` readable bytes entirely: what passes is what an encoder writes. */
export function checkTable(table: usize, bytes: i32): i32 {
  const status = checkHead(table, bytes);
  if (status != STATUS_OK) return status;
  if (load<u64>(table, TABLE_CHECKSUM) != checksumOf(table)) return STATUS_BAD_TABLE;
  const rows = rowsOf(table);
  for (let k = 0; k < rows; k++) if (!checkRow(table, k)) return fail(STATUS_BAD_TABLE, k);
  const overlap = findOverlap(table);
  return overlap < 0 ? STATUS_OK : fail(STATUS_BAD_TABLE, overlap);
}
