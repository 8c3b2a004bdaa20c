/** A map of requests by key, as in compositions and placements. */
import type { RahError } from '../../src/errors/rah-error.ts';
import type { WantedSlice } from '../../src/model/plan.ts';
import type { Diagnostics } from '../framework/diagnostics.ts';
import { type Path, path } from '../values/path.ts';
import { isObjectValue, type ObjectValue, UNKNOWN, type Value } from '../values/value.ts';
import { isAboutRoom } from './diagnose.ts';
import { isRequestKnown, requestFrom, validateRequest } from './request-values.ts';

/** Reports what is wrong with what is known of `requests`. */
export function validateRequests(
  requests: Value | undefined,
  diagnostics: Diagnostics,
  { mayBeEmpty }: { readonly mayBeEmpty: boolean },
): void {
  if (!isObjectValue(requests)) return;
  const entries = Object.entries(requests);
  if (entries.length === 0 && !mayBeEmpty) {
    diagnostics.error(
      path('requests'),
      'No requests',
      'The map is empty. Give at least one request, or leave the whole block out.',
    );
  }
  for (const [key, request] of entries) {
    const at = path('requests', { key });
    if (key === '') diagnostics.error(at, 'Empty key', 'A request needs a key that is not empty.');
    if (isObjectValue(request)) validateRequest(request, at, diagnostics);
    else if (request !== UNKNOWN)
      diagnostics.error(at, 'No request', 'The request is null. Leave the key out instead.');
  }
}

/** Null while anything in it is unknown. Throws RahError `invalid_request` where validation would have failed. */
export function wantedSlices(requests: Value | undefined): WantedSlice[] | null {
  if (!isObjectValue(requests)) return null;
  const wanted: WantedSlice[] = [];
  for (const [key, request] of Object.entries(requests)) {
    if (!isObjectValue(request) || !isRequestKnown(request)) return null;
    wanted.push({ key, request: requestFrom(request) });
  }
  return wanted;
}

const ATTRIBUTE_AT_FAULT: Readonly<Record<string, string>> = {
  unplaceable: 'size',
  host_not_found: 'host',
  vm_on_other_host: 'host',
  vm_cannot_move: 'host',
  drm_not_found: 'constraints',
};

/** The request that an error of the fabric is about, or all of them. */
export function locateRequest(error: RahError): Path | null {
  if (error.code === 'name_taken') return path('name');
  const key = keyOf(error);
  if (key === null) return null;
  const attribute =
    error.code === 'unplaceable' && !isAboutRoom(error) ? 'constraints' : ATTRIBUTE_AT_FAULT[error.code];
  return attribute === undefined ? path('requests', { key }) : path('requests', { key }, attribute);
}

function keyOf(error: RahError): string | null {
  const { key } = error.details;
  if (typeof key === 'string') return key;
  const [root, step] = error.path ?? [];
  return root === 'requests' && typeof step === 'string' ? step : null;
}

/** One value per key. A prototype-less object: a key may be called `__proto__`. */
export function byKey(entries: Iterable<readonly [string, Value]>): ObjectValue {
  const map: ObjectValue = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}
