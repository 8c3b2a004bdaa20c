import type { Problem } from '../errors/rah-error.ts';
import { suggestion } from '../errors/suggestion.ts';

export type Path = readonly (string | number)[];
export type Problems = Problem[];

export const ID_PATTERN = /^[A-Za-z0-9._:-]{1,128}$/;
export const ID_RULE = '1 to 128 letters, digits, ".", "_", ":" or "-"';
/** No "=": the policy sees labels as "key=value". */
export const LABEL_KEY_PATTERN = /^[A-Za-z0-9._:/-]{1,128}$/;
export const LABEL_KEY_RULE = '1 to 128 letters, digits, ".", "_", ":", "/" or "-"';
export const MAX_LABEL_VALUE = 256;
/** What one request may name (the policy's REQUEST_LABELS_MAX). */
export const MAX_REQUEST_LABELS = 16;
const MAX_IDS = 4096;

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return JSON.stringify(value);
}

/** Reads one plain object by hand: no schema compiler at start-up, and every problem is told at once. */
export class Reader {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #path: Path;
  readonly #problems: Problems;

  private constructor(object: Readonly<Record<string, unknown>>, path: Path, problems: Problems) {
    this.#object = object;
    this.#path = path;
    this.#problems = problems;
  }

  /** Null, and a problem, when `input` is not an object. Keys outside `known` are problems too. */
  static of(input: unknown, path: Path, problems: Problems, known: readonly string[]): Reader | null {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      problems.push({
        path,
        message: `must be an object, not ${describe(input)}`,
        allowed: `keys ${known.join(', ')}`,
      });
      return null;
    }
    for (const key of Object.keys(input)) {
      if (known.includes(key)) continue;
      const message = `unknown key ${JSON.stringify(key)}${suggestion(key, known)}`;
      problems.push({ path: [...path, key], message, allowed: known.join(', ') });
    }
    return new Reader(input as Record<string, unknown>, path, problems);
  }

  wrong(key: string, message: string, allowed: string | null): void {
    this.#problems.push({ path: [...this.#path, key], message, allowed });
  }

  at(key: string): unknown {
    return Object.hasOwn(this.#object, key) ? this.#object[key] : undefined;
  }

  isEmpty(): boolean {
    return Object.values(this.#object).every((value) => value === null || value === undefined);
  }

  text(key: string, allowed: string): string | null {
    const value = this.at(key);
    if (typeof value === 'string' && value !== '') return value;
    const missing = value === undefined || value === null;
    this.wrong(key, missing ? 'is missing' : `must be text, not ${describe(value)}`, allowed);
    return null;
  }

  id(key: string): string | null {
    const text = this.text(key, ID_RULE);
    if (text === null || ID_PATTERN.test(text)) return text;
    this.wrong(key, `${JSON.stringify(text.slice(0, 140))} is not an id`, ID_RULE);
    return null;
  }

  /** Null when left out or wrong. */
  integer(key: string, least: number, most: number): number | null {
    const value = this.at(key);
    if (value === undefined || value === null) return null;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.wrong(key, `must not be ${describe(value)}`, `a whole number from ${least} to ${most}`);
    return null;
  }

  /** Sorted, without repeats: equal lists are equal texts. */
  ids(key: string): string[] {
    const value = this.at(key);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value) || value.length > MAX_IDS) {
      this.wrong(key, 'must be a list of ids', `at most ${MAX_IDS} ids: ${ID_RULE}`);
      return [];
    }
    const bad = value.find((id) => typeof id !== 'string' || !ID_PATTERN.test(id));
    if (bad !== undefined) this.wrong(key, `${describe(bad)} is not an id`, ID_RULE);
    return [...new Set(value as string[])].sort();
  }

  /** Keys sorted: equal label sets are equal texts. */
  labels(key: string): Record<string, string> {
    const value = this.at(key);
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      this.wrong(key, `must be labels, not ${describe(value)}`, 'an object of text values');
      return {};
    }
    const count = Object.keys(value).length;
    if (count > MAX_REQUEST_LABELS) this.wrong(key, `${count} labels are too many`, `at most ${MAX_REQUEST_LABELS}`);
    const labels: [string, string][] = [];
    for (const [name, text] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!LABEL_KEY_PATTERN.test(name)) this.wrong(key, `${JSON.stringify(name)} is not a label`, LABEL_KEY_RULE);
      else if (typeof text !== 'string' || text.length > MAX_LABEL_VALUE) {
        this.wrong(
          key,
          `the value of ${JSON.stringify(name)} must not be ${describe(text)}`,
          `text of at most ${MAX_LABEL_VALUE} characters`,
        );
      } else labels.push([name, text]);
    }
    return Object.fromEntries(labels);
  }
}
