import { isRahError, type RahError } from '../../src/errors/rah-error.ts';
import type { Diagnostics } from '../framework/diagnostics.ts';
import type { Path } from '../values/path.ts';

/** Where in the configuration an error belongs. */
export type Locate = (error: RahError) => Path | null;

/**
 * Runs something that talks to the fabric. A RahError becomes a diagnostic and the answer `undefined`; anything else is
 * a defect and goes on to whoever catches those.
 */
export async function diagnosed<T>(
  diagnostics: Diagnostics,
  locate: Path | null | Locate,
  act: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!isRahError(error)) throw error;
    diagnose(diagnostics, error, locate);
    return undefined;
  }
}

/**
 * One diagnostic: the first sentence of the message is the summary; the rest, and what to do, the detail.
 * Lists of problems with files and lines go into the detail as they are.
 */
export function diagnose(diagnostics: Diagnostics, error: RahError, locate: Path | null | Locate): void {
  const at = typeof locate === 'function' ? locate(error) : locate;
  const [summary, rest] =
    error.code === 'inventory_invalid' ? ['Invalid fabric file', error.message] : split(error.message);
  const isAdvised = /plan again\.$/.test(rest);
  diagnostics.error(at, summary, [rest, isAdvised ? '' : error.hint].filter((text) => text !== '').join('\n'));
}

function split(message: string): [string, string] {
  const [, first = message, rest = ''] = /^(.*?(?:\.(?=\s)|(?=\n)|$))\s*([\s\S]*)$/.exec(message) ?? [];
  return [first.replace(/\.$/, ''), rest];
}
