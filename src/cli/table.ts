import type { Paint, Style } from './style.ts';

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'left' | 'right';
  text(row: Row): string;
  /** Colour of one cell; applied after the padding, so that widths stay right. */
  paint?(row: Row): Paint;
}

/** Names come from files and other programs: none of their bytes may steer the terminal. */
export function printable(text: string): string {
  let safe = '';
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    const steers = code < 32 || (code >= 127 && code < 160);
    safe += steers ? `\\x${code.toString(16).padStart(2, '0')}` : char;
  }
  return safe;
}

const GAP = '  ';

/** Rows as aligned text, one line each, under a line of titles. Nothing but the titles when there are no rows. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Style,
  indent = '',
): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.text(row))));
  const widths = columns.map((column, i) =>
    cells.reduce((widest, line) => Math.max(widest, width(line[i] as string)), width(column.title)),
  );
  const line = (texts: readonly string[], paint: (i: number) => Paint) =>
    texts
      .map((text, i) => {
        const column = columns[i] as Column<Row>;
        const space = ' '.repeat((widths[i] as number) - width(text));
        // The last column needs no space behind it.
        const padded = column.align === 'right' ? space + text : i === columns.length - 1 ? text : text + space;
        return paint(i)(padded);
      })
      .join(GAP)
      .trimEnd();
  const lines = [
    line(
      columns.map((column) => column.title),
      () => style.heading,
    ),
    ...cells.map((texts, r) => line(texts, (i) => columns[i]?.paint?.(rows[r] as Row) ?? ((text) => text))),
  ];
  return lines.map((text) => `${indent}${text}\n`).join('');
}

function width(text: string): number {
  return [...text].length;
}

const BAR_WIDTH = 12;

/** A bar for a share 0..1; anything used at all shows at least one mark. */
export function bar(share: number): string {
  const full = share <= 0 ? 0 : Math.min(BAR_WIDTH, Math.max(1, Math.round(share * BAR_WIDTH)));
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}
