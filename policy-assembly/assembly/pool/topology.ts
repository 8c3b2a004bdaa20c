/** Zones and hosts, and how far they are apart by tier. Read in place from the input of `begin`. */
import { STATUS_BAD_RECORD, STATUS_OK } from "../../abi/abi.ts";
import {
  HOST_BANDWIDTH, HOST_BYTES, HOST_LATENCY, HOST_ZONE, POOL_ZONES_MAX, ZONE_BYTES, ZONE_POD, ZONE_RACK,
} from "../../abi/pool.ts";
import { fail } from "./output.ts";
import { hostCount, hostTable, zoneCount, zoneTable } from "./shape.ts";

// @ts-ignore: decorator
@inline
export function rackOf(zone: i32): i32 {
  return load<i32>(zoneTable + <usize>zone * ZONE_BYTES, ZONE_RACK);
}

// @ts-ignore: decorator
@inline
export function podOf(zone: i32): i32 {
  return load<i32>(zoneTable + <usize>zone * ZONE_BYTES, ZONE_POD);
}

export function checkZones(): i32 {
  for (let z = 0; z < zoneCount; z++) {
    if (<u32>rackOf(z) >= <u32>POOL_ZONES_MAX || <u32>podOf(z) >= <u32>POOL_ZONES_MAX) return fail(STATUS_BAD_RECORD, z);
  }
  return STATUS_OK;
}

// @ts-ignore: decorator
@inline
function hostAt(host: i32): usize {
  return hostTable + <usize>host * HOST_BYTES;
}

export function checkHosts(): i32 {
  for (let h = 0; h < hostCount; h++) {
    if (<u32>load<i32>(hostAt(h), HOST_ZONE) >= <u32>zoneCount) return fail(STATUS_BAD_RECORD, h);
  }
  return STATUS_OK;
}

/** 0 = same chassis, 1 = same rack, 2 = same pod, 3 = beyond. */
export function tierOf(host: i32, zone: i32): i32 {
  const own = load<i32>(hostAt(host), HOST_ZONE);
  if (own == zone) return 0;
  if (rackOf(own) == rackOf(zone)) return 1;
  return podOf(own) == podOf(zone) ? 2 : 3;
}

/** Nanoseconds, LATENCY_UNREACHABLE. */
export function tierLatency(host: i32, tier: i32): u32 {
  return load<u32>(hostAt(host) + (<usize>tier << 2), HOST_LATENCY);
}

/** MB/s. */
export function tierBandwidth(host: i32, tier: i32): u32 {
  return load<u32>(hostAt(host) + (<usize>tier << 2), HOST_BANDWIDTH);
}
