import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PlanRun } from '../src/model/plan.ts';
import { systemProcessFacts } from './terraform-process.ts';
import { localState, type ProcessFacts, planFileArgument, planRun, terraformCommand } from './terraform-run.ts';

function facts(over: Partial<ProcessFacts> = {}): ProcessFacts {
  return {
    ppid: 10,
    cwd: '/infra',
    parentOf: () => null,
    startOf: (pid) => `start${pid}`,
    argumentsOf: () => ['terraform', 'plan'],
    inspectFile: () => null,
    readText: () => null,
    environment: () => null,
    ...over,
  };
}

describe('localState', () => {
  const read = (line: string, files: Record<string, string>, environment: Record<string, string> = {}) => {
    const known = facts({
      argumentsOf: () => line.split(' '),
      readText: (path) => files[path] ?? null,
      environment: (name) => environment[name] ?? null,
    });
    return localState(known, terraformCommand(known));
  };
  test('is the text of the state file of the workspace', () => {
    const files = {
      '/infra/terraform.tfstate': '{"a"}\n',
      '/infra/terraform.tfstate.d/prod/terraform.tfstate': '{"b"}',
    };
    expect(read('terraform apply', files)).toBe('{"a"}\n');
    expect(read('terraform plan', files, { TF_WORKSPACE: 'prod' })).toBe('{"b"}');
    expect(read('terraform plan', {})).toBe('');
  });
  test('is unknown where Terraform keeps it elsewhere, or is just writing it', () => {
    const files = { '/infra/terraform.tfstate': '{"a"}' };
    expect(read('terraform test', files)).toBeNull();
    expect(read('terraform apply -state=other', files)).toBeNull();
    expect(read('terraform apply -state-out other', files)).toBeNull();
    expect(read('terraform apply', { ...files, '/infra/.terraform/terraform.tfstate': '{}' })).toBeNull();
    expect(read('terraform apply', { '/infra/terraform.tfstate': '{"ver' })).toBeNull();
  });
});

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

function command(line: string, environment: Record<string, string> = {}) {
  return terraformCommand(
    facts({ argumentsOf: () => line.split(' '), environment: (name) => environment[name] ?? null }),
  );
}

function run(over: Partial<ProcessFacts> = {}, planId: string | null = null): PlanRun {
  const all = facts(over);
  return planRun(all, terraformCommand(all), planId);
}

describe('terraformCommand', () => {
  test.each([
    ['terraform destroy -auto-approve', true],
    ['/usr/bin/terraform -chdir=x destroy', true],
    ['tofu plan -destroy -out=p', true],
    ['terraform_1.11.4 apply --destroy=true', true],
    ['terraform refresh -destroy', true],
    ['terraform plan -destroy=false', false],
    ['terraform apply', false],
    ['terraform test -destroy', false],
  ])('%s: destroying is %s', (line, expected) => {
    expect(command(line).destroying).toBe(expected);
  });

  test('flags come from the environment too', () => {
    expect(command('terraform plan', { TF_CLI_ARGS_plan: '-destroy -parallelism=3' })).toMatchObject({
      destroying: true,
      parallelism: 3,
    });
    expect(command('terraform plan', { TF_CLI_ARGS: '-refresh=false' }).refreshing).toBe(false);
    expect(command('terraform apply', { TF_CLI_ARGS_plan: '-destroy' }).destroying).toBe(false);
  });

  test('knows what is asked for', () => {
    expect(command('terraform apply -replace=a.b -parallelism 30')).toMatchObject({
      subcommand: 'apply',
      replacing: true,
      refreshing: true,
      parallelism: 30,
    });
    expect(command('terraform plan')).toMatchObject({ replacing: false, parallelism: 10 });
    expect(command('terraform test').subcommand).toBe('test');
  });

  test('is looked for behind wrappers, and is the parent where none is found', () => {
    const lines = new Map([
      [10, 'sh -c terraform-provider-rah'],
      [9, '/opt/bin/terraform-provider-rah'],
      [8, '/opt/bin/terraform plan'],
    ]);
    const tree: Partial<ProcessFacts> = {
      parentOf: (pid) => pid - 1,
      argumentsOf: (pid) => lines.get(pid)?.split(' ') ?? null,
    };
    expect(terraformCommand(facts(tree))).toMatchObject({ pid: 8, subcommand: 'plan' });
    expect(run(tree).process).toBe('8:start8');
    lines.delete(8);
    expect(terraformCommand(facts(tree)).pid).toBe(10);
    expect(terraformCommand(facts({ argumentsOf: () => null }))).toMatchObject({ pid: 10, refreshing: false });
  });
});

