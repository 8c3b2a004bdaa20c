import type { Value } from '../values/value.ts';
import { FunctionArgumentError } from './definition.ts';
import { internalErrorText } from './internal-error.ts';
import type { ProviderSession } from './session.ts';

export interface FunctionFailure {
  readonly text: string;
  /** Null: no single argument is at fault. */
  readonly argument: number | null;
}

/** Functions run without a configured provider, possibly many at once, and must be pure. */
export async function callFunction<Client>(
  session: ProviderSession<Client>,
  input: { readonly name: string; readonly args: readonly Value[] },
): Promise<{ readonly result: Value } | { readonly failure: FunctionFailure }> {
  try {
    return { result: await session.function(input.name).call(input.args) };
  } catch (error) {
    if (error instanceof FunctionArgumentError) return { failure: { text: error.message, argument: error.argument } };
    return { failure: { text: internalErrorText(session.host, `calling ${input.name}`, error), argument: null } };
  }
}
