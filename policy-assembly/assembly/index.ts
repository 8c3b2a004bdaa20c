/** The exports: see ../ABI.md. Every failure that a caller can cause is a status code. */
import {
  ABI_VERSION, CARVE_BYTES, CHANGE_BYTES, CHOSEN_BYTES, EXTENT_BYTES, LOCATION_BYTES, MAP_BYTES, MAP_ROW_BYTES,
  MAP_SEGMENT_BYTES, MODULE_BYTES, RECORD_CARVE, RECORD_CHANGE, RECORD_CHOSEN, RECORD_EXTENT, RECORD_LOCATION, RECORD_MAP,
  RECORD_MAP_ROW, RECORD_MAP_SEGMENT, RECORD_MODULE, RECORD_REQUEST, RECORD_RESULT, RECORD_SHRINK, RECORD_TABLE,
  RECORD_TABLE_ROW, REQUEST_BYTES, RESULT_BYTES, SHRINK_BYTES, STATUS_BAD_MODULE, STATUS_NOT_BEGUN, STATUS_OK, TABLE_BYTES, TABLE_ROW_BYTES,
} from "../abi/abi.ts";
import { BUILD_SIMD, DIMS_MAX } from "../abi/pool.ts";
import { memoryTop } from "./arena.ts";
import { input, reserveInput } from "./input.ts";
import { adopt } from "./pool/adopt.ts";
import { placeBatch } from "./pool/batch/place-batch.ts";
import * as columns from "./pool/columns.ts";
import { explain } from "./pool/explain.ts";
import { stateHash as poolHash } from "./pool/hash.ts";
import { giveLane, takeLane } from "./pool/lane.ts";
import { addModules, changeState } from "./pool/modules.ts";
import { move } from "./pool/move.ts";
import { detail, outputAddress, outputBytes } from "./pool/output.ts";
import { setPaths } from "./pool/paths.ts";
import { place as placeInPool } from "./pool/place.ts";
import { beginPool, dropPool, isBegun, startCall } from "./pool/pool.ts";
import { setProfile } from "./pool/adaptive/set-profile.ts";
import { tune } from "./pool/adaptive/tune.ts";
import { poolRecordBytes } from "./pool/record-bytes.ts";
import { drain } from "./pool/plan/drain.ts";
import { rebalance } from "./pool/plan/rebalance.ts";
import { whatIf } from "./pool/plan/what-if.ts";
import { describe, release as releaseAllocation } from "./pool/release.ts";
import { resize } from "./pool/resize.ts";
import { restore } from "./pool/restore.ts";
import { dims } from "./pool/shape.ts";
import { snapshot } from "./pool/snapshot.ts";
import { clearResult, result } from "./slices/buffers.ts";
import { carve } from "./slices/carve.ts";
import { claim, release } from "./slices/claim.ts";
import { extend } from "./slices/extend.ts";
import { stateHash } from "./slices/hash.ts";
import { begin, commit, dropInventory, records } from "./slices/inventory.ts";
import { map } from "./slices/map.ts";
import { distances, freeOf, hasModule, labels, setSchedulable } from "./slices/modules.ts";
import { place } from "./slices/place.ts";
import { shrink } from "./slices/shrink.ts";
import { decodeTable } from "./slices/table-decode.ts";
import { encodeTable } from "./slices/table-encode.ts";
import { updateTable } from "./slices/table-update.ts";
import { translate, translateBack } from "./slices/translate.ts";

export function rah_abi_version(): i32 {
  return ABI_VERSION;
}

export function rah_record_bytes(which: i32): i32 {
  switch (which) {
    case RECORD_MODULE: return MODULE_BYTES;
    case RECORD_REQUEST: return REQUEST_BYTES;
    case RECORD_RESULT: return RESULT_BYTES;
    case RECORD_CHOSEN: return CHOSEN_BYTES;
    case RECORD_EXTENT: return EXTENT_BYTES;
    case RECORD_MAP: return MAP_BYTES;
    case RECORD_MAP_SEGMENT: return MAP_SEGMENT_BYTES;
    case RECORD_MAP_ROW: return MAP_ROW_BYTES;
    case RECORD_CARVE: return CARVE_BYTES;
    case RECORD_SHRINK: return SHRINK_BYTES;
    case RECORD_TABLE: return TABLE_BYTES;
    case RECORD_TABLE_ROW: return TABLE_ROW_BYTES;
    case RECORD_LOCATION: return LOCATION_BYTES;
    case RECORD_CHANGE: return CHANGE_BYTES;
    default: return poolRecordBytes(which);
  }
}

export function rah_load_begin(modules: i32, hosts: i32, labelIds: i32): i32 {
  dropPool();
  return begin(modules, hosts, labelIds);
}

export function rah_modules_ptr(): i32 {
  return <i32>records;
}

export function rah_labels_ptr(): i32 {
  return <i32>labels;
}

export function rah_distances_ptr(): i32 {
  return <i32>distances;
}

export function rah_load_commit(): i32 {
  return commit();
}

export function rah_input(bytes: i32): i32 {
  return <i32>reserveInput(<u64><u32>bytes);
}

export function rah_result_ptr(): i32 {
  return <i32>result;
}

export function rah_claim(module: i32, extents: i32): i32 {
  return claim(module, extents);
}

