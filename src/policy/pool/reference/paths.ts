import * as abi from '../../../../policy-assembly/abi/pool.ts';
import { needLength, needRecord } from './failure.ts';
import type { Inventory } from './inventory.ts';
import type { Module } from './modules.ts';
import { i32, u32, viewOf } from './records.ts';
import { at, within } from './row.ts';

/** A distance that the tiers do not tell. */
export interface Path {
  readonly host: number;
  readonly zone: number;
  readonly latencyNs: number;
  readonly bandwidth: number;
}

/** Reads PATH records. Throws Failure; detail = record. */
export function readPaths(input: Uint8Array, inventory: Inventory): Path[] {
  needLength(input.length % abi.PATH_BYTES === 0);
  const view = viewOf(input);
  return Array.from({ length: input.length / abi.PATH_BYTES }, (_, index) => {
    const base = index * abi.PATH_BYTES;
    const host = i32(view, base + abi.PATH_HOST);
    const zone = i32(view, base + abi.PATH_ZONE);
    needRecord(within(host, 0, inventory.hosts.length - 1) && within(zone, 0, inventory.zones.length - 1), index);
    return {
      host,
      zone,
      latencyNs: u32(view, base + abi.PATH_LATENCY),
      bandwidth: u32(view, base + abi.PATH_BANDWIDTH),
    };
  });
}

/** `later` over `earlier`, by (host, zone), each pair once. */
export function mergePaths(earlier: readonly Path[], later: readonly Path[]): Path[] {
  const merged = [...earlier];
  for (const path of later) {
    const known = merged.findIndex(({ host, zone }) => host === path.host && zone === path.zone);
    if (known < 0) merged.push(path);
    else merged[known] = path;
  }
  return merged.sort((a, b) => a.host - b.host || a.zone - b.zone);
}

function tier(inventory: Inventory, from: number, to: number): number {
  if (from === to) return 0;
  const a = at(inventory.zones, from);
  const b = at(inventory.zones, to);
  if (a.rack === b.rack) return 1;
  return a.pod === b.pod ? 2 : 3;
}

/** Distance from a host to a module: the path when there is one, else what the tier says. */
export function distance(
  inventory: Inventory,
  paths: readonly Path[],
  host: number,
  module: Module,
): { readonly latencyNs: number; readonly bandwidth: number } {
  const path = paths.find((candidate) => candidate.host === host && candidate.zone === module.zone);
  if (path !== undefined) return path;
  const { zone, latencyNs, bandwidth } = at(inventory.hosts, host);
  const far = tier(inventory, zone, module.zone);
  return { latencyNs: at(latencyNs, far), bandwidth: at(bandwidth, far) };
}
