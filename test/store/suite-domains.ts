import { expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import type { FreshStoreMaker } from './cast.ts';
import { actorOf, alice, bob, claim, followerOf, like, otherPost, outgoing, post } from './cast.ts';
import { quoteOf, replyOf, uri, vote } from './cast.ts';

const inbox = uri(`${alice}/inbox`);

/** An answer to alice. */
function answer(id: string): ReturnType<typeof outgoing> {
  return outgoing(id, [inbox], { type: 'Accept', objectId: otherPost, causedBy: alice });
}

export function domains(fresh: FreshStoreMaker): void {
  test('what the people of a domain leave is counted for it, and no more when it goes', async () => {
    await using database = await fresh();
    const { store } = database;
    expect(await store.domainBytes('social.test')).toBe(0);
    const bytesAfter = async (effects: Parameters<typeof store.transact>[0]): Promise<number> => {
      await store.transact(effects);
      return store.domainBytes('social.test');
    };
    const reply = replyOf('a', { content: 'x'.repeat(10_000) });
    let last = 0;
    for (const effect of [
      (tx) => tx.putActor(actorOf(alice), 1),
      (tx) => tx.putFollower(followerOf(alice), 1, 'pending'),
      (tx) => tx.putReply(reply, 1),
      (tx) => tx.putReaction(like(alice), 1),
      (tx) => tx.putQuote(quoteOf('q'), 1),
      (tx) => tx.putVote(vote(alice, 'tea'), true, 1),
      (tx) => tx.putReport({ actor: alice, objects: [post], content: 'spam', at: 1 }),
      (tx) => tx.putSeen('a signature', 1, alice),
      (tx) => tx.enqueue(answer('1')),
      (tx) => tx.removeReply(uri('https://social.test/notes/unheard-of'), alice, 1),
    ] satisfies Parameters<typeof store.transact>[0][]) {
      const bytes = await bytesAfter(effect);
      expect(bytes).toBeGreaterThan(last + 50);
      last = bytes;
      expect(await bytesAfter(effect)).toBe(last); // The same again adds nothing.
    }
    expect(last).toBeGreaterThan(20_000);
    await store.transact((tx) => tx.putActor(actorOf(bob), 1));
    expect((await store.fullestDomains(1)).map(({ domain }) => domain)).toEqual(['social.test']);
    expect(await store.peopleOf('social.test')).toEqual([alice]);
    const left = await bytesAfter((tx) => {
      tx.removeActor(alice, 2);
      tx.removeReportsOf(alice);
    });
    // The tombstones of two replies, a signature, and an answer on its way.
    expect(left).toBeLessThan(3_000);
  });

  test('an edit counts by what it adds or takes', async () => {
    await using database = await fresh();
    const { store } = database;
    const bytesWith = async (length: number, updated: number): Promise<number> => {
      await store.transact((tx) => tx.putReply(replyOf('a', { content: 'x'.repeat(length), updated }), 1));
      return store.domainBytes('social.test');
    };
    const first = await bytesWith(100, 2000);
    expect(await bytesWith(1100, 3000)).toBe(first + 2000);
    expect(await bytesWith(100, 4000)).toBe(first);
  });

  test('an answer is forgotten when its delivery has ended, and what the writer sent is not', async () => {
    await using database = await fresh();
    const { store } = database;
    const own = outgoing('own', [inbox]);
    await store.transact((tx) => {
      tx.enqueue(answer('1'));
      tx.enqueue({ ...answer('2'), objectId: alice });
      tx.enqueue(own);
    });
    const [first, second, third] = await claim(store);
    await store.transact((tx) => {
      tx.putDeliveryOutcome(first?.row ?? 0, { state: 'delivered', at: 1, status: 202 });
      tx.putDeliveryOutcome(second?.row ?? 0, { state: 'failed', at: 1, reason: 'HTTP 404' });
      tx.putDeliveryOutcome(third?.row ?? 0, { state: 'delivered', at: 1, status: 202 });
    });
    expect(await store.deliveryCounts()).toEqual({ pending: 0, delivered: 1, failed: 0 });
    expect(await store.deliveriesOf(own.id)).toHaveLength(1);
    expect(await store.domainBytes('social.test')).toBe(0);
  });

  test('what waited behind a forgotten answer goes next', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.enqueue(answer('1')));
    const [first] = await claim(store);
    await store.transact((tx) => tx.enqueue(answer('2')));
    expect(await claim(store)).toEqual([]);
    await store.transact((tx) =>
      tx.putDeliveryOutcome(first?.row ?? 0, { state: 'delivered', at: 1, status: 202 }),
    );
    expect(await claim(store)).toMatchObject([{ activityId: answer('2').id }]);
  });

  test('a thousand answers to one who asks again and again, also after failed tries, leave one to send', async () => {
    await using database = await fresh();
    const { store } = database;
    const ask = (n: number): Promise<void> =>
      store.transact((tx) => {
        tx.supersede(answer(`${n}`).objectId, ['Accept', 'Reject']);
        tx.enqueue(answer(`${n}`));
      });
    await ask(0);
    const [tried] = await claim(store);
    await ask(1); // The first is being sent.
    expect(await store.deliveryCounts()).toMatchObject({ pending: 2 });
    await store.transact((tx) =>
      tx.putDeliveryOutcome(tried?.row ?? 0, { state: 'retry', at: 5000, reason: 'HTTP 503' }),
    );
    for (let n = 2; n < 1000; n += 1) await ask(n);
    expect(await store.deliveryCounts()).toEqual({ pending: 1, delivered: 0, failed: 0 });
    expect(await claim(store)).toMatchObject([{ activityId: answer('999').id }]);
    expect(await store.domainBytes('social.test')).toBeLessThan(3_000);
  });

  test('a signature is remembered once, whoever shows it', async () => {
    await using database = await fresh();
    const { store } = database;
    expect(await store.wasSeen('a')).toBe(false);
    await store.transact((tx) => tx.putSeen('a', 1, alice));
    await store.transact((tx) => tx.putSeen('a', 2, bob));
    expect(await store.wasSeen('a')).toBe(true);
    expect(await store.wasSeen('b')).toBe(false);
    expect(await store.domainBytes('snac.test')).toBe(0);
  });

  test('who took back a reply is known by its id and theirs', async () => {
    await using database = await fresh();
    const { store } = database;
    const { id } = replyOf('a');
    await removeUnheardOf(store, id);
    expect(await store.wasRemoved(id, alice)).toBe(true);
    expect(await store.wasRemoved(id, bob)).toBe(false);
    expect(await store.wasRemoved(replyOf('b').id, alice)).toBe(false);
  });
}

function removeUnheardOf(store: Store, id: typeof post): Promise<void> {
  return store.transact((tx) => tx.removeReply(id, alice, 1));
}
