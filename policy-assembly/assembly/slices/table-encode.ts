/** Encoding: a mapping as bytes that any host can keep, send and look addresses up in. */
import {
  MAP_BYTES, MAP_ROW_BYTES, MAP_ROW_DRM_START, MAP_ROW_LENGTH, MAP_ROW_MODULE, MAP_ROW_VM_START, STATUS_BAD_LENGTH,
  STATUS_MAP_OVERLAP, STATUS_OK, STATUS_OUT_OF_MEMORY, TABLE_BYTES, TABLE_ROW_BYTES, TABLE_ROW_DRM_START,
  TABLE_ROW_LENGTH, TABLE_ROW_MODULE, TABLE_ROW_VM_START,
} from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { clearResult, fail, output, outputCount, reserveOutput, setOutput, setOutputCount } from "./buffers.ts";
import { granularity, kind, readMap, rowLimit, rowUnit, vmBase, ways, writeRows } from "./map.ts";
import { findOverlap } from "./table-check.ts";
import { byDrm, isBefore, rowOf, rowsOf, seal, setByDrm, writeHead } from "./table.ts";

/** Room for the rows and the table of the map that was read. */
export function encodedRoom(): u64 {
  return rowLimit() * (MAP_ROW_BYTES + TABLE_ROW_BYTES) + TABLE_BYTES;
}

/** Heap order from `root` down, of the first `count` entries of the order by DRM. */
function sift(table: usize, root: i32, count: i32): void {
  const row = byDrm(table, root);
  for (;;) {
    let child = 2 * root + 1;
    if (child >= count) break;
    if (child + 1 < count && isBefore(rowOf(table, byDrm(table, child)), rowOf(table, byDrm(table, child + 1)))) child++;
    if (!isBefore(rowOf(table, row), rowOf(table, byDrm(table, child)))) break;
    setByDrm(table, root, byDrm(table, child));
    root = child;
  }
  setByDrm(table, root, row);
}

function sortByDrm(table: usize): void {
  const rows = rowsOf(table);
  for (let k = rows / 2 - 1; k >= 0; k--) sift(table, k, rows);
  for (let end = rows - 1; end > 0; end--) {
    const greatest = byDrm(table, 0);
    setByDrm(table, 0, byDrm(table, end));
    setByDrm(table, end, greatest);
    sift(table, 0, end);
  }
}

/** Encodes the map that was read; `encodedRoom` is reserved. The address of the table, 0 when a DRM unit is mapped twice. */
export function encodeRead(): usize {
  writeRows();
  const rows = outputCount();
  const table = output() + <usize>rows * MAP_ROW_BYTES;
  writeHead(table, kind, ways, granularity, vmBase, rows);
  const unit = rowUnit();
  for (let k = 0; k < rows; k++) {
    const from = output() + <usize>k * MAP_ROW_BYTES;
    const to = rowOf(table, k);
    store<i64>(to, load<i64>(from, MAP_ROW_VM_START) * unit, TABLE_ROW_VM_START);
    store<i64>(to, load<i64>(from, MAP_ROW_LENGTH) * unit, TABLE_ROW_LENGTH);
    store<i64>(to, load<i64>(from, MAP_ROW_DRM_START) * unit, TABLE_ROW_DRM_START);
    store<i32>(to, load<i32>(from, MAP_ROW_MODULE), TABLE_ROW_MODULE);
    setByDrm(table, k, k);
  }
  sortByDrm(table);
  setOutputCount(0);
  if (findOverlap(table) >= 0) return 0;
  seal(table);
  return table;
}

/** Input: as of `map`. Output: the encoded table, counted in bytes. */
export function encodeTable(bytes: i32): i32 {
  clearResult();
  if (bytes < MAP_BYTES || !inputHolds(<u64>bytes)) return STATUS_BAD_LENGTH;
  const status = readMap(input(), bytes);
  if (status != STATUS_OK) return status;
  if (!reserveOutput(encodedRoom())) return STATUS_OUT_OF_MEMORY;
  const table = encodeRead();
  if (table == 0) return fail(STATUS_MAP_OVERLAP, -1);
  setOutput(table, TABLE_BYTES + rowsOf(table) * TABLE_ROW_BYTES);
  return STATUS_OK;
}