export function rah_release(module: i32, extents: i32): i32 {
  return release(module, extents);
}

export function rah_set_schedulable(module: i32, schedulable: i32): i32 {
  clearResult();
  if (!hasModule(module)) return STATUS_BAD_MODULE;
  setSchedulable(module, schedulable != 0);
  return STATUS_OK;
}

export function rah_free(module: i32): i64 {
  return hasModule(module) ? freeOf(module) : -1;
}

export function rah_select(bytes: i32): i32 {
  return place(bytes, false);
}

export function rah_place(bytes: i32): i32 {
  return place(bytes, true);
}

export function rah_extend(module: i32): i32 {
  return extend(module);
}

export function rah_map(bytes: i32): i32 {
  return map(bytes);
}

export function rah_carve(bytes: i32): i32 {
  return carve(bytes);
}

export function rah_shrink(bytes: i32): i32 {
  return shrink(bytes);
}

export function rah_table_encode(bytes: i32): i32 {
  return encodeTable(bytes);
}

export function rah_table_decode(bytes: i32): i32 {
  return decodeTable(bytes);
}

export function rah_translate(bytes: i32, address: i64): i32 {
  return translate(bytes, address);
}

export function rah_translate_back(bytes: i32, module: i32, address: i64): i32 {
  return translateBack(bytes, module, address);
}

export function rah_table_update(tableBytes: i32, mapBytes: i32): i32 {
  return updateTable(tableBytes, mapBytes);
}

export function rah_state_hash(): i64 {
  return <i64>stateHash();
}

// --- The pool: see ../POOL.md -------------------------------------------------------------------

/** Starts a call of the pool that reads `bytes` bytes of input. */
function start(bytes: i32): i32 {
  const status = startCall(bytes);
  return isBegun() ? status : STATUS_NOT_BEGUN;
}

export function rah_pool_begin(bytes: i32): i32 {
  const status = startCall(bytes);
  dropInventory();
  dropPool();
  return status == STATUS_OK ? beginPool(0, <u64>bytes) : status;
}

export function rah_pool_add(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? addModules(input(), <u64>bytes) : status;
}

export function rah_pool_paths(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? setPaths(input(), <u64>bytes) : status;
}

export function rah_pool_set_state(module: i32, state: i32): i32 {
  const status = start(0);
  return status == STATUS_OK ? changeState(module, state) : status;
}

export function rah_pool_profile(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? setProfile(input(), <u64>bytes) : status;
}

export function rah_pool_tune(): i32 {
  const status = start(0);
  return status == STATUS_OK ? tune() : status;
}

export function rah_pool_select(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? placeInPool(<u64>bytes, false) : status;
}

export function rah_pool_place(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? placeInPool(<u64>bytes, true) : status;
}

export function rah_pool_explain(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? explain(<u64>bytes) : status;
}

export function rah_pool_place_batch(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? placeBatch(<u64>bytes) : status;
}

export function rah_pool_adopt(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? adopt(<u64>bytes) : status;
}

export function rah_pool_allocation(handle: i32): i32 {
  const status = start(0);
  return status == STATUS_OK ? describe(<u32>handle) : status;
}

export function rah_pool_release(handle: i32): i32 {
  const status = start(0);
  return status == STATUS_OK ? releaseAllocation(<u32>handle) : status;
}

export function rah_pool_resize(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? resize(<u64>bytes) : status;
}

export function rah_pool_move(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? move(<u64>bytes) : status;
}

export function rah_pool_drain(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? drain(<u64>bytes) : status;
}

export function rah_pool_rebalance(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? rebalance(<u64>bytes) : status;
}

export function rah_pool_what_if(bytes: i32): i32 {
  const status = start(bytes);
  return status == STATUS_OK ? whatIf(<u64>bytes) : status;
}

export function rah_pool_snapshot(): i32 {
  const status = start(0);
  return status == STATUS_OK ? snapshot() : status;
}

export function rah_pool_restore(bytes: i32): i32 {
  const status = startCall(bytes);
  dropInventory();
  dropPool();
  return status == STATUS_OK ? restore(<u64>bytes) : status;
}

export function rah_pool_take(a0: i32, a1: i32, a2: i32, a3: i32): i32 {
  return takeLane(a0, a1, a2, a3);
}

export function rah_pool_give(module: i32, a0: i32, a1: i32, a2: i32, a3: i32): i32 {
  const status = start(0);
  return status == STATUS_OK ? giveLane(module, a0, a1, a2, a3) : status;
}

export function rah_pool_free(module: i32, dim: i32): i32 {
  if (!columns.hasModule(module)) return -1;
  if (dim == DIMS_MAX) return columns.deviceFreeOf(module);
  return <u32>dim < <u32>dims ? columns.freeOf(module, dim) : -1;
}

export function rah_pool_modules(): i32 {
  return columns.moduleCount;
}

export function rah_pool_hash(): i64 {
  return <i64>poolHash();
}

export function rah_pool_output(): i32 {
  return <i32>outputAddress();
}

export function rah_pool_output_bytes(): i32 {
  return <i32>outputBytes();
}

export function rah_pool_detail(): i32 {
  return detail;
}

export function rah_memory_top(): i32 {
  return <i32>memoryTop();
}

export function rah_build_flags(): i32 {
  return ASC_FEATURE_SIMD ? BUILD_SIMD : 0;
}
