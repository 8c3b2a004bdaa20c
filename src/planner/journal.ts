import type { Extent, Segment } from '../model/placement.ts';
import type { Request, Size } from '../model/request.ts';
import type { Decision } from '../policy/core.ts';
import type { Landscape } from './landscape.ts';

interface Step {
  readonly took: boolean;
  readonly module: number;
  readonly extents: readonly Extent[];
}

/** Tries things out on the policy core and takes them back: the core itself knows no transactions. */
export class Journal {
  readonly landscape: Landscape;
  readonly #steps: Step[] = [];

  constructor(landscape: Landscape) {
    this.landscape = landscape;
  }

  /** A place to roll back to. */
  mark(): number {
    return this.#steps.length;
  }

  rollback(mark = 0): void {
    while (this.#steps.length > mark) {
      const step = this.#steps.pop() as Step;
      if (step.took) this.landscape.core.release(step.module, step.extents);
      else this.landscape.core.claim(step.module, step.extents);
    }
  }

  /** Throws PolicyError when any of it is taken; what was claimed before that stays in the journal. */
  claim(segments: readonly Segment[]): void {
    for (const { drm, medium, extents } of segments) this.claimOn(this.landscape.index(drm, medium), extents);
  }

  claimOn(module: number, extents: readonly Extent[]): void {
    if (extents.length === 0) return;
    this.landscape.core.claim(module, extents);
    this.#steps.push({ took: true, module, extents });
  }

  release(segments: readonly Segment[]): void {
    for (const { drm, medium, extents } of segments) this.releaseOn(this.landscape.index(drm, medium), extents);
  }

  releaseOn(module: number, extents: readonly Extent[]): void {
    if (extents.length === 0) return;
    this.landscape.core.release(module, extents);
    this.#steps.push({ took: false, module, extents });
  }

  place(request: Request, only: readonly number[] | null = null, size: Size = request.size): Decision {
    const decision = this.landscape.core.place({ ...this.landscape.policyRequest(request, only), size });
    for (const { module, extents } of decision.chosen) this.#steps.push({ took: true, module, extents });
    return decision;
  }

  extend(module: number, after: number, extra: number): readonly Extent[] {
    const extents = this.landscape.core.extend(module, after, extra);
    if (extents.length > 0) this.#steps.push({ took: true, module, extents });
    return extents;
  }
}
