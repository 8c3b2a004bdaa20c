import { REQUEST_EQUAL_SHARES, TERM_GROUP } from '../../../../../policy-assembly/abi/pool.ts';
import { isExclusive } from '../filter.ts';
import type { Request } from '../request.ts';

function isPlain(request: Request): boolean {
  return (
    request.maxDrms === 1 &&
    request.ways === 1 &&
    (request.flags & REQUEST_EQUAL_SHARES) === 0 &&
    !isExclusive(request) &&
    request.affinity.length === 0 &&
    request.anti.length === 0
  );
}

/** By request: true when it takes one part anywhere and no other request of the batch cares where. */
export function simpleOnes(requests: readonly Request[]): boolean[] {
  const named = new Set<number>();
  for (const { affinity, anti } of requests) {
    for (const term of [...affinity, ...anti]) if (term.kind === TERM_GROUP) named.add(term.id);
  }
  return requests.map((request) => isPlain(request) && !named.has(request.group));
}
