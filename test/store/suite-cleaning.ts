import { expect, test } from 'vitest';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import { perishables, type CleaningSlice, type Perishable, type Store } from '../../src/store/store.ts';
import type { FreshStoreMaker } from './cast.ts';
import { actorOf, alice, bob, claim, followerOf, like, otherPost, outgoing, post } from './cast.ts';
import { messageOf, quoteOf, replyOf, show, uri, vote } from './cast.ts';
import { failureAt } from './suite-hosts.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const now = 1_000 * dayMs;
const ago = (days: number): number => now - days * dayMs;
const one = uri('https://one.test/inbox');
const two = uri('https://two.test/inbox');

/** Goes through all of one kind, as often as there is more. */
async function clean(store: Store, kind: Perishable, changes: Partial<CleaningSlice> = {}): Promise<number> {
  let total = 0;
  for (let after: number | undefined = 0; after !== undefined;) {
    const slice = { kind, now, after, limit: 2, deletedObjects: [], ...changes };
    const { rows, next } = await store.clean(slice);
    total += rows;
    after = next;
  }
  return total;
}

async function send(
  store: Store,
  id: string,
  inboxes: readonly Uri[],
  changes = {},
  at = ago(200),
): Promise<void> {
  await store.transact((tx) => tx.enqueue(outgoing(id, inboxes, { notBefore: 0, ...changes })));
  for (const { row } of await claim(store)) {
    await store.transact((tx) => tx.putDeliveryOutcome(row, { state: 'delivered', at, status: 202 }));
  }
}

