import sqlite3 from 'sqlite3';
import { openSqliteStore } from '../src/store/sqlite.ts';

/**
 * A new SQLite file with the tables and indexes of our store, and as durable; without its triggers: they keep sums for quotas and
 * lists, of which who writes the least knows nothing.
 */
export interface BareDatabase {
  run(sql: string, ...values: readonly string[]): Promise<void>;
  /** Prepared once. */
  prepare(sql: string): (...values: readonly (string | number)[]) => Promise<void>;
}

export async function openBareDatabase(path: string): Promise<BareDatabase> {
  await (await openSqliteStore(path)).close();
  const database = new sqlite3.Database(path);
  const run = (sql: string, ...values: readonly string[]): Promise<void> =>
    settled((done) => database.run(sql, values, done));
  await run('PRAGMA journal_mode = WAL');
  await run('PRAGMA synchronous = FULL');
  await run('PRAGMA wal_autocheckpoint = 4000');
  for (const name of await triggersOf(database)) await run(`DROP TRIGGER ${name}`);
  return {
    run,
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return (...values) => settled((done) => statement.run(values, done));
    },
  };
}

function triggersOf(database: sqlite3.Database): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    database.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'", (error, rows) => {
      if (error === null) resolve(rows.map(({ name }) => name));
      else reject(error);
    });
  });
}

/** Writes rows by `write`; each call resolves when its row is on disk, and whoever waits meanwhile shares the next commit. */
export function sharedCommits<Row>(
  { run }: BareDatabase,
  write: (rows: readonly Row[]) => Promise<unknown>,
): (row: Row) => Promise<void> {
  let waiting: Row[] = [];
  let next: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();

  async function commit(): Promise<void> {
    await running;
    const rows = waiting;
    waiting = [];
    next = undefined;
    await run('BEGIN IMMEDIATE');
    await write(rows);
    await run('COMMIT');
  }

  return (row) => {
    waiting.push(row);
    if (next === undefined) {
      next = commit();
      running = next;
    }
    return next;
  };
}

function settled(work: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    work((error) => (error ? reject(error) : resolve()));
  });
}
