import { describe, expect, test } from 'vitest';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import type { Delivery, OutgoingActivity, Store } from '../../src/store/store.ts';
import type { FreshStoreMaker } from './cast.ts';
import {
  actorOf,
  alice,
  bob,
  claim,
  followerOf,
  like,
  otherPost,
  outgoing,
  post,
  quoteOf,
  replyOf,
  uri,
  vote,
} from './cast.ts';

const one = uri('https://one.test/inbox');
const two = uri('https://two.test/inbox');

export function deliveries(fresh: FreshStoreMaker): void {
  describe('queuing', () => queuing(fresh));
  describe('claiming', () => claiming(fresh));
  describe('leases', () => leases(fresh));
  describe('order per object and inbox', () => order(fresh));
  describe('supersession', () => supersession(fresh));
  describe('the ledger', () => ledger(fresh));
}

function queuing(fresh: FreshStoreMaker): void {
  test('an activity goes once to each distinct inbox of followers and named', async () => {
    await using database = await fresh();
    const { store } = database;
    const sharedInbox = uri('https://social.test/inbox');
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice, { sharedInbox }), 1);
      tx.putFollower(followerOf(uri('https://social.test/users/carol'), { sharedInbox }), 1);
      tx.putFollower(followerOf(bob), 1);
    });
    const create = outgoing('1', [sharedInbox, one, one], { to: 'followers' });
    await store.transact((tx) => tx.enqueue(create));
    expect(await inboxesOf(store, create)).toEqual(new Set([sharedInbox, uri(`${bob}/inbox`), one]));
    expect(await store.deliveryCounts()).toEqual({ pending: 3, delivered: 0, failed: 0 });
  });

  test('followers are those of the moment of the commit', async () => {
    await using database = await fresh();
    const { store } = database;
    const create = outgoing('1', [], { to: 'followers' });
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1);
      tx.putFollower(followerOf(bob), 1);
      tx.removeFollower(bob);
      tx.enqueue(create);
      tx.removeFollower(alice);
    });
    expect(await inboxesOf(store, create)).toEqual(new Set([uri(`${alice}/inbox`)]));
  });

  test('holders of an object are those it was sent to and those who answered, liked, quoted or voted, unless it failed for good', async () => {
    await using database = await fresh();
    const { store } = database;
    const [quoter, voter, elsewhere] = ['quoter', 'voter', 'elsewhere'].map((name) =>
      uri(`https://${name}.test/a`),
    ) as [Uri, Uri, Uri];
    const sharedInbox = uri('https://social.test/inbox');
    await store.transact((tx) => {
      tx.putActor(actorOf(alice, { sharedInbox }), 1);
      for (const actor of [bob, quoter, voter, elsewhere]) tx.putActor(actorOf(actor), 1);
      tx.putQuote(quoteOf('q', { actor: quoter }), 1);
      tx.putQuote(quoteOf('q', { actor: elsewhere, objectId: otherPost }), 1);
      tx.putVote(vote(voter, 'tea'), true, 1);
      tx.putReply(replyOf('1', { actor: alice }), 1);
      tx.putReaction(like(bob), 1);
      tx.enqueue(outgoing('1', [one, two]));
      tx.enqueue(outgoing('2', [uri('https://three.test/inbox')], { objectId: otherPost }));
    });
    const claimed = await claim(store);
    const lost = claimed.find(({ inbox }) => inbox === two);
    await store.transact((tx) =>
      tx.putDeliveryOutcome(lost?.row ?? 0, { state: 'failed', at: 10, reason: 'gone' }),
    );
    expect(new Set(await store.holders(post))).toEqual(
      new Set([one, sharedInbox, ...[bob, quoter, voter].map((actor) => uri(`${actor}/inbox`))]),
    );
  });

  test('queuing an activity again changes nothing, whoever has come meanwhile', async () => {
    await using database = await fresh();
    const { store } = database;
    const create = outgoing('1', [], { to: 'followers' });
    await store.transact((tx) => tx.enqueue(create));
    await store.transact((tx) => tx.putFollower(followerOf(alice), 1));
    await store.transact((tx) => {
      tx.enqueue({ ...create, body: 'changed' });
      tx.enqueue({ ...create, to: 'inboxes', inboxes: [one] });
    });
    expect(await inboxesOf(store, create)).toEqual(new Set());
  });
}

