/** The whole state as bytes: see POOL.md for what stands where. */
import { ABI_VERSION, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../abi/abi.ts";
import {
  PATH_BYTES, PATH_HOST, PATH_ZONE, PM_BYTES, PM_CAPACITY, PM_CLASS, PM_DEVICES, PM_DOMAIN, PM_STATE, PM_ZONE,
  SNAPSHOT_BYTES, SNAPSHOT_MAGIC, SNAPSHOT_OFFSET_CHECKSUM, SNAPSHOT_OFFSET_LENGTH,
  SNAPSHOT_OFFSET_MAGIC, SNAPSHOT_OFFSET_VERSION,
} from "../../abi/pool.ts";
import { pressureOn, vector, wasteOf } from "./adaptive/tables.ts";
import { groupOf, maskOf, moduleOf, partAt, partCount, partCountOf, shareOf, tagOf, typeOf, unitsOf } from "./allocations.ts";
import { capacityOf, classOf, deviceCountOf, domainOf, freeOf, moduleCount, stateOf, zoneOf } from "./columns.ts";
import { milliOf } from "./devices.ts";
import { hashBytes } from "./hash.ts";
import { pushOutput, reserveOutput } from "./output.ts";
import { pathAt, pathCount, pathPlaces } from "./paths.ts";
import { entryCount, profile, profileBytes } from "./profile.ts";
import { classCount, dims, shape, shapeBytes } from "./shape.ts";
import { blockAt, firstFreeSlot, generationOf, liveCount, nextFreeSlot, slotCount } from "./slots.ts";
import { requestBytesOf, requestOf } from "./types.ts";

function bytesInAll(): u64 {
  let devices: u64 = 0;
  for (let module = 0; module < moduleCount; module++) devices += deviceCountOf(module);
  let requests: u64 = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    const block = blockAt(slot);
    if (block != 0) requests += requestBytesOf(typeOf(block));
  }
  const units = <u64>dims * 4;
  return <u64>SNAPSHOT_BYTES + 4 + shapeBytes + 4 + <u64>moduleCount * (PM_BYTES + units) + devices * 4
    + 4 + <u64>pathCount * PATH_BYTES + 4 + profileBytes + tableBytes() + 4 + <u64>slotCount * 8 + <u64>liveCount * 16 + requests
    + <u64>partCount * (16 + units) + 4 + <u64>(slotCount - liveCount) * 4;
}

/** What adaptive has worked out stands behind a profile with entries. */
function tableBytes(): u64 {
  return entryCount == 0 ? 0 : (<u64>1 + 1001 + <u64>classCount) * 4;
}

function writeTables(): void {
  if (entryCount == 0) return;
  word(vector);
  for (let milli = 0; milli <= 1000; milli++) word(wasteOf(milli));
  for (let c = 0; c < classCount; c++) word(pressureOn(c));
}

function word(value: i32): void {
  store<i32>(pushOutput(4), value);
}

function block(at: usize, bytes: usize): void {
  word(<i32>bytes);
  memory.copy(pushOutput(bytes), at, bytes);
}

function writeModule(module: i32): void {
  const at = pushOutput(PM_BYTES);
  memory.fill(at, 0, PM_BYTES);
  store<i32>(at, classOf(module), PM_CLASS);
  store<i32>(at, zoneOf(module), PM_ZONE);
  store<i32>(at, domainOf(module), PM_DOMAIN);
  store<i32>(at, stateOf(module), PM_STATE);
  store<i32>(at, deviceCountOf(module), PM_DEVICES);
  for (let d = 0; d < dims; d++) store<i32>(at + (<usize>d << 2), capacityOf(module, d), PM_CAPACITY);
  for (let d = 0; d < dims; d++) word(freeOf(module, d));
  for (let i = 0, devices = deviceCountOf(module); i < devices; i++) word(milliOf(module, i));
}

