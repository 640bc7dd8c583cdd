import { expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import type { FreshStoreMaker } from './cast.ts';
import { alice, bob, followerOf, uri } from './cast.ts';

const sharedInbox = uri('https://social.test/inbox');
const carol = uri('https://social.test/users/carol');

async function doubted(store: Store, now = 10, limit = 10): Promise<readonly (readonly [string, number])[]> {
  return (await store.doubtedFollowers(now, limit)).map(({ actor, missingDays }) => [actor, missingDays]);
}

async function withDoubts(store: Store): Promise<void> {
  await store.transact((tx) => {
    tx.putFollower(followerOf(alice, { sharedInbox }), 1);
    tx.putFollower(followerOf(carol, { sharedInbox }), 1, 'pending');
    tx.putFollower(followerOf(bob), 1);
    tx.doubtFollowersAt(sharedInbox, 5);
  });
}

export function doubts(fresh: FreshStoreMaker): void {
  test('all who are reached at an inbox are in doubt, who wait too, and nobody else', async () => {
    await using database = await fresh();
    const { store } = database;
    await withDoubts(store);
    expect(await doubted(store, 4)).toEqual([]);
    expect(await doubted(store, 5)).toEqual([
      [alice, 0],
      [carol, 0],
    ]);
    expect(await doubted(store, 5, 1)).toHaveLength(1);
    expect(await store.countFollowers()).toBe(2);
  });

  test('a doubt that is put off comes again, and counts the days; a second one does not hasten it', async () => {
    await using database = await fresh();
    const { store } = database;
    await withDoubts(store);
    await store.transact((tx) => {
      tx.postponeDoubt(alice, 20, true);
      tx.postponeDoubt(carol, 30, false);
      tx.postponeDoubt(bob, 6, true);
      tx.doubtFollowersAt(sharedInbox, 7);
    });
    expect(await doubted(store, 19)).toEqual([]);
    expect(await doubted(store, 30)).toEqual([
      [alice, 1],
      [carol, 0],
    ]);
  });

  test('a doubt ends, and one that comes later begins anew', async () => {
    await using database = await fresh();
    const { store } = database;
    await withDoubts(store);
    await store.transact((tx) => {
      tx.postponeDoubt(alice, 6, true);
      tx.settleDoubt(alice);
    });
    expect(await doubted(store)).toEqual([[carol, 0]]);
    await store.transact((tx) => tx.doubtFollowersAt(sharedInbox, 8));
    expect(await doubted(store)).toEqual([
      [carol, 0],
      [alice, 0],
    ]);
  });

  test('who follows again is in no doubt', async () => {
    await using database = await fresh();
    const { store } = database;
    await withDoubts(store);
    await store.transact((tx) => tx.putFollower(followerOf(alice, { sharedInbox }), 6));
    expect(await doubted(store)).toEqual([[carol, 0]]);
  });
}
