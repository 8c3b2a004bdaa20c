import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

// Not process.exit: what was written to a pipe may still be on its way.
run(process.argv.slice(2), processTerminal()).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
