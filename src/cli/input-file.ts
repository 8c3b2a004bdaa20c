import { readFileSync, type Stats, statSync } from 'node:fs';
import { Failure } from './failure.ts';

const MIB = 1024 ** 2;
/** Far above every list and module that there is. */
const MAX_MIB = 256;

/** The bytes of a file that the command line names. `pipe`: one may stand there too, as a shell makes it of `<(zcat a.gz)`. */
export function readInputFile(file: string, { pipe = false } = {}): Buffer {
  const stat = reading(file, () => statSync(file));
  if (!stat.isFile() && !(pipe && stat.isFIFO())) throw unreadable(file, `${file} is ${kindOf(stat)}, not a file`);
  if (stat.size > MAX_MIB * MIB) {
    throw unreadable(file, `${file} holds ${Math.ceil(stat.size / MIB)} MiB (at most ${MAX_MIB} MiB are read)`);
  }
  return reading(file, () => readFileSync(file));
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw unreadable(file, `${file}: there is no such file`, error);
    // Node says the code before and the path behind: "EACCES: permission denied, open 'x'".
    const why = message.replace(/^[A-Z0-9]+: /, '').replace(/, \w+( '.*')?$/s, '');
    throw unreadable(file, `${file} cannot be read: ${why}`, error);
  }
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return 'a directory';
  return stat.isFIFO() ? 'a pipe' : stat.isSocket() ? 'a socket' : 'a device';
}

function unreadable(file: string, message: string, cause?: unknown): Failure {
  return new Failure('input_invalid', message, {
    hint: 'Check the path and its permissions.',
    details: { file },
    cause,
  });
}
