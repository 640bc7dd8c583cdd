import { expect, test } from 'vitest';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import type { Store, StoredOutcome } from '../../src/store/store.ts';
import { alice, claim, outgoing, otherPost, post, uri, type FreshStoreMaker } from './cast.ts';

const one = uri('https://one.test/inbox');
const alsoOne = uri('https://one.test/users/bob/inbox');
const two = uri('https://two.test/inbox');
const three = uri('https://three.test:8443/inbox');
const update = { id: uri('https://blog.test/ap/activities/2'), type: 'Update' };

export function ledgers(fresh: FreshStoreMaker): void {
  test('it sums up inboxes and servers, who accepted when, what is pending, and what was given up and why', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', [one, alsoOne, two, three], { notBefore: 5 })));
    await settle(store, {
      [one]: { state: 'delivered', at: 20, status: 202 },
      [alsoOne]: { state: 'delivered', at: 30, status: 200 },
      [two]: { state: 'retry', at: 9_000, reason: 'answered 503' },
      [three]: { state: 'failed', at: 40, reason: 'answered 403' },
    });
    expect(await store.ledger([post])).toEqual({
      reached: { inboxes: 2, servers: 1, firstAt: 20, lastAt: 30 },
      activities: [
        {
          ...{ id: uri('https://blog.test/ap/activities/1'), type: 'Create', objectId: post, queuedAt: 5 },
          ...{ inboxes: 4, servers: 3 },
          accepted: { inboxes: 2, servers: 1, firstAt: 20, lastAt: 30 },
          pending: { inboxes: 1, servers: 1, nextAt: 9_000 },
          failed: { inboxes: 1, servers: 1 },
          open: [
            openCount({ state: 'pending', reason: 'answered 503', nextAt: 9_000, hosts: ['two.test'] }),
            openCount({ state: 'failed', reason: 'answered 403', hosts: ['three.test:8443'] }),
          ].sort((a, b) => a.reason.localeCompare(b.reason)),
        },
      ],
    });
  });

  test('the newest activity stands first; whoever accepted several is reached once, and a Delete reaches nobody', async () => {
    await using database = await fresh();
    const { store } = database;
    const types = ['Create', 'Update', 'Delete'];
    for (const [n, type] of types.entries()) {
      await store.transact((tx) =>
        tx.enqueue(outgoing(`${n}`, type === 'Delete' ? [one, two] : [one], { type })),
      );
      const outcome = { state: 'delivered', at: 10 * n, status: 202 } as const;
      await settle(store, { [one]: outcome, [two]: outcome });
    }
    const { activities, reached } = await store.ledger([post]);
    expect(activities.map(({ type }) => type)).toEqual(types.toReversed());
    expect(activities.map(({ accepted }) => accepted.inboxes)).toEqual([2, 1, 1]);
    expect(reached).toEqual({ inboxes: 1, servers: 1, firstAt: 0, lastAt: 10 });
  });

  test('what was never tried, and what waits behind an earlier activity, say so', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', [one, two], { notBefore: 50 })));
    await store.transact((tx) => tx.enqueue(outgoing('2', [one], { ...update, notBefore: 60 })));
    const [second, first] = (await store.ledger([post])).activities;
    expect(first).toMatchObject({
      pending: { inboxes: 2, nextAt: 50 },
      open: [{ waitsFor: undefined, nextAt: 50 }],
    });
    expect(first?.open).toMatchObject([{ reason: undefined, inboxes: 2, servers: 2 }]);
    expect(second).toMatchObject({
      pending: { inboxes: 1 },
      open: [{ waitsFor: 'earlier', reason: undefined }],
    });
    expect([second?.pending.nextAt, second?.open[0]?.nextAt]).toEqual([undefined, undefined]);
  });

  test('one that a worker holds is tried now, not when its lease ends', async () => {
    await using database = await fresh();
    await database.store.transact((tx) => tx.enqueue(outgoing('1', [one], { notBefore: 50 })));
    await claim(database.store);
    expect((await database.store.ledger([post])).activities).toMatchObject([{ pending: { nextAt: 50 } }]);
  });

  test.each([
    ['connect ECONNREFUSED 192.0.2.1:443', 'connect ECONNREFUSED'],
    ['getaddrinfo ENOTFOUND one.test', 'getaddrinfo ENOTFOUND'],
    ['read ECONNRESET', 'read ECONNRESET'],
    ['one.test has no address', 'it has no address'],
    ['too-large: the answer of one.test', 'too-large'],
    ['the Echo of a word', 'the Echo of a word'],
    ['answered 503', 'answered 503'],
    ['no answer in time', 'no answer in time'],
  ])('the reason "%s" counts as "%s", so that those of many servers are one', async (reason, kind) => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', [one])));
    await settle(store, { [one]: { state: 'failed', at: 1, reason } });
    expect((await store.ledger([post])).activities[0]?.open).toMatchObject([{ reason: kind }]);
  });

  test('of a reason that many servers give, five are named, those with the most inboxes first', async () => {
    await using database = await fresh();
    const { store } = database;
    const inboxes = Array.from({ length: 9 }, (_, n) => uri(`https://h${n}.test/inbox`));
    const crowd = uri('https://h7.test/users/bob/inbox');
    await store.transact((tx) => tx.enqueue(outgoing('1', [...inboxes, crowd])));
    expect((await store.ledger([post])).activities[0]?.open).toMatchObject([
      { inboxes: 10, servers: 9, hosts: ['h7.test', 'h0.test', 'h1.test', 'h2.test', 'h3.test'] },
    ]);
  });

  test('an activity that went to nobody is there; those of other objects, and what strangers caused, are not', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.enqueue(outgoing('1', []));
      tx.enqueue(outgoing('2', [one], { objectId: otherPost }));
      tx.enqueue(outgoing('3', [one], { causedBy: alice }));
    });
    expect((await store.ledger([post])).activities).toMatchObject([{ inboxes: 0, servers: 0, open: [] }]);
    expect((await store.ledger([post, otherPost])).activities).toHaveLength(2);
    expect(await store.ledger([])).toEqual({
      reached: { inboxes: 0, servers: 0, firstAt: undefined, lastAt: undefined },
      activities: [],
    });
  });
}

/** Claims all that is due, and ends each as told. */
async function settle(store: Store, outcomes: Readonly<Record<Uri, StoredOutcome>>): Promise<void> {
  const claimed = await claim(store);
  await store.transact((tx) => {
    for (const { inbox, row } of claimed) {
      const outcome = outcomes[inbox];
      if (outcome !== undefined) tx.putDeliveryOutcome(row, outcome);
    }
  });
}

/** Of one inbox. */
function openCount<T extends object>(changes: T): T & { readonly inboxes: number } {
  return { inboxes: 1, servers: 1, waitsFor: undefined, nextAt: undefined, ...changes };
}
