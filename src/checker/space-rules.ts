import type { Report } from './report.ts';
import type { Snapshot } from './snapshot.ts';

interface Taken {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** No unit is held twice, and nothing lies outside what a DRM has. */
export function checkSpace(snapshot: Snapshot, report: Report): void {
  const capacities = new Map<string, number>();
  for (const { body } of snapshot.drms) {
    for (const { medium, capacity } of body.media) capacities.set(`${body.id} ${medium}`, capacity);
  }
  const taken = new Map<string, Taken[]>();
  for (const { body } of snapshot.allocations) {
    for (const { drm, medium, extents } of body.placement.segments) {
      const place = `${drm} ${medium}`;
      const capacity = capacities.get(place);
      if (capacity === undefined) {
        report('space-known', body.id, `holds ${medium} on ${drm}, which does not offer it`);
        continue;
      }
      const list = taken.get(place) ?? [];
      taken.set(place, list);
      for (const { start, length } of extents) {
        if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < 0 || length <= 0) {
          report('space-extent', body.id, `has the extent ${start}+${length} on ${place}`);
        } else if (start + length > capacity) {
          report('space-capacity', body.id, `reaches to ${start + length} on ${place}, which ends at ${capacity}`);
        }
        list.push({ start, end: start + length, by: body.id });
      }
    }
  }
  for (const [place, list] of taken) {
    list.sort((a, b) => a.start - b.start);
    for (let index = 1; index < list.length; index++) {
      const before = list[index - 1] as Taken;
      const here = list[index] as Taken;
      if (here.start < before.end) {
        report('space-overlap', here.by, `overlaps ${before.by} on ${place} from ${here.start} to ${before.end}`);
        // Compare the next one with whatever reaches farther.
        if (before.end > here.end) list[index] = { ...here, end: before.end };
      }
    }
  }
}
