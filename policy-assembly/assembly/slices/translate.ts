/**
 * One address through an encoded table, in either direction, by binary search. Only the head and the rows looked at are
 * checked: a table that `decodeTable` would refuse may give a wrong answer here, but never a read outside of it.
 */
import {
  LOCATION_ADDRESS, LOCATION_BYTES, LOCATION_LENGTH, LOCATION_MODULE, LOCATION_ROW, STATUS_BAD_LENGTH, STATUS_BAD_TABLE,
  STATUS_NOT_MAPPED, STATUS_OK, STATUS_OUT_OF_MEMORY,
} from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { clearResult, fail, pushOutput, reserveOutput } from "./buffers.ts";
import { isPlausible } from "./table-check.ts";
import {
  byDrm, checkHead, drmStartOf, granularityOf, moduleOf, rowLengthOf, rowOf, rowsOf, vmStartOf, waysOf,
} from "./table.ts";

function open(bytes: i32): i32 {
  clearResult();
  if (bytes < 0 || !inputHolds(<u64>bytes)) return STATUS_BAD_LENGTH;
  const status = checkHead(input(), bytes);
  if (status != STATUS_OK) return status;
  return reserveOutput(LOCATION_BYTES) ? STATUS_OK : STATUS_OUT_OF_MEMORY;
}

function answer(address: i64, length: i64, module: i32, row: i32): i32 {
  const at = pushOutput(LOCATION_BYTES);
  store<i64>(at, address, LOCATION_ADDRESS);
  store<i64>(at, length, LOCATION_LENGTH);
  store<i32>(at, module, LOCATION_MODULE);
  store<i32>(at, row, LOCATION_ROW);
  return STATUS_OK;
}

/** Input: an encoded table of `bytes` bytes. Output: one LOCATION with the module and address that the VM-side address is on. */
export function translate(bytes: i32, address: i64): i32 {
  const status = open(bytes);
  if (status != STATUS_OK) return status;
  const table = input();
  const ways = waysOf(table);
  // The last row that starts at or below the address; interleaved, they all start alike.
  let low = 0;
  let high = ways > 1 ? 1 : rowsOf(table);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (vmStartOf(rowOf(table, middle)) <= address) low = middle + 1;
    else high = middle;
  }
  if (low == 0) return STATUS_NOT_MAPPED;
  let k = low - 1;
  let row = rowOf(table, k);
  if (!isPlausible(row)) return fail(STATUS_BAD_TABLE, k);
  const offset = address - vmStartOf(row);
  if (offset >= rowLengthOf(row)) return STATUS_NOT_MAPPED;
  if (ways == 1) return answer(drmStartOf(row) + offset, rowLengthOf(row) - offset, moduleOf(row), k);
  const granularity = <i64>granularityOf(table);
  const stripe = offset / granularity;
  const inStripe = offset % granularity;
  k = <i32>(stripe % ways);
  row = rowOf(table, k);
  if (!isPlausible(row)) return fail(STATUS_BAD_TABLE, k);
  return answer(drmStartOf(row) + stripe / ways * granularity + inStripe, granularity - inStripe, moduleOf(row), k);
}

/** Input: an encoded table of `bytes` bytes. Output: one LOCATION with the VM-side address that is on this unit of the module. */
export function translateBack(bytes: i32, module: i32, address: i64): i32 {
  const status = open(bytes);
  if (status != STATUS_OK) return status;
  const table = input();
  const rows = rowsOf(table);
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (<u32>byDrm(table, middle) >= <u32>rows) return fail(STATUS_BAD_TABLE, middle);
    const row = rowOf(table, byDrm(table, middle));
    if (moduleOf(row) < module || (moduleOf(row) == module && drmStartOf(row) <= address)) low = middle + 1;
    else high = middle;
  }
  if (low == 0) return STATUS_NOT_MAPPED;
  const k = byDrm(table, low - 1);
  if (<u32>k >= <u32>rows) return fail(STATUS_BAD_TABLE, low - 1);
  const row = rowOf(table, k);
  if (!isPlausible(row)) return fail(STATUS_BAD_TABLE, k);
  const ways = waysOf(table);
  const share = rowLengthOf(row) / ways;
  const offset = address - drmStartOf(row);
  if (moduleOf(row) != module || offset >= share) return STATUS_NOT_MAPPED;
  if (ways == 1) return answer(vmStartOf(row) + offset, share - offset, module, k);
  const granularity = <i64>granularityOf(table);
  const inStripe = offset % granularity;
  const stripe = offset / granularity * ways + k;
  return answer(vmStartOf(row) + stripe * granularity + inStripe, granularity - inStripe, module, k);
}