function claiming(fresh: FreshStoreMaker): void {
  test('a claim gives what a worker needs to send', async () => {
    await using database = await fresh();
    const create = outgoing('1', [one]);
    await database.store.transact((tx) => tx.enqueue(create));
    const [delivery] = await claim(database.store);
    const { id: activityId, body } = create;
    const { notBefore } = create;
    expect(delivery).toEqual({
      ...{ row: delivery?.row, activityId, inbox: one, body, notBefore },
      ...{ attempt: 0, isScout: false, toFollowers: false },
    });
  });

  test('what went to all followers says so at each inbox, the named ones too, and at a later try', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1);
      tx.enqueue(independent('1', [one], { to: 'followers' }));
      tx.enqueue(independent('2', [one], {}));
    });
    const told = async (now: number): Promise<readonly unknown[]> =>
      (await claim(store, { now, leaseMs: 1 })).map(({ inbox, toFollowers }) => [inbox, toFollowers]);
    const expected = [
      [uri(`${alice}/inbox`), true],
      [one, true],
      [one, false],
    ];
    expect(await told(100)).toEqual(expected);
    expect(await told(101)).toEqual(expected);
  });

  test('nothing is sent before its time', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', [one], { notBefore: 1000 })));
    expect(await store.nextDeliveryAt()).toBe(1000);
    expect(await claim(store, { now: 999 })).toEqual([]);
    expect(await claim(store, { now: 1000 })).toHaveLength(1);
  });

  test('nothing waits in an empty queue', async () => {
    await using database = await fresh();
    expect(await database.store.nextDeliveryAt()).toBeUndefined();
    expect(await claim(database.store)).toEqual([]);
  });

  test('what fell due first comes first, at most as many as asked for', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      for (const notBefore of [3, 1, 4, 2]) {
        tx.enqueue(independent(`${notBefore}`, [one], { notBefore }));
      }
    });
    expect(bodies(await claim(store, { limit: 3 }))).toEqual(['1', '2', '3']);
    expect(bodies(await claim(store, { limit: 3 }))).toEqual(['4']);
  });

  test('busy hosts are passed over', async () => {
    await using database = await fresh();
    await database.store.transact((tx) => tx.enqueue(outgoing('1', [one, two])));
    const claimed = await claim(database.store, { busyHosts: ['one.test'] });
    expect(claimed.map(({ inbox }) => inbox)).toEqual([two]);
  });

  test('a host with many inboxes gets its share and leaves the rest to others', async () => {
    await using database = await fresh();
    const many = Array.from({ length: 300 }, (_, n) => uri(`https://many.test/${n}`));
    await database.store.transact((tx) => tx.enqueue(outgoing('1', [...many, one, two])));
    const claimed = await claim(database.store, { limit: 10, perHost: 2 });
    expect(claimed.map(({ inbox }) => inbox)).toEqual([many[0], many[1], one, two]);
  });

  test('two workers never get the same delivery', async () => {
    await using database = await fresh();
    const workers = [database.store, await database.openAgain()];
    const inboxes = Array.from({ length: 60 }, (_, n) => uri(`https://host-${n}.test/inbox`));
    await database.store.transact((tx) => tx.enqueue(outgoing('1', inboxes)));
    const claims = [...workers, ...workers, ...workers].map((store) => claim(store, { limit: 10 }));
    const rows = (await Promise.all(claims)).flat().map(({ row }) => row);
    expect(new Set(rows).size).toBe(60);
    expect(rows).toHaveLength(60);
  });
}

