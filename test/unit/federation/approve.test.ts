import { expect, onTestFinished, test } from 'vitest';
import {
  acceptFollower,
  countWaiting,
  findFollowers,
  followersIn,
  rejectFollower,
} from '../../../src/federation/approve.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import type { Store, StoredFollower } from '../../../src/store/store.ts';
import { actorOf, claim, followerOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { blogKeys, NOW, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';

const ann = uri('https://social.test/users/ann');
const bea = uri('https://social.test/users/bea');
const cai = uri('https://snac.test/cai');

/** ann follows; bea, whose profile is known, and cai wait. */
async function openStore(): Promise<Store> {
  const fresh = await freshSqlite();
  onTestFinished(() => fresh[Symbol.asyncDispose]());
  await fresh.store.transact((tx) => {
    tx.putActor(actorOf(ann, { preferredUsername: 'ann' }), 1);
    tx.putActor(actorOf(bea, { preferredUsername: 'Bea' }), 1);
    tx.putFollower(followerOf(ann, { followId: uri(`${ann}#follow`) }), 1);
    tx.putFollower(followerOf(bea, { followId: uri(`${bea}#follow`) }), 2, 'pending');
    tx.putFollower(followerOf(cai), 3, 'pending');
  });
  return fresh.store;
}

async function named(name: string, state: 'accepted' | 'pending', store: Store): Promise<StoredFollower> {
  const [follower] = await findFollowers(name, state, store);
  if (follower === undefined) throw new Error(`no ${name}`);
  return follower;
}

async function sent(store: Store): Promise<readonly { inbox: string; body: JsonObject }[]> {
  const deliveries = await claim(store, { now: NOW });
  return deliveries.map(({ inbox, body }) => ({ inbox, body: JSON.parse(body) as JsonObject }));
}

const contextOf = (store: Store): Parameters<typeof acceptFollower>[1] => ({
  keys: blogKeys,
  now: () => NOW,
  site,
  store,
});

test('who follows and who waits are listed, with their handles where they are known', async () => {
  const store = await openStore();
  const listed = async (state: 'accepted' | 'pending'): Promise<unknown> =>
    (await Array.fromAsync(followersIn(state, store))).map(({ actor, handle }) => [actor, handle]);
  expect(await listed('accepted')).toEqual([[ann, '@ann@social.test']]);
  expect(await listed('pending')).toEqual([
    [bea, '@Bea@social.test'],
    [cai, undefined],
  ]);
  expect(await countWaiting(store)).toBe(2);
});

test('more than fit a page are all listed', async () => {
  const store = await openStore();
  await store.transact((tx) => {
    for (let n = 0; n < 1_999; n += 1) tx.putFollower(followerOf(uri(`https://h.test/${n}`)), 1);
  });
  const all = await Array.fromAsync(followersIn('accepted', store));
  expect(new Set(all.map(({ actor }) => actor)).size).toBe(2_000);
});

test.each(['@bea@social.test', 'bea@Social.test', '@BEA@social.test', bea])(
  '%s names one who waits',
  async (name) => {
    const store = await openStore();
    expect(await findFollowers(name, 'pending', store)).toMatchObject([{ actor: bea }]);
    expect(await findFollowers(name, 'accepted', store)).toEqual([]);
  },
);

test.each(['@bea@snac.test', '@be@social.test', 'bea', '', '@', 'https://social.test/users/be'])(
  '"%s" names nobody',
  async (name) => {
    expect(await findFollowers(name, 'pending', await openStore())).toEqual([]);
  },
);

test('a handle that two of one server go by names both; an id names one', async () => {
  const store = await openStore();
  const mallory = uri('https://social.test/~mallory');
  await store.transact((tx) => {
    tx.putActor(actorOf(mallory, { preferredUsername: 'bea' }), 1);
    tx.putFollower(followerOf(mallory), 4, 'pending');
  });
  const actorsCalled = async (name: string): Promise<readonly string[]> =>
    (await findFollowers(name, 'pending', store)).map(({ actor }) => actor);
  expect(await actorsCalled('@bea@social.test')).toEqual([bea, mallory]);
  expect(await actorsCalled(mallory)).toEqual([mallory]);
});

test('who is accepted follows from then on, and gets the Accept with the Follow inside', async () => {
  const store = await openStore();
  await acceptFollower(await named(bea, 'pending', store), contextOf(store));
  expect(await store.findFollower(bea)).toMatchObject({ actor: bea });
  expect(await sent(store)).toMatchObject([
    {
      inbox: `${bea}/inbox`,
      body: {
        type: 'Accept',
        actor: site.actor,
        object: { id: `${bea}#follow`, type: 'Follow', actor: bea },
      },
    },
  ]);
});

test.each(['pending', 'accepted'] as const)('who is rejected (%s) is forgotten, and told', async (state) => {
  const store = await openStore();
  const actor = state === 'pending' ? bea : ann;
  await rejectFollower(await named(actor, state, store), contextOf(store));
  expect(await findFollowers(actor, state, store)).toEqual([]);
  expect(await sent(store)).toMatchObject([
    {
      inbox: `${actor}/inbox`,
      body: { type: 'Reject', object: { id: `${actor}#follow`, object: site.actor } },
    },
  ]);
});
