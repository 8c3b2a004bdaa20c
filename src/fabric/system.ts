import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { RahError } from '../errors/rah-error.ts';
import type { Clock, IdSource } from '../model/clock.ts';
import { MAX_INVENTORY_CHARS } from '../model/inventory.ts';
import type { InventorySource } from '../vrm/inventory-source.ts';

/** The real world: time, randomness, files and processes. Everything else gets them through constructors. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export const systemIds: IdSource = { next: () => randomBytes(16).toString('hex') };

/** When a process started, in clock ticks since boot; null when it does not run or the system does not tell. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold anything, even ") "; the fields begin behind its last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie does nothing any more.
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** `${pid}-${start}-${random}`: start tells a process from a later one with the same pid. */
export function processInstance(): string {
  return `${process.pid}-${startOf(process.pid) ?? '0'}-${randomBytes(4).toString('hex')}`;
}

/** Whether the process of an instance still runs. What cannot be read as an instance counts as alive: never take from it. */
export function isInstanceAlive(instance: string): boolean {
  const match = /^(\d{1,10})-(\d+)-/.exec(instance);
  if (match === null) return true;
  const pid = Number(match[1]);
  if (match[2] !== '0') return startOf(pid) === match[2];
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** " (line 3)": the first line that is not UTF-8. */
function whereBroken(bytes: Buffer): string {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end === -1 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(start, stop))) return ` (line ${line})`;
    start = stop;
  }
  return '';
}

/** An inventory in a file. */
export class InventoryFile implements InventorySource {
  readonly fileName: string;

  constructor(fileName: string) {
    this.fileName = fileName;
  }

  stamp(): string {
    try {
      const stat = statSync(this.fileName, { bigint: true });
      if (stat.isDirectory()) throw this.#unreadable('is a directory, not a file');
      // A pipe or a device would keep us waiting for its end.
      if (!stat.isFile()) throw this.#unreadable('is not a regular file');
      if (stat.size > BigInt(MAX_INVENTORY_CHARS)) throw this.#unreadable('is too large to be an inventory');
      return `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
    } catch (error) {
      throw this.#translate(error);
    }
  }

  read(): string {
    try {
      const bytes = readFileSync(this.fileName);
      if (!isUtf8(bytes)) throw this.#unreadable(`is not UTF-8 text${whereBroken(bytes)}`);
      return bytes.toString('utf8');
    } catch (error) {
      throw this.#translate(error);
    }
  }

  #translate(error: unknown): unknown {
    if (error instanceof RahError) return error;
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
      case 'ENOTDIR':
        return this.#unreadable('does not exist', error);
      case 'EACCES':
      case 'EPERM':
        return this.#unreadable('may not be read', error);
      case 'EISDIR':
        return this.#unreadable('is a directory, not a file', error);
      default:
        return this.#unreadable(`cannot be read (${error instanceof Error ? error.message : String(error)})`, error);
    }
  }

  #unreadable(what: string, cause?: unknown): RahError {
    return new RahError('inventory_unreadable', `The fabric file ${this.fileName} ${what}.`, {
      details: { file: this.fileName },
      cause,
    });
  }
}
