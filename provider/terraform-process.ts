import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** The processes around us as ProcessFacts asks for them: from /proc where there is one, from `ps` elsewhere. */
export function systemProcessFacts() {
  const proc = process.platform === 'linux';
  return {
    ppid: process.ppid,
    cwd: process.cwd(),
    parentOf: proc ? parentFromProc : parentFromPs,
    startOf: proc ? startFromProc : startFromPs,
    argumentsOf: proc ? argumentsFromProc : argumentsFromPs,
    inspectFile,
    readText,
    environment: (name: string): string | null => process.env[name] || null,
  };
}

/** A field of /proc/PID/stat, counted from behind the command name: that stands in parentheses and may hold anything. */
function statField(pid: number, index: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[index] ?? null;
  } catch {
    return null;
  }
}

function parentFromProc(pid: number): number | null {
  return Number(statField(pid, 1)) || null;
}

function parentFromPs(pid: number): number | null {
  return Number(ps(pid, 'ppid=')) || null;
}

function startFromProc(pid: number): string | null {
  return statField(pid, 19);
}

function startFromPs(pid: number): string | null {
  return ps(pid, 'lstart=')?.replaceAll(/\s+/g, '_') ?? null;
}

function argumentsFromProc(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return text.replace(/\0$/, '').split('\0');
  } catch {
    return null;
  }
}

function argumentsFromPs(pid: number): readonly string[] | null {
  return ps(pid, 'args=')?.split(/\s+/) ?? null;
}

function ps(pid: number, column: string): string | null {
  try {
    const text = execFileSync('ps', ['-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() === '' ? null : text.trim();
  } catch {
    return null;
  }
}

function inspectFile(path: string): { magic: string; modified_ms: number } | null {
  try {
    const descriptor = openSync(path, 'r');
    try {
      const head = Buffer.alloc(2);
      const read = readSync(descriptor, head, 0, 2, 0);
      return { magic: head.toString('latin1', 0, read), modified_ms: fstatSync(descriptor).mtimeMs };
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
