import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, StepFailed } from '../../step.ts';
import type { Round } from './random.ts';

/** False, with a word on stderr, when there is no gcc: the yardsticks in C are left out then. */
export function hasCompiler(): boolean {
  if (spawnSync('gcc', ['--version'], { stdio: 'ignore' }).status === 0) return true;
  process.stderr.write('rah: gcc was not found, so the rows against C have no yardstick. Install gcc and run again.\n');
  return false;
}

/** A yardstick of this folder, compiled into `dir` with -O3. */
export class CProgram {
  readonly #file: string;

  constructor(dir: string, name: string) {
    this.#file = join(dir, name);
    const source = join(ROOT, 'src', 'dev', 'bench', 'policy', `${name}.c`);
    const { status, stderr } = spawnSync('gcc', ['-O3', '-msse2', '-o', this.#file, source], { encoding: 'utf8' });
    if (status === 0) return;
    process.stderr.write(stderr);
    throw new StepFailed(`gcc on ${name}.c`);
  }

  run(...args: readonly number[]): Round {
    const text = execFileSync(this.#file, args.map(String), { encoding: 'utf8' });
    const [ns, checksum] = text.trim().split(' ').map(Number);
    if (ns === undefined || checksum === undefined) throw new StepFailed(`${this.#file}: it printed ${text}`);
    return { ns, checksum: checksum | 0 };
  }
}
