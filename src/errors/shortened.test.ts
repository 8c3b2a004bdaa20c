import { describe, expect, it } from 'vitest';
import { quoted, shortened } from './shortened.ts';

describe('shortened', () => {
  it('keeps up to 80 characters', () => {
    expect(shortened('x'.repeat(80))).toBe('x'.repeat(80));
    expect(shortened('x'.repeat(81))).toBe(`${'x'.repeat(80)}…`);
    expect(quoted('9'.repeat(10_000))).toBe(`"${'9'.repeat(80)}…"`);
  });

  it('never cuts a character in two', () => {
    expect(shortened('💾'.repeat(80))).toBe('💾'.repeat(80));
    expect(shortened('💾'.repeat(1000))).toBe(`${'💾'.repeat(80)}…`);
  });
});
