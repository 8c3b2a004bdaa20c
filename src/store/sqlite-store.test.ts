import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock, IdSource } from '../model/clock.ts';
import { SqliteStore } from './sqlite-store.ts';

const clock: Clock = { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };

function counting(): IdSource {
  let count = 0;
  return { next: () => String(++count).padStart(32, '0') };
}

let directory: string;
let file: string;
const opened: SqliteStore[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rah-store-'));
  file = join(directory, '.rah', 'fabric.yaml.db');
});

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function open(path = file, ids = counting()): Promise<SqliteStore> {
  const store = await SqliteStore.open({ file: path, clock, ids });
  opened.push(store);
  return store;
}

const soon = (): number => Date.now() + 5_000;

describe('SqliteStore', () => {
  it('makes a private file, ignored by git', async () => {
    await open();
    expect(statSync(join(directory, '.rah')).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, '.rah', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('leaves a state directory that it did not make alone', async () => {
    await open(join(directory, 'x.db'));
    expect(existsSync(join(directory, '.gitignore'))).toBe(false);
  });

  it('grows the revision by one per committed change, and generations per record', async () => {
    const store = await open();
    const first = await store.transact(0, soon(), (seen, writer) => {
      expect(seen).toEqual({ revision: 0, reset: false, records: [] });
      expect(writer.put('drm', 'a', { x: 1 })).toBe(1);
      expect(writer.put('drm', 'b', { x: 2 })).toBe(1);
      return 'answer';
    });
    expect(first).toMatchObject({ value: 'answer', revision: 1 });
    expect(first.written).toEqual([
      { type: 'drm', id: 'a', generation: 1, revision: 1, body: { x: 1 } },
      { type: 'drm', id: 'b', generation: 1, revision: 1, body: { x: 2 } },
    ]);
    const second = await store.transact(1, soon(), (_, writer) => writer.put('drm', 'a', { x: 3 }));
    expect(second).toMatchObject({ value: 2, revision: 2 });
    const nothing = await store.transact(2, soon(), () => null);
    expect(nothing).toMatchObject({ revision: 2, written: [] });
  });

  it('tells what changed, with tombstones', async () => {
    const store = await open();
    await store.transact(0, soon(), (_, writer) => writer.put('vm', 'a', 1));
    await store.transact(1, soon(), (_, writer) => writer.put('vm', 'b', 1));
    await store.transact(2, soon(), (_, writer) => writer.remove('vm', 'a'));
    expect((await store.changesSince(2)).records).toEqual([
      { type: 'vm', id: 'a', generation: 2, revision: 3, body: null },
    ]);
    expect((await store.changesSince(3)).records).toEqual([]);
    const all = await store.changesSince(0);
    expect([all.reset, all.records.map(({ id }) => id)]).toEqual([true, ['b']]);
    // A reader that is ahead of the file knows something that never was, or no longer is.
    expect((await store.changesSince(99)).reset).toBe(true);
    // A record that comes back goes on counting.
    await store.transact(3, soon(), (_, writer) => expect(writer.put('vm', 'a', 2)).toBe(3));
  });

  it('keeps nothing of a transaction that throws', async () => {
    const store = await open();
    const failing = store.transact(0, soon(), (_, writer) => {
      writer.put('vm', 'a', 1);
      writer.ledger.add({ owner: 'o', subject: 's', run: 'r', digest: 'd', made_at: 1, body: 1 });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.changesSince(0)).toMatchObject({ revision: 0, records: [] });
    await store.transact(0, soon(), (_, { ledger }) => expect(ledger.ofRun('o', 'r')).toEqual([]));
  });

  it('shows each of two connections what the other did, and never loses an update', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    expect(one.uid).toBe(two.uid);
    const add = async (store: SqliteStore): Promise<void> => {
      let known = 0;
      let sum = 0;
      for (let round = 0; round < 25; round++) {
        const committed = await store.transact(known, soon(), (seen, writer) => {
          for (const { body } of seen.records) sum = body as number;
          writer.put('counter', 'c', sum + 1);
          return sum + 1;
        });
        known = committed.revision;
        sum = committed.value;
      }
    };
    await Promise.all([add(one), add(two)]);
    expect((await one.changesSince(0)).records).toMatchObject([{ generation: 50, revision: 50, body: 50 }]);
  });

  it('gives up at the deadline without blocking the event loop', async () => {
    const store = await open();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await expect(store.transact(0, Date.now() + 150, () => null)).rejects.toMatchObject({ code: 'busy' });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    other.exec('ROLLBACK');
    other.close();
    await store.transact(0, soon(), (_, writer) => writer.put('vm', 'a', 1));
  });

  it('refuses what is not its file', async () => {
    writeFileSync(join(directory, 'text.db'), 'this is not a database, whatever its name says'.repeat(50));
    await expect(open(join(directory, 'text.db'))).rejects.toMatchObject({ code: 'store_damaged' });
    const foreign = new DatabaseSync(join(directory, 'foreign.db'));
    foreign.exec('CREATE TABLE t (x)');
    foreign.close();
    await expect(open(join(directory, 'foreign.db'))).rejects.toThrow(/not one of rah/);
    await expect(open(directory)).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('refuses a newer schema and says so', async () => {
    await (await open()).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(open()).rejects.toMatchObject({ code: 'store_version', message: expect.stringMatching(/version 99/) });
  });

  it('notices a damaged page', async () => {
    const store = await open();
    await store.transact(0, soon(), (_, writer) => {
      for (let index = 0; index < 500; index++) writer.put('vm', `vm-${index}`, { text: 'x'.repeat(100) });
    });
    await store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096 * 2, 4096 * 6);
    writeFileSync(file, bytes);
    const damaged = open().then(async (again) => {
      const found = await again.verify();
      if (found.length > 0) throw Object.assign(new Error(found[0]), { code: 'store_damaged' });
    });
    await expect(damaged).rejects.toMatchObject({ code: 'store_damaged' });
  });

  it('notices that its file was replaced or removed', async () => {
    const store = await open();
    copyFileSync(file, `${file}.copy`);
    renameSync(`${file}.copy`, file);
    await expect(store.changesSince(0)).rejects.toMatchObject({ code: 'fabric_changed' });
    const other = await open();
    rmSync(file);
    await expect(other.transact(0, soon(), () => null)).rejects.toMatchObject({ code: 'fabric_changed' });
  });

  it('is closed after close', async () => {
    const store = await open();
    await store.close();
    await store.close();
    await expect(store.changesSince(0)).rejects.toMatchObject({ code: 'closed' });
  });

  it('does not take a file that was cut off for a new store', async () => {
    await (await open()).close();
    truncateSync(file);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(file, longAgo, longAgo);
    await expect(open()).rejects.toMatchObject({ code: 'store_damaged' });
  });

  // A file where a directory should be: that stops root as well, unlike permissions.
  it('says what cannot be written', async () => {
    writeFileSync(join(directory, 'in-the-way'), '');
    const blocked = join(directory, 'in-the-way', 'fabric.db');
    await expect(open(blocked)).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});

describe('its ledger', () => {
  const entry = (subject: string, run: string, made_at: number) => ({
    owner: 'o',
    subject,
    run,
    digest: 'd',
    made_at,
    body: { made_at },
  });

  it('finds previews by subject and run until they are consumed', async () => {
    const store = await open();
    await store.transact(0, soon(), (_, { ledger }) => {
      ledger.add(entry('a', 'r1', 10));
      ledger.add(entry('b', 'r1', 20));
      ledger.add(entry('a', 'r2', 30));
    });
    const committed = await store.transact(0, soon(), (_, { ledger }) => {
      expect(ledger.ofSubject('o', 'a').map(({ made_at }) => made_at)).toEqual([30, 10]);
      expect(ledger.ofRun('o', 'r1').map(({ subject }) => subject)).toEqual(['a', 'b']);
      expect(ledger.latest('o', 25, null)?.made_at).toBe(20);
      expect(ledger.latest('o', 5, null)?.made_at).toBe(30);
      expect(ledger.latest('other', 5, null)).toBeNull();
      ledger.add(entry('a', 'r3@noon', 40));
      expect(ledger.latest('o', 99, 'noon')?.made_at).toBe(40);
      expect(ledger.latest('o', 5, 'noon')?.made_at).toBe(40);
      expect(ledger.latest('o', 25, 'never')?.made_at).toBe(20);
      ledger.consume('o', 'a');
      expect(ledger.ofSubject('o', 'a')).toEqual([]);
      expect(ledger.latest('o', 35, null)?.made_at).toBe(30);
    });
    expect(committed.revision).toBe(0);
  });

  it('forgets what is old or too much', async () => {
    const store = await open();
    await store.transact(0, soon(), (_, { ledger }) => {
      for (let at = 1; at <= 12; at++) ledger.add(entry('a', `r${at}`, at));
      ledger.add(entry('b', 'r', 2));
      ledger.trim('o', 'a', 8, 3);
      expect(ledger.ofSubject('o', 'a').map(({ made_at }) => made_at)).toEqual([12, 11, 10, 9, 8, 7, 6, 5]);
      expect(ledger.ofSubject('o', 'b')).toEqual([]);
    });
  });
});
