import { describe, expect, it } from 'vitest';
import { cost, count, percent } from './quantity.ts';

describe('cost', () => {
  it.each([
    [0, '0.00'],
    [42, '0.000042'],
    [268_800, '0.2688'],
    [1_450_000, '1.45'],
    [2_000_000, '2.00'],
    [12_300_000_000, '12300.00'],
  ])('%i micros', (micros, text) => expect(cost(micros)).toBe(text));
});

describe('percent', () => {
  it('rounds neither to full nor to empty', () => {
    expect(percent(1, 1_000_000)).toBe('0.1%');
    expect(percent(999_999, 1_000_000)).toBe('99.9%');
    expect(percent(0, 5)).toBe('0.0%');
    expect(percent(5, 5)).toBe('100.0%');
    expect(percent(0, 0)).toBe('-');
  });
});

it('counts', () => {
  expect([count(0, 'DRM'), count(1, 'DRM'), count(2, 'DRM')]).toEqual(['0 DRMs', '1 DRM', '2 DRMs']);
});
