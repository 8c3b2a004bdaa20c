import { describe, expect, it } from 'vitest';
import { ReferencePoolMachine } from '../../policy/pool/reference/machine.ts';
import { parseNodeList } from './node-list.ts';
import { parsePodList } from './pod-list.ts';
import { POLICIES, POLICY_NAMES } from './policies.ts';
import { simulateOpenb, workloadOf } from './simulate.ts';

const NODES = 'sn,cpu_milli,memory_mib,gpu,model\n';
const PODS = 'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n';

/** Pods of one kind: whatever order they come in, the answer can be worked out by hand. */
function podsOf(count: number, asks: string): string {
  return PODS + Array.from({ length: count }, (_, i) => `p-${i},${asks}\n`).join('');
}

function simulate(
  nodes: string,
  pods: string,
  { policy = 'best-fit', seeds = [42, 43], joint = false }: { policy?: string; seeds?: number[]; joint?: boolean } = {},
) {
  const told: number[] = [];
  const result = simulateOpenb({
    nodes: parseNodeList('nodes.csv', NODES + nodes),
    pods: parsePodList('lists/openb_pod_list_small.csv', pods),
    policy: POLICIES.find(({ name }) => name === policy) as (typeof POLICIES)[number],
    seeds,
    joint,
    machine: new ReferencePoolMachine(),
    now: () => 0,
    onSeed: (seed) => told.push(seed),
  });
  return { ...result, told };
}

function at(result: ReturnType<typeof simulate>): [number, number] {
  return [result.gpu_allocated_pct_at_100.mean, result.gpu_allocated_pct_at_130.mean];
}

describe('lists whose answer can be worked out by hand', () => {
  it.each(POLICY_NAMES)('two GPUs and shares of 300 milli: three on each, with %s', (policy) => {
    // 7 pods are 2,100 of 2,000 milli; 6 of them fit: 1,800.
    const result = simulate('a,96000,1000,2,T4\n', podsOf(9, '1000,1,1,300,'), { policy });
    expect(result).toMatchObject({
      workload: 'small',
      policy,
      seeds: [42, 43],
      told: [42, 43],
      gpu_allocated_pct_at_100: { mean: 90, min: 90, max: 90 },
      gpu_allocated_pct_at_130: { mean: 90, min: 90, max: 90 },
    });
  });

  it('pods of several GPUs, and shares that leave a rest', () => {
    // 4 pods of 2 x 500 milli are 4,000 of 4,000; each node takes 2 of them.
    expect(at(simulate('a,9000,9,2,T4\nb,9000,9,2,T4\n', podsOf(4, '1,1,2,500,')))).toEqual([100, 100]);
    // Shares of 600 milli: one per GPU, 2,400 of 4,000.
    expect(at(simulate('a,9000,9,2,T4\nb,9000,9,2,T4\n', podsOf(7, '1,1,1,600,')))).toEqual([60, 60]);
    // The cores of a are enough for 5 pods, the GPUs of b for 2: 7 of 10.
    expect(at(simulate('a,5000,99,8,T4\nb,8000,99,2,T4\n', podsOf(13, '1000,1,1,1000,')))).toEqual([70, 70]);
  });

  it('cores stand in the way like GPUs, memory does not', () => {
    expect(at(simulate('a,900,100,1,T4\n', podsOf(10, '400,1,1,200,')))).toEqual([40, 40]);
    expect(at(simulate('a,9000,100,1,T4\n', podsOf(10, '400,40,1,200,')))).toEqual([100, 100]);
  });

  it('models that a pod names are the only ones that will do', () => {
    const nodes = 'a,9000,99,1,T4\nb,9000,99,1,P100\nc,9000,99,2,G2\n';
    const whole = (models: string) => at(simulate(nodes, podsOf(6, `1,1,1,1000,${models}`)));
    expect(whole('')).toEqual([100, 100]);
    expect(whole('T4')).toEqual([25, 25]);
    expect(whole('P100|G2')).toEqual([75, 75]);
    expect(whole('A10')).toEqual([0, 0]);
  });

  it('nodes without GPUs do not take part', () => {
    expect(at(simulate('z,9000,9,0,\na,900,100,1,T4\n', podsOf(10, '400,1,1,200,')))).toEqual([40, 40]);
  });

  it('pods that want more GPUs than any node has, or nothing at all, are dropped and counted as arrived', () => {
    const pods = `${PODS}big,1,1,9,1000,\nnone,0,0,0,0,\n`;
    expect(at(simulate('a,9000,99,2,T4\n', pods))).toEqual([0, 0]);
  });

  it('a list without GPU pods ends', () => {
    expect(at(simulate('a,9000,99,2,T4\n', podsOf(3, '1000,1,0,0,')))).toEqual([0, 0]);
  });

  it('known at once', () => {
    const result = simulate('a,96000,1000,2,T4\n', podsOf(9, '1000,1,1,300,'), { joint: true });
    expect(at(result)).toEqual([90, 90]);
  });
});

