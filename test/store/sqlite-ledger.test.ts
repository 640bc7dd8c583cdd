import { expect, test } from 'vitest';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { outgoing, post, uri } from './cast.ts';
import { freshSqlite } from './fresh-sqlite.ts';

const inbox = uri('https://one.test:8443/inbox');

/** A host that fails, as the deliverer leaves it after many attempts: one delivery was tried, another waits for it. */
async function withFailingHost(): Promise<Awaited<ReturnType<typeof freshSqlite>>> {
  const database = await freshSqlite();
  await database.store.transact((tx) => {
    tx.enqueue(outgoing('1', [inbox], { notBefore: 50 }));
    tx.enqueue(outgoing('2', [uri('https://one.test:8443/bob')], { notBefore: 60 }));
  });
  const connection = await Connection.open(database.path, 0);
  await connection.execute(`
    UPDATE deliveries SET attempts = 5, reason = 'answered 503', due_at = 900, claimable_at = 900
      WHERE inbox = '${inbox}';
    UPDATE deliveries SET held = 1 WHERE inbox <> '${inbox}';
    INSERT INTO hosts (name, failures, failing_since, failing_days, failed_at, open_until, ask_at)
      VALUES ('one.test:8443', 5, 100, 1, 400, 700, 800), ('two.test', 1, 90, 1, 90, 0, NULL)`);
  await connection.close();
  return database;
}

test('what waits for a server that fails is tried when that is asked, and says so', async () => {
  await using database = await withFailingHost();
  const [held, tried] = (await database.store.ledger([post])).activities;
  expect(held).toMatchObject({ pending: { nextAt: 800 }, open: [{ waitsFor: 'server', nextAt: 800 }] });
  expect(tried).toMatchObject({ pending: { nextAt: 900 }, open: [{ waitsFor: undefined, nextAt: 900 }] });
});

test('hosts that fail are told, those that have for longest first, with what is pending there and why', async () => {
  await using database = await withFailingHost();
  expect(await database.store.failingHosts(10)).toEqual([
    { host: 'two.test', failures: 1, sinceAt: 90, nextAt: undefined, pending: 0, reason: undefined },
    { host: 'one.test:8443', failures: 5, sinceAt: 100, nextAt: 800, pending: 2, reason: 'answered 503' },
  ]);
  expect(await database.store.failingHosts(1)).toHaveLength(1);
});
