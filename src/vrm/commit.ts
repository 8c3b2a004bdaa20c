import type { Allocation, Requester } from '../model/allocation.ts';
import { sameValue } from '../model/canonical.ts';
import type { PlannedSlice } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import { farthest } from '../planner/decided-placement.ts';
import type { Landscape } from '../planner/landscape.ts';
import { mapSlice } from '../planner/vm-address.ts';
import type { Draft } from './draft.ts';

/** A decided slice with all that its record says besides. */
export interface Member {
  readonly id: string;
  /** What it continues; null when it is new. */
  readonly before: Allocation | null;
  readonly slice: PlannedSlice;
  readonly request: Request;
  readonly name: string | null;
  readonly composition: string | null;
  readonly key: string | null;
  readonly origin: string | null;
  readonly requester: Requester;
  readonly acknowledged: boolean;
}

/** Writes the records of a change. Continued slices come before new ones, so that they keep their VM-side addresses. */
export function writeSlices(
  draft: Draft,
  landscape: Landscape,
  members: readonly Member[],
  released: readonly string[],
): void {
  for (const id of released) draft.removeAllocation(id);
  for (const member of members) if (member.before !== null) writeMember(draft, landscape, member);
  for (const member of members) if (member.before === null) writeMember(draft, landscape, member);
}

function writeMember(draft: Draft, landscape: Landscape, member: Member): void {
  const { id, before, slice, request, name, composition, key, origin, requester, acknowledged } = member;
  const kept = slice.action === 'keep' && before !== null;
  const others = kept ? [] : draft.allocationsOfVm(request.vm).filter((other) => other.id !== id);
  const allocation: Allocation = {
    id,
    name,
    request,
    placement: slice.placement,
    mapping: kept ? before.mapping : mapSlice(landscape, request, slice.placement.segments, others, before),
    state: before === null || before.state === 'lost' ? 'bound' : before.state,
    lost_reason: null,
    composition,
    key,
    origin,
    requester,
    checked_revision: kept ? before.checked_revision : draft.state.revision + 1,
    acknowledged,
  };
  if (before === null || !sameValue(before, allocation)) draft.putAllocation(allocation);
}

/** What a VM takes along to its new host: the same slices, at another distance. */
export function writeMoved(
  draft: Draft,
  landscape: Landscape,
  along: readonly Allocation[],
  host: (vm: string) => string,
): void {
  for (const allocation of along) {
    const to = host(allocation.request.vm);
    const latency_ns = farthest(landscape, to, allocation.placement.segments);
    draft.putAllocation({
      ...allocation,
      request: { ...allocation.request, host: to },
      placement: { ...allocation.placement, latency_ns },
    });
  }
}
