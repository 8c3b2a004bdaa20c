import type { Output } from './output.ts';
import type { WithFabric } from './session.ts';

export interface ArgumentDefinition {
  readonly name: string;
  readonly about: string;
  readonly optional?: boolean;
  readonly choices?: readonly string[];
}

export interface OptionDefinition {
  /** As commander writes them: `--out <dir>`. */
  readonly flags: string;
  readonly about: string;
  readonly required?: boolean;
  /** Turns the text into a value; a thrown Failure of code `usage` says what is allowed. */
  parse?(text: string): unknown;
}

export type OptionValues = Readonly<Record<string, unknown>>;

/** What a command is given when it runs. */
export interface Call {
  readonly output: Output;
  /** Opens the fabric that the global options name, and closes it afterwards whatever happens. */
  readonly withFabric: WithFabric;
  readonly args: readonly (string | undefined)[];
  readonly options: OptionValues;
}

/**
 * One command. These files hold no rules of their own and import nothing heavy: the fabric, the policy and the
 * converters are loaded when a command first needs them, so that `rah --help` answers at once.
 */
export interface CommandDefinition {
  /** `check`, or `drm set-state` below a group. */
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly ArgumentDefinition[];
  readonly options?: readonly OptionDefinition[];
  readonly examples: readonly string[];
  /** Answers with the exit code: 0, or 1 for "no". */
  run(call: Call): Promise<number>;
}
