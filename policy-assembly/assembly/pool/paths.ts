/** Distances that the tiers do not tell: an open hash table from (host, zone) to latency and bandwidth. */
import { STATUS_BAD_LENGTH, STATUS_BAD_RECORD, STATUS_OK, STATUS_OUT_OF_MEMORY } from "../../abi/abi.ts";
import { PATH_BYTES, PATH_HOST, PATH_ZONE } from "../../abi/pool.ts";
import { free, take } from "./heap.ts";
import { fail } from "./output.ts";
import { hostCount, zoneCount } from "./shape.ts";

/** PATH records; a host of -1 marks an empty place. */
let table: usize = 0;
let places: u32 = 0; // a power of two, or 0
export let pathCount: i32 = 0;
/** Grows with every change: what was worked out from distances is worth something only under the version it was made. */
export let pathsVersion: u32 = 1;

/** Forgets every path: the arena was reset. */
export function resetPaths(): void {
  table = 0;
  places = 0;
  pathCount = 0;
  pathsVersion++;
}

// @ts-ignore: decorator
@inline
function placeAt(place: u32): usize {
  return table + <usize>place * PATH_BYTES;
}

/** The place of a path, or the empty one where it would stand. The table has an empty place. */
function find(host: i32, zone: i32): usize {
  const hash = (<u64>host << 20 ^ <u64>zone) * 0x9e3779b97f4a7c15;
  let place = <u32>(hash >> 32) & (places - 1);
  let at = placeAt(place);
  while (load<i32>(at, PATH_HOST) >= 0 && (load<i32>(at, PATH_HOST) != host || load<i32>(at, PATH_ZONE) != zone)) {
    place = (place + 1) & (places - 1);
    at = placeAt(place);
  }
  return at;
}

/** Address of the PATH record of a host and a zone, 0 = the tiers tell. */
export function pathOf(host: i32, zone: i32): usize {
  if (pathCount == 0) return 0;
  const at = find(host, zone);
  return load<i32>(at, PATH_HOST) < 0 ? 0 : at;
}

/** Makes room for `more` paths. */
function reserve(more: i32): bool {
  const wanted = (<u64>pathCount + <u64>more) * 2;
  if (wanted <= places) return true;
  let fresh: u64 = 64;
  while (fresh < wanted) fresh <<= 1;
  const address = take(fresh * PATH_BYTES);
  if (address == 0) return false;
  memory.fill(address, 0xff, <usize>fresh * PATH_BYTES);
  const old = table;
  const oldPlaces = places;
  table = address;
  places = <u32>fresh;
  for (let place: u32 = 0; place < oldPlaces; place++) {
    const from = old + <usize>place * PATH_BYTES;
    if (load<i32>(from, PATH_HOST) >= 0) memory.copy(find(load<i32>(from, PATH_HOST), load<i32>(from, PATH_ZONE)), from, PATH_BYTES);
  }
  free(old);
  return true;
}

/** The n-th place of the table: a PATH record, or 0 when the place is empty. */
export function pathAt(place: u32): usize {
  const at = placeAt(place);
  return load<i32>(at, PATH_HOST) < 0 ? 0 : at;
}

export function pathPlaces(): u32 {
  return places;
}

/** Sets the paths of `bytes` bytes of PATH records at `at`. */
export function setPaths(at: usize, bytes: u64): i32 {
  if (bytes % PATH_BYTES != 0) return STATUS_BAD_LENGTH;
  const count = <i32>(bytes / PATH_BYTES);
  for (let k = 0; k < count; k++) {
    const record = at + <usize>k * PATH_BYTES;
    if (<u32>load<i32>(record, PATH_HOST) >= <u32>hostCount || <u32>load<i32>(record, PATH_ZONE) >= <u32>zoneCount) {
      return fail(STATUS_BAD_RECORD, k);
    }
  }
  if (!reserve(count)) return STATUS_OUT_OF_MEMORY;
  for (let k = 0; k < count; k++) {
    const record = at + <usize>k * PATH_BYTES;
    const place = find(load<i32>(record, PATH_HOST), load<i32>(record, PATH_ZONE));
    if (load<i32>(place, PATH_HOST) < 0) pathCount++;
    memory.copy(place, record, PATH_BYTES);
  }
  pathsVersion++;
  return STATUS_OK;
}