function leases(fresh: FreshStoreMaker): void {
  test('a claimed delivery is hidden until its lease ends', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', [one])));
    expect(await claim(store, { now: 10, leaseMs: 100 })).toHaveLength(1);
    expect(await store.nextDeliveryAt()).toBe(110);
    expect(await claim(store, { now: 109 })).toEqual([]);
    expect(await claim(store, { now: 110 })).toHaveLength(1);
  });

  test('what the dead held is due again, what the living hold is not', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', [one, two], { notBefore: 5 })));
    const [held] = await claim(store, { limit: 1, owner: 'dead' });
    await claim(store, { limit: 1, owner: 'alive' });
    await store.releaseLeases((owner) => owner === 'dead');
    expect(await store.nextDeliveryAt()).toBe(5);
    expect(await claim(store)).toEqual([held]);
  });

  test('a retry is hidden until its time, counts the attempt and frees the lease', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', [one])));
    const [delivery] = await claim(store);
    await store.transact((tx) =>
      tx.putDeliveryOutcome(delivery?.row ?? 0, { state: 'retry', at: 5000, reason: 'HTTP 503' }),
    );
    await store.releaseLeases(() => true);
    expect(await store.nextDeliveryAt()).toBe(5000);
    expect(await claim(store, { now: 4999 })).toEqual([]);
    expect(await claim(store, { now: 5000 })).toMatchObject([{ row: delivery?.row, attempt: 1 }]);
  });
}

function order(fresh: FreshStoreMaker): void {
  test('an Update waits for its Create, at that inbox only', async () => {
    await using database = await fresh();
    const { store } = database;
    const update = outgoing('update', [one, two], { type: 'Update' });
    await store.transact((tx) => tx.enqueue(outgoing('create', [one], { notBefore: 50 })));
    await store.transact((tx) => tx.enqueue(update));
    expect((await claim(store, { now: 10 })).map(({ inbox }) => inbox)).toEqual([two]);
    const [create] = await claim(store, { now: 50 });
    expect(create?.activityId).toBe(outgoing('create', []).id);
    expect(await claim(store, { now: 60 })).toEqual([]);
    await deliver(store, create);
    expect(await claim(store, { now: 60 })).toMatchObject([{ activityId: update.id, inbox: one }]);
  });

  test('waiting behind a retry does not look due', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.enqueue(outgoing('create', [one]));
      tx.enqueue(outgoing('update', [one], { type: 'Update' }));
    });
    const [create] = await claim(store);
    await store.transact((tx) =>
      tx.putDeliveryOutcome(create?.row ?? 0, { state: 'retry', at: 9000, reason: 'HTTP 503' }),
    );
    expect(await store.nextDeliveryAt()).toBe(9000);
    expect(await claim(store, { now: 8999 })).toEqual([]);
  });

  test('three of one object go one after the other, past one that failed', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      for (const id of ['1', '2', '3']) tx.enqueue(outgoing(id, [one]));
    });
    const [first, ...rest] = await claim(store);
    expect([bodies(first ? [first] : []), rest]).toEqual([['1'], []]);
    await store.transact((tx) =>
      tx.putDeliveryOutcome(first?.row ?? 0, { state: 'failed', at: 1, reason: 'HTTP 404' }),
    );
    const second = await claim(store);
    expect(bodies(second)).toEqual(['2']);
    await deliver(store, second[0]);
    expect(bodies(await claim(store))).toEqual(['3']);
  });

  test('different objects do not wait for each other', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('1', [one])));
    await store.transact((tx) => tx.enqueue(outgoing('2', [one], { objectId: otherPost })));
    expect(bodies(await claim(store))).toEqual(['1', '2']);
  });
}

