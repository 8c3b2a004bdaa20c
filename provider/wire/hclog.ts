/** Log lines as Terraform reads them from a provider's stderr: hclog JSON. */
import type { LogLevel } from '../framework/session.ts';
import type { Environment } from './handshake.ts';

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

export interface LogSink {
  write(line: string): void;
  now_ms(): number;
}

/** Drops what is below the level; `off` drops everything. */
export class Logger {
  readonly #module: string;
  readonly #sink: LogSink;
  readonly #threshold: number;

  constructor(module: string, level: LogLevel | 'off', sink: LogSink) {
    this.#module = module;
    this.#sink = sink;
    this.#threshold = level === 'off' ? LEVELS.length : LEVELS.indexOf(level);
  }

  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (LEVELS.indexOf(level) < this.#threshold) return;
    const line = {
      ...fields,
      '@level': level,
      '@message': message,
      '@module': this.#module,
      '@timestamp': formatTimestamp(this.#sink.now_ms()),
    };
    this.#sink.write(`${JSON.stringify(line)}\n`);
  }
}

/** Terraform refuses any other number of fractional digits than six. */
function formatTimestamp(at_ms: number): string {
  return new Date(at_ms).toISOString().replace('Z', '000Z');
}

/** TF_LOG_PROVIDER_NAME, else TF_LOG_PROVIDER, else TF_LOG; warnings when none is set. */
export function logLevel(environment: Environment, name: string): LogLevel | 'off' {
  const wanted = [`TF_LOG_PROVIDER_${name.toUpperCase()}`, 'TF_LOG_PROVIDER', 'TF_LOG']
    .map((key) => environment[key] ?? '')
    .find((value) => value !== '');
  if (wanted === undefined) return 'warn';
  const level = wanted.toLowerCase();
  if (level === 'off') return 'off';
  // Terraform takes any other text, `json` among them, for trace.
  return LEVELS.find((known) => known === level) ?? 'trace';
}
