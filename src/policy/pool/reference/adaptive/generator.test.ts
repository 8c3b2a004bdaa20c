import { expect, it } from 'vitest';
import { Generator } from './generator.ts';

it('splitmix64, as published', () => {
  const zero = new Generator(0);
  expect(zero.next()).toBe(0xe220a8397b1dcdafn);
  const other = new Generator(1234567);
  expect([other.next(), other.next()]).toEqual([6457827717110365317n, 3203168211198807973n]);
});

it('below: the upper 32 bits, scaled', () => {
  const draw = new Generator(0);
  expect(draw.below(1000)).toBe(Math.floor((0xe220a839 * 1000) / 2 ** 32));
  expect(new Generator(5).below(1)).toBe(0);
});