describe('the simulation', () => {
  const nodes = 'a,9000,99,4,T4\nb,9000,99,4,P100\nc,9000,99,2,T4\n';
  const pods = `${PODS}${Array.from({ length: 40 }, (_, i) => `p-${i},${100 * (i % 7)},1,${i % 5 === 0 ? 0 : 1},${i % 5 === 0 ? 0 : 100 + 50 * (i % 11)},\n`).join('')}`;

  it('gives the same for the same seeds, whatever else was run', () => {
    const both = simulate(nodes, pods, { policy: 'fgd', seeds: [1, 2] });
    const first = simulate(nodes, pods, { policy: 'fgd', seeds: [1] });
    const second = simulate(nodes, pods, { policy: 'fgd', seeds: [2] });
    expect(both.gpu_allocated_pct_at_100.mean).toBeCloseTo((at(first)[0] + at(second)[0]) / 2, 3);
    expect(simulate(nodes, pods, { policy: 'fgd', seeds: [1, 2] })).toEqual(both);
  });

  it('deletes nothing: at 130 % at least as much is in use as at 100 %, and sometimes more', () => {
    const runs = Array.from({ length: 12 }, (_, seed) => at(simulate(nodes, pods, { seeds: [seed] })));
    expect(runs.every(([at100, at130]) => at130 >= at100 && at100 > 50 && at130 <= 100)).toBe(true);
    expect(runs.some(([at100, at130]) => at130 > at100)).toBe(true);
  });

  it('does not depend on the order of the lines', () => {
    const [head, ...lines] = pods.trimEnd().split('\n');
    const turned = `${[head, ...lines.reverse()].join('\n')}\n`;
    expect(at(simulate(nodes, turned))).toEqual(at(simulate(nodes, pods)));
  });

  it.each([
    ['z,9000,9,0,\n', 'nodes.csv: there is no node with a GPU in it'],
    ['a,9000,9,65,T4\n', 'nodes.csv:2: node a has 65 GPUs (at most 64 are possible)'],
    ['a,9000,9,1\n', 'nodes.csv:2: this line has 4 columns (the header has 5)'],
    ['a,9000,9,1,T4\nb,x,9,1,T4\n', 'nodes.csv:3: cpu_milli "x" is not allowed'],
  ])('refuses nodes %j', (lines, message) => {
    expect(() => simulate(lines, podsOf(1, '1,1,1,100,'))).toThrow(message);
  });

  it('refuses a list without pods', () => {
    expect(() => simulate('a,9000,9,1,T4\n', PODS)).toThrow('openb_pod_list_small.csv: there is no pod in it');
  });

  it('names a workload after its file', () => {
    expect(workloadOf('/data/openb_pod_list_gpuspec20.csv')).toBe('gpuspec20');
    expect(workloadOf('mine.csv')).toBe('mine');
  });
});
