import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../program.ts';

const NODES = 'sn,cpu_milli,memory_mib,gpu,model\nn-0,96000,1000,2,T4\n';
const PODS = `name,cpu_milli,memory_mib,num_gpu,gpu_milli\n${Array.from({ length: 9 }, (_, i) => `p-${i},1000,1,1,300\n`).join('')}`;

let dir = '';
let nodes = '';
let pods = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'rah-simulate-'));
  nodes = file('nodes.csv', NODES);
  pods = file('openb_pod_list_small.csv', PODS);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

async function simulate(options: readonly string[], { errIsTty = false, podList = pods, nodeList = nodes } = {}) {
  let [out, err] = ['', ''];
  const line = ['simulate', 'openb', '--nodes', nodeList, '--pods', podList, ...options];
  const code = await run(line, {
    env: {},
    outIsTty: false,
    errIsTty,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

describe('rah simulate openb', () => {
  it('prints exactly the published figures as JSON', async () => {
    const { code, out, err } = await simulate(['--policy', 'best-fit', '--seeds', '42-44,50', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const result = JSON.parse(out);
    expect(Object.keys(result)).toEqual([
      'workload',
      'policy',
      'seeds',
      'gpu_allocated_pct_at_100',
      'gpu_allocated_pct_at_130',
      'decisions_per_second',
    ]);
    const spread = { mean: 90, min: 90, max: 90 };
    expect(result).toMatchObject({
      workload: 'small',
      policy: 'best-fit',
      seeds: [42, 43, 44, 50],
      gpu_allocated_pct_at_100: spread,
      gpu_allocated_pct_at_130: spread,
    });
    expect(result.decisions_per_second).toBeGreaterThan(0);
  });

  it.each(['first-fit', 'best-fit', 'worst-fit', 'dot-product', 'fgd', 'adaptive'])('knows %s', async (policy) => {
    const { code, out } = await simulate(['--policy', policy, '--seeds', '1']);
    expect(code).toBe(0);
    expect(out).toContain(`small with ${policy}: 1 seed\n`);
    expect(out).toMatch(/100% +90\.00% +90\.00% +90\.00%\n/);
  });

  it('knows all pods at once when asked to', async () => {
    const { code, out } = await simulate(['--policy', 'best-fit', '--seeds', '1,1,2', '--joint']);
    expect(code).toBe(0);
    expect(out).toContain('small with best-fit, all pods known at once: 2 seeds\n');
    expect(out).toMatch(/130% +90\.00%/);
  });

  it('tells how far it is: on a terminal, or when asked to', async () => {
    const seeds = ['--policy', 'best-fit', '--seeds', '1-2'];
    expect((await simulate(seeds)).err).toBe('');
    expect((await simulate([...seeds, '--progress'])).err).toBe(
      'seed 1: 90.00% at 100% (1 of 2)\nseed 2: 90.00% at 100% (2 of 2)\n',
    );
    const live = await simulate(seeds, { errIsTty: true });
    expect(live.err).toContain('\r\u001b[Kseed 2: 90.00% at 100% (2 of 2)');
    expect(live.err.endsWith('\r\u001b[K')).toBe(true);
  });

  it.each([
    ['p,1000,1,1\n', '2: this line has 4 columns (the header has 5)'],
    ['p,1000,1,1,300\nq,1000,1,1,3000\n', '3: gpu_milli "3000" is not allowed (a whole number from 0 to 1000)'],
    ['p,1000,1,2,0\n', '2: pod "p" wants 2 GPUs of 0 milli each'],
  ])('names file and line of %j', async (lines, message) => {
    const podList = file('bad.csv', `name,cpu_milli,memory_mib,num_gpu,gpu_milli\n${lines}`);
    const { code, err } = await simulate(['--policy', 'fgd', '--seeds', '1'], { podList });
    expect(code).toBe(1);
    expect(err).toContain(`error: ${podList}:${message}`);
    expect(err).toContain('hint: ');
  });

  it('says which file it cannot read', async () => {
    const { code, err } = await simulate(['--policy', 'fgd', '--seeds', '1'], { nodeList: join(dir, 'none.csv') });
    expect(code).toBe(1);
    expect(err).toContain(`error: ${join(dir, 'none.csv')}: there is no such file\n`);
  });

  it('counts a seed once, however often it is given', async () => {
    const { code, out } = await simulate(['--policy', 'fgd', '--seeds', '7-8,8,7', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).seeds).toEqual([7, 8]);
    // 10,001 numbers, 10,000 seeds: not refused before the lists are read.
    const { err } = await simulate(['--policy', 'fgd', '--seeds', '1-10000,1'], { nodeList: join(dir, 'none.csv') });
    expect(err).toContain('there is no such file');
  });

  it('says how many nodes it leaves out, beside the answer', async () => {
    const nodeList = file('some.csv', `${NODES}n-1,1,1,0,\nn-2,1,1,0,\n`);
    const { code, out, err } = await simulate(['--policy', 'fgd', '--seeds', '1', '--json'], { nodeList });
    expect({ code, err }).toEqual({ code: 0, err: '2 nodes without a GPU left out\n' });
    expect(JSON.parse(out).gpu_allocated_pct_at_100.mean).toBe(90);
  });

  it('wants a pod', async () => {
    const podList = file('none.csv', 'name,cpu_milli,memory_mib,num_gpu,gpu_milli\n');
    const { code, err } = await simulate(['--policy', 'fgd', '--seeds', '1'], { podList });
    expect(code).toBe(1);
    expect(err).toContain('there is no pod in it');
  });

  it('wants a node with a GPU', async () => {
    const nodeList = file('cpu.csv', 'sn,cpu_milli,memory_mib,gpu,model\nn-0,1,1,0,\n');
    const { code, err } = await simulate(['--policy', 'fgd', '--seeds', '1'], { nodeList });
    expect(code).toBe(1);
    expect(err).toContain('there is no node with a GPU in it');
  });
});