/** Paths stand in a hash table; here they stand by (host, zone). */
function writePaths(): void {
  word(pathCount);
  const first = pushOutput(0);
  for (let place: u32 = 0, places = pathPlaces(); place < places; place++) {
    const path = pathAt(place);
    if (path != 0) memory.copy(pushOutput(PATH_BYTES), path, PATH_BYTES);
  }
  for (let root = (pathCount >> 1) - 1; root >= 0; root--) sift(first, root, pathCount);
  for (let end = pathCount - 1; end > 0; end--) {
    swap(first, first + <usize>end * PATH_BYTES);
    sift(first, 0, end);
  }
}

// @ts-ignore: decorator
@inline
function orderOf(path: usize): u64 {
  return <u64>load<u32>(path, PATH_HOST) << 32 | load<u32>(path, PATH_ZONE);
}

function swap(a: usize, b: usize): void {
  for (let k: usize = 0; k < <usize>PATH_BYTES; k += 8) {
    const eight = load<u64>(a + k);
    store<u64>(a + k, load<u64>(b + k));
    store<u64>(b + k, eight);
  }
}

function sift(first: usize, root: i32, count: i32): void {
  for (;;) {
    let child = root * 2 + 1;
    if (child >= count) return;
    if (child + 1 < count && orderOf(first + <usize>(child + 1) * PATH_BYTES) > orderOf(first + <usize>child * PATH_BYTES)) child++;
    if (orderOf(first + <usize>child * PATH_BYTES) <= orderOf(first + <usize>root * PATH_BYTES)) return;
    swap(first + <usize>root * PATH_BYTES, first + <usize>child * PATH_BYTES);
    root = child;
  }
}

function writeSlot(slot: i32): void {
  const allocation = blockAt(slot);
  word(<i32>generationOf(slot));
  word(i32(allocation != 0));
  if (allocation == 0) return;
  word(groupOf(allocation));
  word(<i32>tagOf(allocation));
  block(requestOf(typeOf(allocation)), requestBytesOf(typeOf(allocation)));
  const parts = partCountOf(allocation);
  word(parts);
  for (let k = 0; k < parts; k++) {
    const part = partAt(allocation, k);
    word(moduleOf(part));
    store<u64>(pushOutput(8), maskOf(part));
    word(shareOf(part));
    for (let d = 0; d < dims; d++) word(unitsOf(part, d));
  }
}

/** The free slots, the one used next last: the stack is walked from its top, so they are filled in from behind. */
function writeFreeSlots(): void {
  const count = slotCount - liveCount;
  word(count);
  let at = pushOutput(<usize>count << 2) + (<usize>count << 2);
  for (let slot = firstFreeSlot(); slot >= 0; slot = nextFreeSlot(slot)) {
    at -= 4;
    store<i32>(at, slot);
  }
}

/** Answers the snapshot. */
export function snapshot(): i32 {
  const bytes = bytesInAll();
  if (!reserveOutput(bytes)) return STATUS_OUT_OF_MEMORY;
  const start = pushOutput(SNAPSHOT_BYTES);
  block(shape, shapeBytes);
  word(moduleCount);
  for (let module = 0; module < moduleCount; module++) writeModule(module);
  writePaths();
  block(profile, profileBytes);
  writeTables();
  word(slotCount);
  for (let slot = 0; slot < slotCount; slot++) writeSlot(slot);
  writeFreeSlots();
  store<u32>(start, SNAPSHOT_MAGIC, SNAPSHOT_OFFSET_MAGIC);
  store<u32>(start, ABI_VERSION, SNAPSHOT_OFFSET_VERSION);
  store<u64>(start, hashBytes(start + SNAPSHOT_BYTES, <usize>bytes - SNAPSHOT_BYTES), SNAPSHOT_OFFSET_CHECKSUM);
  store<u64>(start, bytes, SNAPSHOT_OFFSET_LENGTH);
  return STATUS_OK;
}
