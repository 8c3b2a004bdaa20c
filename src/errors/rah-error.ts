import { CATALOGUE, type ErrorCode } from './catalogue.ts';

/** Where in an input something is wrong, what is wrong, and what would be right. */
export interface Problem {
  /** Keys from the root of the input, e.g. ['requests', 'db', 'size']. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** What is allowed there, for people; null when the message says it all. */
  readonly allowed: string | null;
}

export interface RahErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
  /** What to do; the catalogue's advice when left out. */
  readonly hint?: string;
  readonly path?: readonly (string | number)[];
  readonly cause?: unknown;
}

/** Every failure that leaves rah. `message` is for people; `code` and `details` are for programs. */
export class RahError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hint: string;
  readonly path: readonly (string | number)[] | null;

  constructor(code: ErrorCode, message: string, options: RahErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RahError';
    this.code = code;
    this.details = options.details ?? {};
    this.hint = options.hint ?? CATALOGUE[code].what_to_do;
    this.path = options.path ?? null;
  }

  get retryable(): boolean {
    return CATALOGUE[this.code].retryable;
  }

  /** What goes over a wire: no stack, no cause. */
  toJSON(): Record<string, unknown> {
    return { code: this.code, message: this.message, hint: this.hint, path: this.path, details: this.details };
  }
}

export function isRahError(value: unknown): value is RahError {
  return value instanceof RahError;
}

const MAX_SHOWN = 20;

/** One message out of many problems, the first twenty in full. */
export function listProblems(lines: readonly string[]): string {
  if (lines.length === 1) return lines[0] as string;
  const shown = lines.slice(0, MAX_SHOWN).map((line) => `  ${line}`);
  if (lines.length > MAX_SHOWN) shown.push(`  and ${lines.length - MAX_SHOWN} more`);
  return shown.join('\n');
}

/** `drms[3].media.dram.capacity` */
export function formatPath(path: readonly (string | number)[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