export function cleaning(fresh: FreshStoreMaker): void {
  test.each<[string, Perishable, (store: Store) => Promise<void>]>([
    [
      'signatures seen more than 14 hours ago',
      'signatures seen',
      (store) =>
        store.transact((tx) => {
          for (let n = 0; n < 5; n += 1) tx.putSeen(`${n}`, now - 14 * hourMs - 1, alice);
          tx.putSeen('young', now - 13 * hourMs, alice);
        }),
    ],
    [
      'reports of more than 400 days ago',
      'reports',
      (store) =>
        store.transact((tx) => {
          for (let n = 0; n < 5; n += 1)
            tx.putReport({ actor: alice, objects: [], content: `${n}`, at: ago(401) });
          tx.putReport({ actor: alice, objects: [], content: 'young', at: ago(399) });
        }),
    ],
    [
      'signature forms learnt more than 90 days ago',
      'signature forms',
      (store) =>
        store.transact((tx) => {
          for (let n = 0; n < 5; n += 1) tx.putSignatureForm(`${n}.test`, 'form', ago(91));
          tx.putSignatureForm('young.test', 'form', ago(89));
        }),
    ],
    [
      'hosts that failed for the last time more than 120 days ago',
      'hosts',
      (store) =>
        store.transact((tx) => {
          const failed = { state: 'failed', at: 1, reason: 'no answer in time' } as const;
          for (let n = 0; n < 5; n += 1)
            tx.putDeliveryOutcome(0, failed, failureAt(ago(121), { host: `${n}.test` }));
          tx.putDeliveryOutcome(0, failed, failureAt(ago(119), { host: 'young.test' }));
        }),
    ],
    [
      'messages for the writer alone of more than 30 days ago',
      'private messages',
      (store) =>
        store.transact((tx) => {
          for (let n = 0; n < 5; n += 1) tx.putPrivateMessage(messageOf(`old-${n}`), ago(31));
          tx.putPrivateMessage(messageOf('young'), ago(29));
        }),
    ],
    [
      'requests to follow that waited for more than 180 days',
      'requests to follow',
      (store) =>
        store.transact((tx) => {
          for (let n = 0; n < 5; n += 1)
            tx.putFollower(followerOf(uri(`https://a.test/${n}`)), ago(181), 'pending');
          tx.putFollower(followerOf(alice), ago(179), 'pending');
          tx.putFollower(followerOf(bob), ago(900));
        }),
    ],
  ])('%s go, and no others', async (_, kind, fill) => {
    await using database = await fresh();
    const { store } = database;
    await fill(store);
    expect(await clean(store, kind, { dryRun: true })).toBe(5);
    expect(await clean(store, kind)).toBe(5);
    expect(await clean(store, kind)).toBe(0);
    expect(await clean(store, kind, { now: now + 1_000 * dayMs })).toBe(1);
  });

  test('a removed reply stays refused for 400 days, an id never heard of for 14', async () => {
    await using database = await fresh();
    const { store } = database;
    const [stood, unheardOf] = [replyOf('stood'), replyOf('unheard-of')];
    await show(store, stood);
    await store.transact((tx) => {
      tx.removeReply(stood.id, alice, now);
      tx.removeReply(unheardOf.id, alice, now);
    });
    const refusedAfter = async (days: number): Promise<readonly boolean[]> => {
      await clean(store, 'removals', { now: now + days * dayMs });
      return Promise.all([stood, unheardOf].map(({ id }) => store.wasRemoved(id, alice)));
    };
    expect(await refusedAfter(13)).toEqual([true, true]);
    expect(await refusedAfter(15)).toEqual([true, false]);
    expect(await refusedAfter(399)).toEqual([true, false]);
    expect(await refusedAfter(401)).toEqual([false, false]);
  });

  test('an actor goes with its keys after 30 days, unless it left something here or a post is about it', async () => {
    await using database = await fresh();
    const { store } = database;
    const person = (name: string): Uri => uri(`https://social.test/users/${name}`);
    const idle = person('idle');
    const others = [
      ...['follows', 'waits', 'replied', 'liked', 'quoted', 'voted', 'reported', 'mentioned', 'answered'],
    ].map(person);
    await store.transact((tx) => {
      for (const id of [idle, ...others]) tx.putActor(actorOf(id), ago(31));
      tx.putActor(actorOf(alice), ago(29));
      tx.putFollower(followerOf(person('follows')), ago(31));
      tx.putFollower(followerOf(person('waits')), ago(31), 'pending');
      tx.putReply(replyOf('a', { actor: person('replied') }), ago(31));
      tx.putReaction(like(person('liked')), ago(31));
      tx.putQuote(quoteOf('q', { actor: person('quoted') }), ago(31));
      tx.putVote(vote(person('voted'), 'tea'), true, ago(31));
      tx.putReport({ actor: person('reported'), objects: [], content: '', at: ago(31) });
      tx.putSetting('acct:mentioned@social.test', person('mentioned'));
      tx.putSetting(
        'parent:https://social.test/notes/1',
        `https://social.test/notes/1 ${person('answered')} ${post}`,
      );
    });
    expect(await clean(store, 'actors')).toBe(1);
    expect(await store.findActor(idle)).toBeUndefined();
    expect(await store.findActorByKeyId(`${idle}#main-key`)).toBeUndefined();
    for (const id of [alice, ...others]) expect(await store.findActor(id)).toMatchObject({ id });
  });

  test('of what was sent to an inbox about a post, only the first stays in the ledger after 90 days', async () => {
    await using database = await fresh();
    const { store } = database;
    await send(store, 'create', [one, two]);
    await send(store, 'update-1', [one], { type: 'Update' });
    await send(store, 'update-2', [one, two], { type: 'Update' }, ago(80));
    await store.transact((tx) => tx.enqueue(outgoing('waiting', [one], { type: 'Update' })));
    expect(await clean(store, 'deliveries')).toBe(1);
    expect(await store.deliveriesOf(outgoing('update-1', []).id)).toEqual([]);
    expect(await clean(store, 'activities')).toBe(1);
    expect(new Set(await store.holders(post))).toEqual(new Set([one, two]));
    expect(await store.deliveryCounts()).toEqual({ pending: 1, delivered: 4, failed: 0 });
  });

  test('what failed goes from the ledger after 90 days', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(outgoing('create', [one, two])));
    const [first, second] = await claim(store);
    await store.transact((tx) => {
      tx.putDeliveryOutcome(first?.row ?? 0, { state: 'failed', at: ago(91), reason: 'HTTP 404' });
      tx.putDeliveryOutcome(second?.row ?? 0, { state: 'failed', at: ago(89), reason: 'HTTP 404' });
    });
    expect(await clean(store, 'deliveries')).toBe(1);
    expect(await store.deliveryCounts()).toEqual({ pending: 0, delivered: 0, failed: 1 });
  });

  test('who holds a copy of a post is known till 90 days after its deletion, what stood under it for 30', async () => {
    await using database = await fresh();
    const { store } = database;
    await send(store, 'create', [one]);
    await send(store, 'other', [two], { objectId: otherPost });
    await show(
      store,
      replyOf('a'),
      replyOf('b'),
      replyOf('c', { objectId: otherPost, inReplyTo: otherPost }),
    );
    await store.transact((tx) => {
      tx.putReaction(like(alice), 1);
      tx.putQuote(quoteOf('q'), 1);
      tx.putVote(vote(alice, 'tea'), true, 1);
    });
    const deletedDaysAgo = (days: number) => ({ deletedObjects: [{ id: post, at: ago(days) }] });
    const conversations = 'conversations of deleted posts';
    expect(await clean(store, conversations, deletedDaysAgo(29))).toBe(0);
    expect(await clean(store, conversations, { ...deletedDaysAgo(31), dryRun: true })).toBe(5);
    expect(await clean(store, conversations, deletedDaysAgo(31))).toBe(5);
    expect(await store.conversation(post)).toEqual({
      replies: 0,
      likes: 0,
      boosts: 0,
      quotes: 0,
      emoji: [],
      thread: [],
      held: 0,
    });
    expect(await store.polls()).toEqual(new Map());
    expect((await store.conversation(otherPost)).replies).toBe(1);
    expect(await clean(store, 'deliveries', deletedDaysAgo(89))).toBe(0);
    expect(await clean(store, 'deliveries', deletedDaysAgo(91))).toBe(1);
    expect(await store.holders(post)).toEqual([]);
    expect(await store.holders(otherPost)).toEqual([two]);
  });

  test('when all that a domain left has gone, so does what was counted for it', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putSeen('a', ago(2), alice);
      tx.putReaction(like(bob), 1);
    });
    for (const kind of perishables) await clean(store, kind);
    expect((await store.fullestDomains(10)).map(({ domain }) => domain)).toEqual(['snac.test']);
  });

  test('a dry run changes nothing, and an empty store has nothing to clean', async () => {
    await using database = await fresh();
    const { store } = database;
    for (const kind of perishables) expect(await clean(store, kind)).toBe(0);
    await store.transact((tx) => tx.putSeen('a', ago(2), alice));
    expect(await clean(store, 'signatures seen', { dryRun: true })).toBe(1);
    expect(await store.wasSeen('a')).toBe(true);
  });
}
