import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemProcessFacts } from './terraform-process.ts';
import { type ProcessFacts, planFileArgument, planRun } from './terraform-run.ts';

function facts(over: Partial<ProcessFacts> = {}): ProcessFacts {
  return {
    ppid: 10,
    cwd: '/infra',
    startOf: (pid) => `start${pid}`,
    argumentsOf: () => ['terraform', 'plan'],
    inspectFile: () => null,
    ...over,
  };
}

describe('planFileArgument', () => {
  const cases: [string, string | null][] = [
    ['terraform apply tfplan', 'tfplan'],
    ['/opt/terraform -chdir=infra apply -input=false tfplan', 'tfplan'],
    ['terraform apply -parallelism 30 -lock-timeout 5s --no-color out/p.tfplan', 'out/p.tfplan'],
    ['terraform apply -parallelism=30 -var a=b -var-file x.tfvars', null],
    ['terraform apply -auto-approve', null],
    ['terraform apply -- -odd', '-odd'],
    ['terraform apply -target', null],
    ['terraform plan -out tfplan', null],
    ['terraform show tfplan', null],
    ['terraform', null],
    ['', null],
  ];
  test.each(cases)('%s', (line, expected) => {
    expect(planFileArgument(line.split(' '))).toBe(expected);
  });
});

describe('planRun', () => {
  test('is the terraform process', () => {
    expect(planRun(facts(), null)).toEqual({ id: '10:start10', owner: '/infra', recall: null });
  });

  test('is only the parent id where the system tells no start time', () => {
    expect(planRun(facts({ startOf: () => null }), null).id).toBe('10');
  });

  test('recalls what was previewed before the plan file was written', () => {
    const asked: string[] = [];
    const run = planRun(
      facts({
        argumentsOf: () => ['terraform', 'apply', 'out/tfplan'],
        inspectFile: (path) => {
          asked.push(path);
          return { magic: 'PK', modified_ms: 1234.5 };
        },
      }),
      null,
    );
    expect(run.recall).toEqual({ before_ms: 1234.5 });
    expect(asked).toEqual(['/infra/out/tfplan']);
  });

  test('does not recall for a file that is no plan, or none at all', () => {
    const apply = { argumentsOf: () => ['terraform', 'apply', 'main.tf'] };
    expect(planRun(facts({ ...apply, inspectFile: () => ({ magic: '# ', modified_ms: 1 }) }), null).recall).toBeNull();
    expect(planRun(facts(apply), null).recall).toBeNull();
    expect(planRun(facts({ argumentsOf: () => null }), null).recall).toBeNull();
  });

  test('plan_id is matched exactly, without recall', () => {
    const saved = {
      argumentsOf: () => ['terraform', 'apply', 'p'],
      inspectFile: () => ({ magic: 'PK', modified_ms: 1 }),
    };
    expect(planRun(facts(saved), '2026-01-01T00:00:00Z')).toEqual({
      id: '2026-01-01T00:00:00Z',
      owner: '/infra',
      recall: null,
    });
  });
});

describe('systemProcessFacts', () => {
  const system = systemProcessFacts();

  test('tells start time and arguments of processes, and null for what is not there', () => {
    expect(system.startOf(process.pid)).toMatch(/\S/);
    expect(system.startOf(process.pid)).toBe(system.startOf(process.pid));
    expect(system.argumentsOf(process.pid)?.length).toBeGreaterThan(0);
    expect(system.startOf(2 ** 30)).toBeNull();
    expect(system.argumentsOf(2 ** 30)).toBeNull();
  });

  test('looks into files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rah-'));
    try {
      writeFileSync(join(folder, 'p'), 'PK\u0003\u0004');
      expect(system.inspectFile(join(folder, 'p'))).toMatchObject({ magic: 'PK' });
      expect(system.inspectFile(join(folder, 'none'))).toBeNull();
      expect(system.inspectFile(folder)).toBeNull();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
