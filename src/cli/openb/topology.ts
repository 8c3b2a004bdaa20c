/** The trace says nothing about wires: these are ours, and the file that holds them says so. */
export const NODES_PER_RACK = 32;
export const SPINE = 'rah-spine';

export interface WireDefinition {
  readonly type: 'pcie5' | 'pcie6' | 'cxl2' | 'cxl3';
  readonly lanes: number;
  readonly latency_ns: number;
  readonly bandwidth_mbps: number;
}

/** Same rack: host and DRM wire, 180 to 210 ns. Across the spine: two more, 480 to 510 ns. */
export const HOST_WIRE: WireDefinition = { type: 'cxl3', lanes: 16, latency_ns: 80, bandwidth_mbps: 118_000 };
export const MEMORY_WIRE: WireDefinition = { type: 'cxl3', lanes: 8, latency_ns: 100, bandwidth_mbps: 59_000 };
export const COMPUTE_WIRE: WireDefinition = { type: 'pcie5', lanes: 16, latency_ns: 130, bandwidth_mbps: 63_000 };
export const SPINE_WIRE: WireDefinition = { type: 'cxl3', lanes: 16, latency_ns: 150, bandwidth_mbps: 118_000 };

export function rackCount(nodes: number): number {
  return Math.max(1, Math.ceil(nodes / NODES_PER_RACK));
}

export function rackOf(node: number): number {
  return Math.floor(node / NODES_PER_RACK);
}

export function hubId(rack: number): string {
  return `rah-${String(rack).padStart(2, '0')}`;
}

export function hostId(rack: number): string {
  return `host-${String(rack).padStart(2, '0')}`;
}
