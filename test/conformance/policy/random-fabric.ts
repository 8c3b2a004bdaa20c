import { DEVICE_MILLI, GIB, HDM_ALIGNMENT_BYTES, LBA_BYTES, MEDIA, type Medium } from '../../../src/model/medium.ts';
import type { Extent } from '../../../src/model/placement.ts';
import type { Size } from '../../../src/model/request.ts';
import {
  type MapInput,
  type PolicyHost,
  type PolicyModule,
  type PolicyRequest,
  UNREACHABLE_NS,
} from '../../../src/policy/core.ts';
import { decodeTable } from '../../../src/policy/reference-table.ts';
import { type Operation, tableBytes } from './operations.ts';

/** An integer 0..below-1. */
export type Draw = (below: number) => number;

/** mulberry32: small, seeded, the same everywhere. */
export function seeded(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export interface Fabric {
  readonly modules: readonly PolicyModule[];
  readonly hosts: readonly PolicyHost[];
}

/** What is taken on one module, to be released, extended and mapped. */
export interface Live {
  readonly module: number;
  readonly extents: readonly Extent[];
}

const LABELS = ['zone=a', 'zone=b', 'tier=fast', 'tier=slow'];
const MEDIA_IN_USE: readonly (readonly Medium[])[] = [
  ['dram'],
  ['nvme'],
  ['gpu'],
  ['dram', 'gpu'],
  ['cpu', 'gpu', 'nvme'],
];

function pick<T>(draw: Draw, from: readonly T[]): T {
  return from[draw(from.length)] as T;
}

function some<T>(draw: Draw, from: readonly T[], chance: number): T[] {
  return from.filter(() => draw(100) < chance);
}

/** What the modules of one fabric have in common, so that requests meet several alike. */
interface Style {
  readonly media: readonly Medium[];
  /** Linear sizes: tiny ones that make collisions, or real ones that decoders can map. */
  readonly isTiny: boolean;
  readonly isEven: boolean;
}

function linearShape(draw: Draw, medium: Medium, { isTiny, isEven }: Style): { capacity: number; step: number } {
  if (draw(16) === 0) return { capacity: 2 ** 50 - draw(5), step: pick(draw, [1, GIB]) };
  const unit = isTiny ? 1 : medium === 'dram' ? HDM_ALIGNMENT_BYTES : LBA_BYTES;
  const step = unit * pick(draw, isEven ? [1, 1, 1, 2] : [1, 2, 3, 4, 7]);
  return { capacity: draw(48) * unit + (draw(4) === 0 ? draw(3) : 0), step };
}

function randomModule(draw: Draw, index: number, style: Style): PolicyModule {
  const medium = pick(draw, style.media);
  const { kind, device } = MEDIA[medium];
  const shape =
    device === 0
      ? linearShape(draw, medium, style)
      : { capacity: draw(6) * DEVICE_MILLI, step: pick(draw, style.isEven ? [100] : [1, 10, 50, 100, 250, 1000]) };
  return {
    drm: `drm-${index}`,
    kind,
    medium,
    ...shape,
    device,
    cost_per_unit_hour_micros: pick(draw, [0, 1, 10, 10, 37, 1000, 2 ** 32 - 1]),
    schedulable: draw(16) > 0,
    labels: some(draw, LABELS, 50),
  };
}

export function randomFabric(draw: Draw): Fabric {
  const style = { media: pick(draw, MEDIA_IN_USE), isTiny: draw(2) === 0, isEven: draw(3) > 0 };
  const modules = Array.from({ length: draw(10) }, (_, index) => randomModule(draw, index, style));
  const hosts = Array.from({ length: 1 + draw(2) }, (_, index) => ({
    id: `host-${index}`,
    latency_ns: Uint32Array.from(modules, () =>
      draw(16) === 0 ? UNREACHABLE_NS : pick(draw, [0, 90, 250, 250, 400, 1000]),
    ),
    bandwidth_mbps: Uint32Array.from(modules, () => pick(draw, [1000, 32000, 64000])),
  }));
  return { modules, hosts };
}

function randomSize(draw: Draw, medium: Medium, module: PolicyModule | undefined): Size {
  const step = module?.step ?? 1;
  if (MEDIA[medium].device === 0) {
    const steps = Math.max(1, Math.floor((module?.capacity ?? 9) / step));
    const amount = step * (1 + draw(Math.min(steps, 20))) + (draw(10) === 0 ? 1 : 0);
    return { amount, devices: 0, share: 0, remainder: 0 };
  }
  const milli = () => Math.min(DEVICE_MILLI, step * (1 + draw(Math.floor(DEVICE_MILLI / step))));
  const devices = draw(4);
  const share = draw(2) === 0 ? DEVICE_MILLI : milli();
  const remainder = devices === 0 || draw(2) === 0 ? milli() % DEVICE_MILLI : 0;
  return { amount: devices * share + remainder, devices, share, remainder };
}

/** Often the step or a few of them, now and then what divides nothing. */
function randomAlignment(draw: Draw, module: PolicyModule | undefined): number {
  const unit = draw(4) === 0 ? 1 : (module?.step ?? 1);
  return unit * pick(draw, [1, 2, 2, 3, 4, 8]);
}

function randomRequest(draw: Draw, { modules, hosts }: Fabric): PolicyRequest {
  const module = modules.length > 0 ? pick(draw, modules) : undefined;
  const medium = module?.medium ?? 'dram';
  const isLinear = MEDIA[medium].device === 0;
  const ways = isLinear && draw(4) === 0 ? 2 + draw(3) : 1;
  const size = randomSize(draw, medium, module);
  // Shares that divide, amounts that need several modules, and now and then neither.
  const factor = isLinear && draw(5) > 0 ? Math.max(ways, 1 + (draw(3) === 0 ? draw(4) : 0)) : 1;
  return {
    host: draw(60) === 0 ? hosts.length : draw(hosts.length),
    medium,
    size: { ...size, amount: size.amount * factor },
    weights: { proximity: draw(4) * 100, utilization: draw(1001), cost: draw(3) * 250 },
    labels: draw(6) === 0 ? some(draw, [...LABELS, 'no=body'], 20) : [],
    not_labels: draw(6) === 0 ? some(draw, [...LABELS, 'no=body'], 20) : [],
    max_latency_ns: draw(6) === 0 ? 300 : 0,
    min_bandwidth_mbps: draw(6) === 0 ? 2000 : 0,
    max_drms: isLinear && draw(3) > 0 ? 1 + draw(5) : 1,
    interleave_ways: ways,
    only: draw(8) === 0 ? modules.map((_, index) => index).filter(() => draw(3) > 0) : [],
    alignment: isLinear && draw(3) === 0 ? randomAlignment(draw, module) : 0,
  };
}

/** Mostly inside the module, now and then not. */
function randomExtent(draw: Draw, module: PolicyModule | undefined): Extent {
  const capacity = module?.capacity ?? 10;
  const unit = draw(2) === 0 ? 1 : Math.max(1, Math.floor(capacity / 16));
  const start = Math.min(capacity, draw(18) * unit + draw(3));
  return { start: draw(40) === 0 ? -1 : start, length: Math.min(capacity, draw(6) * unit + draw(4)) };
}

/** One aligned extent of one length per way, on any modules of the kind: `map` does not ask what is taken. */
function alignedMap(draw: Draw, { modules }: Fabric): MapInput {
  const kind = modules[0]?.kind ?? 'memory';
  const unit = kind === 'memory' ? HDM_ALIGNMENT_BYTES : kind === 'storage' ? LBA_BYTES : 100;
  const owners = modules.flatMap((module, index) =>
    module.kind === kind && module.capacity >= 4 * unit ? [index] : [],
  );
  const ways = kind === 'compute' ? 1 : pick(draw, [1, 2, 2, 3, 4, 5]);
  const length = unit * (1 + draw(2));
  return {
    kind,
    segments: Array.from({ length: owners.length === 0 ? 0 : ways }, () => ({
      module: pick(draw, owners),
      extents: [{ start: unit * draw(3), length }],
    })),
    vm_base: unit * draw(4),
    interleave_ways: ways,
    interleave_granularity_bytes: pick(draw, [256, 4096, 4096, 8192]),
  };
}

function randomMap(draw: Draw, { modules }: Fabric, live: readonly Live[]): MapInput {
  if (draw(3) === 0) return alignedMap(draw, { modules, hosts: [] });
  const first = live.length > 0 ? draw(live.length) : 0;
  const segments = live.slice(first, first + 1 + draw(4));
  const kind = modules[segments[0]?.module ?? 0]?.kind ?? 'memory';
  const sameKind = draw(16) === 0 ? segments : segments.filter(({ module }) => modules[module]?.kind === kind);
  return {
    kind,
    segments: sameKind,
    vm_base: pick(draw, [0, 0, 4 * GIB, 4 * GIB, LBA_BYTES, 12]),
    interleave_ways: draw(2) === 0 ? Math.max(1, sameKind.length) : pick(draw, [1, 1, 1, 1, 2, 5]),
    interleave_granularity_bytes: pick(draw, [256, 4096, 4096, 4096, 16384, 12288, 100]),
  };
}

/** A slice of a linear medium, if there is one. */
function linearSlice(draw: Draw, fabric: Fabric, live: readonly Live[]): Live | undefined {
  const linear = live.filter((slice) => fabric.modules[slice.module]?.device === 0);
  return linear.length > 0 ? pick(draw, linear) : undefined;
}

function randomCarve(draw: Draw, fabric: Fabric, live: readonly Live[], module: number): Operation {
  const slice = linearSlice(draw, fabric, live);
  const owner = slice?.module ?? module;
  const step = fabric.modules[owner]?.step ?? 1;
  const alignment = draw(3) === 0 ? 0 : randomAlignment(draw, fabric.modules[owner]);
  const last = slice?.extents.at(-1);
  const unit = pick(draw, [step, Math.max(step, alignment), step * Math.max(1, alignment)]);
  const taken = live.filter((held) => held.module === owner).flatMap(({ extents }) => extents);
  const left = taken.reduce((sum, { length }) => sum - length, fabric.modules[owner]?.capacity ?? 9);
  // All that is left seldom is one extent.
  const amount = unit * (draw(3) === 0 ? Math.floor(left / unit) : draw(6));
  return {
    op: 'carve',
    input: {
      module: owner,
      amount: amount + (draw(12) === 0 ? 1 : 0),
      alignment,
      after: last === undefined || draw(2) === 0 ? -1 : last.start + last.length,
      contiguous: draw(3) === 0,
    },
  };
}

function randomShrink(draw: Draw, fabric: Fabric, live: readonly Live[], module: number): Operation {
  const slice = linearSlice(draw, fabric, live);
  const owner = slice?.module ?? module;
  const extents = slice?.extents ?? [randomExtent(draw, fabric.modules[owner])];
  const step = fabric.modules[owner]?.step ?? 1;
  const held = extents.reduce((sum, { length }) => sum + length, 0);
  const amount = draw(4) === 0 ? held : step * (1 + draw(Math.max(1, Math.min(20, Math.floor(held / step)))));
  const shown = draw(12) === 0 ? [...extents, ...extents.slice(0, 1)] : extents;
  return { op: 'shrink', module: owner, extents: shown, amount: amount + (draw(12) === 0 ? 1 : 0) };
}

/** What is done with a table that was encoded before. */
function randomTableUse(draw: Draw, fabric: Fabric, live: readonly Live[], table: string): Operation {
  const kind = draw(10);
  if (kind === 0) {
    const at = 2 * draw(table.length / 2);
    const byte = ((Number.parseInt(table.slice(at, at + 2), 16) + 1 + draw(255)) % 256).toString(16).padStart(2, '0');
    return { op: 'decodeTable', table: table.slice(0, at) + byte + table.slice(at + 2) };
  }
  if (kind === 1) return { op: 'decodeTable', table: draw(4) === 0 ? table.slice(0, 2 * draw(80)) : table };
  if (kind < 4) return { op: 'updateTable', table, input: randomMap(draw, fabric, live) };
  const { rows, kind: medium } = decodeTable(tableBytes(table));
  const unit = medium === 'storage' ? LBA_BYTES : 1;
  const row = rows.length > 0 ? pick(draw, rows) : undefined;
  const granularity = row?.granularity_bytes || DEVICE_MILLI;
  const length = (row?.length ?? 0) * unit;
  const border = pick(draw, [0, length, granularity * draw(Math.floor(length / granularity) + 1)]) + draw(3) - 1;
  if (kind < 7) return { op: 'translate', table, address: (row?.vm_start ?? 0) * unit + border };
  const share = pick(draw, [0, length / (row?.ways ?? 1), granularity * draw(8)]) + draw(3) - 1;
  const address = (row?.drm_start ?? 0) * unit + share;
  return { op: 'translateBack', table, module: (row?.module ?? 0) + (draw(12) === 0 ? 1 : 0), address };
}

/** The next operation on a fabric on which `live` is taken and for which `tables` were encoded. */
export function randomOperation(
  draw: Draw,
  fabric: Fabric,
  live: readonly Live[],
  tables: readonly string[],
): Operation {
  const count = fabric.modules.length;
  const module = draw(60) === 0 ? count : draw(Math.max(1, count));
  const kind = draw(100);
  if (kind < 30) return { op: 'place', request: randomRequest(draw, fabric) };
  if (kind < 36) return { op: 'select', request: randomRequest(draw, fabric) };
  if (kind < 50 && live.length > 0) {
    const { module: owner, extents } = pick(draw, live);
    return { op: 'release', module: owner, extents: draw(3) === 0 ? extents.slice(0, 1) : extents };
  }
  if (kind < 53) return { op: 'release', module, extents: [randomExtent(draw, fabric.modules[module])] };
  if (kind < 59) {
    const extents = Array.from({ length: 1 + draw(3) }, () => randomExtent(draw, fabric.modules[module]));
    return { op: 'claim', module, extents };
  }
  if (kind < 64) {
    const slice = linearSlice(draw, fabric, live);
    const last = slice?.extents.at(-1);
    const owner = slice?.module ?? module;
    const step = fabric.modules[owner]?.step ?? 1;
    const after = last === undefined ? draw(9) : last.start + last.length;
    return { op: 'extend', module: owner, after, extra: step * draw(6) + (draw(8) === 0 ? 1 : 0) };
  }
  if (kind < 66) return { op: 'setSchedulable', module, schedulable: draw(3) > 0 };
  if (kind < 73) return randomCarve(draw, fabric, live, module);
  if (kind < 80) return randomShrink(draw, fabric, live, module);
  if (kind < 85) return { op: 'map', input: randomMap(draw, fabric, live) };
  if (kind < 91 || tables.length === 0) return { op: 'encodeTable', input: randomMap(draw, fabric, live) };
  return randomTableUse(draw, fabric, live, pick(draw, tables));
}