function supersession(fresh: FreshStoreMaker): void {
  test('a newer Update replaces one that nobody has begun, and nothing else', async () => {
    await using database = await fresh();
    const { store } = database;
    const elsewhere = outgoing('other', [one], { type: 'Update', objectId: otherPost });
    await store.transact((tx) => {
      tx.enqueue(outgoing('create', [one]));
      tx.enqueue(outgoing('update-1', [one], { type: 'Update' }));
      tx.enqueue(elsewhere);
    });
    await store.transact((tx) => {
      tx.supersede(outgoing('create', []).objectId, ['Update']);
      tx.enqueue(outgoing('update-2', [one], { type: 'Update' }));
    });
    const claimed = await claim(store);
    expect(bodies(claimed)).toEqual(['create', 'other']);
    await deliver(store, claimed[0]);
    expect(bodies(await claim(store))).toEqual(['update-2']);
  });

  test('what stood behind a dropped delivery is free to go', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.enqueue(outgoing('update', [one], { type: 'Update' }));
      tx.enqueue(outgoing('delete', [one], { type: 'Delete' }));
    });
    await store.transact((tx) => tx.supersede(outgoing('update', []).objectId, ['Create', 'Update']));
    expect(bodies(await claim(store))).toEqual(['delete']);
  });

  test.each(['leased', 'given back by a worker that died', 'tried and due again'])(
    'a delivery that is %s is begun, and stays',
    async (state) => {
      await using database = await fresh();
      const { store } = database;
      const update = outgoing('update', [one], { type: 'Update' });
      await store.transact((tx) => tx.enqueue(update));
      const [delivery] = await claim(store);
      if (state.startsWith('given')) await store.releaseLeases(() => true);
      if (state.startsWith('tried')) {
        await store.transact((tx) =>
          tx.putDeliveryOutcome(delivery?.row ?? 0, { state: 'retry', at: 1, reason: 'HTTP 503' }),
        );
      }
      await store.transact((tx) => tx.supersede(update.objectId, ['Update']));
      expect(await inboxesOf(store, update)).toEqual(new Set([one]));
    },
  );
}

function ledger(fresh: FreshStoreMaker): void {
  test('how an activity fared is kept, inbox by inbox', async () => {
    await using database = await fresh();
    const { store } = database;
    const three = uri('https://three.test/inbox');
    const create = outgoing('1', [one, two, three]);
    await store.transact((tx) => tx.enqueue(create));
    const [first, second, third] = (await claim(store)).map(({ row }) => row);
    await store.transact((tx) => {
      tx.putDeliveryOutcome(first ?? 0, { state: 'delivered', at: 1, status: 202 });
      tx.putDeliveryOutcome(second ?? 0, { state: 'failed', at: 2, reason: 'HTTP 410' });
      tx.putDeliveryOutcome(third ?? 0, { state: 'retry', at: 100_000, reason: 'timed out' });
    });
    expect(await store.deliveriesOf(create.id)).toEqual([
      { inbox: one, state: 'delivered', attempts: 1, reason: undefined, endedAt: 1 },
      { inbox: three, state: 'pending', attempts: 1, reason: 'timed out', endedAt: undefined },
      { inbox: two, state: 'failed', attempts: 1, reason: 'HTTP 410', endedAt: 2 },
    ]);
    expect(await store.deliveriesOf(create.id, { after: one, limit: 1 })).toMatchObject([{ inbox: three }]);
    expect(await store.deliveryCounts()).toEqual({ pending: 1, delivered: 1, failed: 1 });
    expect(await store.deliveriesOf(uri('https://blog.test/unknown'))).toEqual([]);
  });

  test('a late outcome of a delivery that has ended changes nothing', async () => {
    await using database = await fresh();
    const { store } = database;
    const create = outgoing('1', [one]);
    await store.transact((tx) => tx.enqueue(create));
    const [delivery] = await claim(store);
    await deliver(store, delivery);
    await store.transact((tx) =>
      tx.putDeliveryOutcome(delivery?.row ?? 0, { state: 'retry', at: 2, reason: 'timed out' }),
    );
    expect(await store.deliveriesOf(create.id)).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    expect(await claim(store)).toEqual([]);
  });
}

async function deliver(store: Store, delivery: Delivery | undefined): Promise<void> {
  const row = delivery?.row ?? 0;
  await store.transact((tx) => tx.putDeliveryOutcome(row, { state: 'delivered', at: 1, status: 202 }));
}

/** An activity that waits for no other: an Accept, say. */
function independent(
  id: string,
  inboxes: readonly Uri[],
  changes: Partial<OutgoingActivity>,
): OutgoingActivity {
  const activity = outgoing(id, inboxes, changes);
  return { ...activity, objectId: activity.id };
}

async function inboxesOf(store: Store, activity: OutgoingActivity): Promise<ReadonlySet<Uri>> {
  return new Set((await store.deliveriesOf(activity.id)).map(({ inbox }) => inbox));
}

function bodies(claimed: readonly Delivery[]): readonly string[] {
  return claimed.map(({ body }) => (JSON.parse(body) as { id: string }).id);
}
