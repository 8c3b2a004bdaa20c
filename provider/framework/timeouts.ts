/** The standard `timeouts` block: how long each operation may take. */
import { path } from '../values/path.ts';
import { isObjectValue, type Value } from '../values/value.ts';
import type { AttributeDefinition, BlockDefinition, SchemaDefinition, TimeoutOperation } from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';

/** Where neither the config nor the schema says anything. */
export const DEFAULT_TIMEOUT_MS = 20 * 60 * 1000;

/** A timer cannot wait longer than 2^31 - 1 ms (24.8 days). */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Go writes it (`30s`, `5m`, `1h30m`, `1.5h`); null when it is none. */
export function parseDuration_ms(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNITS_MS[unit ?? ''] ?? Number.NaN);
  }
  return Number.isFinite(total) && total > 0 && total <= MAX_TIMEOUT_MS ? Math.max(1, Math.round(total)) : null;
}

function validateDuration(value: Value): string | null {
  if (typeof value === 'string' && parseDuration_ms(value) !== null) return null;
  return 'It must be a duration above zero and below 24 days, such as "30s", "5m" or "1h30m".';
}

/** The block for the operations that a resource has. */
export function timeoutsBlock(defaults: NonNullable<SchemaDefinition['timeouts']>): BlockDefinition {
  const attributes: Record<string, AttributeDefinition> = {};
  for (const [operation, duration] of Object.entries(defaults)) {
    attributes[operation] = {
      type: 'string',
      optional: true,
      description: `How long ${operation} may take, for example \`30s\` or \`1h30m\`. Default: \`${duration}\`.`,
      validators: [validateDuration],
    };
  }
  return { nesting: 'single', description: 'How long operations may take before they fail.', attributes };
}

/**
 * The time an operation may take: from the first of these values that sets it, else the schema's default.
 * A duration that got past validation unreadable (state of an older provider) is reported, and the default holds.
 */
export function timeout_ms(
  schema: SchemaDefinition,
  operation: TimeoutOperation,
  holder: Value | undefined,
  diagnostics: Diagnostics,
): number {
  const fallback = parseDuration_ms(schema.timeouts?.[operation] ?? '') ?? DEFAULT_TIMEOUT_MS;
  if (schema.timeouts === undefined || !isObjectValue(holder) || !isObjectValue(holder.timeouts)) return fallback;
  const text = holder.timeouts[operation];
  if (typeof text !== 'string') return fallback;
  const duration = parseDuration_ms(text);
  if (duration === null) {
    diagnostics.warning(
      path('timeouts', operation),
      'Unreadable timeout',
      `"${text}" is not a duration; using the default.`,
    );
    return fallback;
  }
  return duration;
}
