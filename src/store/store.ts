/** One versioned record. A released one stays as a tombstone (`body` null) so that others can catch up. */
export interface StoreRecord {
  readonly type: string;
  readonly id: string;
  /** Grows by one per change of this record. */
  readonly generation: number;
  /** Revision of the fabric at which it last changed. */
  readonly revision: number;
  readonly body: unknown;
}

/** What another writer may have done since a revision. */
export interface Seen {
  readonly revision: number;
  /** True: `records` is everything there is, and what the reader knew before means nothing. */
  readonly reset: boolean;
  readonly records: readonly StoreRecord[];
}

/** A preview that was shown to somebody. Not part of the fabric: it changes no revision. */
export interface LedgerEntry {
  readonly seq: number;
  readonly owner: string;
  readonly subject: string;
  readonly run: string;
  readonly digest: string;
  readonly made_at: number;
  readonly body: unknown;
}

/** Previews that no apply has consumed yet. */
export interface Ledger {
  /** Newest first. */
  ofSubject(owner: string, subject: string): readonly LedgerEntry[];
  /** Oldest first. */
  ofRun(owner: string, run: string): readonly LedgerEntry[];
  /**
   * The newest made at or before a time, else the newest; null when the owner has none.
   * Those of a run that ends in `@<plan_id>` come before all others.
   */
  latest(owner: string, before_ms: number, plan_id: string | null): LedgerEntry | null;
  add(entry: Omit<LedgerEntry, 'seq'>): void;
  remove(seq: number): void;
  consume(owner: string, subject: string): void;
  /** Keeps the newest `keep` of a subject, and nothing older than `oldest_ms`. */
  trim(owner: string, subject: string, keep: number, oldest_ms: number): void;
}

/** The inside of a transaction. */
export interface Writer {
  /** Answers the new generation. */
  put(type: string, id: string, body: unknown): number;
  /** As `put`, but the generation stays: what is noted beside a record is no change of the thing it describes. */
  note(type: string, id: string, body: unknown): void;
  /** Leaves a tombstone. */
  remove(type: string, id: string): void;
  readonly ledger: Ledger;
}

export interface Committed<T> {
  readonly value: T;
  /** The fabric's revision afterwards; one more than before when a record changed. */
  readonly revision: number;
  /** What was written, for readers that keep a copy. */
  readonly written: readonly StoreRecord[];
}

/**
 * Revisioned records and transactions: what an embedded file and an etcd cluster can both do.
 * Every failure is a RahError.
 */
export interface Store {
  /** Random id that the store was given when it was made. */
  readonly uid: string;
  /** Everything that changed after `revision`. */
  changesSince(revision: number): Promise<Seen>;
  /**
   * Compare and commit. `body` is told what changed after `since` and answers synchronously; what it wrote is committed
   * only on exactly the state that it was told, all or nothing; when it throws, nothing is. It may be called again when
   * another writer was faster, so it must leave nothing behind but its answer.
   */
  transact<T>(since: number, deadline_ms: number, body: (seen: Seen, writer: Writer) => T): Promise<Committed<T>>;
  /** What is wrong with the file or cluster itself. */
  verify(): Promise<readonly string[]>;
  close(): Promise<void>;
}
