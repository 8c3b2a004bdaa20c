import { RahError } from '../../errors/rah-error.ts';
import { quoted, shortened } from '../../errors/shortened.ts';

const MAX_LISTED = 12;

/** A table with named columns. Every complaint about it says file and line. */
export class CsvTable {
  readonly file: string;
  readonly text: string;
  readonly rows: readonly CsvRow[];

  constructor(file: string, text: string, columns: readonly string[]) {
    this.file = file;
    this.text = text;
    const [header, ...lines] = splitLines(text, file);
    if (!header)
      throw malformed(file, 1, 'the file is empty', `its first line names the columns ${columns.join(', ')}`);
    const names = header.cells.map((name) => name.trim());
    const missing = columns.filter((name) => !names.includes(name));
    if (missing.length > 0) {
      const found = `found ${shortened(names.slice(0, MAX_LISTED).join(', '))}`;
      throw malformed(file, header.line, `the header names no column ${missing.join(', ')}`, found);
    }
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw malformed(file, header.line, `the header names ${quoted(twice)} twice`);
    this.rows = lines.map(({ line, cells }) => {
      if (cells.length !== names.length) {
        const wanted = `the header has ${names.length}`;
        throw malformed(file, line, `this line has ${cells.length} column${cells.length === 1 ? '' : 's'}`, wanted);
      }
      return new CsvRow(file, line, new Map(names.map((name, i) => [name, cells[i] as string])));
    });
  }
}

export class CsvRow {
  readonly file: string;
  readonly line: number;
  readonly #cells: ReadonlyMap<string, string>;

  constructor(file: string, line: number, cells: ReadonlyMap<string, string>) {
    this.file = file;
    this.line = line;
    this.#cells = cells;
  }

  /** The empty text where the table has no such column. */
  text(column: string): string {
    return (this.#cells.get(column) ?? '').trim();
  }

  /** A name that can stand in an inventory and as a key. */
  name(column: string): string {
    const text = this.text(column);
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text)) {
      this.fail(`${column} ${quoted(text)} is not a name`, 'up to 100 letters, digits, ".", "_" and "-"');
    }
    return text;
  }

  whole(column: string, max: number): number {
    const text = this.text(column);
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value <= max)) this.fail(`${column} ${quoted(text)} is not allowed`, `a whole number from 0 to ${max}`);
    return value;
  }

  fail(what: string, allowed?: string): never {
    throw malformed(this.file, this.line, what, allowed);
  }
}

function malformed(file: string, line: number, what: string, allowed?: string): RahError {
  return new RahError('input_invalid', `${file}:${line}: ${what}${allowed === undefined ? '' : ` (${allowed})`}`, {
    hint: 'Correct that line, or take the list anew from the trace.',
    details: { file, line },
  });
}

/** RFC 4180: cells may be quoted, and then hold commas, line ends and doubled quotes. Empty lines are left out. */
function splitLines(text: string, file: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  const end = text.length;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < end) {
    const start = line;
    const cells: string[] = [];
    for (;;) {
      if (text[at] === '"') {
        let cell = '';
        for (at += 1; ; at += 1) {
          if (at >= end) throw malformed(file, start, 'a quoted cell is never closed');
          if (text[at] === '\n') line += 1;
          if (text[at] !== '"') cell += text[at];
          else if (text[at + 1] === '"') {
            cell += '"';
            at += 1;
          } else break;
        }
        at += 1;
        if (at < end && !/[,\r\n]/.test(text[at] as string)) {
          throw malformed(file, line, 'there is text behind the closing quote of a cell');
        }
        cells.push(cell);
      } else {
        const from = at;
        while (at < end && text[at] !== ',' && text[at] !== '\n') at += 1;
        cells.push(text.slice(from, at).replace(/\r$/, ''));
      }
      if (text[at] === '\r') at += 1;
      if (text[at] !== ',') break;
      at += 1;
    }
    at += 1;
    line += 1;
    if (cells.length > 1 || (cells[0] as string).trim() !== '') rows.push({ line: start, cells });
  }
  return rows;
}
