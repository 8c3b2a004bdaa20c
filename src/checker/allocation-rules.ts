import type { Allocation } from '../model/allocation.ts';
import type { Drm } from '../model/fabric.ts';
import { DEVICE_MILLI, HDM_ALIGNMENT_BYTES, HDM_WAYS, LBA_BYTES, MEDIA } from '../model/medium.ts';
import type { Segment } from '../model/placement.ts';
import type { Report } from './report.ts';
import type { Snapshot, Versioned } from './snapshot.ts';

const indexes = new WeakMap<Snapshot, ReadonlyMap<string, Versioned<Drm>>>();

function drmsOf(snapshot: Snapshot): ReadonlyMap<string, Versioned<Drm>> {
  const known = indexes.get(snapshot);
  if (known !== undefined) return known;
  const made = new Map(snapshot.drms.map((drm) => [drm.body.id, drm]));
  indexes.set(snapshot, made);
  return made;
}

/** What one allocation must be in itself, and against the DRMs that it is on. */
export function checkAllocation(snapshot: Snapshot, record: Versioned<Allocation>, report: Report): void {
  const { body } = record;
  const say = (rule: string, message: string): void => report(rule, body.id, message);
  const { segments } = body.placement;
  const { medium, kind, size, constraints } = body.request;
  if (MEDIA[medium].kind !== kind) say('request-kind', `asks for ${medium} as ${kind}`);
  if (segments.some((segment) => segment.medium !== medium))
    say('segment-medium', `has segments that are not ${medium}`);
  if (new Set(segments.map(({ drm }) => drm)).size !== segments.length)
    say('segment-drm', 'has two segments on one DRM');
  const held = segments.reduce((sum, segment) => sum + lengthOf(segment), 0);
  if (held !== size.amount) say('size', `holds ${held} of ${size.amount}`);
  for (const segment of segments) checkOrder(segment, say);
  if (kind === 'compute') checkDevices(body, say);
  else checkShares(body, say);
  const limit = constraints.interleave_ways > 1 ? constraints.interleave_ways : constraints.max_drms;
  if (segments.length === 0 || segments.length > limit)
    say('span', `is on ${segments.length} DRMs, but may be on ${limit}`);
  checkDrms(drmsOf(snapshot), record, say);
}

type Say = (rule: string, message: string) => void;

function lengthOf(segment: Segment): number {
  return segment.extents.reduce((sum, { length }) => sum + length, 0);
}

function checkOrder({ drm, extents }: Segment, say: Say): void {
  for (let index = 1; index < extents.length; index++) {
    const before = extents[index - 1];
    const here = extents[index];
    if (before === undefined || here === undefined || before.start + before.length < here.start) continue;
    say('segment-order', `has extents on ${drm} that are out of order or touch`);
    return;
  }
}

/** HDM and striping: equal contiguous shares on as many DRMs as there are ways. */
function checkShares({ request, placement }: Allocation, say: Say): void {
  const { interleave_ways: ways } = request.constraints;
  const unit = request.kind === 'memory' ? HDM_ALIGNMENT_BYTES : LBA_BYTES;
  if (request.size.amount % (unit * ways) !== 0) say('size-multiple', `is not a multiple of ${unit} × ${ways}`);
  for (const { start, length } of placement.segments.flatMap(({ extents }) => extents)) {
    if (start % unit !== 0 || length % unit !== 0) say('extent-alignment', `has the extent ${start}+${length}`);
  }
  if (ways === 1) return;
  if (!HDM_WAYS.includes(ways)) say('ways', `is interleaved ${ways} ways`);
  const share = request.size.amount / ways;
  const fair = placement.segments.every((segment) => segment.extents.length === 1 && lengthOf(segment) === share);
  if (!fair || placement.segments.length !== ways) say('ways-share', `does not have ${ways} equal contiguous shares`);
}

/** As many distinct devices as asked for, each with its share, one with the remainder. */
function checkDevices({ request, placement }: Allocation, say: Say): void {
  const { size } = request;
  const perDevice = new Map<number, number>();
  for (const { start, length } of placement.segments.flatMap(({ extents }) => extents)) {
    for (let at = start; at < start + length; ) {
      const device = Math.floor(at / DEVICE_MILLI);
      const end = Math.min((device + 1) * DEVICE_MILLI, start + length);
      perDevice.set(device, (perDevice.get(device) ?? 0) + end - at);
      at = end;
    }
  }
  const got = [...perDevice.values()].sort((a, b) => b - a);
  const wanted = Array.from({ length: size.devices }, () => size.share);
  if (size.remainder > 0) wanted.push(size.remainder);
  wanted.sort((a, b) => b - a);
  if (got.length !== wanted.length || got.some((milli, index) => milli !== wanted[index])) {
    say('devices', `has shares ${got.join(', ')} instead of ${wanted.join(', ')}`);
  }
}

function checkDrms(drms: ReadonlyMap<string, Versioned<Drm>>, record: Versioned<Allocation>, say: Say): void {
  const { body } = record;
  const lost = body.state === 'lost';
  if (lost !== (body.lost_reason !== null)) say('lost-reason', `is ${body.state} with the reason ${body.lost_reason}`);
  for (const { drm: id } of body.placement.segments) {
    const drm = drms.get(id);
    if (drm === undefined) {
      say('drm-known', `is on ${id}, which has no record`);
      continue;
    }
    const dead = drm.body.state === 'failed' || drm.body.state === 'removed';
    if (dead && !lost) say('lost', `is ${body.state}, but ${id} is ${drm.body.state}`);
    // What was true when it was committed may change with the inventory; a later change of the DRM excuses it.
    if (drm.revision > body.checked_revision || lost) continue;
    for (const [key, value] of Object.entries(body.request.constraints.labels)) {
      if (drm.body.labels[key] !== value) say('label', `wants ${key}=${value}, which ${id} does not have`);
    }
    for (const [key, value] of Object.entries(body.request.constraints.not_labels)) {
      if (drm.body.labels[key] === value) say('not-label', `does not want ${key}=${value}, which ${id} has`);
    }
  }
  // A VM that moves takes along what it has lost, however far.
  if (lost) return;
  const { max_latency_ns, drm_ids } = body.request.constraints;
  if (max_latency_ns !== null && body.placement.latency_ns > max_latency_ns) {
    say('latency', `is ${body.placement.latency_ns} ns away, more than ${max_latency_ns} ns`);
  }
  if (drm_ids.length > 0 && body.placement.segments.some(({ drm }) => !drm_ids.includes(drm))) {
    say('listed', 'is on a DRM that its request does not list');
  }
}
