/** A pool from a snapshot. Nothing in it is believed: all is checked as when it was made by calls. */
import {
  ABI_VERSION, STATUS_BAD_SNAPSHOT, STATUS_OK, STATUS_OUT_OF_MEMORY, STATUS_SNAPSHOT_VERSION,
} from "../../abi/abi.ts";
import {
  DIMS_MAX, PART_AMOUNT, PART_BYTES, PART_DEVICES, PART_DEVICE_MASK, PART_MODULE, PART_SHARE, PATH_BYTES, PATH_HOST,
  PATH_ZONE, PM_BYTES, PM_CAPACITY, PM_DEVICES, POOL_SPAN_MAX, PR_BYTES, PR_GROUP, PR_TAG, SNAPSHOT_BYTES, SNAPSHOT_MAGIC,
  SNAPSHOT_OFFSET_CHECKSUM, SNAPSHOT_OFFSET_LENGTH, SNAPSHOT_OFFSET_MAGIC, SNAPSHOT_OFFSET_VERSION,
} from "../../abi/pool.ts";
import { input } from "../input.ts";
import { checkPart } from "./adopt.ts";
import { addDeviceFree, deviceCountOf, deviceRow, freeOf, moduleCount, setFree } from "./columns.ts";
import { milliOf } from "./devices.ts";
import { hashBytes } from "./hash.ts";
import { addModules } from "./modules.ts";
import { fail } from "./output.ts";
import { setPaths } from "./paths.ts";
import { beginPool, dropPool } from "./pool.ts";
import { setProfile } from "./adaptive/set-profile.ts";
import { isVector, setPressure, setVector, setWaste } from "./adaptive/tables.ts";
import { entryCount } from "./profile.ts";
import { acceptAnyHandle, readRequest } from "./request.ts";
import { SCRATCH_ADOPT, SCRATCH_KEPT, reserveScratch } from "./scratch.ts";
import { allocationRoom, classCount, dims, moduleRoom } from "./shape.ts";
import { appendFreedSlot, blockAt, liveCount, pushFreedSlot, setGeneration, slotCount } from "./slots.ts";
import { reserveAllocation, takeReserved } from "./take.ts";
import { touch } from "./touch.ts";

const WASTE_MAX = 32767;
const PRESSURE_MAX = 1024;

/** Offset of the next byte in the input, and of the end. The input may move when the pool begins, so no addresses. */
let next: u64 = 0;
let end: u64 = 0;
/** Where the module records begin. */
let modulesAt: u64 = 0;
/** What went wrong when that is not the snapshot's fault. */
let trouble: i32 = STATUS_OK;

/** Input: a snapshot. There is no pool when it fails. */
export function restore(bytes: u64): i32 {
  dropPool();
  const at = input();
  if (bytes < <u64>SNAPSHOT_BYTES || load<u32>(at, SNAPSHOT_OFFSET_MAGIC) != SNAPSHOT_MAGIC) return STATUS_BAD_SNAPSHOT;
  const version = load<u32>(at, SNAPSHOT_OFFSET_VERSION);
  if (version != ABI_VERSION) return fail(STATUS_SNAPSHOT_VERSION, <i32>version);
  if (load<u64>(at, SNAPSHOT_OFFSET_LENGTH) != bytes) return STATUS_BAD_SNAPSHOT;
  if (load<u64>(at, SNAPSHOT_OFFSET_CHECKSUM) != hashBytes(at + SNAPSHOT_BYTES, <usize>bytes - SNAPSHOT_BYTES)) return STATUS_BAD_SNAPSHOT;
  next = SNAPSHOT_BYTES;
  end = bytes;
  trouble = STATUS_OK;
  acceptAnyHandle(true);
  const whole = readAll();
  acceptAnyHandle(false);
  if (whole) return STATUS_OK;
  dropPool();
  return fail(trouble == STATUS_OUT_OF_MEMORY ? trouble : STATUS_BAD_SNAPSHOT, -1);
}

/** Address of the next `bytes` bytes, which are read; 0 when they are not there. */
function read(bytes: u64): usize {
  if (bytes > end - next) return 0;
  const at = input() + <usize>next;
  next += bytes;
  return at;
}

/** The next word; -1 when it is not there, which no count or index is. */
function word(): i32 {
  const at = read(4);
  return at == 0 ? -1 : load<i32>(at);
}

/** Whether a call by which a pool is made went well. */
function is(status: i32): bool {
  if (status == STATUS_OUT_OF_MEMORY) trouble = status;
  return status == STATUS_OK;
}

function readAll(): bool {
  const shapeBytes = word();
  if (shapeBytes < 0 || <u64>shapeBytes > end - next) return false;
  const shapeAt = next;
  next += shapeBytes;
  if (!is(beginPool(<usize>shapeAt, shapeBytes))) return false;
  if (!readModules() || !readPaths() || !readProfile() || !readSlots() || !readFreeSlots()) return false;
  return next == end && readFree();
}

function readModules(): bool {
  const count = word();
  if (count < 0 || count > moduleRoom) return false;
  modulesAt = next;
  for (let module = 0; module < count; module++) {
    const at = read(PM_BYTES);
    if (at == 0 || load<i32>(at, PM_DEVICES + 4) != 0) return false;
    for (let d = dims; d < DIMS_MAX; d++) if (load<i32>(at + (<usize>d << 2), PM_CAPACITY) != 0) return false;
    if (!is(addModules(at, PM_BYTES))) return false;
    if (read((<u64>dims + deviceCountOf(module)) << 2) == 0) return false;
  }
  return true;
}

