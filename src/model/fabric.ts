import type { Kind, Medium } from './medium.ts';

export type DrmState = 'discovered' | 'online' | 'cordoned' | 'draining' | 'offline' | 'failed' | 'removed';
export const DRM_STATES: readonly DrmState[] = [
  'discovered',
  'online',
  'cordoned',
  'draining',
  'offline',
  'failed',
  'removed',
];

/** One medium that a DRM offers. Amounts in the medium's base unit. */
export interface MediumOffer {
  readonly medium: Medium;
  readonly capacity: number;
  readonly step: number;
  /** Millionths of the currency unit per GiB-hour (memory, storage) or device-hour (compute). */
  readonly cost_per_unit_hour_micros: number;
}

/** Disaggregated Resource Module. */
export interface Drm {
  readonly id: string;
  readonly kind: Kind;
  readonly media: readonly MediumOffer[];
  readonly labels: Readonly<Record<string, string>>;
  readonly failure_domain: string;
  /** What the inventory says. */
  readonly declared_state: DrmState;
  /** What holds now: the declared state unless an operator or an agent has changed it since. */
  readonly state: DrmState;
}

/** A physical computing device with ports into the fabric. */
export interface Host {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A Resource Aggregation Hub. */
export interface Hub {
  readonly id: string;
}

export type LinkType = 'pcie5' | 'pcie6' | 'cxl2' | 'cxl3';
export const LINK_TYPES: readonly LinkType[] = ['pcie5', 'pcie6', 'cxl2', 'cxl3'];

/** A link between two of: host, hub, DRM. Used in both directions. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly type: LinkType;
  readonly lanes: number;
  readonly latency_ns: number;
  /** MB/s (10^6 bytes) per direction. */
  readonly bandwidth_mbps: number;
}

/** What an inventory file says, amounts in base units, defaults filled in. */
export interface Inventory {
  readonly name: string;
  readonly hubs: readonly Hub[];
  readonly hosts: readonly Host[];
  readonly drms: readonly Drm[];
  readonly links: readonly Link[];
}

/** A consumer; lives on one host at a time. */
export interface Vm {
  readonly id: string;
  readonly host: string;
}
