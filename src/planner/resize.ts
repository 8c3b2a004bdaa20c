import type { Allocation } from '../model/allocation.ts';
import { byDevice, endOf, merged, subtract, totalLength } from '../model/extent.ts';
import { DEVICE_MILLI, MEDIA } from '../model/medium.ts';
import type { Extent, Segment } from '../model/placement.ts';
import type { Request, Size } from '../model/request.ts';
import type { Journal } from './journal.ts';
import { isSchedulable } from './landscape.ts';
import { type Piece, piecesOf, segmentsOf } from './piece.ts';

/**
 * Gives a slice its new size where it is, or answers null and leaves everything as it was.
 * Memory and storage keep their contents: they grow at the end, as the VM sees it, and shrink from there.
 */
export function resizeInPlace(journal: Journal, current: Allocation, request: Request): readonly Segment[] | null {
  const mark = journal.mark();
  const segments = attempt(journal, current, request);
  if (segments === null) journal.rollback(mark);
  return segments;
}

function attempt(journal: Journal, current: Allocation, request: Request): readonly Segment[] | null {
  const change = request.size.amount - current.request.size.amount;
  if (MEDIA[request.medium].kind === 'compute') return resizeDevices(journal, current, request);
  if (request.constraints.interleave_ways > 1) return resizeWays(journal, current.placement.segments, request, change);
  return change < 0 ? shrink(journal, piecesOf(current.mapping), -change) : grow(journal, current, request, change);
}

function shrink(journal: Journal, pieces: Piece[], less: number): readonly Segment[] | null {
  let rest = less;
  while (rest > 0) {
    const last = pieces.pop();
    if (last === undefined) return null;
    const cut = Math.min(rest, last.length);
    const step = journal.landscape.offer(last.drm, last.medium)?.step ?? 1;
    // What stays must be whole steps, or the module could never hand out the rest.
    if (cut % step !== 0) return null;
    const module = journal.landscape.index(last.drm, last.medium);
    journal.releaseOn(module, [{ start: endOf(last) - cut, length: cut }]);
    if (cut < last.length) pieces.push({ ...last, length: last.length - cut });
    rest -= cut;
  }
  return segmentsOf(pieces);
}

function grow(journal: Journal, current: Allocation, request: Request, more: number): readonly Segment[] | null {
  const { landscape } = journal;
  const pieces = piecesOf(current.mapping);
  const tried = new Set<string>();
  for (const { drm: id, length, start } of pieces.toReversed()) {
    const drm = landscape.drm(id);
    if (drm === undefined || !isSchedulable(drm) || tried.has(id)) continue;
    tried.add(id);
    const extents = journal.extend(landscape.index(id, request.medium), start + length, more);
    if (extents.length === 0) continue;
    return segmentsOf([...pieces, ...extents.map((extent) => ({ drm: id, medium: request.medium, ...extent }))]);
  }
  return null;
}

/** Every way changes by the same amount and stays one contiguous extent, as HDM decoders demand. */
function resizeWays(
  journal: Journal,
  segments: readonly Segment[],
  request: Request,
  change: number,
): readonly Segment[] | null {
  const { landscape } = journal;
  const each = Math.abs(change) / request.constraints.interleave_ways;
  const result: Segment[] = [];
  for (const segment of segments) {
    const extent = segment.extents[0];
    const drm = landscape.drm(segment.drm);
    if (extent === undefined || drm === undefined || segment.extents.length !== 1) return null;
    const module = landscape.index(segment.drm, segment.medium);
    if (change < 0) {
      const step = landscape.offer(segment.drm, segment.medium)?.step ?? 1;
      if (each % step !== 0 || each >= extent.length) return null;
      journal.releaseOn(module, [{ start: endOf(extent) - each, length: each }]);
      result.push({ ...segment, extents: [{ start: extent.start, length: extent.length - each }] });
    } else {
      if (!isSchedulable(drm)) return null;
      const grown = merged([extent, ...journal.extend(module, endOf(extent), each)]);
      const only = grown[0];
      if (only === undefined || grown.length !== 1 || only.start !== extent.start || only.length === extent.length) {
        return null;
      }
      result.push({ ...segment, extents: grown });
    }
  }
  return result;
}

function resizeDevices(journal: Journal, current: Allocation, request: Request): readonly Segment[] | null {
  const segment = current.placement.segments[0];
  const drm = segment === undefined ? undefined : journal.landscape.drm(segment.drm);
  if (segment === undefined || drm === undefined) return null;
  const module = journal.landscape.index(segment.drm, segment.medium);
  const whole = current.request.size.share === DEVICE_MILLI && request.size.share === DEVICE_MILLI;
  const kept = whole ? wholeDevices(segment).slice(0, request.size.devices) : [];
  journal.releaseOn(module, subtract(segment.extents, kept));
  const missing = missingDevices(request.size, kept.length);
  if (missing === null) return [{ ...segment, extents: merged(kept) }];
  if (!isSchedulable(drm)) return null;
  const decision = journal.place(request, [module], missing);
  const chosen = decision.chosen[0];
  return chosen === undefined ? null : [{ ...segment, extents: merged([...kept, ...chosen.extents]) }];
}

function wholeDevices(segment: Segment): Extent[] {
  return [...byDevice(segment.extents, DEVICE_MILLI).values()]
    .filter((extents) => totalLength(extents) === DEVICE_MILLI)
    .flatMap((extents) => merged(extents));
}

/** What is to be placed beside `kept` whole devices; null when nothing is. */
function missingDevices(size: Size, kept: number): Size | null {
  const devices = size.devices - kept;
  if (devices === 0 && size.remainder === 0) return null;
  if (devices === 0) return { amount: size.remainder, devices: 1, share: size.remainder, remainder: 0 };
  return { ...size, devices, amount: devices * size.share + size.remainder };
}
