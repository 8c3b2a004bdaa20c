import * as abi from '../../../policy-assembly/abi/pool.ts';

export interface Policy {
  readonly name: string;
  readonly strategy: number;
  /** Steps that the score is cut into, as the published policies did; 0 = exact. */
  readonly levels: number;
  /** Whether it is fitted to the profile before it starts. */
  readonly tuned: boolean;
}

const PUBLISHED_LEVELS = 100;

export const POLICIES: readonly Policy[] = [
  { name: 'first-fit', strategy: abi.STRATEGY_FIRST_FIT, levels: 0, tuned: false },
  { name: 'best-fit', strategy: abi.STRATEGY_BEST_FIT, levels: PUBLISHED_LEVELS, tuned: false },
  { name: 'worst-fit', strategy: abi.STRATEGY_WORST_FIT, levels: 0, tuned: false },
  { name: 'dot-product', strategy: abi.STRATEGY_DOT_PRODUCT, levels: PUBLISHED_LEVELS, tuned: false },
  { name: 'fgd', strategy: abi.STRATEGY_FGD, levels: PUBLISHED_LEVELS, tuned: false },
  { name: 'adaptive', strategy: abi.STRATEGY_ADAPTIVE, levels: 0, tuned: true },
];

export const POLICY_NAMES: readonly string[] = POLICIES.map(({ name }) => name);
