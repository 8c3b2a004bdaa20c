import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { MAX_DEPTH, scanJson } from './json-scan.ts';

type Path = readonly (string | number)[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface SourceFault extends Position {
  readonly message: string;
}

/** A parsed file that can still tell where each value stands. */
export interface InventorySource {
  readonly value: unknown;
  /** Mistakes of form; when there are any, `value` means nothing. */
  readonly faults: readonly SourceFault[];
  /** Where the value at `path` stands, or its key; the nearest parent when it is not there. */
  locate(path: Path, what?: 'key' | 'value'): Position;
}

/** References to one anchor; enough for every module of a large fabric, too few for an expansion bomb. */
const MAX_ALIASES = 100_000;
/** About fifty thousand modules, which take some ten seconds to read. */
const MAX_YAML_CHARS = 8 * 1024 ** 2;

export function readSource(text: string, fileName: string): InventorySource {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (fileName.toLowerCase().endsWith('.json')) return readJson(clean);
  // JSON.parse is a hundred times faster than a YAML parser, and JSON is what generators write.
  if (/^\s*\{/.test(clean) && isJson(clean)) return readJson(clean);
  return readYaml(clean);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function readJson(text: string): InventorySource {
  const faults = scanJson(text).map((fault) => ({ ...positionOf(text, fault.offset), message: fault.message }));
  let index: Map<string, { key: number; value: number }> | null = null;
  const locate = (path: Path, what: 'key' | 'value' = 'value'): Position => {
    if (index === null) {
      const made = new Map<string, { key: number; value: number }>();
      scanJson(text, (at) => made.set(JSON.stringify(at.path), at));
      index = made;
    }
    for (let depth = path.length; depth >= 0; depth--) {
      const found = index.get(JSON.stringify(path.slice(0, depth)));
      if (found !== undefined) return positionOf(text, depth === path.length ? found[what] : found.key);
    }
    return { line: 1, column: 1 };
  };
  return { value: faults.length === 0 ? (JSON.parse(text) as unknown) : null, faults, locate };
}

function positionOf(text: string, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', start)) {
    line++;
    start = next + 1;
  }
  return { line, column: offset - start + 1 };
}

function readYaml(text: string): InventorySource {
  if (text.length > MAX_YAML_CHARS) {
    const message = `YAML of more than ${MAX_YAML_CHARS / 1024 ** 2} MiB takes too long to read; write an inventory of this size as JSON`;
    return { value: null, faults: [{ line: 1, column: 1, message }], locate: () => ({ line: 1, column: 1 }) };
  }
  const deep = tooDeep(text);
  if (deep !== null) return { value: null, faults: [deep], locate: () => deep };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, stringKeys: true });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults: SourceFault[] = document.errors.map((error) => ({
    ...position(error.pos[0]),
    message: WORDS[error.code] ?? oneLine(error.message),
  }));
  let value: unknown = null;
  if (faults.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
    } catch (error) {
      faults.push({ ...position(0), message: aliasFault(error) });
    }
  }
  return { value, faults, locate: (path, what = 'value') => position(offsetIn(document, path, what)) };
}

/** What the parser says in the language of its own programmers. */
const WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key is written twice in the same mapping',
  MULTIPLE_DOCS: 'a second document begins here ("---"); a file holds one inventory',
  NON_STRING_KEY: 'keys must be plain text here',
};

function aliasFault(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  if (/excessive alias/i.test(said)) return 'aliases (*name) expand to more than an inventory can be';
  if (error instanceof RangeError) return 'an alias (*name) contains itself, or the file is nested too deeply';
  return oneLine(said);
}

/** Brackets and indentation deeper than any inventory: the parser would run out of stack. */
function tooDeep(text: string): SourceFault | null {
  let brackets = 0;
  let line = 1;
  let indents: number[] = [];
  for (const content of text.split('\n')) {
    const indent = content.search(/[^ ]/);
    if (indent >= 0) {
      indents = indents.filter((known) => known < indent);
      indents.push(indent);
      // "- - - x" nests on one line.
      const dashes = /^(?:- *)*/.exec(content.slice(indent))?.[0].split('-').length ?? 1;
      brackets += (content.match(/[[{]/g)?.length ?? 0) - (content.match(/[\]}]/g)?.length ?? 0);
      if (brackets + indents.length + dashes > MAX_DEPTH + 2) {
        return { line, column: indent + 1, message: `is nested deeper than ${MAX_DEPTH} levels` };
      }
    }
    line++;
  }
  return null;
}

function oneLine(message: string): string {
  return message.replace(/\s*\n[\s\S]*$/, '').replace(/:$/, '');
}

function offsetIn(document: Document.Parsed, path: Path, what: 'key' | 'value'): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const target: Node | null = isAlias(node) ? (node.resolve(document) ?? null) : node;
    const child = childOf(document, target, step);
    if (child === null) return offset;
    const last = depth === path.length - 1;
    offset = last && what === 'value' ? (child.value?.range?.[0] ?? child.offset) : child.offset;
    node = child.value;
  }
  return offset;
}

function childOf(
  document: Document.Parsed,
  node: Node | null,
  step: string | number,
): { value: Node | null; offset: number } | null {
  if (isSeq(node) && typeof step === 'number') {
    const item = (node.items[step] ?? null) as Node | null;
    return item === null ? null : { value: item, offset: item.range?.[0] ?? 0 };
  }
  if (!isMap(node)) return null;
  for (const pair of node.items) {
    const key = pair.key as Node | null;
    if (isScalar(key) && String(key.value) === String(step)) {
      return { value: pair.value as Node | null, offset: key.range?.[0] ?? 0 };
    }
  }
  for (const pair of node.items) {
    const key = pair.key as Node | null;
    if (!isScalar(key) || String(key.value) !== '<<') continue;
    const merged = pair.value as Node | null;
    for (const source of isSeq(merged) ? (merged.items as Node[]) : [merged]) {
      const found = childOf(document, isAlias(source) ? (source.resolve(document) ?? null) : source, step);
      if (found !== null) return found;
    }
  }
  return null;
}
