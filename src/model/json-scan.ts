type Path = readonly (string | number)[];

export interface JsonVisit {
  readonly path: Path;
  /** Offset of the key that leads here; the value's own in lists and at the root. */
  readonly key: number;
  readonly value: number;
}

export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

export const MAX_DEPTH = 64;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;

class Fault extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Finds what JSON.parse does not tell: keys written twice, and the place of a mistake.
 * Answers all repeated keys and the first mistake; calls `visit` for every value.
 */
export function scanJson(text: string, visit?: (at: JsonVisit) => void): JsonFault[] {
  const faults: JsonFault[] = [];
  let at = 0;

  function match(pattern: RegExp): string | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return null;
    at = pattern.lastIndex;
    return found[0];
  }
  function fail(expected: string): never {
    const found = at >= text.length ? 'the end of the file' : JSON.stringify(text[at]);
    throw new Fault(at, `expected ${expected}, found ${found}`);
  }
  function take(char: string): boolean {
    if (text[at] !== char) return false;
    at++;
    match(SPACE);
    return true;
  }
  function members(path: Path): void {
    if (take('}')) return;
    const seen = new Set<string>();
    do {
      const key = at;
      const quoted = match(STRING);
      if (quoted === null) fail('a key in double quotes');
      const name = JSON.parse(quoted) as string;
      if (seen.has(name)) faults.push({ offset: key, message: `the key ${quoted} is written twice in this object` });
      seen.add(name);
      match(SPACE);
      if (!take(':')) fail('":"');
      value([...path, name], key);
    } while (take(','));
    if (!take('}')) fail('"," or "}"');
  }
  function items(path: Path): void {
    if (take(']')) return;
    let index = 0;
    do value([...path, index++], -1);
    while (take(','));
    if (!take(']')) fail('"," or "]"');
  }
  function value(path: Path, key: number): void {
    if (path.length > MAX_DEPTH) throw new Fault(at, `nested deeper than ${MAX_DEPTH} levels`);
    visit?.({ path, key: key < 0 ? at : key, value: at });
    if (take('{')) members(path);
    else if (take('[')) items(path);
    else if (match(STRING) === null && match(NUMBER) === null && match(WORD) === null) fail('a value');
    match(SPACE);
  }

  try {
    match(SPACE);
    value([], -1);
    if (at < text.length) fail('nothing more');
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    faults.push({ offset: error.offset, message: error.message });
  }
  return faults;
}
