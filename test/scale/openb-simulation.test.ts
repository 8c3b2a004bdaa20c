import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { policyModuleBytes } from '../../src/policy/module-bytes.ts';
import { WasmPoolMachine } from '../../src/policy/pool/wasm-machine.ts';
import { bestPolicyBuild } from '../../src/policy/wasm-simd.ts';
import { parseNodeList } from '../../src/simulator/openb/node-list.ts';
import { parsePodList } from '../../src/simulator/openb/pod-list.ts';
import { POLICIES } from '../../src/simulator/openb/policies.ts';
import { type SimulationResult, simulateOpenb } from '../../src/simulator/openb/simulate.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TRACE = process.env.OPENB ?? join(ROOT, '..', 'shared', 'data', 'openb');
const PUBLISHED = join(TRACE, '..', 'fgd_expected', 'published.csv');
/** Points; the published figures come from another random generator. */
const TOLERANCE = 0.3;
const SEEDS = Array.from({ length: 10 }, (_, i) => 42 + i);
const OURS: Readonly<Record<string, string>> = { BestFit: 'best-fit', DotProd: 'dot-product', FGD: 'fgd' };

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function simulate(workload: string, policy: string): SimulationResult {
  const nodes = join(TRACE, 'openb_node_list_gpu_node.csv');
  const pods = join(TRACE, `openb_pod_list_${workload}.csv`);
  return simulateOpenb({
    nodes: parseNodeList(nodes, read(nodes)),
    pods: parsePodList(pods, read(pods)),
    policy: POLICIES.find(({ name }) => name === policy) as (typeof POLICIES)[number],
    seeds: SEEDS,
    joint: false,
    machine: WasmPoolMachine.fromBytes(policyModuleBytes(bestPolicyBuild())),
    now: () => performance.now(),
  });
}

beforeAll(() => {
  if (!existsSync(PUBLISHED)) {
    throw new Error(`${PUBLISHED} is missing: set OPENB to the directory that holds openb_pod_list_default.csv`);
  }
});

describe('the published figures of "Beware of Fragmentation"', () => {
  const rows = existsSync(PUBLISHED) ? read(PUBLISHED).trim().split('\n').slice(1) : [];
  const wanted = rows.flatMap((row) => {
    const [workload = '', theirs = '', , at100 = '', at130 = ''] = row.split(',');
    const policy = OURS[theirs];
    return policy === undefined ? [] : [{ workload, policy, at100: Number(at100), at130: Number(at130) }];
  });

  test('are there for five lists and three policies', () => {
    expect(wanted).toHaveLength(15);
  });

  test.each(wanted)(`$policy on $workload, within ${TOLERANCE} points`, ({ workload, policy, at100, at130 }) => {
    const result = simulate(workload, policy);
    expect(Math.abs(result.gpu_allocated_pct_at_100.mean - at100)).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(result.gpu_allocated_pct_at_130.mean - at130)).toBeLessThanOrEqual(TOLERANCE);
  });

  test.each(wanted.filter(({ policy }) => policy === 'fgd'))('adaptive on $workload packs no less than FGD', (row) => {
    const result = simulate(row.workload, 'adaptive');
    expect(result.gpu_allocated_pct_at_100.mean).toBeGreaterThanOrEqual(row.at100 - 0.05);
    expect(result.gpu_allocated_pct_at_130.mean).toBeGreaterThanOrEqual(row.at130 - 0.05);
    if (row.workload === 'default') expect(result.gpu_allocated_pct_at_100.mean).toBeGreaterThanOrEqual(95.6);
  });
});
