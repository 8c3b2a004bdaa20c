import type { Explanation, Placement } from '../../src/model/placement.ts';

/**
 * The long stories behind the previews of this process. Terraform carries a decision from plan to apply without its
 * story, but plans every change again in the process that applies it: so the story is at hand there, and is stored with
 * the allocation for `rah explain`.
 */
export class Explanations {
  readonly #byDecision = new Map<string, Explanation>();

  remember(placements: Iterable<Placement>): void {
    for (const placement of placements) this.#byDecision.set(decisionKey(placement), placement.explanation);
  }

  /** The same decision with its story, where that is known. */
  restore(placement: Placement): Placement {
    const explanation = this.#byDecision.get(decisionKey(placement));
    return explanation === undefined ? placement : { ...placement, explanation };
  }
}

function decisionKey({ reason, segments }: Placement): string {
  return JSON.stringify([reason, segments.map(({ drm, medium, extents }) => [drm, medium, extents])]);
}
