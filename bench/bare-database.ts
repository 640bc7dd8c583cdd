import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';

const schemaFile = join(import.meta.dirname, '../src/store/migrations/sqlite/001-initial.sql');
/** Without triggers: they keep sums for quotas, of which who writes the least knows nothing. */
const schema = readFileSync(schemaFile, 'utf8').replace(/^CREATE TRIGGER .*?^END;$/gms, '');

/** A new SQLite file with our tables and indexes, as durable as our own store. */
export interface BareDatabase {
  run(sql: string, ...values: readonly string[]): Promise<void>;
  /** Prepared once. */
  prepare(sql: string): (...values: readonly (string | number)[]) => Promise<void>;
}

export async function openBareDatabase(path: string): Promise<BareDatabase> {
  const database = new sqlite3.Database(path);
  const run = (sql: string, ...values: readonly string[]): Promise<void> =>
    settled((done) => database.run(sql, values, done));
  await run('PRAGMA journal_mode = WAL');
  await run('PRAGMA synchronous = FULL');
  await run('PRAGMA wal_autocheckpoint = 4000');
  await settled((done) => database.exec(schema, done));
  return {
    run,
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return (...values) => settled((done) => statement.run(values, done));
    },
  };
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
