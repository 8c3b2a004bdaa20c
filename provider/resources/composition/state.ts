import type { AllocationView, CompositionView } from '../../../src/model/view.ts';
import type { Diagnostics } from '../../framework/diagnostics.ts';
import { path } from '../../values/path.ts';
import { isObjectValue, type ObjectValue, objectValue } from '../../values/value.ts';
import { decisionValues } from '../placement-values.ts';
import { byKey } from '../request-map.ts';
import { refreshRequest } from '../request-values.ts';
import { compositionKey, type WalkObject } from '../walk.ts';

const MAX_NAMED = 20;

function placementValues(view: AllocationView): ObjectValue {
  return objectValue({ allocation_id: view.id, ...decisionValues(view.placement), status: view.state });
}

/** Every computed attribute outside `requests`. */
export function toldValues(view: CompositionView): ObjectValue {
  const members = Object.entries(view.allocations);
  return objectValue({
    id: view.name,
    placements: byKey(members.map(([key, allocation]) => [key, placementValues(allocation)])),
    cost_per_hour_micros: members
      .filter(([, allocation]) => allocation.state !== 'lost')
      .reduce((sum, [, allocation]) => sum + allocation.placement.cost_per_hour_micros, 0),
    generation: view.generation,
  });
}

/**
 * What is there now. Slices that were released behind our back, or lost, leave `requests`: so the next plan shows them
 * coming back.
 */
export function refreshedState(state: ObjectValue, view: CompositionView): ObjectValue {
  const before = isObjectValue(state.requests) ? state.requests : objectValue();
  const requests = Object.entries(view.allocations)
    .filter(([, allocation]) => allocation.state !== 'lost')
    .map(([key, allocation]): [string, ObjectValue] => {
      const known = Object.hasOwn(before, key) ? before[key] : undefined;
      return [key, refreshRequest(isObjectValue(known) ? known : objectValue(), allocation.request)];
    });
  return objectValue({ ...state, name: view.name, requests: byKey(requests), ...toldValues(view) });
}

/** One warning for what was released, one for what was lost. */
export function warnOfMissing(state: ObjectValue, view: CompositionView, diagnostics: Diagnostics): void {
  const before = isObjectValue(state.requests) ? Object.keys(state.requests) : [];
  const released = before.filter((key) => !Object.hasOwn(view.allocations, key));
  const lost = Object.entries(view.allocations).filter(([, allocation]) => allocation.state === 'lost');
  const name = JSON.stringify(view.name);
  if (released.length > 0) {
    diagnostics.warning(
      path('requests'),
      `Composition ${name}: ${count(released.length, 'slice')} gone`,
      `Released by somebody else than this configuration:\n${list(released)}\nThe plan proposes to make them again.`,
    );
  }
  if (lost.length > 0) {
    const lines = lost.map(([key, { id, request, placement, lost_reason }]) => {
      const drms = placement.segments.map((segment) => segment.drm).join(', ');
      return `${key}: allocation ${id} of VM ${JSON.stringify(request.vm)} on ${drms}${lost_reason === null ? '' : ` (${lost_reason.replace(/\.$/, '')})`}`;
    });
    diagnostics.warning(
      path('requests'),
      `Composition ${name}: ${count(lost.length, 'slice')} lost`,
      `These were on modules that failed or were removed:\n${list(lines)}\nThe plan proposes to make them again.`,
    );
  }
  const missing = Object.entries(view.allocations).flatMap(([key, { concerns }]) =>
    concerns.map((concern) => `${key}: ${concern}`),
  );
  if (missing.length > 0) {
    diagnostics.warning(
      path('requests'),
      `Composition ${name}: slices no longer have all that they ask for`,
      `The inventory changed around them; nothing moves by itself:\n${list(missing)}`,
    );
  }
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

function list(lines: readonly string[]): string {
  const shown = lines.slice(0, MAX_NAMED).map((line) => `  ${line}`);
  if (lines.length > MAX_NAMED) shown.push(`  and ${lines.length - MAX_NAMED} more`);
  return shown.join('\n');
}

/** Lost slices hold nothing that could be released. */
export function walkObject(values: ObjectValue): WalkObject {
  const slices = isObjectValue(values.placements) ? Object.values(values.placements) : [];
  const allocations = slices.flatMap((slice) => {
    if (!isObjectValue(slice) || slice.status === 'lost') return [];
    return typeof slice.allocation_id === 'string' ? [slice.allocation_id] : [];
  });
  const key = compositionKey(String(values.name));
  return { key, allocations, signature: key };
}
