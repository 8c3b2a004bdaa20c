import { DEVICE_MILLI, MEDIA, type Medium } from '../model/medium.ts';
import type { Explanation } from '../model/placement.ts';
import type { Request, Size } from '../model/request.ts';
import { formatAmount, formatSize } from '../model/size.ts';
import type { Landscape } from './landscape.ts';

/** The most that a request of this form could still get, and where. */
export interface LargestSlice {
  readonly amount: number;
  readonly drm: string;
  readonly size: Size | null;
}

/** Null when not even the least of it is free anywhere that the constraints allow. */
export function largestSlice(landscape: Landscape, request: Request, explanation: Explanation): LargestSlice | null {
  if (MEDIA[request.medium].device === 0) {
    const { largest_free: amount, largest_free_drm: drm } = explanation;
    return drm === null ? null : { amount, drm, size: null };
  }
  return largestOfDevices(landscape, request);
}

/** Free devices cannot be added up, so the policy is asked itself, for less and less. */
function largestOfDevices(landscape: Landscape, request: Request): LargestSlice | null {
  const { devices, share } = request.size;
  const fits = (size: Size): LargestSlice | null => {
    const decision = landscape.core.select({ ...landscape.policyRequest(request), size });
    const chosen = decision.chosen[0];
    return chosen === undefined ? null : { amount: size.amount, drm: landscape.module(chosen.module).drm.id, size };
  };
  const whole = (count: number): Size => ({
    amount: count * DEVICE_MILLI,
    devices: count,
    share: DEVICE_MILLI,
    remainder: 0,
  });
  const shares = (count: number, milli: number): Size => ({
    amount: count * milli,
    devices: count,
    share: milli,
    remainder: 0,
  });
  // Multiples of the coarsest step suit every module, so that what fits once fits for every lesser number too.
  const step = Math.max(
    1,
    ...landscape.modules().map(({ offer }) => (offer.medium === request.medium ? offer.step : 1)),
  );
  const ofOne = (most: number): LargestSlice | null =>
    largest(Math.floor(most / step), (count) => fits(shares(1, count * step)));
  if (devices > 0 && share === DEVICE_MILLI)
    return largest(devices, (count) => fits(whole(count))) ?? ofOne(DEVICE_MILLI);
  if (devices > 1) return largest(devices, (count) => fits(shares(count, share))) ?? ofOne(share);
  return ofOne(DEVICE_MILLI);
}

/** Bisection over 1 to `most`. */
function largest(most: number, fits: (count: number) => LargestSlice | null): LargestSlice | null {
  let best: LargestSlice | null = null;
  let low = 1;
  let high = most;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const found = fits(middle);
    if (found === null) high = middle - 1;
    else {
      best = found;
      low = middle + 1;
    }
  }
  return best;
}

/** "the largest free slice is 400m on acc-1" */
export function mostThere(most: LargestSlice | null, medium: Medium): string {
  if (most === null) return 'all are full';
  const what = most.size === null ? formatAmount(most.amount, medium) : formatSize(most.size, medium);
  return `the largest free slice is ${what} on ${most.drm}`;
}
