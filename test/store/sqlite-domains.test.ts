import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { perishables } from '../../src/store/store.ts';
import { alice, bob, claim } from './cast.ts';
import { freshSqlite } from './fresh-sqlite.ts';
import { effectsOn } from './suite-concurrency.ts';

const counted = [
  ...['actors', 'actor_keys', 'followers', 'replies', 'removed_replies', 'reactions', 'quotes', 'votes'],
  ...['reports', 'seen', 'activities', 'private_messages'],
];

test('the sums of each domain are those of its rows, whatever was done, undone, delivered and cleaned', async () => {
  const drawing = fc.array(fc.constantFrom(...effectsOn(alice, bob), ...effectsOn(bob, alice)), {
    minLength: 20,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(drawing, async (drawn) => {
      await using database = await freshSqlite();
      const { store, path } = database;
      await Promise.all(drawn.map((effect) => store.transact(effect)));
      const [delivery] = await claim(store);
      await store.transact((tx) =>
        tx.putDeliveryOutcome(delivery?.row ?? 0, { state: 'delivered', at: 1, status: 202 }),
      );
      expect(await sumsIn(path)).toEqual(await rowsIn(path));
      for (const kind of perishables)
        await store.clean({ kind, now: 1e12, after: 0, limit: 100, deletedObjects: [] });
      expect(await sumsIn(path)).toEqual(await rowsIn(path));
    }),
    { seed: 1, numRuns: 20 },
  );
});

function sumsIn(path: string): Promise<unknown> {
  return asked(path, 'SELECT name, bytes FROM domains WHERE bytes <> 0 ORDER BY name');
}

function rowsIn(path: string): Promise<unknown> {
  const rows = counted.map((table) => `SELECT domain, size FROM ${table} WHERE domain IS NOT NULL`);
  return asked(
    path,
    `SELECT domain AS name, sum(size) AS bytes FROM (${rows.join(' UNION ALL ')}) GROUP BY domain ORDER BY domain`,
  );
}

async function asked(path: string, sql: string): Promise<unknown> {
  const connection = await Connection.open(path, 1000);
  try {
    return await connection.all(sql);
  } finally {
    await connection.close();
  }
}

test('of ids never heard of and of signatures, no more are remembered for a domain than its share, of the others all', async () => {
  await using database = await freshSqlite();
  const { store, path } = database;
  await store.transact((tx) => tx.putSeen('first', 1, alice));
  const connection = await Connection.open(path, 1000);
  await connection.execute(`UPDATE domains SET guards = 100000 WHERE name = 'social.test'`);
  await connection.close();
  const [hers, his] = [alice, bob].map((actor) => new URL('/notes/1', actor).href) as [
    typeof alice,
    typeof alice,
  ];
  await store.transact((tx) => {
    tx.putSeen('hers', 1, alice);
    tx.putSeen('his', 1, bob);
    tx.removeReply(hers, alice, 1);
    tx.removeReply(his, bob, 1);
  });
  const kept = [
    store.wasSeen('hers'),
    store.wasSeen('his'),
    store.wasRemoved(hers, alice),
    store.wasRemoved(his, bob),
  ];
  expect(await Promise.all(kept)).toEqual([false, true, false, true]);
});
