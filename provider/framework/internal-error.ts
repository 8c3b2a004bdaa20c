import type { Diagnostics } from './diagnostics.ts';
import type { Host } from './session.ts';

/**
 * Runs a handler; an exception becomes one diagnostic with advice, and the stack goes to the log.
 * Answers null after an exception.
 */
export async function guard<T>(
  host: Host,
  diagnostics: Diagnostics,
  what: string,
  run: () => T | Promise<T>,
): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    reportInternalError(host, diagnostics, what, error);
    return null;
  }
}

/** @param what what was being done: `planning rah_allocation` */
export function reportInternalError(host: Host, diagnostics: Diagnostics, what: string, error: unknown): void {
  diagnostics.error(null, 'Internal error in the provider', internalErrorText(host, what, error));
}

/** Logs the stack and answers the text for people. */
export function internalErrorText(host: Host, what: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  host.log('debug', `internal error while ${what}: ${message}`, {
    stack: error instanceof Error ? (error.stack ?? '') : '',
  });
  return (
    `While ${what}: ${message}\n\nThis is a bug in the provider, not in your configuration. ` +
    'Run the same command with TF_LOG=debug and report it with the log.'
  );
}
