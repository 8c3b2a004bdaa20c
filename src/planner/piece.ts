import { endOf, intersect, merged, subtract } from '../model/extent.ts';
import { LBA_BYTES, type Medium } from '../model/medium.ts';
import type { Extent, MappingRow, Segment } from '../model/placement.ts';

/** A contiguous part of a slice in base units. A list of pieces is in the order in which the VM sees them. */
export interface Piece {
  readonly drm: string;
  readonly medium: Medium;
  readonly start: number;
  readonly length: number;
}

/** The pieces of a slice that is not interleaved. */
export function piecesOf(mapping: readonly MappingRow[]): Piece[] {
  return [...mapping]
    .sort((a, b) => a.vm_start - b.vm_start)
    .map(({ drm, medium, drm_start, length, unit }) => {
      const size = unit === 'block' ? LBA_BYTES : 1;
      return { drm, medium, start: drm_start * size, length: length * size };
    });
}

/** One segment per DRM, in order of first appearance. */
export function segmentsOf(pieces: readonly Piece[]): Segment[] {
  const segments = new Map<string, { drm: string; medium: Medium; extents: Extent[] }>();
  for (const { drm, medium, start, length } of pieces) {
    const segment = segments.get(drm);
    if (segment === undefined) segments.set(drm, { drm, medium, extents: [{ start, length }] });
    else segment.extents.push({ start, length });
  }
  return [...segments.values()].map((segment) => ({ ...segment, extents: merged(segment.extents) }));
}

/**
 * The segments as pieces in VM order: what was mapped before keeps its order, so that nothing moves under the VM;
 * what is new follows in the order of the segments.
 */
export function inVmOrder(segments: readonly Segment[], before: readonly Piece[]): Piece[] {
  const pieces: Piece[] = [];
  for (const piece of before) {
    const segment = segments.find(({ drm, medium }) => drm === piece.drm && medium === piece.medium);
    if (segment === undefined) continue;
    for (const extent of intersect([piece], segment.extents)) pieces.push({ ...piece, ...extent });
  }
  for (const { drm, medium, extents } of segments) {
    const old = before.filter((piece) => piece.drm === drm && piece.medium === medium);
    for (const extent of subtract(extents, old)) pieces.push({ drm, medium, ...extent });
  }
  return joined(pieces);
}

function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last !== undefined && last.drm === piece.drm && last.medium === piece.medium && endOf(last) === piece.start) {
      result[result.length - 1] = { ...last, length: last.length + piece.length };
    } else {
      result.push(piece);
    }
  }
  return result;
}
