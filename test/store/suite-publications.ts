import { expect, test } from 'vitest';
import type { Announcement, Transaction, WaitingPublication } from '../../src/store/store.ts';
import type { FreshStoreMaker } from './cast.ts';
import { alice, followerOf, outgoing, uri } from './cast.ts';

export function publications(fresh: FreshStoreMaker): void {
  test('nothing of one that waits is on record before it is carried out, and all of it afterwards, once', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putFollower(followerOf(alice), 1));
    expect(
      await store.putPublication(saying('kettle'), { instead: undefined, waiting: waiting('a'), now: 10 }),
    ).toBe(true);
    expect(await store.waitingPublication()).toEqual(waiting('a'));
    expect(await store.announcements()).toEqual([]);
    expect(await store.deliveryCounts()).toEqual(none);

    expect(await store.carryOut('a', 129)).toBe(false); // Its time has not come.
    expect(await store.carryOut('b', 200)).toBe(false);
    expect(await store.carryOut('a', 130)).toBe(true);
    expect(await store.carryOut('a', 131)).toBe(false);
    expect(await store.announcements()).toMatchObject([{ id: 'kettle' }]);
    expect(await store.deliveryCounts()).toEqual({ ...none, pending: 1 });
    expect(await store.waitingPublication()).toBeUndefined();
    expect(await store.endedPublication()).toMatchObject({
      token: 'a',
      outcome: 'told',
      at: 130,
      isHeld: false,
    });
  });

  test('who follows while one waits is told too', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.putPublication(saying('kettle'), { instead: undefined, waiting: waiting('a'), now: 10 });
    await store.transact((tx) => tx.putFollower(followerOf(alice), 20));
    await store.carryOut('a', 130);
    expect(await store.deliveryCounts()).toEqual({ ...none, pending: 1 });
  });

  test('one that is called back is never told, and is held until the next', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.putPublication(saying('kettle'), { instead: undefined, waiting: waiting('a'), now: 10 });
    expect(await store.callBack('b', 20)).toBe(false);
    expect(await store.callBack('a', 20)).toBe(true);
    expect(await store.callBack('a', 21)).toBe(false);
    expect(await store.carryOut('a', 200)).toBe(false);
    expect(await store.announcements()).toEqual([]);
    expect(await store.endedPublication()).toEqual({
      token: 'a',
      release: 'release-a',
      previous: 'release-0',
      outcome: 'cancelled',
      at: 20,
      isHeld: true,
    });
    await store.putPublication(saying('pot'), { instead: undefined, now: 30 });
    expect(await store.endedPublication()).toMatchObject({ token: 'a', outcome: 'cancelled', isHeld: false });
  });

  test('what is held back drops what waits, and is held until the next', async () => {
    await using database = await fresh();
    const { store } = database;
    const takenBack = { token: 'a', release: 'release-2', previous: 'release-1' };
    await store.putPublication(saying('kettle'), { instead: undefined, waiting: waiting('a'), now: 10 });
    for (const now of [20, 21]) await store.holdBack(takenBack, now);
    expect(await store.waitingPublication()).toBeUndefined();
    expect(await store.carryOut('a', 200)).toBe(false);
    expect(await store.endedPublication()).toEqual({
      ...takenBack,
      outcome: 'cancelled',
      at: 21,
      isHeld: true,
    });
    await store.putPublication(saying('pot'), { instead: undefined, now: 30 });
    expect(await store.endedPublication()).toMatchObject({ isHeld: false });
  });

  test('the next takes the place of the one that it knows of, and only of that one', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.putPublication(saying('kettle'), { instead: undefined, waiting: waiting('a'), now: 10 });
    for (const instead of [undefined, 'b'])
      expect(await store.putPublication(saying('pot'), { instead, waiting: waiting('c'), now: 11 })).toBe(
        false,
      );
    expect(await store.putPublication(saying('pot'), { instead: 'a', waiting: waiting('c'), now: 12 })).toBe(
      true,
    );
    expect(await store.endedPublication()).toMatchObject({ token: 'a', outcome: 'replaced', isHeld: false });
    expect(await store.carryOut('a', 200)).toBe(false);
    expect(await store.carryOut('c', 200)).toBe(true);
    expect(await store.announcements()).toMatchObject([{ id: 'pot' }]);
    expect(await store.putPublication(saying('cup'), { instead: 'c', now: 210 })).toBe(false);
  });

  test('another process sees it, and of two that decide at once one is too late', async () => {
    await using database = await fresh();
    const { store } = database;
    const other = await database.openAgain();
    await store.putPublication(saying('kettle'), { instead: undefined, waiting: waiting('a'), now: 10 });
    const outcomes = await Promise.all([store.carryOut('a', 200), other.callBack('a', 200)]);
    expect(outcomes.toSorted()).toEqual([false, true]);
    expect(await other.announcements()).toHaveLength(outcomes[0] ? 1 : 0);
  });

  test('whom one speaks of is known when it is carried out', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.dataVersion();
    const id = uri('https://far.test/zoe');
    const actor = {
      id,
      type: 'Person',
      inbox: uri(`${id}/inbox`),
      url: id,
      name: 'Zoe',
      preferredUsername: 'zoe',
    };
    await store.putPublication(
      (tx) => tx.putActor({ ...actor, sharedInbox: undefined, keys: [], alsoKnownAs: [] }, 10),
      { instead: undefined, waiting: waiting('a'), now: 10 },
    );
    expect(await store.findActor(id)).toBeUndefined();
    await store.carryOut('a', 130);
    expect(store.mayKnowActor(id)).toBe(true);
    expect(await store.findActor(id)).toMatchObject({ name: 'Zoe' });
  });
}

const none = { pending: 0, delivered: 0, failed: 0 };

function waiting(token: string): WaitingPublication {
  const says = [{ verb: 'Create', slug: 'kettle', inboxes: 1 }];
  return { token, release: `release-${token}`, previous: 'release-0', at: 10, sendAt: 130, says };
}

function saying(id: string): (tx: Transaction) => void {
  return (tx) => {
    tx.putAnnouncement(announcement(id));
    tx.enqueue(outgoing(id, [], { to: 'followers' }));
  };
}

function announcement(id: string): Announcement {
  const moments = { published: 10, updated: undefined, deleted: undefined };
  return { id, slug: id, state: 'announced', digest: 'd', type: 'Article', ...moments };
}
