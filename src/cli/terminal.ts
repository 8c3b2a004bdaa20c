/** Where a command reads its surroundings from and writes to: the process, or a test. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  out(text: string): void;
  err(text: string): void;
}

export function processTerminal(): Terminal {
  // A reader that goes away (`rah fabric show | head`) ends the reading, not the operation: what is written later goes
  // nowhere, and the exit code stays that of the command.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.exitCode = 1;
    });
  }
  return {
    env: process.env,
    outIsTty: process.stdout.isTTY === true,
    errIsTty: process.stderr.isTTY === true,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  };
}
