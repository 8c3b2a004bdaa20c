/** Equal pieces: for interleaving, and where a request asks for equal shares. */
import { REQUEST_DISTINCT_DOMAINS } from "../../abi/pool.ts";
import { decideOn } from "./decision.ts";
import { wantOwn, wantUnits, wantedOf } from "./demand.ts";
import { flags, maxDrms, ways } from "./request.ts";
import { rank, ranked, rankedModule } from "./search.ts";
import { dims } from "./shape.ts";

/** Decides on the modules for equal pieces, or on none. The demand is the request's own. */
export function decideEqual(): void {
  if (ways > 1 || maxDrms == 1) {
    decideOnBest(ways);
    return;
  }
  let dim = 0;
  while (dim < dims - 1 && wantedOf(dim) == 0) dim++;
  const amount = wantedOf(dim);
  for (let k = 1; k <= maxDrms; k++) {
    if (amount % k != 0) continue;
    wantUnits(dim, amount / k);
    if (decideOnBest(k)) return;
  }
  wantOwn();
}

function decideOnBest(k: i32): bool {
  rank(k, (flags & REQUEST_DISTINCT_DOMAINS) != 0);
  if (ranked < k) return false;
  for (let r = 0; r < k; r++) decideOn(rankedModule(r));
  return true;
}
