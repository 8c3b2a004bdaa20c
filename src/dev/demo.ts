import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.ts';
import { PROVIDER_SOURCE } from './bundle.ts';
import { ROOT, run, StepFailed } from './step.ts';
import { requireTerraform } from './terraform-binary.ts';

/** Plans, applies, maps, plans again and destroys examples/quickstart in a directory of its own, with the real terraform. */
export async function demo(): Promise<number> {
  const version = requireTerraform();
  await build({ force: false });
  const dir = mkdtempSync(join(tmpdir(), 'rah-demo-'));
  cpSync(join(ROOT, 'examples', 'quickstart'), dir, {
    recursive: true,
    filter: (path) => !/[\\/](\.terraform|\.rah)|tfstate|tfplan/.test(path),
  });
  const config = join(dir, 'demo.tfrc');
  writeFileSync(
    config,
    `provider_installation {\n  filesystem_mirror {\n    path    = ${JSON.stringify(join(ROOT, 'dist', 'mirror'))}\n    include = [${JSON.stringify(PROVIDER_SOURCE)}]\n  }\n}\n`,
  );
  const env = { TF_CLI_CONFIG_FILE: config, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
  const colour = process.stdout.isTTY && !process.env.NO_COLOR ? [] : ['-no-color'];

  let count = 0;
  async function show(what: string, command: string, args: string[], shown = args): Promise<void> {
    count += 1;
    process.stdout.write(`\n== ${count}. ${what}\n$ ${command} ${shown.join(' ')}\n`);
    const program = command === 'rah' ? join(ROOT, 'dist', 'rah') : command;
    const code = await run(program, args, { cwd: dir, env });
    if (code !== 0) {
      process.stdout.write(
        `\nrah demo: \`${command} ${shown.join(' ')}\` ended with ${code}; its directory is kept: ${dir}\n`,
      );
      throw new StepFailed(what);
    }
  }
  const terraform = (what: string, args: string[]) =>
    show(what, 'terraform', [args[0] as string, ...colour, ...args.slice(1)], args);

  process.stdout.write(`rah demo: examples/quickstart with Terraform ${version}\n`);
  await terraform('Terraform finds the provider in a filesystem mirror', ['init', '-input=false']);
  await terraform('The plan names the DRMs, and says why', ['plan', '-input=false', '-out=plan.tfplan']);
  await terraform('Applying the saved plan gives exactly them', ['apply', '-input=false', 'plan.tfplan']);
  await show('What the VM db sees, and where it lies', 'rah', ['map', 'db']);
  await show('Why this slice lies where it lies', 'rah', ['explain', 'web-cache']);
  await terraform('A second plan finds nothing to do', ['plan', '-input=false', '-detailed-exitcode']);
  await show('The checker agrees', 'rah', ['check']);
  await terraform('Destroy gives everything back', ['destroy', '-input=false', '-auto-approve']);
  await show('The fabric is empty again', 'rah', ['fabric', 'show']);
  rmSync(dir, { recursive: true, force: true });
  process.stdout.write('\nrah demo: done. The same by hand: examples/quickstart/README.md\n');
  return 0;
}
