import { totalLength } from '../model/extent.ts';
import type { Medium } from '../model/medium.ts';
import { type Explanation, type Placement, REJECTION_REASONS, type RejectionReason } from '../model/placement.ts';
import { formatAmount } from '../model/size.ts';

/** Why this placement, in one line: what a plan shows as its reason. */
export function describePlacement(placement: Pick<Placement, 'segments' | 'explanation'>, medium: Medium): string {
  const { explanation, segments } = placement;
  const parts = segments.map(({ drm, extents }) =>
    segments.length === 1 ? drm : `${drm} ${formatAmount(totalLength(extents), medium)}`,
  );
  const considered = explanation.considered - (explanation.rejected.medium ?? 0);
  const excluded = rejections(explanation, (reason, count) => `${count} ${reason}`);
  const counted = `${considered} considered${excluded.length === 0 ? '' : `; ${excluded.join(', ')}`}`;
  const best = segments.length === 1 ? 'best' : `best ${segments.length}`;
  const worst = explanation.chosen.reduce<Explanation['chosen'][number] | null>(
    (least, chosen) => (least === null || chosen.scores.total < least.scores.total ? chosen : least),
    null,
  );
  const scores =
    worst === null
      ? ''
      : `: proximity ${worst.scores.proximity}, utilization ${worst.scores.utilization}, cost ${worst.scores.cost} -> ${worst.scores.total}`;
  const second = explanation.runner_up;
  const runnerUp = second === null ? '' : `; runner-up ${second.drm} ${second.scores.total}`;
  return `${parts.join(' + ')}: ${best} of ${explanation.candidates} candidates (${counted})${scores}${runnerUp}`;
}

/** One text per reason that excluded modules of the wanted medium. */
export function rejections(
  explanation: Explanation,
  text: (reason: RejectionReason, count: number) => string,
): string[] {
  const texts: string[] = [];
  for (const reason of REJECTION_REASONS) {
    const count = explanation.rejected[reason] ?? 0;
    if (count > 0 && reason !== 'medium') texts.push(text(reason, count));
  }
  return texts;
}
