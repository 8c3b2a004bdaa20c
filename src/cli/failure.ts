import { isRahError } from '../errors/rah-error.ts';

/** Failures that only the command line can have; those of the fabric are RahErrors. */
export const FAILURE_CODES = {
  usage: 2,
  vm_not_found: 1,
  composition_not_found: 1,
  input_invalid: 1,
  output_unwritable: 1,
  policy_module_refused: 1,
  internal: 1,
} as const;

export type FailureCode = keyof typeof FAILURE_CODES;

export class Failure extends Error {
  readonly code: FailureCode;
  readonly hint: string | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: FailureCode,
    message: string,
    options: { hint?: string; details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.hint = options.hint ?? null;
    this.details = options.details ?? {};
  }
}

/** What is shown of any failure, and how the process ends with it. */
export interface FailureReport {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly exit: number;
}

export function reportOf(error: unknown): FailureReport {
  if (error instanceof Failure) {
    const { code, message, hint, details } = error;
    return { code, message, hint, details, exit: FAILURE_CODES[code] };
  }
  if (isRahError(error)) {
    const { code, message, hint, details } = error;
    return { code, message, hint, details, exit: 1 };
  }
  return {
    code: 'internal',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    hint: 'This is a defect in rah. Run the command again with RAH_DEBUG=1 to see where it happened, and report that.',
    details: {},
    exit: 1,
  };
}
