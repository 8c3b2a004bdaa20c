import type { Ledger, LedgerEntry } from './store.ts';

/** The one statement method that the ledger needs, so that only sqlite-store.ts knows the database. */
export type Query = (sql: string, ...values: (string | number)[]) => Record<string, unknown>[];

const COLUMNS = 'seq, owner, subject, run, digest, made_at';

/** Previews in the `preview` table; only ever used inside a transaction. */
export class SqliteLedger implements Ledger {
  readonly #query: Query;
  /** A run of a thousand previews reads the earlier ones a thousand times; what was written never changes. */
  readonly #bodies = new Map<number, unknown>();
  #changed = false;

  constructor(query: Query) {
    this.#query = query;
  }

  /** True when something was written since the last call. */
  takeChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** After a rollback the same seq may come to mean something else. */
  forget(): void {
    this.#bodies.clear();
  }

  ofSubject(owner: string, subject: string): LedgerEntry[] {
    const where = 'owner = ? AND subject = ? AND consumed = 0 ORDER BY seq DESC';
    return this.#query(`SELECT ${COLUMNS} FROM preview WHERE ${where}`, owner, subject).map((row) => this.#entry(row));
  }

  ofRun(owner: string, run: string): LedgerEntry[] {
    const where = 'owner = ? AND run = ? AND consumed = 0 ORDER BY seq';
    return this.#query(`SELECT ${COLUMNS} FROM preview WHERE ${where}`, owner, run).map((row) => this.#entry(row));
  }

  latest(owner: string, before_ms: number, plan_id: string | null): LedgerEntry | null {
    const suffix = plan_id === null ? '' : `@${plan_id}`;
    const order = 'ORDER BY substr(run, -length(?)) = ? DESC, made_at <= ? DESC, seq DESC LIMIT 1';
    const sql = `SELECT ${COLUMNS} FROM preview WHERE owner = ? ${order}`;
    const row = this.#query(sql, owner, suffix, suffix, before_ms)[0];
    return row === undefined ? null : this.#entry(row);
  }

  add(entry: Omit<LedgerEntry, 'seq'>): void {
    this.#changed = true;
    const { owner, subject, run, digest, made_at } = entry;
    const sql = 'INSERT INTO preview (owner, subject, run, digest, made_at, body) VALUES (?, ?, ?, ?, ?, ?)';
    this.#query(sql, owner, subject, run, digest, made_at, JSON.stringify(entry.body));
  }

  remove(seq: number): void {
    this.#changed = true;
    this.#query('DELETE FROM preview WHERE seq = ?', seq);
  }

  consume(owner: string, subject: string): void {
    this.#changed = true;
    this.#query('UPDATE preview SET consumed = 1 WHERE owner = ? AND subject = ? AND consumed = 0', owner, subject);
  }

  trim(owner: string, subject: string, keep: number, oldest_ms: number): void {
    this.#changed = true;
    this.#query('DELETE FROM preview WHERE made_at < ?', oldest_ms);
    const kept = 'SELECT seq FROM preview WHERE owner = ? AND subject = ? ORDER BY seq DESC LIMIT ?';
    const sql = `DELETE FROM preview WHERE owner = ? AND subject = ? AND seq NOT IN (${kept})`;
    this.#query(sql, owner, subject, owner, subject, keep);
  }

  #entry(row: Record<string, unknown>): LedgerEntry {
    const seq = Number(row.seq);
    if (!this.#bodies.has(seq)) {
      const text = this.#query('SELECT body FROM preview WHERE seq = ?', seq)[0]?.body;
      this.#bodies.set(seq, JSON.parse(String(text)) as unknown);
    }
    return {
      seq,
      owner: String(row.owner),
      subject: String(row.subject),
      run: String(row.run),
      digest: String(row.digest),
      made_at: Number(row.made_at),
      body: this.#bodies.get(seq),
    };
  }
}
