import { expect, onTestFinished, test } from 'vitest';
import { synchronizationsFor } from '../../../src/federation/synchronization.ts';
import { followersDigest } from '../../../src/protocol/follower-sync.ts';
import type { Delivery, Store } from '../../../src/store/store.ts';
import { claim, followerOf, outgoing } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { NOW, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';

const ann = uri('https://social.test/users/ann');
const bea = uri('https://social.test/users/bea');
const cai = uri('https://snac.test:8443/cai');

async function openStore(): Promise<Store> {
  const fresh = await freshSqlite();
  onTestFinished(() => fresh[Symbol.asyncDispose]());
  await fresh.store.transact((tx) => {
    for (const actor of [ann, bea, cai]) tx.putFollower(followerOf(actor), 1);
  });
  return fresh.store;
}

let row = 0;
function deliveryTo(inbox: string, changes: Partial<Delivery> = {}): Delivery {
  row += 1;
  const activityId = uri('https://blog.test/ap/activities/tea');
  const fresh = { attempt: 0, notBefore: 0, isScout: false };
  return { row, activityId, inbox: uri(inbox), ...fresh, body: '{}', toFollowers: true, ...changes };
}

const headerOf = (...actors: readonly (typeof ann)[]): string =>
  `collectionId="https://blog.test/ap/actors/blog/followers", ` +
  `url="https://blog.test/ap/actors/blog/followers/synchronization", digest="${followersDigest(actors)}"`;

test('each server is told of its own followers, at whichever of its inboxes', async () => {
  const deliveries = ['https://social.test/inbox', `${bea}/inbox`, `${cai}/inbox`].map((inbox) =>
    deliveryTo(inbox),
  );
  const values = await synchronizationsFor(deliveries, { store: await openStore(), site });
  expect(deliveries.map((delivery) => values.get(delivery))).toEqual([
    headerOf(ann, bea),
    headerOf(ann, bea),
    headerOf(cai),
  ]);
});

test.each<[string, Delivery]>([
  ['what goes to one', deliveryTo(`${ann}/inbox`, { toFollowers: false })],
  ['a server where nobody follows', deliveryTo('https://quiet.test/inbox')],
  ['another port of the same host', deliveryTo('https://snac.test/inbox')],
  ['another scheme', deliveryTo('http://social.test/inbox')],
])('%s is told of nobody', async (_, delivery) => {
  expect(await synchronizationsFor([delivery], { store: await openStore(), site })).toEqual(new Map());
});

test('who waits for leave is no follower', async () => {
  const store = await openStore();
  const dan = uri('https://social.test/users/dan');
  await store.transact((tx) => tx.putFollower(followerOf(dan), 1, 'pending'));
  const delivery = deliveryTo(`${ann}/inbox`);
  expect((await synchronizationsFor([delivery], { store, site })).get(delivery)).toBe(headerOf(ann, bea));
});

test.each(['Accept', 'Reject', 'Undo'])(
  'while an %s of ours is on its way to a server, it is told nothing; other servers are',
  async (type) => {
    const store = await openStore();
    await store.transact((tx) =>
      tx.enqueue(outgoing('answer', [uri(`${ann}/inbox`)], { type, objectId: uri('answer') })),
    );
    const deliveries = [deliveryTo('https://social.test/inbox'), deliveryTo(`${cai}/inbox`)] as const;
    const during = await synchronizationsFor(deliveries, { store, site });
    expect(deliveries.map((delivery) => during.has(delivery))).toEqual([false, true]);

    const [answer] = await claim(store);
    await store.transact((tx) =>
      tx.putDeliveryOutcome(answer!.row, { state: 'delivered', at: NOW, status: 202 }),
    );
    const after = await synchronizationsFor(deliveries, { store, site });
    expect(deliveries.map((delivery) => after.has(delivery))).toEqual([true, true]);
  },
);

test('a store that may have lost followers tells nobody anything', async () => {
  const store = await openStore();
  const deliveries = [deliveryTo(`${ann}/inbox`)];
  await store.transact((tx) => tx.putSetting('followersWhole', 'no'));
  expect(await synchronizationsFor(deliveries, { store, site })).toEqual(new Map());
  await store.transact((tx) => tx.putSetting('followersWhole', 'yes'));
  expect((await synchronizationsFor(deliveries, { store, site })).size).toBe(1);
});

test('deliveries to few cost the store nothing', async () => {
  const store = new Proxy({} as Store, {
    get: () => () => Promise.reject(new Error('the store was asked')),
  });
  const deliveries = [deliveryTo(`${ann}/inbox`, { toFollowers: false })];
  expect(await synchronizationsFor(deliveries, { store, site })).toEqual(new Map());
});
