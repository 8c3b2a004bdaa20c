import * as abi from '../../../../../policy-assembly/abi/pool.ts';
import { adaptive } from './adaptive.ts';
import { bestFit } from './best-fit.ts';
import { dotProduct } from './dot-product.ts';
import { fgd } from './fgd.ts';
import { firstFit } from './first-fit.ts';
import type { Strategy } from './strategy.ts';
import { worstFit } from './worst-fit.ts';

/** The strategy of a code; never DEFAULT, which requests resolve. */
export function strategyOf(code: number): Strategy {
  switch (code) {
    case abi.STRATEGY_FIRST_FIT:
      return firstFit;
    case abi.STRATEGY_WORST_FIT:
      return worstFit;
    case abi.STRATEGY_DOT_PRODUCT:
      return dotProduct;
    case abi.STRATEGY_FGD:
      return fgd;
    case abi.STRATEGY_ADAPTIVE:
      return adaptive;
    default:
      return bestFit;
  }
}
