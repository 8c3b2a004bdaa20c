/** What a resource's handler answered → a state that Terraform accepts. */

import { formatPath } from '../values/path.ts';
import { DynamicValue, isObjectValue, type ObjectValue, UNKNOWN, type Value } from '../values/value.ts';
import { isWhollyKnown, walkValue } from '../values/walk.ts';
import type { SchemaDefinition } from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { withoutWriteOnly } from './proposal.ts';
import { schemaType } from './schema.ts';

/**
 * Fills members that the handler left out with null (`timeouts` with what it was), and nulls write-only attributes.
 * @param before the planned, prior or current value
 */
export function completeState(schema: SchemaDefinition, state: ObjectValue, before: ObjectValue | null): ObjectValue {
  const complete: ObjectValue = Object.assign(Object.create(null), state);
  if (complete.timeouts === undefined && schema.timeouts !== undefined) complete.timeouts = before?.timeouts ?? null;
  return withoutWriteOnly(schema, complete);
}

/** State must be known after apply: reports what is not, and nulls it, so that what was made is never lost. */
export function knownState(schema: SchemaDefinition, state: ObjectValue, diagnostics: Diagnostics): ObjectValue {
  if (isWhollyKnown(state)) return state;
  const unknown: string[] = [];
  walkValue(state, schemaType(schema), (path, value) => {
    if (value === UNKNOWN) unknown.push(formatPath(path));
    return true;
  });
  diagnostics.error(
    null,
    'Internal error in the provider',
    `The provider did not say what these became: ${unknown.join(', ')}. The state was saved without them. ` +
      'This is a bug in the provider: please report it.',
  );
  return nullUnknowns(state) as ObjectValue;
}

/** A copy with null wherever the value is unknown. */
export function nullUnknowns(value: Value): Value {
  if (value === UNKNOWN) return null;
  if (value instanceof DynamicValue) return new DynamicValue(value.type, nullUnknowns(value.value));
  if (Array.isArray(value)) return value.map(nullUnknowns);
  if (!isObjectValue(value)) return value;
  const known: ObjectValue = Object.create(null);
  for (const [name, member] of Object.entries(value)) known[name] = nullUnknowns(member);
  return known;
}
