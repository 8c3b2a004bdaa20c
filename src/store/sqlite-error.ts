import { RahError } from '../errors/rah-error.ts';

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/** SQLite's primary result code, or 0 for other errors. */
export function sqliteCode(error: unknown): number {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : 0;
}

export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_BUSY || code === SQLITE_LOCKED;
}

/** What an error of the database means to people. Errors that are not the database's pass through. */
export function translate(error: unknown, file: string): unknown {
  if (error instanceof RahError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const details = { file };
  switch (sqliteCode(error)) {
    case 0:
      return error;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return new RahError('store_damaged', `The store ${file} is damaged (${said}).`, { details, cause: error });
    case SQLITE_FULL:
      return unavailable(`The disk of the store ${file} is full. Nothing was changed.`, details, error);
    case SQLITE_READONLY:
      return unavailable(`The store ${file} may not be written.`, details, error);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return unavailable(`The store ${file} cannot be read or written (${said}).`, details, error);
    default:
      return new RahError('store_damaged', `The store ${file} refused a statement (${said}).`, {
        details,
        cause: error,
      });
  }
}

function unavailable(message: string, details: Readonly<Record<string, unknown>>, cause: unknown): RahError {
  return new RahError('store_unavailable', message, { details, cause });
}
