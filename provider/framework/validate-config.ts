/** ValidateProviderConfig, ValidateResourceConfig, ValidateDataResourceConfig: one rule for all three. */
import type { ObjectValue } from '../values/value.ts';
import type { SchemaDefinition, ValidateContext } from './definition.ts';
import { Diagnostics } from './diagnostics.ts';
import { guard } from './internal-error.ts';
import type { Host } from './session.ts';
import { validateValues } from './validate-values.ts';

interface Validated {
  readonly schema: SchemaDefinition;
  validate?(context: ValidateContext): void | Promise<void>;
}

/** @param writeOnlyAllowed see validateValues */
export async function validateConfig(
  host: Host,
  what: string,
  definition: Validated,
  config: ObjectValue,
  writeOnlyAllowed: boolean,
): Promise<Diagnostics> {
  const diagnostics = new Diagnostics();
  await guard(host, diagnostics, `validating ${what}`, async () => {
    validateValues(definition.schema, config, diagnostics, writeOnlyAllowed);
    await definition.validate?.({ config, diagnostics });
  });
  return diagnostics;
}
