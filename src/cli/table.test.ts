import { describe, expect, it } from 'vitest';
import { makeStyle } from './style.ts';
import { bar, printable, renderTable } from './table.ts';

const plain = makeStyle(false);

describe('renderTable', () => {
  const rows = [
    { name: 'mem-1', free: '512GiB' },
    { name: 'a-much-longer-name', free: '0B' },
  ];
  const columns = [
    { title: 'NAME', text: (row: (typeof rows)[number]) => row.name },
    { title: 'FREE', align: 'right' as const, text: (row: (typeof rows)[number]) => row.free },
  ];

  it('aligns columns and leaves no space at line ends', () => {
    expect(renderTable(columns, rows, plain)).toBe(
      ['NAME                  FREE', 'mem-1               512GiB', 'a-much-longer-name      0B', ''].join('\n'),
    );
  });

  it('keeps its widths when it paints', () => {
    const painted = renderTable(
      columns.map((column) => ({ ...column, paint: () => makeStyle(true).bad })),
      rows,
      makeStyle(true),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are what is taken away here.
    expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(renderTable(columns, rows, plain));
  });

  it('lets no name steer the terminal', () => {
    expect(renderTable(columns, [{ name: '\u001b[31mred\u009b2J\r', free: '\n' }], plain)).toContain(
      '\\x1b[31mred\\x9b2J\\x0d',
    );
    expect(printable('Grüße 東京')).toBe('Grüße 東京');
  });
});

describe('bar', () => {
  it('shows what is barely used as used', () => {
    expect(bar(0)).toBe('░'.repeat(12));
    expect(bar(0.0001)).toBe(`█${'░'.repeat(11)}`);
    expect(bar(1)).toBe('█'.repeat(12));
    expect(bar(7)).toBe('█'.repeat(12));
  });
});
