import { StepFailed } from './step.ts';

const COMMANDS: Readonly<Record<string, { about: string; run: (args: string[]) => Promise<number> }>> = {
  demo: {
    about: 'plan, apply, map and destroy examples/quickstart with the real terraform',
    run: async () => (await import('./demo.ts')).demo(),
  },
  build: {
    about: 'dist/rah-policy.wasm, dist/rah, dist/terraform-provider-rah, dist/mirror',
    run: async () => {
      await (await import('./build.ts')).build({ force: true });
      return 0;
    },
  },
  test: {
    about: 'everything short; --long: the long suites; other arguments go to vitest',
    run: async (args) => (await import('./test.ts')).test(args),
  },
  check: { about: 'types, lint, format, generated files', run: async () => (await import('./check.ts')).check() },
  gen: {
    about: 'regenerate what is generated; --check: fail on any difference',
    run: async (args) => (await import('./generate.ts')).generate(args),
  },
  format: { about: 'format and apply safe lint fixes', run: async () => (await import('./check.ts')).format() },
  bench: {
    about: 'bench provider|policy|bind|openb [--json]',
    run: async (args) => (await import('./bench.ts')).bench(args),
  },
};

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  process.stderr.write(`usage: npm run <command> [-- options]\n\n`);
  for (const [key, { about }] of Object.entries(COMMANDS)) process.stderr.write(`  ${key.padEnd(8)} ${about}\n`);
  process.exitCode = name === '' || name === 'help' ? 0 : 2;
} else {
  try {
    process.exitCode = await command.run(args);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    process.exitCode = 1;
  }
}
