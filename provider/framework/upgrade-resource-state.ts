/** Stored state → the current schema. Core calls it for every instance in every walk, so the usual case is short. */
import { parseJson, valueFromJson } from '../values/json.ts';
import { isObjectValue, type ObjectValue } from '../values/value.ts';
import { Diagnostics } from './diagnostics.ts';
import { guard } from './internal-error.ts';
import { schemaType } from './schema.ts';
import type { ProviderSession } from './session.ts';

export interface UpgradeInput {
  readonly typeName: string;
  readonly version: number;
  /** JSON; null when the state has the flat form of Terraform before 0.12. */
  readonly json: string | null;
}

export async function upgradeResourceState<Client>(
  session: ProviderSession<Client>,
  input: UpgradeInput,
): Promise<{ readonly state: ObjectValue | null; readonly diagnostics: Diagnostics }> {
  const diagnostics = new Diagnostics();
  const { typeName, version, json } = input;
  const state = await guard(session.host, diagnostics, `reading the stored state of ${typeName}`, async () => {
    const definition = session.resource(typeName);
    const current = definition.schema.version ?? 0;
    if (json === null) {
      diagnostics.error(null, 'State too old', `The state of ${typeName} was written by Terraform 0.11 or older.`);
      return null;
    }
    if (version > current) {
      diagnostics.error(
        null,
        'State of a newer provider',
        `The state of ${typeName} has schema version ${version}; this provider knows versions up to ${current}. ` +
          'Use the provider version that wrote it, or a newer one.',
      );
      return null;
    }
    let raw = parseJson(json);
    if (version < current) {
      if (definition.upgrade === undefined || !isObjectValue(raw)) {
        diagnostics.error(
          null,
          'State cannot be upgraded',
          `The state of ${typeName} has schema version ${version}, and nothing turns it into version ${current}.`,
        );
        return null;
      }
      raw = await definition.upgrade(version, raw);
    }
    const fitted = valueFromJson(raw, schemaType(definition.schema));
    return isObjectValue(fitted) ? fitted : null;
  });
  return { state, diagnostics };
}
