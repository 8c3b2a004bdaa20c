import { describe, expect, it } from 'vitest';
import { CsvTable } from './csv.ts';

function read(text: string, columns = ['a', 'b']): string[][] {
  return new CsvTable('list.csv', text, columns).rows.map((row) => columns.map((column) => row.text(column)));
}

describe('CsvTable', () => {
  it('goes by the names in the header, in whatever order', () => {
    expect(read('b,x,a\n1,2,3\n')).toEqual([['3', '1']]);
  });

  it('reads a byte order mark, CRLF, empty lines and a last line without an end', () => {
    expect(read('\uFEFFa,b\r\n1,2\r\n\r\n3,4')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('reads quoted cells, and counts the lines inside them', () => {
    expect(read('a,b\n"x, ""y""","1\n2"\n')).toEqual([['x, "y"', '1\n2']]);
    expect(() => read('a,b\n"1\n2",3\nonly\n')).toThrow('list.csv:4: this line has 1 column (the header has 2)');
  });

  it.each([
    ['', 'list.csv:1: the file is empty (its first line names the columns a, b)'],
    ['a,c\n', 'list.csv:1: the header names no column b (found a, c)'],
    [`${'x'.repeat(99)}\n`, `list.csv:1: the header names no column a, b (found ${'x'.repeat(80)}…)`],
    ['a,b,a\n', 'list.csv:1: the header names "a" twice'],
    ['a,b\n1,2\n1,2,3\n', 'list.csv:3: this line has 3 columns (the header has 2)'],
    ['a,b\n"1,2\n', 'list.csv:2: a quoted cell is never closed'],
    ['a,b\n"1"x,2\n', 'list.csv:2: there is text behind the closing quote of a cell'],
  ])('complains about %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
