import { expect, test } from 'vitest';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import type { Store } from '../../src/store/store.ts';
import { actorOf, alice, bob, messageOf, post, quoteOf, uri, vote } from './cast.ts';
import { outgoing, replyOf, show, type FreshStoreMaker } from './cast.ts';

/** What was written to the writer alone, and what the blocked lose besides their voice. */
export function privately(fresh: FreshStoreMaker): void {
  const ids = async (store: Store): Promise<readonly Uri[]> =>
    (await store.privateMessages(2_000)).map(({ id }) => id);

  test('a private message is kept with all its parts, newest first, and goes with its author', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first, second] = [messageOf('a'), messageOf('b', { inReplyTo: post, visibility: 'followers' })];
    await store.transact((tx) => [first, second].forEach((one) => tx.putPrivateMessage(one, 7)));
    expect(await store.privateMessages(10)).toMatchObject([
      { ...second, storedAt: 7 },
      { ...first, storedAt: 7 },
    ]);
    expect(await store.peopleOf('social.test')).toEqual([alice]);
    await store.transact((tx) => tx.removeActor(alice, 8));
    expect(await ids(store)).toEqual([]);
  });

  test('a newer text by its author takes its place, an older one or another author’s does not', async () => {
    await using database = await fresh();
    const { store } = database;
    const message = messageOf('a');
    for (const change of [{}, { text: 'older', sentAt: 1 }, { text: 'forged', actor: bob, sentAt: 9_000 }])
      await store.transact((tx) => tx.putPrivateMessage({ ...message, ...change }, 1));
    expect(await store.privateMessages(10)).toMatchObject([message]);
    await store.transact((tx) => tx.putPrivateMessage({ ...message, text: 'newer', sentAt: 2_000 }, 1));
    await store.transact((tx) => tx.removePrivateMessage(message.id, bob));
    expect(await store.privateMessages(10)).toMatchObject([{ text: 'newer' }]);
    await store.transact((tx) => tx.removePrivateMessage(message.id, alice));
    expect(await ids(store)).toEqual([]);
  });

  test('of a domain the newest hundred are kept, and of many domains nobody loses the only one', async () => {
    await using database = await fresh();
    const { store } = database;
    const from = (host: string, n: number) =>
      messageOf('', { id: uri(`https://${host}/${n}`), actor: uri(`https://${host}/users/x`) });
    await store.transact((tx) => tx.putPrivateMessage(from('friend.test', 0), 1));
    await store.transact((tx) => {
      for (let n = 0; n < 1_100; n += 1) tx.putPrivateMessage(from(`s${n % 10}.test`, n), 1);
    });
    const kept = await ids(store);
    expect(kept).toHaveLength(1_000);
    expect(kept).toContain('https://friend.test/0');
    expect(kept.filter((id) => id.startsWith('https://s1.test/')).length).toBeLessThanOrEqual(100);
    expect(kept).toContain('https://s1.test/1091');
  });

  test('votes of who is blocked or limited are not counted, until that is taken back', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putVote(vote(alice, 'tea'), true, 1);
      tx.putVote(vote(bob, 'milk'), true, 1);
      tx.silence(alice, 'limit');
    });
    expect(await store.polls()).toEqual(new Map([[post, { voters: 1, votes: new Map([['milk', 1]]) }]]));
    const changed: (readonly Uri[])[] = [];
    store.onConversationChange((objects) => changed.push(objects));
    await store.transact((tx) => tx.silence(alice, undefined));
    expect((await store.polls()).get(post)?.voters).toBe(2);
    expect(changed).toEqual([[post]]);
  });

  test('leave to quote is proved to nobody while its author is blocked', async () => {
    await using database = await fresh();
    const { store } = database;
    const authorizationId = uri('https://blog.test/ap/quotes/1');
    await store.transact((tx) => tx.putQuote(quoteOf('q', { authorizationId }), 1));
    for (const [silence, isFound] of [
      ['block', false],
      ['limit', true],
      [undefined, true],
    ] as const) {
      await store.transact((tx) => tx.silence(alice, silence));
      expect((await store.findQuote(authorizationId)) !== undefined).toBe(isFound);
    }
  });

  test('who is blocked holds no copy that is kept up, unless the inbox is another’s too', async () => {
    await using database = await fresh();
    const { store } = database;
    const shared = uri('https://social.test/inbox');
    const carol = uri('https://social.test/users/carol');
    await store.transact((tx) => {
      for (const id of [alice, carol]) tx.putActor(actorOf(id, { sharedInbox: shared }), 1);
      tx.putActor(actorOf(bob), 1);
      tx.enqueue(outgoing('1', [shared, uri(`${bob}/inbox`)]));
      tx.silence(alice, 'block');
      tx.silence(bob, 'block');
    });
    await show(store, replyOf('a'));
    expect(await store.holders(post)).toEqual([]);
    await show(store, replyOf('c', { actor: carol }));
    expect(await store.holders(post)).toEqual([shared]);
  });

  test('a reply is found by number, id and page, with each fact about it', async () => {
    await using database = await fresh();
    const { store } = database;
    const reply = replyOf('a', { policy: 'approve', rule: { act: 'hold', pattern: 'tea' } });
    await show(store, reply);
    const found = await store.findReply(reply.id);
    expect(found).toMatchObject({
      policy: 'approve',
      waits: 'approve',
      verdict: undefined,
      rule: reply.rule,
    });
    expect(await store.findReply(String(found?.row))).toEqual(found);
    expect(await store.findReply(reply.url)).toEqual(found);
    expect(await store.findReply('99')).toBeUndefined();
  });
}
