import { RahError } from '../errors/rah-error.ts';
import type { Request } from '../model/request.ts';
import { formatAmount, formatSize } from '../model/size.ts';
import type { Decision } from '../policy/core.ts';
import { whatThereIs } from './constraint-advice.ts';
import { decidedPlacement } from './decided-placement.ts';
import { rejections } from './description.ts';
import type { Landscape } from './landscape.ts';
import { largestSlice, mostThere } from './largest-slice.ts';

/** Nothing fits: what was wanted, what stood in the way, and the most that could be had. */
export function unplaceable(
  landscape: Landscape,
  key: string,
  request: Request,
  decision: Decision,
  placedBefore: number,
): RahError {
  const { explanation } = decidedPlacement(landscape, request, { ...decision, chosen: [] });
  const { medium, constraints, size } = request;
  const total = explanation.considered - (explanation.rejected.medium ?? 0);
  const noRoom = explanation.rejected.capacity ?? 0;
  // The core counts what could contribute to a split as candidates, even when all together are not enough.
  const roomless = noRoom + explanation.candidates;
  const excluded = total - roomless;
  const wanted = `${formatSize(size, medium)} ${medium}${spread(request)}`;
  const name = key === '' ? '' : `"${key}": `;
  const most = largestSlice(landscape, request, explanation);
  const sentences = [`${name}no room for ${wanted} for VM "${request.vm}" on host "${request.host}".`];
  if (total === 0) sentences.push(`The inventory has no ${medium}.`);
  if (excluded > 0) {
    const reasons = rejections(explanation, (reason, count) => (reason === 'capacity' ? '' : `${reason} ${count}`));
    sentences.push(`${excluded} of ${total} modules excluded: ${reasons.filter((text) => text !== '').join(', ')}.`);
    sentences.push(...whatThereIs(landscape, request, explanation));
  }
  if (roomless > 0) {
    sentences.push(`${roomless} of ${total} modules have too little free: ${mostThere(most, medium)}.`);
    const step = coarsestStep(landscape, request);
    if (step !== null) {
      const unit = constraints.interleave_ways > 1 ? 'the share of each way' : 'the size';
      sentences.push(`Some allocate in steps of ${formatAmount(step, medium)}, and ${unit} is not a multiple of that.`);
    }
  }
  if (placedBefore > 0) {
    const others = placedBefore === 1 ? '1 other slice' : `${placedBefore} other slices`;
    sentences.push(`(After placing ${others} of the same change.)`);
  }
  return new RahError('unplaceable', sentences.join(' '), {
    // Where no module has been looked into for room, it is not the size that has to change.
    path: [...(key === '' ? [] : ['requests', key]), total > 0 && roomless === 0 ? 'constraints' : 'size'],
    ...(total > 0 && roomless === 0 ? { hint: 'Relax the constraint, or bring a module that meets it online.' } : {}),
    details: {
      key,
      vm: request.vm,
      host: request.host,
      medium,
      amount: size.amount,
      considered: total,
      rejected: explanation.rejected,
      largest_free: most?.amount ?? 0,
      largest_free_drm: most?.drm ?? null,
    },
  });
}

function spread(request: Request): string {
  const { interleave_ways, max_drms } = request.constraints;
  if (interleave_ways > 1) {
    const share = formatAmount(request.size.amount / interleave_ways, request.medium);
    return ` over ${interleave_ways} ways (${share} on each of ${interleave_ways} DRMs)`;
  }
  return max_drms > 1 ? ` on at most ${max_drms} DRMs` : '';
}

/** The largest step that the request is not a multiple of; null when that is not the trouble. */
function coarsestStep(landscape: Landscape, request: Request): number | null {
  const { size, medium, constraints } = request;
  const parts = size.devices > 0 ? [size.share, size.remainder] : [size.amount / constraints.interleave_ways];
  let coarsest: number | null = null;
  for (const { offer } of landscape.modules()) {
    if (offer.medium !== medium || parts.every((part) => part % offer.step === 0)) continue;
    coarsest = Math.max(coarsest ?? 0, offer.step);
  }
  return coarsest;
}
