import { spawnSync } from 'node:child_process';
import { StepFailed } from './step.ts';

/** Version of the terraform on PATH; explains how to get one when there is none. */
export function requireTerraform(): string {
  const { status, stdout } = spawnSync('terraform', ['version', '-json'], { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout).terraform_version;
  process.stderr.write(
    [
      'rah: terraform was not found on PATH.',
      '',
      'This command runs the real Terraform, 1.8 or newer (1.11 is what the tests run on).',
      'Get it from https://developer.hashicorp.com/terraform/install (one binary; put it on PATH),',
      'check with `terraform version`, then run the command again.',
      '',
    ].join('\n'),
  );
  throw new StepFailed('terraform is missing');
}
