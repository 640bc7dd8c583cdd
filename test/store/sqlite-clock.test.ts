import { expect, test } from 'vitest';
import { actorOf, alice, claim, outgoing, uri } from './cast.ts';
import { freshSqlite } from './fresh-sqlite.ts';

const day = 24 * 3_600_000;
const now = 1_800_000_000_000;
const years = 3 * 365 * day;
const inbox = uri('https://social.test/inbox');

test('what a wrong clock put years ahead is sent now, and what is to wait waits', async () => {
  await using database = await freshSqlite();
  const { store } = database;
  await store.transact((tx) => {
    for (const [name, notBefore] of [
      ['lost', now + years],
      ['waits', now + 3 * day],
      ['due', now],
    ] as const)
      tx.enqueue(
        outgoing(name, [inbox], { notBefore, objectId: uri(`https://blog.test/ap/objects/${name}`) }),
      );
  });
  await store.hastenDeliveries(now);
  const due = await claim(store, { now });
  expect(due.map(({ activityId }) => activityId).sort()).toEqual(
    [outgoing('due', []).id, outgoing('lost', []).id].sort(),
  );
  expect(await store.nextDeliveryAt()).toBeLessThan(now + 4 * day);
});

test('a lease that was taken by a wrong clock ends', async () => {
  await using database = await freshSqlite();
  const { store } = database;
  await store.transact((tx) => tx.enqueue(outgoing('a', [inbox], { notBefore: now })));
  expect(await claim(store, { now: now + years })).toHaveLength(1);
  await store.hastenDeliveries(now);
  expect(await claim(store, { now })).toHaveLength(1);
});

test('a profile that was fetched by a wrong clock gives way to what is fetched by the right one', async () => {
  await using database = await freshSqlite();
  const { store } = database;
  const named = (name: string) =>
    actorOf(alice, { name, keys: [{ id: uri(`${alice}#${name}`), pem: name }] });
  await store.transact((tx) => tx.putActor(named('ahead'), now + years));
  await store.transact((tx) => tx.putActor(named('right'), now));
  expect(await store.findActor(alice)).toMatchObject({ name: 'right', keys: [{ pem: 'right' }] });
  await store.transact((tx) => tx.putActor(named('late'), now - 60_000)); // A race, and no clock's fault.
  expect(await store.findActor(alice)).toMatchObject({ name: 'right' });
});

test('what was learnt of a host by a wrong clock gives way, too', async () => {
  await using database = await freshSqlite();
  const { store } = database;
  await store.transact((tx) => tx.putSignatureForm('social.test', 'ahead', now + years));
  await store.transact((tx) => tx.putSignatureForm('social.test', 'right', now));
  expect(await store.signatureForm('social.test')).toBe('right');
});
