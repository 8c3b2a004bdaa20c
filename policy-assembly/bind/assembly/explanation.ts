/** An explanation as a sentence for people. */
import {
  CANDIDATE_BYTES, CANDIDATE_COST, CANDIDATE_FIT, CANDIDATE_MODULE, CANDIDATE_PROXIMITY, CANDIDATE_TOTAL, DIMS_MAX,
  EXPLANATION_BYTES, EXPLANATION_CANDIDATES, EXPLANATION_CONSIDERED, EXPLANATION_LARGEST, EXPLANATION_LARGEST_MODULE,
  EXPLANATION_LISTED, EXPLANATION_REJECTED, EXPLANATION_STRATEGY, REASON_COUNT,
} from "../../abi/pool.ts";
import { strategyName } from "./request.ts";

const REASONS: string[] = [
  "state", "health", "not listed", "labels", "unreachable", "latency", "bandwidth", "affinity", "anti-affinity",
  "exclusive", "unit", "devices", "capacity",
];

/** Reads the EXPLANATION at `at`. */
export function explanationText(at: usize, dims: i32): string {
  const candidates = load<i32>(at, EXPLANATION_CANDIDATES);
  const rejected: string[] = [];
  for (let i = 0; i < REASON_COUNT; i++) {
    const n = load<i32>(at + EXPLANATION_REJECTED + (<usize>i << 2));
    if (n > 0) rejected.push(n.toString() + " " + REASONS[i]);
  }
  const considered = load<i32>(at, EXPLANATION_CONSIDERED).toString() + " considered";
  const why = rejected.length > 0 ? "; rejected: " + rejected.join(", ") : "";
  if (candidates == 0) return "nothing fits: " + considered + why + mostFree(at, dims);
  const first = at + EXPLANATION_BYTES;
  const runnerUp = load<i32>(at, EXPLANATION_LISTED) > 1
    ? "; runner-up: " + candidate(first + CANDIDATE_BYTES)
    : "";
  const strategy = strategyName(load<i32>(at, EXPLANATION_STRATEGY));
  return candidate(first) + ", best of " + candidates.toString() + " by " + strategy + " (" + considered + why + ")" + runnerUp;
}

function candidate(at: usize): string {
  return "module " + load<i32>(at, CANDIDATE_MODULE).toString()
    + ": proximity " + load<i32>(at, CANDIDATE_PROXIMITY).toString()
    + ", fit " + load<i32>(at, CANDIDATE_FIT).toString()
    + ", cost " + load<i32>(at, CANDIDATE_COST).toString()
    + " -> " + load<i32>(at, CANDIDATE_TOTAL).toString();
}

function mostFree(at: usize, dims: i32): string {
  const free: string[] = [];
  for (let d = 0; d < min(dims, DIMS_MAX); d++) {
    const dim = at + (<usize>d << 2);
    const module = load<i32>(dim, EXPLANATION_LARGEST_MODULE);
    if (module < 0) continue;
    free.push(load<i32>(dim, EXPLANATION_LARGEST).toString() + " on module " + module.toString() + " (dimension " + d.toString() + ")");
  }
  return free.length > 0 ? "; most free: " + free.join(", ") : "";
}
