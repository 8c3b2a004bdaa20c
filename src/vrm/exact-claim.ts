import { RahError } from '../errors/rah-error.ts';
import type { Allocation } from '../model/allocation.ts';
import { sameValue } from '../model/canonical.ts';
import { amountOf, extentsOn, intersect, subtract, totalLength } from '../model/extent.ts';
import type { Extent, Segment } from '../model/placement.ts';
import type { PlannedSlice, WantedSlice } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import { formatAmount } from '../model/size.ts';
import { hasShape, unmetConstraint } from '../planner/constraint-check.ts';
import type { Journal } from '../planner/journal.ts';
import { isSchedulable } from '../planner/landscape.ts';
import { PolicyError } from '../policy/core.ts';
import type { FabricState } from './state.ts';
import { freeExtents } from './usage.ts';
import { label } from './vm-host.ts';

/**
 * Takes exactly what a plan showed, or throws `slice_taken`. Nothing else is ever taken instead.
 * `current` are the live slices of the subject by key; those that no key wants are given back.
 */
export function claimExactly(
  state: FabricState,
  journal: Journal,
  current: ReadonlyMap<string, Allocation>,
  wanted: readonly WantedSlice[],
  slices: readonly PlannedSlice[],
): void {
  const bySlice = new Map(slices.map((slice) => [slice.key, slice]));
  for (const { key } of wanted) checkContinues(key, bySlice.get(key), current.get(key) ?? null);
  // What is kept stays claimed; everything else of the subject is given back first, because it may change places.
  for (const [key, allocation] of current) {
    if (bySlice.get(key)?.action !== 'keep') journal.release(allocation.placement.segments);
  }
  for (const { key, request } of wanted) {
    const slice = bySlice.get(key) as PlannedSlice;
    if (slice.action !== 'keep') claimSlice(state, journal, key, request, slice, current.get(key) ?? null);
  }
}

function checkContinues(key: string, slice: PlannedSlice | undefined, now: Allocation | null): void {
  const name = key === '' ? 'The slice' : `"${key}"`;
  if (slice === undefined) throw stale(key, `${name} is not part of what was planned.`);
  if (slice.allocation !== null && now?.id !== slice.allocation) {
    throw stale(key, `${name} was planned to continue the allocation ${slice.allocation}, which is gone now.`);
  }
  const same = now !== null && sameValue(now.placement.segments, slice.placement.segments);
  if (slice.allocation === null && now !== null && !same) {
    throw stale(key, `${name} was planned as new, but the allocation ${label(now)} has taken that place.`);
  }
  if (slice.action === 'keep' && (now === null || !same || now.state === 'lost')) {
    throw stale(key, `${name} was planned to stay as it is, but it has changed or was lost since.`);
  }
}

function claimSlice(
  state: FabricState,
  journal: Journal,
  key: string,
  request: Request,
  slice: PlannedSlice,
  now: Allocation | null,
): void {
  const { landscape } = journal;
  const { segments } = slice.placement;
  const name = key === '' ? 'The planned slice' : `The planned slice "${key}"`;
  if (amountOf(segments) !== request.size.amount || !hasShape(request, segments)) {
    throw stale(key, `${name} does not have the size or shape of its request.`);
  }
  for (const segment of segments) {
    const drm = landscape.drm(segment.drm);
    if (
      drm === undefined ||
      landscape.offer(segment.drm, segment.medium) === undefined ||
      segment.medium !== request.medium
    ) {
      throw stale(key, `${name} is on ${segment.drm}, which offers no ${request.medium} any more.`);
    }
    const unmet = unmetConstraint(landscape, request, drm);
    if (unmet !== null) throw stale(key, `${name} is on ${segment.drm}, but ${unmet} now.`);
    const held = now === null ? [] : extentsOn(now.placement.segments, segment.drm, segment.medium);
    const isNew = subtract(segment.extents, held).length > 0;
    if (!isSchedulable(drm) && (isNew || now?.state === 'lost')) {
      throw stale(key, `${name} is on ${segment.drm}, which is ${drm.state} now and takes no new slices.`);
    }
    try {
      journal.claimOn(landscape.index(segment.drm, segment.medium), segment.extents);
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      throw taken(state, journal, key, request, segment, held);
    }
  }
}

function taken(
  state: FabricState,
  journal: Journal,
  key: string,
  request: Request,
  segment: Segment,
  own: readonly Extent[],
): RahError {
  const { landscape } = journal;
  const { drm, medium, extents } = segment;
  const offer = landscape.offer(drm, medium);
  const holders = state.allocationsOf(state.byDrm.get(drm)).filter(({ placement }) => {
    const theirs = subtract(extentsOn(placement.segments, drm, medium), own);
    return intersect(extents, theirs).length > 0;
  });
  const free = offer === undefined ? [] : freeExtents(state, drm, offer);
  const sentences = [`${key === '' ? 'The planned slice' : `The planned slice "${key}"`}`];
  sentences[0] += ` of ${formatAmount(totalLength(extents), medium)} ${medium} on ${drm} is no longer free`;
  sentences[0] += holders.length === 0 ? '.' : `: ${holders.slice(0, 3).map(held).join(', ')} now.`;
  const largestHere = free.reduce((most, { length }) => Math.max(most, length), 0);
  sentences.push(
    `Free on ${drm} now: ${formatAmount(totalLength(free), medium)} (largest piece ${formatAmount(largestHere, medium)}).`,
  );
  const decision = landscape.core.select(landscape.policyRequest(request));
  if (decision.largest_free_module >= 0) {
    const elsewhere = landscape.module(decision.largest_free_module).drm.id;
    sentences.push(`Largest free slice: ${formatAmount(decision.largest_free, medium)} on ${elsewhere}.`);
  }
  const predecessor = holders.some(({ request: { vm }, origin }) => vm === request.vm && origin !== null);
  if (predecessor && key === '') {
    sentences.push(
      'If that is what this slice replaces: with create_before_destroy both exist for a moment, and a rah_placement gives the new one the place of the old one; leave create_before_destroy out.',
    );
  }
  sentences.push('Nothing was changed; run plan again.');
  return new RahError('slice_taken', sentences.join(' '), {
    path: key === '' ? [] : ['requests', key],
    details: {
      key,
      drm,
      medium,
      extents,
      holders: holders.map(({ id }) => id),
      free_extents: free,
      largest_free: decision.largest_free,
    },
  });
}

function held(allocation: Allocation): string {
  return `held by allocation ${label(allocation)} of VM "${allocation.request.vm}"`;
}

function stale(key: string, message: string): RahError {
  return new RahError('slice_taken', `${message} Nothing was changed; run plan again.`, {
    path: key === '' ? [] : ['requests', key],
    details: { key },
  });
}
