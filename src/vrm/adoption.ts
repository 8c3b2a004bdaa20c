import { RahError } from '../errors/rah-error.ts';
import type { Allocation, Requester } from '../model/allocation.ts';
import { sameValue } from '../model/canonical.ts';
import type { ApplyAllocation } from '../model/change.ts';
import type { Request } from '../model/request.ts';
import type { FabricState } from './state.ts';
import { label } from './vm-host.ts';

/** Whether the process behind a requester's instance still runs. */
export type Liveness = (instance: string) => boolean;

/**
 * A create may have been committed by a process that died before it could tell anybody.
 * Such a record is never acknowledged, and the same owner asks again: this is how it is known.
 */
export function isAbandoned(
  record: { readonly requester: Requester; readonly acknowledged: boolean },
  requester: Requester,
  isAlive: Liveness,
): boolean {
  return (
    !record.acknowledged &&
    record.requester.owner === requester.owner &&
    record.requester.instance !== requester.instance &&
    !isAlive(record.requester.instance)
  );
}

/** Acknowledged slices of an owner that has none of their ids any more. A composition is kept with any one of its members. */
export function lostBy(
  state: FabricState,
  owner: string,
  isKept: (id: string) => boolean,
  isAlive: Liveness,
): Allocation[] {
  return state.allocationsOf(state.allocations.keys()).filter(({ id, acknowledged, requester, composition }) => {
    if (!acknowledged || requester.owner !== owner || isAlive(requester.instance) || isKept(id)) return false;
    const members = composition === null ? {} : (state.compositions.get(composition)?.body.members ?? {});
    return !Object.values(members).some(isKept);
  });
}

/** An unnamed or named slice for exactly this request that a dead process of the same owner left behind. */
export function findLeftBehind(
  state: FabricState,
  request: Request,
  requester: Requester,
  isAlive: Liveness,
): Allocation | null {
  for (const allocation of state.allocationsOf([...state.unacknowledged].sort())) {
    if (allocation.composition !== null || !sameValue(allocation.request, request)) continue;
    if (isAbandoned(allocation, requester, isAlive)) return allocation;
  }
  return null;
}

/** `adopt`: it is what is asked for. `supersede`: the same thing was meant, but differently; replace it. */
export type Found = { readonly how: 'adopt' | 'supersede'; readonly allocation: Allocation } | null;

/** The live allocation that a create is a retry of. Throws `name_taken` when its name belongs to something else. */
export function findAbandoned(state: FabricState, input: ApplyAllocation, isAlive: Liveness): Found {
  if (input.name !== null) {
    const id = state.byName.get(input.name);
    const allocation = id === undefined ? undefined : state.allocation(id);
    if (allocation === undefined) return null;
    if (!isAbandoned(allocation, input.requester, isAlive)) throw nameTaken(input.name, allocation);
    return { how: asks(input, allocation) && placedAsAsked(input, allocation) ? 'adopt' : 'supersede', allocation };
  }
  for (const allocation of state.allocationsOf([...state.unacknowledged].sort())) {
    if (allocation.name !== null || allocation.composition !== null) continue;
    if (!asks(input, allocation) || !isAbandoned(allocation, input.requester, isAlive)) continue;
    return { how: placedAsAsked(input, allocation) ? 'adopt' : 'supersede', allocation };
  }
  return null;
}

function asks(input: ApplyAllocation, allocation: Allocation): boolean {
  return allocation.origin === input.origin && sameValue(allocation.request, input.request);
}

function placedAsAsked(input: ApplyAllocation, allocation: Allocation): boolean {
  if (allocation.state === 'lost') return false;
  return input.placement === null || sameValue(input.placement.segments, allocation.placement.segments);
}

export function nameTaken(name: string, holder: Allocation): RahError {
  const message = `The name "${name}" is taken by the allocation ${label(holder)} of VM "${holder.request.vm}".`;
  return new RahError('name_taken', message, {
    details: { name, allocation: holder.id },
    hint: `Import it (id ${holder.id}), release it, or choose another name.`,
  });
}
