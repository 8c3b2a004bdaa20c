import type { SchemaDefinition } from '../framework/definition.ts';
import { schemaType } from '../framework/schema.ts';
import { equalValues } from '../values/equality.ts';
import { type ObjectValue, objectValue } from '../values/value.ts';

/**
 * The state as it was when nothing differs but `generation`: the fabric counts what it notes for itself too (that an id
 * arrived, for one), and no plan shall report a change that nobody can see.
 */
export function withoutNoise(schema: SchemaDefinition, state: ObjectValue, fresh: ObjectValue): ObjectValue {
  const sameAge = objectValue({ ...fresh, generation: state.generation ?? null });
  return sameAge.generation !== null && equalValues(state, sameAge, schemaType(schema)) ? sameAge : fresh;
}
