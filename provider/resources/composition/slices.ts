import type { PlannedSlice } from '../../../src/model/plan.ts';
import { isObjectValue, type ObjectValue, UNKNOWN, type Value } from '../../values/value.ts';
import { placementFrom, sameSegments } from '../placement-values.ts';
import { requestIfValid, sameRequest } from '../request-values.ts';

/**
 * The slices that a plan showed, rebuilt from its values: they are all that Terraform carries from plan to apply.
 * Null when the plan showed none.
 */
export function slicesFrom(planned: ObjectValue, prior: ObjectValue | null): PlannedSlice[] | null {
  const placements = planned.placements;
  if (placements === UNKNOWN || Object.values(asObject(placements)).some(isUndecided)) return null;
  return Object.entries(asObject(placements)).map(([key, values]) => {
    const placement = placementFrom(asObject(values));
    const id = asObject(values).allocation_id;
    const old = member(prior?.placements, key);
    const oldId = typeof old?.allocation_id === 'string' ? old.allocation_id : null;
    if (typeof id !== 'string') {
      return { key, action: oldId === null ? 'create' : 'move', allocation: oldId, placement };
    }
    const stays = old !== null && sameSegments(placementFrom(old).segments, placement.segments);
    const action = !stays ? 'resize' : isSameRequest(planned, prior, key) ? 'keep' : 'update';
    return { key, action, allocation: id, placement };
  });
}

function isUndecided(values: Value): boolean {
  return asObject(values).segments === UNKNOWN;
}

function isSameRequest(planned: ObjectValue, prior: ObjectValue | null, key: string): boolean {
  const before = requestIfValid(member(prior?.requests, key));
  const after = requestIfValid(member(planned.requests, key));
  return before !== null && after !== null && sameRequest(before, after);
}

function member(map: Value | undefined, key: string): ObjectValue | null {
  const value = isObjectValue(map) && Object.hasOwn(map, key) ? map[key] : null;
  return isObjectValue(value) ? value : null;
}

function asObject(value: Value | undefined): ObjectValue {
  return isObjectValue(value) ? value : {};
}
