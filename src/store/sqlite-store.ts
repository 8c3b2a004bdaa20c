import { closeSync, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { RahError } from '../errors/rah-error.ts';
import type { Clock, IdSource } from '../model/clock.ts';
import { isBusy, translate } from './sqlite-error.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import { APPLICATION_ID, CREATE_TABLES, SCHEMA_VERSION } from './sqlite-schema.ts';
import type { Committed, Seen, Store, StoreRecord, Writer } from './store.ts';

/** How long one attempt may block the event loop; between attempts the loop is free. */
const BLOCK_MS = 2;
const OPEN_WITHIN_MS = 15_000;
/** Tombstones that are kept for readers which were away. */
const KEPT_REVISIONS = 100_000;

export interface SqliteStoreOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** One file, many processes. The only importer of node:sqlite. */
export class SqliteStore implements Store {
  readonly uid: string;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #inode: bigint;
  readonly #ledger: SqliteLedger;
  readonly #statements = new Map<string, StatementSync>();
  #database: DatabaseSync;
  #closed = false;

  private constructor(database: DatabaseSync, options: SqliteStoreOptions) {
    this.#database = database;
    this.#file = options.file;
    this.#clock = options.clock;
    this.#inode = inodeOf(options.file) ?? 0n;
    this.#ledger = new SqliteLedger((sql, ...values) => this.#query(sql, ...values));
    this.uid = this.#meta('uid');
  }

  /** Makes the file when it is not there; several processes may do so at once. */
  static async open(options: SqliteStoreOptions): Promise<SqliteStore> {
    const { file, clock } = options;
    refuseEmptied(file, clock);
    makeFile(file);
    let database: DatabaseSync | null = null;
    try {
      const opened = new DatabaseSync(file, { timeout: BLOCK_MS });
      database = opened;
      const deadline = clock.now() + OPEN_WITHIN_MS;
      await patiently(clock, deadline, file, () => prepare(opened, file, options.ids));
      return new SqliteStore(opened, options);
    } catch (error) {
      database?.close();
      throw translate(error, file);
    }
  }

  async changesSince(revision: number): Promise<Seen> {
    return this.#guarded(() =>
      patiently(this.#clock, this.#clock.now() + OPEN_WITHIN_MS, this.#file, () => {
        this.#database.exec('BEGIN');
        try {
          return this.#seen(revision);
        } finally {
          this.#database.exec('ROLLBACK');
        }
      }),
    );
  }

  async transact<T>(
    since: number,
    deadline_ms: number,
    body: (seen: Seen, writer: Writer) => T,
  ): Promise<Committed<T>> {
    return this.#guarded(async () => {
      await patiently(this.#clock, deadline_ms, this.#file, () => this.#database.exec('BEGIN IMMEDIATE'));
      let committed: Committed<T>;
      let changed: boolean;
      try {
        const seen = this.#seen(since);
        const written = new Map<string, StoreRecord>();
        this.#ledger.takeChanged();
        const value = body(seen, this.#writer(seen.revision + 1, written));
        const revision = written.size === 0 ? seen.revision : seen.revision + 1;
        changed = this.#ledger.takeChanged() || written.size > 0;
        if (written.size > 0) this.#setMeta('revision', String(revision));
        committed = { value, revision, written: [...written.values()] };
      } catch (error) {
        this.#rollback();
        throw error;
      }
      if (changed) this.#commit();
      else this.#database.exec('ROLLBACK');
      return committed;
    });
  }

  async verify(): Promise<readonly string[]> {
    return this.#guarded(async () => {
      const rows = this.#query('PRAGMA quick_check(20)').map((row) => String(Object.values(row)[0]));
      return rows.filter((row) => row !== 'ok');
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    this.#database.close();
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new RahError('closed', 'The store is closed.');
    // A file that was moved or deleted still works on Linux, and everything written to it is lost.
    if (inodeOf(this.#file) !== this.#inode) {
      throw new RahError('fabric_changed', `The store ${this.#file} was replaced or removed while it was in use.`, {
        details: { file: this.#file },
      });
    }
    try {
      return await work();
    } catch (error) {
      throw translate(error, this.#file);
    }
  }

  #seen(since: number): Seen {
    const revision = Number(this.#meta('revision'));
    if (since === revision) return { revision, reset: false, records: [] };
    // Beyond the end means a restored backup; before the pruned past means that tombstones are missing.
    const reset = since <= 0 || since > revision || since < Number(this.#meta('pruned'));
    const columns = 'type, id, generation, revision, body';
    const rows = reset
      ? this.#query(`SELECT ${columns} FROM record WHERE body IS NOT NULL`)
      : this.#query(`SELECT ${columns} FROM record WHERE revision > ?`, since);
    return { revision, reset, records: rows.map(recordOf) };
  }

  #writer(revision: number, written: Map<string, StoreRecord>): Writer {
    const write = (type: string, id: string, body: unknown, growth = 1): number => {
      const conflict = `generation = generation + ${growth}, revision = excluded.revision, body = excluded.body`;
      const row = this.#query(
        `INSERT INTO record (type, id, generation, revision, body) VALUES (?, ?, 1, ?, ?)
         ON CONFLICT DO UPDATE SET ${conflict} RETURNING generation`,
        type,
        id,
        revision,
        body === null ? null : JSON.stringify(body),
      )[0];
      const generation = Number(row?.generation);
      written.set(`${type}\n${id}`, { type, id, generation, revision, body });
      return generation;
    };
    return {
      put: (type, id, body) => write(type, id, body),
      note: (type, id, body) => {
        write(type, id, body, 0);
      },
      remove: (type, id) => {
        write(type, id, null);
      },
      ledger: this.#ledger,
    };
  }

  #commit(): void {
    try {
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollback();
      // After a failed COMMIT the change may be found in the file all the same (measured: FACTS, section 2).
      const message = `The store ${this.#file} failed while committing; the change may or may not have taken effect.`;
      throw new RahError('outcome_unknown', message, { details: { file: this.#file }, cause: error });
    }
  }

  #rollback(): void {
    this.#ledger.forget();
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch {
      // The error that led here tells more.
    }
  }

  #meta(key: string): string {
    const row = this.#query('SELECT value FROM meta WHERE key = ?', key)[0];
    if (row === undefined) {
      throw new RahError('store_damaged', `The store ${this.#file} has lost its "${key}".`, {
        details: { file: this.#file },
      });
    }
    return String(row.value);
  }

  #setMeta(key: string, value: string): void {
    this.#query('UPDATE meta SET value = ? WHERE key = ?', value, key);
  }

  #query(sql: string, ...values: (string | number | null)[]): Record<string, unknown>[] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement.all(...values) as Record<string, unknown>[];
  }
}

