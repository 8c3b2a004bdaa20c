import { describe, expect, it } from 'vitest';
import { RahError } from '../errors/rah-error.ts';
import { GIB } from './medium.ts';
import { parseRequest } from './request-input.ts';

const good = { vm: 'vm-1', host: 'host-a', medium: 'dram', size: '4GiB' };

function problemsOf(input: unknown): string[] {
  try {
    parseRequest(input, ['requests', 'db']);
  } catch (error) {
    if (!(error instanceof RahError)) throw error;
    expect(error.code).toBe('invalid_request');
    const problems = error.details.problems as { path: (string | number)[]; message: string; allowed: string | null }[];
    return problems.map(({ path, message, allowed }) => `${path.slice(2).join('.')}: ${message} | ${allowed}`);
  }
  return [];
}

describe('parseRequest', () => {
  it('fills in the defaults', () => {
    expect(parseRequest(good)).toEqual({
      vm: 'vm-1',
      host: 'host-a',
      kind: 'memory',
      medium: 'dram',
      size: { amount: 4 * GIB, devices: 0, share: 0, remainder: 0 },
      constraints: {
        labels: {},
        not_labels: {},
        max_latency_ns: null,
        min_bandwidth_mbps: null,
        max_drms: 1,
        interleave_ways: 1,
        interleave_granularity_bytes: 256,
        drm_ids: [],
      },
      weights: { proximity: 400, utilization: 400, cost: 200 },
    });
  });

  it('takes null for left out, everywhere', () => {
    const constraints = { labels: null, max_latency_ns: null, max_drms: null, interleave_ways: null, drm_ids: null };
    expect(parseRequest({ ...good, kind: null, constraints, weights: null })).toEqual(parseRequest(good));
    expect(parseRequest({ ...good, constraints: {}, weights: {} })).toEqual(parseRequest(good));
  });

  it('gives storage stripes of one block', () => {
    const request = parseRequest({ ...good, medium: 'nvme' });
    expect(request.constraints.interleave_granularity_bytes).toBe(4096);
  });

  it('weighs only what is named when weights are given', () => {
    expect(parseRequest({ ...good, weights: { cost: 1 } }).weights).toEqual({ proximity: 0, utilization: 0, cost: 1 });
  });

  it('makes equal wishes equal', () => {
    const a = parseRequest({ ...good, constraints: { labels: { b: '1', a: '2' }, drm_ids: ['y', 'x', 'y'] } });
    const b = parseRequest({ ...good, constraints: { labels: { a: '2', b: '1' }, drm_ids: ['x', 'y'] } });
    expect(JSON.stringify(a)).toBe(JSON.stringify(b));
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /must be an object, not nothing/],
    ['a list', [], /must be an object, not a list/],
    ['unknown key', { ...good, hots: 'x' }, /^hots: unknown key "hots". Did you mean "host"\?/],
    ['no vm', { ...good, vm: undefined }, /^vm: is missing/],
    ['bad id', { ...good, vm: 'a b' }, /^vm: "a b" is not an id \| 1 to 128/],
    ['long id', { ...good, host: 'x'.repeat(129) }, /^host: .* is not an id/],
    ['number id', { ...good, host: 7 }, /^host: must be text, not 7/],
    ['medium', { ...good, medium: 'drum' }, /^medium: "drum" is not a medium. Did you mean "dram"\?/],
    ['kind', { ...good, kind: 'memroy' }, /^kind: "memroy" is not a kind. Did you mean "memory"\?/],
    [
      'kind and medium',
      { ...good, kind: 'compute' },
      /^medium: "dram" is a medium of memory.*media of compute: cpu, gpu, fpga/,
    ],
    ['no size', { ...good, size: null }, /^size: is missing \| a number with a unit/],
    ['bare size', { ...good, size: 4 }, /^size: "4" has no unit/],
    [
      'odd memory',
      { ...good, size: '1000MiB' },
      /^size: "1000MiB" is not a multiple of 256MiB \| "768MiB" or "1GiB" are the nearest/,
    ],
    ['tiny memory', { ...good, size: '1MiB' }, /\| "256MiB" is the nearest$/],
    [
      'ways',
      { ...good, size: '1GiB', constraints: { interleave_ways: 8 } },
      /multiple of 2GiB \(8 ways\) \| "2GiB" is the nearest/,
    ],
    ['odd storage', { ...good, medium: 'nvme', size: '1000B' }, /multiple of 4KiB/],
    [
      'stripe',
      { ...good, medium: 'nvme', size: '1MiB', constraints: { interleave_ways: 3 } },
      /multiple of 12KiB \(3 ways\)/,
    ],
    [
      'five ways',
      { ...good, constraints: { interleave_ways: 5 } },
      /interleave_ways: 5 is not a number of ways \| 1, 2, 3/,
    ],
    [
      'compute ways',
      { ...good, medium: 'cpu', size: '2', constraints: { interleave_ways: 2 } },
      /compute is not interleaved/,
    ],
    ['compute span', { ...good, medium: 'cpu', size: '2', constraints: { max_drms: 2 } }, /compute comes from one DRM/],
    ['ways and span', { ...good, constraints: { interleave_ways: 2, max_drms: 2 } }, /max_drms: an interleaved slice/],
    ['span', { ...good, constraints: { max_drms: 17 } }, /max_drms: must not be 17 \| a whole number from 1 to 16/],
    [
      'granularity',
      { ...good, constraints: { interleave_granularity_bytes: 300 } },
      /300 is not a granularity of memory/,
    ],
    ['block', { ...good, medium: 'nvme', constraints: { interleave_granularity_bytes: 512 } }, /multiple of 4096/],
    ['few ids', { ...good, constraints: { interleave_ways: 2, drm_ids: ['a'] } }, /1 DRMs cannot hold 2 ways/],
    ['latency', { ...good, constraints: { max_latency_ns: 0 } }, /max_latency_ns: must not be 0/],
    ['fraction', { ...good, constraints: { min_bandwidth_mbps: 1.5 } }, /must not be 1.5/],
    ['label key', { ...good, constraints: { labels: { 'a=b': 'x' } } }, /"a=b" is not a label/],
    ['label value', { ...good, constraints: { labels: { a: 1 } } }, /the value of "a" must not be 1/],
    [
      'both labels',
      { ...good, constraints: { labels: { a: '1' }, not_labels: { a: '1' } } },
      /both wanted and not wanted/,
    ],
    ['no weight', { ...good, weights: { cost: 0 } }, /all weights are 0/],
    ['weight', { ...good, weights: { cost: 1001 } }, /cost: must not be 1001/],
    ['ids', { ...good, constraints: { drm_ids: 'mem-1' } }, /drm_ids: must be a list of ids/],
  ])('refuses %s', (_, input, message) => {
    expect(problemsOf(input).join('\n')).toMatch(message);
  });

  it('tells all problems at once, with paths', () => {
    const input = {
      vm: '',
      host: 'a b',
      medium: 'gpu',
      size: '1500m',
      weights: { cots: 1 },
      constraints: { max_drms: 3 },
    };
    const problems = problemsOf(input);
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'vm',
      'host',
      'size',
      'constraints.max_drms',
      'weights.cots',
    ]);
    expect(() => parseRequest(input, ['requests', 'db'])).toThrow(/requests\.db\.size: "1500m" is more than one gpu/);
  });
});
