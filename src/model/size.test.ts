import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MEDIUM_NAMES, type Medium } from './medium.ts';
import { formatAmount, formatSize, MAX_BYTES, parseSize, type SizeError } from './size.ts';

const KIB = 1024;

describe('parseSize', () => {
  it.each<[string, Medium, number]>([
    ['1B', 'nvme', 1],
    ['4096B', 'nvme', 4096],
    ['1KiB', 'dram', KIB],
    ['1MiB', 'dram', KIB ** 2],
    ['512GiB', 'dram', 512 * KIB ** 3],
    ['512 GiB', 'dram', 512 * KIB ** 3],
    [' 2TiB ', 'pmem', 2 * KIB ** 4],
    ['1PiB', 'optane', KIB ** 5],
    ['1.5GiB', 'dram', 1.5 * KIB ** 3],
    ['0.1KB', 'dram', 100],
    ['1KB', 'nvme', 1000],
    ['1MB', 'nvme', 1e6],
    ['1GB', 'nvme', 1e9],
    ['1TB', 'nvme', 1e12],
    ['1PB', 'nvme', 1e15],
    ['007GiB', 'dram', 7 * KIB ** 3],
  ])('%s of %s', (text, medium, amount) => {
    expect(parseSize(text, medium)).toEqual({ amount, devices: 0, share: 0, remainder: 0 });
  });

  it.each<[string, Medium, [number, number, number, number]]>([
    ['12', 'cpu', [12000, 12, 1000, 0]],
    ['12.5', 'cpu', [12500, 12, 1000, 500]],
    ['12.500', 'cpu', [12500, 12, 1000, 500]],
    ['0.5', 'cpu', [500, 1, 500, 0]],
    ['500m', 'cpu', [500, 1, 500, 0]],
    ['1500m', 'cpu', [1500, 1, 1000, 500]],
    ['2000m', 'cpu', [2000, 2, 1000, 0]],
    ['2', 'gpu', [2000, 2, 1000, 0]],
    ['500m', 'gpu', [500, 1, 500, 0]],
    ['1000m', 'gpu', [1000, 1, 1000, 0]],
    ['2x500m', 'gpu', [1000, 2, 500, 0]],
    ['2 x 500m', 'fpga', [1000, 2, 500, 0]],
  ])('%s of %s', (text, medium, [amount, devices, share, remainder]) => {
    expect(parseSize(text, medium)).toEqual({ amount, devices, share, remainder });
  });

  it.each<[string, Medium, RegExp]>([
    ['512', 'dram', /has no unit; write for example "512GiB"/],
    ['512gib', 'dram', /did you mean "512GiB"/],
    ['512G', 'dram', /did you mean "512GiB"/],
    ['512gb', 'dram', /did you mean "512GB"/],
    ['512XB', 'dram', /"XB" is not a unit$/],
    ['', 'dram', /not a size/],
    ['-1GiB', 'dram', /not a size/],
    ['1e3GiB', 'dram', /not a size/],
    ['1,5GiB', 'dram', /not a size/],
    ['0GiB', 'dram', /above 0/],
    ['0.0001B', 'dram', /whole number of bytes/],
    ['1.0001KiB', 'dram', /whole number of bytes/],
    ['1.1PiB', 'nvme', /more than 1PiB/],
    ['99999999999999999999PiB', 'nvme', /more than 1PiB/],
    ['0', 'cpu', /above 0/],
    ['1.2345', 'cpu', /finer than a thousandth/],
    ['2x500m', 'cpu', /not a number of cores/],
    ['GPU', 'gpu', /not a number of gpu devices/],
    ['1.5', 'gpu', /thousandths/],
    ['1500m', 'gpu', /write "2x750m"/],
    ['2x1500m', 'gpu', /write "3"/],
    ['2x5', 'gpu', /not a number of gpu devices/],
    ['0x500m', 'gpu', /above 0/],
    ['0', 'fpga', /above 0/],
    ['9999999', 'gpu', /more than 1000000 devices/],
  ])('refuses %j of %s and says what is allowed', (text, medium, message) => {
    expect(() => parseSize(text, medium)).toThrow(message);
    try {
      parseSize(text, medium);
    } catch (error) {
      expect((error as SizeError).allowed).not.toBe('');
    }
  });
});

describe('formatSize', () => {
  it.each<[number, Medium, string]>([
    [1, 'nvme', '1B'],
    [1024, 'nvme', '1KiB'],
    [1e9, 'nvme', '1GB'],
    [1.5 * KIB ** 3, 'dram', '1.5GiB'],
    [99.75 * KIB ** 3, 'dram', '99.75GiB'],
    [MAX_BYTES, 'dram', '1PiB'],
    [0, 'dram', '0B'],
    [0, 'gpu', '0'],
    [12500, 'cpu', '12.5'],
    [500, 'gpu', '500m'],
  ])('%d of %s', (amount, medium, text) => {
    expect(formatAmount(amount, medium)).toBe(text);
  });

  it('is the inverse of parseSize', () => {
    const bytes = fc.oneof(
      fc.integer({ min: 1, max: MAX_BYTES }),
      fc.integer({ min: 1, max: 4096 }).map((count) => count * 256 * KIB ** 2),
      fc.integer({ min: 1, max: 9999 }).map((count) => count * 10 ** 6),
    );
    fc.assert(
      fc.property(bytes, (amount) => {
        const size = { amount, devices: 0, share: 0, remainder: 0 };
        expect(parseSize(formatSize(size, 'nvme'), 'nvme')).toEqual(size);
      }),
    );
    const medium = fc.constantFrom(...MEDIUM_NAMES.slice(0, 3));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 1000 }),
        medium,
        (devices, share, name) => {
          const text = name === 'cpu' ? `${devices * share}m` : `${devices}x${share}m`;
          const size = parseSize(text, name);
          expect(parseSize(formatSize(size, name), name)).toEqual(size);
        },
      ),
    );
  });
});
