/** Simple requests: they take one part anywhere, and no other request of the batch cares where. Only they may be moved. */
import { REQUEST_EQUAL_SHARES, REQUEST_EXCLUSIVE, TERM_BYTES, TERM_GROUP, TERM_ID, TERM_KIND } from "../../../abi/pool.ts";
import { affinityCount, antiCount, flags, maxDrms, terms, useType, ways } from "../request.ts";
import { SCRATCH_BATCH_GROUPS, reserveScratch } from "../scratch.ts";
import { groupCount } from "../shape.ts";
import { MARK_SIMPLE, entryCount, groupAt, isMarked, setMark, typeAt } from "./entries.ts";

/** u8[groups] 1 = a term of the batch names the group; 0 = no term names any. */
let named: usize = 0;

/** Marks the simple requests; false when memory is exhausted. */
export function markSimple(): bool {
  named = 0;
  for (let index = 0; index < entryCount; index++) {
    useType(typeAt(index));
    if (isPlain()) setMark(index, MARK_SIMPLE);
    else if (!nameGroups()) return false;
  }
  return true;
}

/** After `markSimple`: whether the request is simple. */
export function isSimple(index: i32): bool {
  return isMarked(index, MARK_SIMPLE) && (named == 0 || groupAt(index) < 0 || !load<u8>(named + <usize>groupAt(index)));
}

function isPlain(): bool {
  return maxDrms == 1 && ways == 1 && (flags & (REQUEST_EQUAL_SHARES | REQUEST_EXCLUSIVE)) == 0 && affinityCount + antiCount == 0;
}

/** Notes the groups that terms of the request under decision name. */
function nameGroups(): bool {
  for (let k = 0, term = terms; k < affinityCount + antiCount; k++, term += TERM_BYTES) {
    if (load<i32>(term, TERM_KIND) != TERM_GROUP) continue;
    if (named == 0) {
      named = reserveScratch(SCRATCH_BATCH_GROUPS, groupCount);
      if (named == 0) return false;
      memory.fill(named, 0, groupCount);
    }
    store<u8>(named + load<u32>(term, TERM_ID), 1);
  }
  return true;
}
