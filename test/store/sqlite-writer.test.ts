import { expect, test, vi } from 'vitest';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import { record } from '../../src/store/record.ts';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { faultOf } from '../../src/store/sqlite-faults.ts';
import { Writer, type WriterSource } from '../../src/store/sqlite-writer.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import type { Transaction } from '../../src/store/store.ts';
import { alice, like, post, replyOf } from './cast.ts';
import { freshSqlite } from './fresh-sqlite.ts';

test('a hundred concurrent transactions share few commits and few statements', async () => {
  await using writing = await startWriter();
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      writing.write((tx) => {
        tx.putReply(replyOf(`${n}`), 1);
        tx.putReaction(like(alice, { activityId: replyOf(`${n}`).id }), 1);
      }),
    ),
  );
  expect(writing.statements().filter((sql) => sql === 'COMMIT')).toHaveLength(1);
  expect(writing.statements().filter((sql) => sql.includes('INSERT INTO replies'))).toHaveLength(1);
  expect(await writing.count('replies')).toBe(100);
});

test('while a commit runs, the next batch gathers', async () => {
  await using writing = await startWriter();
  const first = writing.write((tx) => tx.putSetting('0', 'x'));
  const rest: Promise<unknown>[] = [];
  await vi.waitUntil(() => writing.statements().includes('BEGIN IMMEDIATE'), { interval: 0 });
  for (let n = 1; n < 50; n += 1) rest.push(writing.write((tx) => tx.putSetting(`${n}`, 'x')));
  await Promise.all([first, ...rest]);
  expect(writing.statements().filter((sql) => sql === 'COMMIT')).toHaveLength(2);
});

test('work is done after all operations of its commit, and its failure undoes its own operations only', async () => {
  await using writing = await startWriter();
  const mistake = new Error('no');
  const counted = writing.writer.write([], (connection) =>
    connection.get('SELECT count(*) AS n FROM settings'),
  );
  const failing = writing.writer.write(recorded('a'), () => Promise.reject(mistake));
  const other = writing.writer.write(recorded('b'), () => Promise.resolve('done'));
  await expect(failing).rejects.toBe(mistake);
  expect(await counted).toEqual({ n: 0 });
  expect(await other).toBe('done');
  expect(await writing.count('settings')).toBe(1);
});

test('a full disk rejects all who wait, with nothing written, and the next write succeeds when there is room', async () => {
  await using writing = await startWriter();
  const [pages] = await writing.connection.all<{ readonly page_count: number }>('PRAGMA page_count');
  await writing.connection.execute(`PRAGMA max_page_count = ${pages?.page_count ?? 0}`);
  const long = 'x'.repeat(100_000);
  const writes = ['a', 'b'].map((id) =>
    writing.write((tx) => tx.putReply(replyOf(id, { content: long }), 1)),
  );
  for (const write of writes) {
    await expect(write).rejects.toThrow(StoreUnavailable);
    await expect(write).rejects.toThrow('the disk is full');
  }
  await writing.connection.execute('PRAGMA max_page_count = 1000000');
  await writing.write((tx) => tx.putReply(replyOf('c', { content: long }), 1));
  expect(await writing.count('replies')).toBe(1);
});

test('a commit is announced once, with each conversation once', async () => {
  await using writing = await startWriter();
  await Promise.all(['a', 'b', 'c'].map((id) => writing.write((tx) => tx.putReply(replyOf(id), 1))));
  expect(writing.announced).toEqual([[post]]);
});

test('what failed is not announced', async () => {
  await using writing = await startWriter();
  const [failed] = await Promise.allSettled([
    writing.write((tx) => tx.putReply(replyOf('a', { published: Number.NaN }), 1)),
    writing.write((tx) => tx.putSetting('a', 'x')),
  ]);
  expect(failed.status).toBe('rejected');
  expect(writing.announced).toEqual([]);
});

/** A Writer on an empty database, with all that its connection was asked for. */
async function startWriter() {
  const database = await freshSqlite();
  const connection = await Connection.open(database.path, 1000);
  const asked = vi.spyOn(connection, 'all');
  const announced: (readonly Uri[])[] = [];
  const source: WriterSource = {
    writer: connection,
    succeeded: () => undefined,
    failed: (error) => faultOf(error, database.path)?.told ?? error,
  };
  const writer = new Writer(source, (objectIds) => announced.push(objectIds));
  return {
    writer,
    connection,
    announced,
    write: (effects: (tx: Transaction) => void) => writer.write(record(effects), () => Promise.resolve()),
    statements: () => asked.mock.calls.map(([sql]) => sql),
    count: async (table: string) =>
      (await connection.get<{ readonly n: number }>(`SELECT count(*) AS n FROM ${table}`))?.n,
    [Symbol.asyncDispose]: async () => {
      await writer.close();
      await connection.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

function recorded(name: string) {
  return record((tx) => tx.putSetting(name, 'x'));
}
