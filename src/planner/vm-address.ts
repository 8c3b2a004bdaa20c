import type { Allocation } from '../model/allocation.ts';
import { DEVICE_MILLI, HDM_ALIGNMENT_BYTES, MEDIA } from '../model/medium.ts';
import type { MappingRow, Segment } from '../model/placement.ts';
import type { Request } from '../model/request.ts';
import type { Landscape } from './landscape.ts';
import { inVmOrder, type Piece, piecesOf } from './piece.ts';

/** Fabric memory of a VM begins here: above any memory that its host gives it. */
export const MEMORY_WINDOW_BASE = 2 ** 40;

/** The mapping table of a slice; `others` are the VM's other live allocations, `before` is what it continues. */
export function mapSlice(
  landscape: Landscape,
  request: Request,
  segments: readonly Segment[],
  others: readonly Allocation[],
  before: Allocation | null,
): MappingRow[] {
  const { interleave_ways, interleave_granularity_bytes } = request.constraints;
  const rows = landscape.core.map({
    kind: request.kind,
    segments: ordered(request, segments, before).map(({ drm, medium, extents }) => ({
      module: landscape.index(drm, medium),
      extents,
    })),
    vm_base: baseOf(request, others, before),
    interleave_ways,
    interleave_granularity_bytes,
  });
  return rows.map(({ module, ...row }) => ({ ...row, drm: landscape.module(module).drm.id, medium: request.medium }));
}

/** What the VM sees already must stay at its address, so a grown slice is mapped in the order of its old table. */
function ordered(request: Request, segments: readonly Segment[], before: Allocation | null): readonly Segment[] {
  const same = before !== null && before.request.vm === request.vm && before.request.medium === request.medium;
  const wasInterleaved = before?.mapping.some(({ ways }) => ways > 1) ?? false;
  if (!same || wasInterleaved || request.constraints.interleave_ways > 1 || request.kind === 'compute') return segments;
  return inVmOrder(segments, piecesOf(before.mapping)).map(
    ({ drm, medium, start, length }: Piece): Segment => ({ drm, medium, extents: [{ start, length }] }),
  );
}

function baseOf(request: Request, others: readonly Allocation[], before: Allocation | null): number {
  // Every storage slice is a device of its own.
  if (request.kind === 'storage') return 0;
  const taken = others
    .filter((other) => sharesSpace(request, other.request))
    .map((other) => vmRange(other))
    .sort((a, b) => a.start - b.start);
  const length = vmLength(request);
  const alignment =
    request.kind === 'memory' ? HDM_ALIGNMENT_BYTES * request.constraints.interleave_ways : DEVICE_MILLI;
  if (before !== null && before.request.vm === request.vm && sharesSpace(request, before.request)) {
    const { start } = vmRange(before);
    const free = taken.every((range) => range.end <= start || range.start >= start + length);
    if (free && start % alignment === 0) return start;
  }
  let start = request.kind === 'memory' ? MEMORY_WINDOW_BASE : 0;
  start = Math.ceil(start / alignment) * alignment;
  for (const range of taken) {
    if (range.start >= start + length) break;
    if (range.end > start) start = Math.ceil(range.end / alignment) * alignment;
  }
  return start;
}

/** Memory of all media shares the VM's address space; each compute medium has indices of its own. */
function sharesSpace(a: Request, b: Request): boolean {
  return a.kind === 'memory' ? b.kind === 'memory' : a.medium === b.medium;
}

/** Compute: a share takes a whole slot of the VM. */
function vmLength(request: Request): number {
  if (MEDIA[request.medium].device === 0) return request.size.amount;
  return (request.size.devices + (request.size.remainder > 0 ? 1 : 0)) * DEVICE_MILLI;
}

function vmRange(allocation: Allocation): { start: number; end: number } {
  let start = Infinity;
  for (const row of allocation.mapping) start = Math.min(start, row.vm_start);
  if (MEDIA[allocation.request.medium].device > 0) start = Math.floor(start / DEVICE_MILLI) * DEVICE_MILLI;
  return { start, end: start + vmLength(allocation.request) };
}
