import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROVIDER_SOURCE } from '../bundle.ts';
import { capture, ROOT, StepFailed } from '../step.ts';

/** A directory of its own with files in it, and terraform pointed at dist/mirror. */
export class Workspace {
  readonly dir: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) {
    this.dir = mkdtempSync(join(tmpdir(), 'rah-bench-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.dir, name), text);
    const config = join(this.dir, 'bench.tfrc');
    writeFileSync(
      config,
      `provider_installation {\n  filesystem_mirror {\n    path    = ${JSON.stringify(join(ROOT, 'dist', 'mirror'))}\n    include = [${JSON.stringify(PROVIDER_SOURCE)}]\n  }\n}\n`,
    );
    this.#env = { TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', ...env };
  }

  /** Milliseconds of wall time. */
  async terraform(...args: string[]): Promise<number> {
    const started = performance.now();
    const { code, output } = await capture('terraform', args, { cwd: this.dir, env: this.#env });
    if (code !== 0) {
      process.stderr.write(output);
      throw new StepFailed(`terraform ${args.join(' ')} ended with ${code}`);
    }
    return performance.now() - started;
  }
}