function recordOf(row: Record<string, unknown>): StoreRecord {
  return {
    type: String(row.type),
    id: String(row.id),
    generation: Number(row.generation),
    revision: Number(row.revision),
    body: row.body === null ? null : (JSON.parse(String(row.body)) as unknown),
  };
}

/** Tries until the deadline, with the event loop free in between. */
async function patiently<T>(clock: Clock, deadline_ms: number, file: string, attempt: () => T): Promise<T> {
  for (let pause = 1; ; pause = Math.min(pause + 1, 8)) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (clock.now() >= deadline_ms) {
        const message = `Other processes kept the store ${file} busy until the deadline. Nothing was changed.`;
        throw new RahError('busy', message, { details: { file }, cause: error });
      }
    }
    await clock.sleep(pause);
  }
}

/** Pragmas, and the tables when there are none. Safe to repeat. */
function prepare(database: DatabaseSync, file: string, ids: IdSource): void {
  const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  database.exec('PRAGMA synchronous = FULL');
  if (pragma('journal_mode = WAL') !== 'wal' || pragma('synchronous') !== 2) {
    const message = `The store ${file} cannot be written durably here (no WAL, or synchronous is not FULL).`;
    throw new RahError('store_unavailable', message, { details: { file } });
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = Number(pragma('user_version'));
    const application = Number(pragma('application_id'));
    const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
    if (tables > 0 && application !== APPLICATION_ID) {
      throw new RahError('store_damaged', `${file} is a database, but not one of rah.`, {
        details: { file },
        hint: 'Choose another state directory, or move that file away if it is yours.',
      });
    }
    if (version > SCHEMA_VERSION) {
      const message = `The store ${file} has schema version ${version}; this rah knows versions up to ${SCHEMA_VERSION}.`;
      throw new RahError('store_version', message, { details: { file, version, known: SCHEMA_VERSION } });
    }
    if (tables === 0) {
      database.exec(CREATE_TABLES);
      const insert = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
      for (const [key, value] of [
        ['uid', ids.next()],
        ['revision', '0'],
        ['pruned', '0'],
      ] as const)
        insert.run(key, value);
    } else {
      prune(database);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Forgets tombstones of long ago: a store that lives for years must not grow with every release. */
function prune(database: DatabaseSync): void {
  const revision = Number(database.prepare("SELECT value FROM meta WHERE key = 'revision'").get()?.value);
  const before = revision - KEPT_REVISIONS;
  if (before <= 0) return;
  const gone = database.prepare('DELETE FROM record WHERE body IS NULL AND revision <= ?').run(before);
  if (gone.changes > 0) database.prepare("UPDATE meta SET value = ? WHERE key = 'pruned'").run(String(before));
}

function inodeOf(file: string): bigint | null {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

/** A store has a size from its first second on. One without was cut off, and what it knew is gone: do not begin anew. */
function refuseEmptied(file: string, clock: Clock): void {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.size > 0 || clock.now() - stat.mtimeMs < OPEN_WITHIN_MS) return;
  throw new RahError('store_damaged', `The store ${file} is empty: something has cut it off.`, { details: { file } });
}

/** Only the owner may read what is allocated to whom. */
function makeFile(file: string): void {
  const directory = dirname(file);
  try {
    if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) {
      writeFileSync(join(directory, '.gitignore'), '*\n', { mode: 0o600 });
    }
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new RahError('store_unavailable', `The store ${file} cannot be made: ${said}.`, {
      details: { file },
      cause: error,
    });
  }
}
