/** Deciding on the request that was read: nothing is taken. */
import { REQUEST_EQUAL_SHARES } from "../../abi/pool.ts";
import { clearDecision, decideOn } from "./decision.ts";
import { wantOwn } from "./demand.ts";
import { decideEqual } from "./equal.ts";
import { openFilter } from "./filter.ts";
import { flags, maxDrms, ways } from "./request.ts";
import { best } from "./search.ts";
import { span } from "./span.ts";

/** Fills the decision; no parts = nothing fits. False when memory is exhausted. */
export function decide(): bool {
  clearDecision();
  wantOwn();
  if (!openFilter(true, 0)) return false;
  if (ways > 1 || (flags & REQUEST_EQUAL_SHARES) != 0) {
    decideEqual();
    return true;
  }
  const module = best();
  if (module >= 0) decideOn(module);
  else if (maxDrms > 1) return span();
  return true;
}
