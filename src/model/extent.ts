import type { Extent, Segment } from './placement.ts';

export function endOf(extent: Extent): number {
  return extent.start + extent.length;
}

export function totalLength(extents: readonly Extent[]): number {
  return extents.reduce((sum, extent) => sum + extent.length, 0);
}

/** Ascending, touching ones merged. The extents must not overlap. */
export function merged(extents: readonly Extent[]): Extent[] {
  const result: { start: number; length: number }[] = [];
  for (const extent of [...extents].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && endOf(last) === extent.start) last.length += extent.length;
    else result.push({ start: extent.start, length: extent.length });
  }
  return result;
}

/** What of `extents` lies outside `holes`; ascending. */
export function subtract(extents: readonly Extent[], holes: readonly Extent[]): Extent[] {
  const cuts = [...holes].sort((a, b) => a.start - b.start);
  const result: Extent[] = [];
  for (const extent of [...extents].sort((a, b) => a.start - b.start)) {
    let start = extent.start;
    const end = endOf(extent);
    for (const cut of cuts) {
      if (endOf(cut) <= start) continue;
      if (cut.start >= end) break;
      if (cut.start > start) result.push({ start, length: cut.start - start });
      start = Math.max(start, endOf(cut));
    }
    if (start < end) result.push({ start, length: end - start });
  }
  return result;
}

/** What of `extents` lies inside `others`; ascending. */
export function intersect(extents: readonly Extent[], others: readonly Extent[]): Extent[] {
  return subtract(extents, subtract(extents, others));
}

/** The parts of one placement on one medium of one DRM. */
export function extentsOn(segments: readonly Segment[], drm: string, medium: string): Extent[] {
  return segments
    .filter((segment) => segment.drm === drm && segment.medium === medium)
    .flatMap(({ extents }) => extents);
}

export function amountOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + totalLength(segment.extents), 0);
}

/** Extents cut at the borders of devices, ascending. */
export function byDevice(extents: readonly Extent[], device: number): Map<number, Extent[]> {
  const devices = new Map<number, Extent[]>();
  for (const extent of [...extents].sort((a, b) => a.start - b.start)) {
    for (let start = extent.start; start < endOf(extent); ) {
      const index = Math.floor(start / device);
      const end = Math.min((index + 1) * device, endOf(extent));
      const list = devices.get(index);
      if (list === undefined) devices.set(index, [{ start, length: end - start }]);
      else list.push({ start, length: end - start });
      start = end;
    }
  }
  return devices;
}
