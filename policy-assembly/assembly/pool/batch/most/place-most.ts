/** Placing the most device milli of a batch: what must be left out is left out. */
import { STATUS_INVALID_REQUEST, STATUS_OUT_OF_MEMORY } from "../../../../abi/abi.ts";
import { MOST_MAX_SCANS } from "../../../../abi/pool.ts";
import { moduleCount } from "../../columns.ts";
import { fail } from "../../output.ts";
import { best } from "../../search.ts";
import { devicesMax } from "../../shape.ts";
import { chooseDevices } from "../../strategy.ts";
import { adoptAll } from "../adopt-all.ts";
import { blockAt, entryCount, milliAt } from "../entries.ts";
import { ask } from "../query.ts";
import { isSimple, markSimple } from "../simple.ts";
import { addPair, openPairs, pairCount, sortPairs, valueAt } from "../sort.ts";
import { putOn } from "../trial.ts";
import { readProblem, wantCount } from "./problem.ts";
import { SETS_READ, SETS_UNKNOWN, plannedDevices, plannedModule, readSets } from "./sets.ts";
import { solve } from "./solve.ts";

const MILLI_MOST = 64000;

/** Places and answers the batch. */
export function placeMost(): i32 {
  if (devicesMax == 0 || <i64>entryCount * moduleCount > MOST_MAX_SCANS) return STATUS_INVALID_REQUEST;
  if (!markSimple()) return STATUS_OUT_OF_MEMORY;
  for (let index = 0; index < entryCount; index++) if (!isSimple(index)) return fail(STATUS_INVALID_REQUEST, index);
  const read = readSets();
  if (read == SETS_UNKNOWN) return STATUS_OUT_OF_MEMORY;
  if (read != SETS_READ) return fail(STATUS_INVALID_REQUEST, read);
  if (!readProblem() || (wantCount > 0 && !solve())) return STATUS_OUT_OF_MEMORY;
  return putPlanned() && putRest() ? adoptAll() : STATUS_OUT_OF_MEMORY;
}

function putPlanned(): bool {
  for (let index = 0; index < entryCount; index++) {
    if (plannedModule(index) >= 0 && !putOn(index, plannedModule(index), plannedDevices(index))) return false;
  }
  return true;
}

/** Offers what is left to the requests without a place, those with the most milli first. */
function putRest(): bool {
  if (!openPairs(entryCount)) return false;
  for (let index = 0; index < entryCount; index++) if (blockAt(index) == 0) addPair(<u64>(MILLI_MOST - milliAt(index)), index);
  sortPairs();
  for (let k = 0; k < pairCount; k++) {
    const index = valueAt(k);
    if (!ask(index)) return false;
    const module = best();
    if (module >= 0 && !putOn(index, module, chooseDevices(module))) return false;
  }
  return true;
}
