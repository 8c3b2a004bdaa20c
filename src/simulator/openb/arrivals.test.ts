import { describe, expect, it } from 'vitest';
import { arrivalsOf } from './arrivals.ts';
import { type Demand, demandOf, gpuDemand } from './demand.ts';
import { parsePodList } from './pod-list.ts';
import { profileOf } from './profile.ts';
import { Random } from './random.ts';

const HEADER = 'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n';

function demand(lines: readonly string[]): Demand {
  return demandOf(parsePodList('pods.csv', HEADER + lines.map((line) => `${line}\n`).join('')));
}

const MIXED = demand(Array.from({ length: 50 }, (_, i) => `p-${i},${i},${i},${i % 4 === 0 ? '0,0' : `1,${20 * i}`},`));

describe('arrivals', () => {
  const CAPACITY = 40_000;
  const { types, nodeOrder } = arrivalsOf(MIXED, 17, CAPACITY, 42);
  const wants = MIXED.types.map(gpuDemand);
  const sum = (list: Uint32Array) => list.reduce((total, type) => total + (wants[type] as number), 0);

  it('are every pod once, then pods drawn with replacement', () => {
    expect([...types.subarray(0, 50)].sort()).toEqual([...MIXED.pods].sort());
    expect(types.length).toBeGreaterThan(100);
    expect(new Set(types.subarray(50, 100)).size).toBeLessThan(50);
  });

  it('end with the pod that brings them to 130 % of the capacity', () => {
    expect(sum(types)).toBeGreaterThanOrEqual(1.3 * CAPACITY);
    expect(sum(types.subarray(0, -1))).toBeLessThan(1.3 * CAPACITY);
  });

  it('come with an order of the nodes', () => {
    expect([...nodeOrder].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, i) => i));
  });

  it('are the same for the same seed, and others for another', () => {
    expect(arrivalsOf(MIXED, 17, CAPACITY, 42)).toEqual({ types, nodeOrder });
    const other = arrivalsOf(MIXED, 17, CAPACITY, 43);
    expect(other.types).not.toEqual(types);
    expect(other.nodeOrder).not.toEqual(nodeOrder);
  });

  it('end before the list does when it asks for more than 130 %', () => {
    expect(arrivalsOf(MIXED, 1, 1000, 1).types.length).toBeLessThan(50);
  });
});

describe('the profile', () => {
  it('is every type of pod with its number, the most frequent first', () => {
    const lines = [
      ...Array.from({ length: 35 }, (_, i) => `b-${i},2000,${i},0,0,`), // memory is not looked at
      ...Array.from({ length: 60 }, (_, i) => `a-${i},1000,1,1,1000,`),
      ...Array.from({ length: 4 }, (_, i) => `c-${i},1000,1,1,500,T4|P100`),
      'd-0,1000,1,1,500,T4',
      'nothing,0,9,0,0,',
    ];
    const one = { gpus: 1, cpu_milli: 1000 };
    expect(profileOf(demand(lines))).toEqual([
      { ...one, gpu_models: [], gpu_milli: 1000, count: 60 },
      { cpu_milli: 2000, gpus: 0, gpu_milli: 0, gpu_models: [], count: 35 },
      { ...one, gpu_models: ['P100', 'T4'], gpu_milli: 500, count: 4 },
      { ...one, gpu_models: ['T4'], gpu_milli: 500, count: 1 },
    ]);
  });

  it('has an order of its own for equally frequent types, whatever the list says', () => {
    const lines = ['a,1,1,1,300,T4', 'b,1,1,1,300,', 'c,1,1,1,200,', 'd,0,1,1,900,'];
    const shares = (of: Demand) => profileOf(of).map(({ gpu_milli, gpu_models }) => `${gpu_milli}${gpu_models}`);
    expect(shares(demand(lines))).toEqual(['900', '200', '300', '300T4']);
    expect(shares(demand([...lines].reverse()))).toEqual(shares(demand(lines)));
  });
});

describe('Random', () => {
  it('is fair and stays in range', () => {
    const random = new Random(7);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const value = random.below(10);
      counts[value] = (counts[value] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('never changes: published figures hang on it', () => {
    const random = new Random(42);
    expect(Array.from({ length: 4 }, () => random.next())).toMatchInlineSnapshot(`
      [
        660444221,
        3652823732,
        77672526,
        910233633,
      ]
    `);
  });
});
