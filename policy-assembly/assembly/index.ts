/** The exports: see ../ABI.md. Every failure that a caller can cause is a status code. */
import {
  ABI_VERSION, CHOSEN_BYTES, EXTENT_BYTES, MAP_BYTES, MAP_ROW_BYTES, MAP_SEGMENT_BYTES, MODULE_BYTES, RECORD_CHOSEN,
  RECORD_EXTENT, RECORD_MAP, RECORD_MAP_ROW, RECORD_MAP_SEGMENT, RECORD_MODULE, RECORD_REQUEST, RECORD_RESULT,
  REQUEST_BYTES, RESULT_BYTES, STATUS_BAD_MODULE, STATUS_OK,
} from "../abi/abi.ts";
import { clearResult, reserveInput, result } from "./buffers.ts";
import { claim, release } from "./claim.ts";
import { extend } from "./extend.ts";
import { stateHash } from "./hash.ts";
import { begin, commit, records } from "./inventory.ts";
import { map } from "./map.ts";
import { distances, freeOf, hasModule, labels, setSchedulable } from "./modules.ts";
import { place } from "./place.ts";

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
    default: return -1;
  }
}

export function rah_load_begin(modules: i32, hosts: i32, labelIds: i32): i32 {
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

export function rah_state_hash(): i64 {
  return <i64>stateHash();
}
