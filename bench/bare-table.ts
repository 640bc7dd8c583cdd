import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';

const schema = join(import.meta.dirname, '../src/store/migrations/sqlite/001-initial.sql');

/** What a reply's row is made of, as the note says it. */
export interface BareNote {
  readonly id: string;
  readonly attributedTo: string;
  readonly inReplyTo: string;
  readonly content: string;
  readonly url: string;
  readonly published: string;
}

/**
 * How the rows of a commit are written: each by a prepared INSERT, which is what one would write first, or all of them by one
 * statement, as our own store does.
 */
export type Writing = 'row by row' | 'one statement';

/** Our own table of replies, with its indexes and as durable; one row a request, and nothing looked at before it is put. */
export interface BareTable {
  /** Resolves when the row is on disk; whoever waits meanwhile shares the next commit. */
  put(note: BareNote): Promise<void>;
}

export async function openBareTable(path: string, writing: Writing): Promise<BareTable> {
  const database = new sqlite3.Database(path);
  const run = (sql: string, ...values: readonly string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      database.run(sql, values, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  await run('PRAGMA journal_mode = WAL');
  await run('PRAGMA synchronous = FULL');
  await run('PRAGMA wal_autocheckpoint = 4000');
  await new Promise<void>((resolve, reject) => {
    database.exec(readFileSync(schema, 'utf8'), (error) => (error ? reject(error) : resolve()));
  });

  const writers: Readonly<Record<Writing, (notes: readonly BareNote[]) => Promise<unknown>>> = {
    'row by row': rowByRow(database),
    'one statement': (notes) => run(insertAll, JSON.stringify(notes)),
  };
  let rows: BareNote[] = [];
  let next: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();

  async function commit(): Promise<void> {
    await running;
    const notes = rows;
    rows = [];
    next = undefined;
    await run('BEGIN IMMEDIATE');
    await writers[writing](notes);
    await run('COMMIT');
  }

  return {
    put: ({ id, attributedTo, inReplyTo, content, url, published }) => {
      rows.push({ id, attributedTo, inReplyTo, content, url, published });
      if (next === undefined) {
        next = commit();
        running = next;
      }
      return next;
    },
  };
}

const columns = `INSERT INTO replies
  (id, actor, object, in_reply_to, content, sensitive, url, published, visibility, stored_at)`;

const insertAll = `${columns}
  SELECT value ->> 'id', value ->> 'attributedTo', value ->> 'inReplyTo', value ->> 'inReplyTo', value ->> 'content', 0,
    value ->> 'url', unixepoch(value ->> 'published'), 'public', unixepoch()
  FROM jsonb_each(?1) WHERE true ON CONFLICT DO NOTHING`;

const insertOne = `${columns}
  VALUES (?1, ?2, ?3, ?3, ?4, 0, ?5, unixepoch(?6), 'public', unixepoch()) ON CONFLICT DO NOTHING`;

function rowByRow(database: sqlite3.Database): (notes: readonly BareNote[]) => Promise<unknown> {
  const statement = database.prepare(insertOne);
  return (notes) => Promise.all(notes.map((note) => insert(statement, note)));
}

function insert(statement: sqlite3.Statement, note: BareNote): Promise<void> {
  const { id, attributedTo, inReplyTo, content, url, published } = note;
  return new Promise((resolve, reject) => {
    statement.run([id, attributedTo, inReplyTo, content, url, published], (error: Error | null) =>
      error ? reject(error) : resolve(),
    );
  });
}
