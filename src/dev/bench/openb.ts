import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PROVIDER_SOURCE } from '../bundle.ts';
import { capture, ROOT, StepFailed } from '../step.ts';
import { requireTerraform } from '../terraform-binary.ts';
import { alone, type BenchResult } from './result.ts';

const PODS = 1000;

/** Seconds of CPU in the output of the shell's `times`: its second line is the children's user and system time. */
function childrenSeconds(text: string): number {
  const lines = text.trim().split('\n');
  let sum = 0;
  for (let i = 1; i < lines.length; i += 2) {
    for (const part of (lines[i] as string).split(' ')) {
      const [minutes = '0', seconds = '0'] = part.replace('s', '').split('m');
      sum += Number(minutes) * 60 + Number(seconds);
    }
  }
  return sum;
}

/**
 * `npm run bench -- openb [DIR]`: examples/openb with the first 1,000 pods on the GPU nodes: plan, apply of the saved
 * plan, then an empty plan. DIR holds the Alibaba lists (default ../shared/data/openb).
 */
export async function benchOpenb(args: readonly string[]): Promise<BenchResult[]> {
  requireTerraform();
  const data = resolve(args[0] ?? join(ROOT, '..', 'shared', 'data', 'openb'));
  const nodes = join(data, 'openb_node_list_gpu_node.csv');
  if (!existsSync(nodes)) {
    process.stderr.write(
      `rah: ${nodes} is missing. Give the directory of the Alibaba openb lists: npm run bench -- openb DIR\n`,
    );
    throw new StepFailed('no trace');
  }
  const dir = mkdtempSync(join(tmpdir(), 'rah-openb-'));
  const convert = ['convert', 'openb', '--nodes', nodes, '--pods', join(data, 'openb_pod_list_default.csv')];
  const made = spawnSync(join(ROOT, 'dist', 'rah'), [...convert, '--first', String(PODS), '--out', dir], {
    stdio: ['ignore', 2, 2],
  });
  if (made.status !== 0) throw new StepFailed('convert');
  copyFileSync(join(ROOT, 'examples', 'openb', 'main.tf'), join(dir, 'main.tf'));

  // A wrapper in the provider's place notes the CPU time of each provider process when it ends.
  const times = join(dir, 'times.txt');
  const wrapper = join(dir, 'terraform-provider-rah');
  writeFileSync(wrapper, `#!/bin/sh\n'${join(ROOT, 'dist', 'terraform-provider-rah')}' "$@"\ntimes >> '${times}'\n`, {
    mode: 0o755,
  });
  const config = join(dir, 'bench.tfrc');
  writeFileSync(
    config,
    `provider_installation {\n  dev_overrides {\n    ${JSON.stringify(PROVIDER_SOURCE)} = ${JSON.stringify(dir)}\n  }\n}\n`,
  );

  const results: BenchResult[] = [];
  async function measured(name: string, expected: number, ...command: string[]): Promise<void> {
    writeFileSync(times, '');
    const started = performance.now();
    const { code, output } = await capture('terraform', command, {
      cwd: dir,
      env: { TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: '1' },
    });
    const wall = (performance.now() - started) / 1000;
    if (code !== expected) {
      process.stderr.write(output.slice(-4000));
      throw new StepFailed(`terraform ${command.join(' ')} ended with ${code}`);
    }
    results.push(
      alone(`${name}: wall`, [wall], 's'),
      alone(`${name}: provider CPU`, [childrenSeconds(readFileSync(times, 'utf8'))], 's'),
    );
  }
  await measured(`plan of ${PODS} pods`, 0, 'plan', '-input=false', '-no-color', '-out=plan.tfplan');
  await measured('apply of that plan', 0, 'apply', '-input=false', '-no-color', 'plan.tfplan');
  await measured('second plan (empty)', 0, 'plan', '-input=false', '-no-color', '-detailed-exitcode');
  rmSync(dir, { recursive: true, force: true });
  return results;
}
