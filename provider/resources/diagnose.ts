import type { ErrorCode } from '../../src/errors/catalogue.ts';
import { isRahError, type RahError } from '../../src/errors/rah-error.ts';
import type { Diagnostics } from '../framework/diagnostics.ts';
import type { Path } from '../values/path.ts';
import { describeOwner } from './owner.ts';

/** Where in the configuration an error belongs. */
export type Locate = (error: RahError) => Path | null;

/** What is wrong with a wish, and not with the fabric's keeping: of no interest to somebody who destroys. */
const ABOUT_WISHES: ReadonlySet<ErrorCode> = new Set([
  'unplaceable',
  'slice_taken',
  'stale_preview',
  'drm_not_found',
  'host_not_found',
  'vm_on_other_host',
  'vm_cannot_move',
  'name_taken',
  'inventory_conflict',
]);
/** Errors that are lists of lines of the inventory, and what to call them. */
const LISTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  inventory_invalid: 'Invalid fabric file',
  inventory_conflict: 'The fabric file contradicts what is allocated',
};

export function isAboutWishes({ code }: RahError): boolean {
  return ABOUT_WISHES.has(code);
}

/** Whether it would fit if only something were released. */
export function isAboutRoom({ code, path }: RahError): boolean {
  return code === 'unplaceable' && path?.at(-1) !== 'constraints';
}

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
export function diagnose(
  diagnostics: Diagnostics,
  error: RahError,
  locate: Path | null | Locate,
  severity: 'error' | 'warning' = 'error',
): void {
  const at = typeof locate === 'function' ? locate(error) : locate;
  const message = messageOf(error);
  const list = LISTS[error.code];
  const [summary, rest] = list === undefined ? split(message) : [list, message];
  const isAdvised = /plan again\.$/.test(rest);
  const parts = [rest, isAdvised ? '' : error.hint, error.code === 'name_taken' ? BOTH_EXIST : ''];
  diagnostics[severity](at, capitalized(summary), parts.filter((text) => text !== '').join('\n'));
}

const BOTH_EXIST =
  'Where the resource has create_before_destroy, leave `name` out: the old one and the new one exist together for a moment.';

function messageOf({ code, details, message }: RahError): string {
  const { name, owner, allocation } = details;
  if (code !== 'name_taken' || typeof owner !== 'string' || allocation !== undefined) return message;
  return `The name "${String(name)}" is taken by a composition made ${describeOwner(owner)}.`;
}

function split(message: string): [string, string] {
  const [, first = message, rest = ''] = /^(.*?(?:\.(?=\s)|(?=\n)|$))\s*([\s\S]*)$/.exec(message) ?? [];
  return [first.replace(/\.$/, ''), rest];
}

/** A message may start with a key in quotes; a word becomes the head of a sentence. */
function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A text that others wrote, as a sentence that others can follow. */
export function sentence(text: string): string {
  return capitalized(/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
}
