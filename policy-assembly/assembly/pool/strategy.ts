/** Strategies by code. Each is one file with `raw(module)` and `choose(module)`, over the demand of demand.ts. */
import {
  RAW_ONE, STRATEGY_BEST_FIT, STRATEGY_DOT_PRODUCT, STRATEGY_FGD, STRATEGY_FIRST_FIT,
  STRATEGY_WORST_FIT,
} from "../../abi/pool.ts";
import { levels, strategy } from "./request.ts";
import * as adaptive from "./strategies/adaptive.ts";
import * as bestFit from "./strategies/best-fit.ts";
import * as dotProduct from "./strategies/dot-product.ts";
import * as fgd from "./strategies/fgd.ts";
import * as firstFit from "./strategies/first-fit.ts";
import * as worstFit from "./strategies/worst-fit.ts";

function exactOf(module: i32): i32 {
  switch (strategy) {
    case STRATEGY_FIRST_FIT: return firstFit.raw(module);
    case STRATEGY_BEST_FIT: return bestFit.raw(module);
    case STRATEGY_WORST_FIT: return worstFit.raw(module);
    case STRATEGY_DOT_PRODUCT: return dotProduct.raw(module);
    default: return adaptive.raw(module);
  }
}

/** The raw score of a module that passes the filters: 0..RAW_ONE, or 0..levels of a request that has them. */
export function rawOf(module: i32): i32 {
  if (strategy == STRATEGY_FGD) return fgd.raw(module);
  const exact = exactOf(module);
  return levels == 0 ? exact : <i32>(<i64>exact * levels / RAW_ONE);
}

/** The devices to take on a module that passes the filters. */
export function chooseDevices(module: i32): u64 {
  switch (strategy) {
    case STRATEGY_FIRST_FIT: return firstFit.choose(module);
    case STRATEGY_BEST_FIT: return bestFit.choose(module);
    case STRATEGY_WORST_FIT: return worstFit.choose(module);
    case STRATEGY_DOT_PRODUCT: return dotProduct.choose(module);
    case STRATEGY_FGD: return fgd.choose(module);
    default: return adaptive.choose(module);
  }
}
