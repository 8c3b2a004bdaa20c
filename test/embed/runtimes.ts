/** The runtimes of examples/embed: what each needs, and how its programs are started. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');
export const EMBED = join(ROOT, 'examples', 'embed');
const NPM_BIN = join(EMBED, 'node_modules', '.bin');

/** Commands and the Debian packages that bring them. */
const C = { wasm2c: 'wabt', gcc: 'gcc libc6-dev' };

export interface Runtime {
  readonly name: string;
  /** Command → the Debian package that has it, or `npm` for those of examples/embed/package.json. */
  readonly needs: Readonly<Record<string, string>>;
  /** The module is compiled in: it is the plain build, and a wrong one is refused when it is built or opened. */
  readonly compiled: boolean;
  /** Command line of `replay` or `example`, without their arguments. */
  command(program: 'replay' | 'example'): readonly [string, ...string[]];
}

function compiled(name: string, needs: Readonly<Record<string, string>>): Runtime {
  return {
    name,
    needs: { ...C, ...needs },
    compiled: true,
    command: (program) => [join(EMBED, name, 'run.sh'), program],
  };
}

function script(name: string, needs: Readonly<Record<string, string>>, start: readonly [string, ...string[]]): Runtime {
  return {
    name,
    needs,
    compiled: false,
    command: (program) => [...start, join(EMBED, name, `${program}.mjs`)],
  };
}

export const RUNTIMES: readonly Runtime[] = [
  script('node', {}, [process.execPath]),
  script('deno', { deno: 'npm' }, [join(NPM_BIN, 'deno'), 'run', '--allow-read']),
  script('bun', { bun: 'npm' }, [join(NPM_BIN, 'bun')]),
  script('chromium', { chromium: 'chromium' }, [process.execPath]),
  script('firefox', { 'firefox-esr': 'firefox-esr' }, [process.execPath]),
  compiled('c', {}),
  compiled('rust', { rustc: 'rustc' }),
  compiled('python', { python3: 'python3' }),
  compiled('go', { go: 'golang-go' }),
  compiled('jvm', { javac: 'openjdk-17-jdk-headless' }),
];

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one program of a runtime. `fast` spares the C compiler's optimizer: for modules that are refused anyway. */
export function start(
  runtime: Runtime,
  program: 'replay' | 'example',
  args: readonly string[] = [],
  fast = false,
): Promise<Ended> {
  const [command, ...first] = runtime.command(program);
  const env = fast ? { ...process.env, CFLAGS: '-O0' } : process.env;
  return new Promise((resolve) => {
    execFile(command, [...first, ...args], { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr });
    });
  });
}