/** Sets what is free: no more than is left of the effective capacity once all allocations are taken. */
function readFree(): bool {
  let at = input() + <usize>modulesAt;
  for (let module = 0; module < moduleCount; module++) {
    at += PM_BYTES;
    for (let d = 0; d < dims; d++, at += 4) {
      if (load<u32>(at) > <u32>freeOf(module, d)) return false;
      setFree(module, d, load<i32>(at));
    }
    for (let i = 0, devices = deviceCountOf(module); i < devices; i++, at += 4) {
      const milli = milliOf(module, i);
      if (load<u32>(at) > <u32>milli) return false;
      store<u16>(deviceRow(module) + (<usize>i << 1), <u16>load<i32>(at));
      addDeviceFree(module, load<i32>(at) - milli);
    }
    touch(module);
  }
  return true;
}

function readPaths(): bool {
  const count = word();
  if (count < 0) return false;
  const at = read(<u64>count * PATH_BYTES);
  if (at == 0) return false;
  let before: i64 = -1;
  for (let k = 0; k < count; k++) {
    const path = at + <usize>k * PATH_BYTES;
    const order = <i64>(<u64>load<u32>(path, PATH_HOST) << 32 | load<u32>(path, PATH_ZONE));
    if (order <= before) return false;
    before = order;
  }
  return is(setPaths(at, <u64>count * PATH_BYTES));
}

function readProfile(): bool {
  const bytes = word();
  if (bytes < 0) return false;
  const at = read(bytes);
  return at != 0 && is(setProfile(at, bytes)) && (entryCount == 0 || readTables());
}

/** The tables that adaptive had worked out. */
function readTables(): bool {
  const chosen = word();
  if (!isVector(chosen)) return false;
  setVector(chosen);
  for (let milli = 0; milli <= 1000; milli++) {
    const waste = word();
    if (<u32>waste > <u32>WASTE_MAX) return false;
    setWaste(milli, waste);
  }
  for (let c = 0; c < classCount; c++) {
    const pressure = word();
    if (<u32>pressure > <u32>PRESSURE_MAX) return false;
    setPressure(c, pressure);
  }
  return true;
}

function readSlots(): bool {
  const count = word();
  if (count < 0 || count > allocationRoom) return false;
  for (let slot = 0; slot < count; slot++) {
    const generation = word();
    const live = word();
    if (<u32>generation > 255 || <u32>live > 1) return false;
    if (live == 0) {
      if (!appendFreedSlot()) return is(STATUS_OUT_OF_MEMORY);
    } else if (!readAllocation()) {
      return false;
    }
    setGeneration(slot, <u32>generation);
  }
  return true;
}

/** Reads an allocation and takes its parts, into the next new slot. */
function readAllocation(): bool {
  const group = word();
  const tag = read(4);
  const bytes = word();
  const kept: usize = bytes < PR_BYTES ? 0 : read(bytes);
  if (tag == 0 || kept == 0 || load<u32>(kept, PR_TAG) != 0 || load<i32>(kept, PR_GROUP) != -1) return false;
  const request = reserveScratch(SCRATCH_KEPT, bytes);
  if (request == 0) return is(STATUS_OUT_OF_MEMORY);
  memory.copy(request, kept, bytes);
  store<i32>(request, group, PR_GROUP);
  store<u32>(request, load<u32>(tag), PR_TAG);
  if (!is(readRequest(request, bytes))) return false;
  const count = word();
  if (count < 1 || count > POOL_SPAN_MAX) return false;
  const parts = reserveScratch(SCRATCH_ADOPT, <u64>count * PART_BYTES);
  if (parts == 0) return is(STATUS_OUT_OF_MEMORY);
  for (let k = 0; k < count; k++) if (!readPart(parts + <usize>k * PART_BYTES, parts)) return false;
  if (!is(reserveAllocation(count))) return false;
  takeReserved(parts);
  return true;
}

/** Reads a part into a PART record and checks it; those before it stand from `first` on. */
function readPart(part: usize, first: usize): bool {
  const at = read(<u64>16 + (<u64>dims << 2));
  if (at == 0) return false;
  memory.fill(part, 0, PART_BYTES);
  store<i32>(part, load<i32>(at), PART_MODULE);
  store<u64>(part, load<u64>(at, 4), PART_DEVICE_MASK);
  store<i32>(part, <i32>popcnt<u64>(load<u64>(at, 4)), PART_DEVICES);
  store<i32>(part, load<i32>(at, 12), PART_SHARE);
  memory.copy(part + PART_AMOUNT, at + 16, <usize>dims << 2);
  return checkPart(part, first) == STATUS_OK;
}

/** The free slots, each once, the one used next last. */
function readFreeSlots(): bool {
  const count = word();
  if (count != slotCount - liveCount) return false;
  const at = read(<u64>count << 2);
  if (at == 0) return false;
  const seen = reserveScratch(SCRATCH_KEPT, <u64>slotCount);
  if (seen == 0) return is(STATUS_OUT_OF_MEMORY);
  memory.fill(seen, 0, <usize>slotCount);
  for (let k = 0; k < count; k++) {
    const slot = load<i32>(at + (<usize>k << 2));
    if (<u32>slot >= <u32>slotCount || blockAt(slot) != 0 || load<u8>(seen + <usize>slot) != 0) return false;
    store<u8>(seen + <usize>slot, 1);
  }
  for (let k = 0; k < count; k++) pushFreedSlot(load<i32>(at + (<usize>k << 2)));
  return true;
}
