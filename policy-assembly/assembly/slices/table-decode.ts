/** Decoding: the rows of an encoded table, after a full check of its bytes. */
import { KIND_STORAGE, LBA_BYTES, MAP_ROW_BYTES, STATUS_BAD_LENGTH, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { clearResult, reserveOutput } from "./buffers.ts";
import { addRow } from "./rows.ts";
import { checkTable } from "./table-check.ts";
import {
  drmStartOf, granularityOf, kindOfTable, moduleOf, rowLengthOf, rowOf, rowsOf, vmStartOf, waysOf,
} from "./table.ts";

/** Input: an encoded table of `bytes` bytes. Output: MAP_ROW records, as `map` wrote them. */
export function decodeTable(bytes: i32): i32 {
  clearResult();
  if (bytes < 0 || !inputHolds(<u64>bytes)) return STATUS_BAD_LENGTH;
  const table = input();
  const status = checkTable(table, bytes);
  if (status != STATUS_OK) return status;
  const rows = rowsOf(table);
  if (!reserveOutput(<u64>rows * MAP_ROW_BYTES)) return STATUS_OUT_OF_MEMORY;
  const unit: i64 = kindOfTable(table) == KIND_STORAGE ? LBA_BYTES : 1;
  const ways = waysOf(table);
  for (let k = 0; k < rows; k++) {
    const row = rowOf(table, k);
    addRow(
      moduleOf(row), vmStartOf(row) / unit, rowLengthOf(row) / unit, drmStartOf(row) / unit, ways > 1 ? k : 0, ways,
      granularityOf(table),
    );
  }
  return STATUS_OK;
}
