import { describe, expect, it } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { formatPath, isRahError, listProblems, RahError } from './rah-error.ts';
import { closest, didYouMean } from './suggestion.ts';

describe('RahError', () => {
  it('takes its advice from the catalogue', () => {
    const error = new RahError('unplaceable', 'no room');
    expect(error.hint).toBe(CATALOGUE.unplaceable.what_to_do);
    expect(isRahError(error)).toBe(true);
    expect(new RahError('busy', 'x').retryable).toBe(true);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'unplaceable',
      message: 'no room',
      hint: CATALOGUE.unplaceable.what_to_do,
      path: null,
      details: {},
    });
  });

  it('has a cause and an advice for every code', () => {
    for (const [code, entry] of Object.entries(CATALOGUE)) {
      expect(entry.cause, code).toMatch(/\.$/);
      expect(entry.what_to_do, code).toMatch(/\.$/);
    }
  });

  it('shows twenty problems and counts the rest', () => {
    expect(listProblems(['one'])).toBe('one');
    const text = listProblems(Array.from({ length: 25 }, (_, index) => `p${index}`));
    expect(text.split('\n')).toHaveLength(21);
    expect(text).toMatch(/and 5 more$/);
  });

  it('writes paths as people do', () => {
    expect(formatPath(['drms', 3, 'media', 'dram', 'capacity'])).toBe('drms[3].media.dram.capacity');
    expect(formatPath(['requests', 'a b', 'size'])).toBe('requests["a b"].size');
  });
});

describe('suggestions', () => {
  it.each([
    ['hots', ['host', 'vm'], 'host'],
    ['memroy', ['memory', 'storage'], 'memory'],
    ['Tier', ['tier'], 'tier'],
    ['xyz', ['host', 'vm'], null],
  ])('%s', (word, known, meant) => {
    expect(closest(word, known)).toBe(meant);
  });

  it('says nothing when nothing is near', () => {
    expect(didYouMean('zzz', ['host'])).toBe('');
  });
});
