import type { Hub, Link, LinkType } from './fabric.ts';
import type { LinkFile } from './inventory-schema.ts';

export const DEFAULT_LANES = 16;

/** Usable MB/s per direction of 16 lanes (PCIe/CXL on Gen5 and Gen6), and what one hop costs. */
const LINK_DEFAULTS: Readonly<Record<LinkType, { readonly bandwidth_mbps: number; readonly latency_ns: number }>> = {
  pcie5: { bandwidth_mbps: 63_000, latency_ns: 150 },
  pcie6: { bandwidth_mbps: 118_000, latency_ns: 120 },
  cxl2: { bandwidth_mbps: 63_000, latency_ns: 90 },
  cxl3: { bandwidth_mbps: 118_000, latency_ns: 80 },
};

export function withDefaults(link: LinkFile): Link {
  const lanes = link.lanes ?? DEFAULT_LANES;
  const defaults = LINK_DEFAULTS[link.type];
  return {
    from: link.from,
    to: link.to,
    type: link.type,
    lanes,
    latency_ns: link.latency_ns ?? defaults.latency_ns,
    bandwidth_mbps: link.bandwidth_mbps ?? Math.floor((defaults.bandwidth_mbps * lanes) / DEFAULT_LANES),
  };
}

/**
 * What an inventory without a `links` section means: every host attaches directly to every DRM as over one cxl2 link.
 * Written as one implied hub with free host links, so that nothing else needs to know of the case.
 */
export function directlyAttached(
  hosts: readonly string[],
  drms: readonly string[],
  taken: (id: string) => boolean,
): {
  readonly hub: Hub;
  readonly links: readonly Link[];
} {
  let id = 'direct';
  while (taken(id)) id += '-attached';
  const link = withDefaults({ from: id, to: id, type: 'cxl2' });
  return {
    hub: { id },
    links: [
      ...hosts.map((host) => ({ ...link, from: host, to: id, latency_ns: 0 })),
      ...drms.map((drm) => ({ ...link, from: id, to: drm })),
    ],
  };
}