describe('planRun', () => {
  const expected = { process: '10:start10', plan_id: null, owner: '/infra', recall: null, many_plans: false };

  test('is the terraform process', () => {
    expect(run()).toEqual(expected);
  });

  test('is only its id where the system tells no start time', () => {
    expect(run({ startOf: () => null }).process).toBe('10');
  });

  test('the owner is the directory, with the workspace unless it is the default one', () => {
    const selected = (text: string) => ({
      readText: (path: string) => (path === '/infra/.terraform/environment' ? text : null),
    });
    expect(run(selected('prod\n')).owner).toBe('/infra#prod');
    expect(run(selected('default')).owner).toBe('/infra');
    const environment = (name: string) => ({ TF_WORKSPACE: 'stage', TF_DATA_DIR: 'data' })[name] ?? null;
    expect(run({ ...selected('prod'), environment }).owner).toBe('/infra#stage');
    const elsewhere = { environment: (name: string) => (name === 'TF_DATA_DIR' ? 'data' : null) };
    expect(run({ ...elsewhere, readText: (path) => (path === '/infra/data/environment' ? 'x' : null) }).owner).toBe(
      '/infra#x',
    );
  });

  test('recalls what was previewed before the plan file was written', () => {
    const asked: string[] = [];
    const saved = run({
      argumentsOf: () => ['terraform', 'apply', 'out/tfplan'],
      inspectFile: (path) => {
        asked.push(path);
        return { magic: 'PK', modified_ms: 1234.5 };
      },
    });
    expect(saved.recall).toEqual({ before_ms: 1234.5 });
    expect(asked).toEqual(['/infra/out/tfplan']);
  });

  test('does not recall for a file that is no plan, or none at all', () => {
    const apply = { argumentsOf: () => ['terraform', 'apply', 'main.tf'] };
    expect(run({ ...apply, inspectFile: () => ({ magic: '# ', modified_ms: 1 }) }).recall).toBeNull();
    expect(run(apply).recall).toBeNull();
    expect(run({ argumentsOf: () => null }).recall).toBeNull();
  });

  test('carries the plan_id, and the saved plan with it', () => {
    const saved = {
      argumentsOf: () => ['terraform', 'apply', 'p'],
      inspectFile: () => ({ magic: 'PK', modified_ms: 1 }),
    };
    const plan_id = '2026-01-01T00:00:00Z';
    expect(run(saved, plan_id)).toEqual({ ...expected, plan_id, recall: { before_ms: 1 } });
  });

  test('terraform test and console make many plans', () => {
    expect(run({ argumentsOf: () => ['terraform', 'test'] }).many_plans).toBe(true);
    expect(run({ argumentsOf: () => ['terraform', 'console'] }).many_plans).toBe(true);
  });
});

describe('systemProcessFacts', () => {
  const system = systemProcessFacts();

  test('tells start time and arguments of processes, and null for what is not there', () => {
    expect(system.startOf(process.pid)).toMatch(/\S/);
    expect(system.startOf(process.pid)).toBe(system.startOf(process.pid));
    expect(system.argumentsOf(process.pid)?.length).toBeGreaterThan(0);
    expect(system.parentOf(process.pid)).toBe(process.ppid);
    expect(system.parentOf(2 ** 30)).toBeNull();
    expect(system.startOf(2 ** 30)).toBeNull();
    expect(system.argumentsOf(2 ** 30)).toBeNull();
  });

  test('looks into files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rah-'));
    try {
      writeFileSync(join(folder, 'p'), 'PK\u0003\u0004');
      expect(system.inspectFile(join(folder, 'p'))).toMatchObject({ magic: 'PK' });
      expect(system.readText(join(folder, 'p'))).toBe('PK\u0003\u0004');
      expect(system.readText(join(folder, 'none'))).toBeNull();
      expect(system.inspectFile(join(folder, 'none'))).toBeNull();
      expect(system.inspectFile(folder)).toBeNull();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
