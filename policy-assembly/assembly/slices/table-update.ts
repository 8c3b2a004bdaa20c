/** What changes from one table to the next, range by range: what stays where it is, what comes, what goes. */
import {
  CHANGE_ACTION, CHANGE_ADD, CHANGE_BYTES, CHANGE_DRM_START, CHANGE_KEEP, CHANGE_LENGTH, CHANGE_MODULE, CHANGE_REMOVE,
  CHANGE_ROW, CHANGE_VM_START, MAP_BYTES, STATUS_BAD_LENGTH, STATUS_MAP_OVERLAP, STATUS_OK, STATUS_OUT_OF_MEMORY,
  TABLE_BYTES, TABLE_ROW_BYTES,
} from "../../abi/abi.ts";
import { input, inputHolds } from "../input.ts";
import { clearResult, fail, reserveOutput, setOutput } from "./buffers.ts";
import { readMap, rowLimit } from "./map.ts";
import { checkTable } from "./table-check.ts";
import { encodedRoom, encodeRead } from "./table-encode.ts";
import {
  baseOf, drmStartOf, granularityOf, kindOfTable, moduleOf, rowLengthOf, rowOf, rowsOf, vmStartOf, waysOf,
} from "./table.ts";

let changes: usize = 0;
let count: i32 = 0;
/** The last change of an old row and of a new one: the next range may continue them. */
let lastOld: usize = 0;
let lastNew: usize = 0;

/** [vm, vm + length) of row `k`; continues the last change when that is the same row's, up to here, with the same action. */
function add(action: i32, row: usize, k: i32, vm: i64, length: i64, ways: i32): void {
  const last = action == CHANGE_REMOVE ? lastOld : lastNew;
  if (last != 0 && load<i32>(last, CHANGE_ROW) == k && load<i32>(last, CHANGE_ACTION) == action
    && load<i64>(last, CHANGE_VM_START) + load<i64>(last, CHANGE_LENGTH) == vm) {
    store<i64>(last, load<i64>(last, CHANGE_LENGTH) + length, CHANGE_LENGTH);
    return;
  }
  const at = changes + <usize>count * CHANGE_BYTES;
  count++;
  store<i64>(at, vm, CHANGE_VM_START);
  store<i64>(at, length, CHANGE_LENGTH);
  store<i64>(at, drmStartOf(row) + (vm - vmStartOf(row)) / ways, CHANGE_DRM_START);
  store<i32>(at, moduleOf(row), CHANGE_MODULE);
  store<i32>(at, action, CHANGE_ACTION);
  store<i32>(at, k, CHANGE_ROW);
  if (action == CHANGE_REMOVE) lastOld = at;
  else lastNew = at;
}

function addWhole(action: i32, table: usize, k: i32): void {
  const row = rowOf(table, k);
  add(action, row, k, vmStartOf(row), rowLengthOf(row), waysOf(table));
}

// @ts-ignore: decorator
@inline
function endOf(row: usize): i64 {
  return vmStartOf(row) + rowLengthOf(row);
}

/** Walks both tables by VM address, from one start or end of a row to the next. */
function compareLinear(old: usize, fresh: usize): void {
  let i = 0;
  let j = 0;
  let at: i64 = 0;
  for (;;) {
    while (i < rowsOf(old) && endOf(rowOf(old, i)) <= at) i++;
    while (j < rowsOf(fresh) && endOf(rowOf(fresh, j)) <= at) j++;
    const hasOld = i < rowsOf(old);
    const hasFresh = j < rowsOf(fresh);
    if (!hasOld && !hasFresh) return;
    const before = rowOf(old, i);
    const after = rowOf(fresh, j);
    const oldStart = hasOld ? max<i64>(at, vmStartOf(before)) : i64.MAX_VALUE;
    const freshStart = hasFresh ? max<i64>(at, vmStartOf(after)) : i64.MAX_VALUE;
    at = min<i64>(oldStart, freshStart);
    const inOld = oldStart == at;
    const inFresh = freshStart == at;
    const end = min<i64>(inOld ? endOf(before) : oldStart, inFresh ? endOf(after) : freshStart);
    const stays = inOld && inFresh && moduleOf(before) == moduleOf(after)
      && drmStartOf(before) - vmStartOf(before) == drmStartOf(after) - vmStartOf(after);
    if (stays) {
      add(CHANGE_KEEP, after, j, at, end - at, 1);
    } else {
      if (inOld) add(CHANGE_REMOVE, before, i, at, end - at, 1);
      if (inFresh) add(CHANGE_ADD, after, j, at, end - at, 1);
    }
    at = end;
  }
}

/** Way by way: a target that stays keeps what both regions have; the rest of the longer one comes or goes. */
function compareInterleaved(old: usize, fresh: usize): void {
  const ways = waysOf(fresh);
  for (let k = 0; k < ways; k++) {
    const before = rowOf(old, k);
    const after = rowOf(fresh, k);
    if (moduleOf(before) != moduleOf(after) || drmStartOf(before) != drmStartOf(after)) {
      addWhole(CHANGE_REMOVE, old, k);
      addWhole(CHANGE_ADD, fresh, k);
      continue;
    }
    const both = min<i64>(rowLengthOf(before), rowLengthOf(after));
    const end = vmStartOf(after) + both;
    add(CHANGE_KEEP, after, k, vmStartOf(after), both, ways);
    if (rowLengthOf(before) > both) add(CHANGE_REMOVE, before, k, end, rowLengthOf(before) - both, ways);
    if (rowLengthOf(after) > both) add(CHANGE_ADD, after, k, end, rowLengthOf(after) - both, ways);
  }
}

function compare(old: usize, fresh: usize): void {
  const alike = kindOfTable(old) == kindOfTable(fresh) && waysOf(old) == waysOf(fresh)
    && granularityOf(old) == granularityOf(fresh);
  if (alike && waysOf(fresh) == 1) {
    compareLinear(old, fresh);
  } else if (alike && baseOf(old) == baseOf(fresh)) {
    compareInterleaved(old, fresh);
  } else {
    for (let k = 0; k < rowsOf(old); k++) addWhole(CHANGE_REMOVE, old, k);
    for (let k = 0; k < rowsOf(fresh); k++) addWhole(CHANGE_ADD, fresh, k);
  }
}

/** Input: an encoded table of `tableBytes` bytes, then a map of `mapBytes` bytes. Output: CHANGE records. */
export function updateTable(tableBytes: i32, mapBytes: i32): i32 {
  clearResult();
  if (tableBytes < 0 || mapBytes < MAP_BYTES || !inputHolds(<u64>tableBytes + <u64>mapBytes)) return STATUS_BAD_LENGTH;
  const old = input();
  let status = checkTable(old, tableBytes);
  if (status != STATUS_OK) return status;
  status = readMap(old + <usize>tableBytes, mapBytes);
  if (status != STATUS_OK) return status;
  // Each start and end of a row begins at most one range of the old table and one of the new one.
  const room = encodedRoom();
  if (!reserveOutput(room + 4 * (<u64>rowsOf(old) + rowLimit()) * CHANGE_BYTES)) return STATUS_OUT_OF_MEMORY;
  const fresh = encodeRead();
  if (fresh == 0) return fail(STATUS_MAP_OVERLAP, -1);
  changes = fresh + TABLE_BYTES + <usize>rowsOf(fresh) * TABLE_ROW_BYTES;
  count = 0;
  lastOld = lastNew = 0;
  compare(old, fresh);
  setOutput(changes, count);
  return STATUS_OK;
}
