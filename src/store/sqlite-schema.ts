/** "rah1": tells our files from other SQLite databases. */
export const APPLICATION_ID = 0x72616831;
/** Raise it with every change of the tables, and keep a step from each older one. */
export const SCHEMA_VERSION = 1;

export const CREATE_TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE record (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  body TEXT,
  PRIMARY KEY (type, id)
) STRICT;
CREATE INDEX record_revision ON record (revision);
CREATE TABLE preview (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  owner TEXT NOT NULL,
  subject TEXT NOT NULL,
  run TEXT NOT NULL,
  digest TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  consumed INTEGER NOT NULL DEFAULT 0,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX preview_subject ON preview (owner, subject, consumed);
CREATE INDEX preview_run ON preview (owner, run, consumed);
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${SCHEMA_VERSION};
`;
