import type { FailureReport } from './failure.ts';
import { makeStyle, type Style, wantsColor } from './style.ts';
import { printable } from './table.ts';
import type { Terminal } from './terminal.ts';

export interface Progress {
  say(text: string): void;
  end(): void;
}

/** The two ways a command answers: text for people, or one JSON document for programs. */
export class Output {
  readonly json: boolean;
  readonly style: Style;
  /** Whether people look at it right now: only then are there bars. */
  readonly live: boolean;
  readonly #terminal: Terminal;
  readonly #errorStyle: Style;

  constructor(terminal: Terminal, options: { json: boolean; color: boolean }) {
    this.#terminal = terminal;
    this.json = options.json;
    this.live = terminal.outIsTty && !options.json;
    this.style = makeStyle(!options.json && wantsColor(terminal.outIsTty, terminal.env, options.color));
    this.#errorStyle = makeStyle(wantsColor(terminal.errIsTty, terminal.env, options.color));
  }

  /** The answer of a command. `people` is asked only when people read it. */
  answer(data: unknown, people: (style: Style) => string): void {
    this.#terminal.out(this.json ? `${JSON.stringify(data, null, 2)}\n` : people(this.style));
  }

  /** A fact beside the answer that nobody needs to act on. */
  note(text: string): void {
    this.#terminal.err(`${printableLines(text)}\n`);
  }

  /** Something to know besides the answer. */
  warning(message: string, hint: string): void {
    const label = this.#errorStyle.strong('warning:');
    this.#terminal.err(
      `${label} ${printableLines(message)}\n${this.#errorStyle.strong('hint:')} ${printableLines(hint)}\n`,
    );
  }

  /** Where a long command is: one line that is written over on a terminal; elsewhere a line each, if `wanted` at all. */
  progress(wanted: boolean): Progress {
    const { errIsTty, err } = this.#terminal;
    if (!errIsTty) return { say: (text) => (wanted ? err(`${printable(text)}\n`) : undefined), end: () => {} };
    return { say: (text) => err(`\r\u001b[K${printable(text)}`), end: () => err('\r\u001b[K') };
  }

  failure(report: FailureReport): void {
    const { code, message, hint, details } = report;
    if (this.json) this.#terminal.out(`${JSON.stringify({ error: { code, message, hint, details } }, null, 2)}\n`);
    const lines = [`${this.#errorStyle.bad('error:')} ${printableLines(message)}`];
    if (hint !== null) lines.push(`${this.#errorStyle.strong('hint:')} ${printableLines(hint)}`);
    this.#terminal.err(`${lines.join('\n')}\n`);
  }
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
