import type { AllocationView } from '../../../src/model/view.ts';
import { isObjectValue, type ObjectValue, objectValue } from '../../values/value.ts';
import { mappingTable } from '../mapping-table.ts';
import { decisionValues, placementFrom, sameSegments } from '../placement-values.ts';
import { refreshRequest } from '../request-values.ts';
import type { WalkObject } from '../walk.ts';

/** What the fabric tells of an allocation: every computed attribute but `kind`. */
export function toldValues(view: AllocationView): ObjectValue {
  return objectValue({
    id: view.id,
    ...decisionValues(view.placement),
    mapping_table: mappingTable(view.mapping),
    status: view.state,
    generation: view.generation,
  });
}

/** The decision in the form in which `placement` takes it. */
function givenValues(view: AllocationView): ObjectValue {
  const { drm_ids: _, ...decision } = decisionValues(view.placement);
  const { vm, host } = view.request;
  return objectValue({ origin: view.origin, vm, host, ...decision });
}

/** What is there now, in the words of the state where they still hold. */
export function refreshedState(state: ObjectValue, view: AllocationView): ObjectValue {
  const given = state.placement;
  const holds = isObjectValue(given) && sameSegments(placementFrom(given).segments, view.placement.segments);
  return objectValue({
    ...state,
    name: view.name,
    ...refreshRequest(state, view.request),
    // Where somebody moved the slice, the plan shall show that it no longer is where the config wants it.
    placement: isObjectValue(given) && !holds ? givenValues(view) : (given ?? null),
    ...toldValues(view),
  });
}

/** The state of an allocation that Terraform has not known so far. */
export function importedState(view: AllocationView): ObjectValue {
  const state = refreshedState(objectValue(), view);
  // It was made from a rah_placement, so the config to come most likely names that too.
  if (view.origin !== null) state.placement = givenValues(view);
  return state;
}

/** For telling whether a planned create is the same thing anew; see WalkObject. */
export function signature(values: ObjectValue): string {
  return JSON.stringify(['name', 'vm', 'host', 'medium', 'size'].map((name) => String(values[name] ?? '')));
}

/** A lost slice holds nothing that could be released. */
export function walkObject(values: ObjectValue): WalkObject {
  const key = String(values.id);
  return { key, allocations: values.status === 'lost' ? [] : [key], signature: signature(values) };
}
