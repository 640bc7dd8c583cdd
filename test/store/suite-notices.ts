import { expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { alice, bob, followerOf, messageOf, replyOf, uri, type FreshStoreMaker } from './cast.ts';

/** What there is to tell, as `kind subject`. */
async function told(store: Store, after = 0): Promise<readonly string[]> {
  return (await store.notices(after, 100)).map(({ kind, subject }) => `${kind} ${subject}`);
}

export function notices(fresh: FreshStoreMaker): void {
  test('each comment, request to follow, report and private message is noted once, as it is stored', async () => {
    await using database = await fresh();
    const { store } = database;
    expect(await store.newestNotice()).toBe(0);
    const [shown, waiting] = [replyOf('a'), replyOf('b', { policy: 'approve' })];
    for (const at of [1, 2])
      await store.transact((tx) => {
        tx.putReply(shown, at);
        tx.putReply(waiting, at);
        tx.putFollower(followerOf(alice), at);
        tx.putFollower(followerOf(bob), 1, 'pending');
        tx.putReport({ actor: alice, objects: [], content: 'spam', at: 1 });
        tx.putPrivateMessage(messageOf('m'), 1);
      });
    expect((await told(store)).toSorted()).toEqual(
      [
        `comment ${shown.id}`,
        `comment ${waiting.id}`,
        `message ${alice}`,
        'report 1',
        `request ${bob}`,
      ].toSorted(),
    );
    expect(await store.newestNotice()).toBe(5);
    expect(await store.report(1)).toMatchObject({ content: 'spam', objects: [] });
    expect(await store.report(2)).toBeUndefined();
  });

  test('what a rule keeps from readers is not; an edit that waits again is', async () => {
    await using database = await fresh();
    const { store } = database;
    const rule = { act: 'limit', pattern: 'social.test' } as const;
    const reply = replyOf('a', { policy: 'first-time' });
    await store.transact((tx) => tx.putReply(replyOf('hidden', { rule }), 1));
    await store.transact((tx) => tx.putReply(reply, 1));
    await store.transact((tx) => tx.judgeReply(reply.id, 'approved'));
    await store.transact((tx) => tx.putReply({ ...reply, content: 'other', updated: 2_000 }, 2));
    expect(await told(store)).toEqual([`comment ${reply.id}`, `comment ${reply.id}`]);
    expect(await told(store, 1)).toEqual([`comment ${reply.id}`]);
  });

  test('a decision is made once, and its effects are written with it', async () => {
    await using database = await fresh();
    const { store } = database;
    const heard: unknown[] = [];
    const reply = replyOf('a', { policy: 'approve' });
    await store.transact((tx) => tx.putReply(reply, 1));
    store.onConversationChange((ids) => heard.push(...ids));
    const decide = (verb: 'approved' | 'hidden', other: Partial<typeof reply> = {}): Promise<boolean> =>
      store.decideOnce({ about: 'it', verb, at: 1 }, { ...reply, ...other }, (tx) =>
        tx.judgeReply(reply.id, verb),
      );
    for (const other of [{ content: 'x' }, { summary: 'x' }, { url: `${reply.url}x` as typeof reply.url }])
      expect(await decide('approved', other)).toBe(false);
    expect(await store.decision('it')).toBeUndefined();
    expect(await Promise.all([decide('approved'), decide('hidden')])).toEqual([true, false]);
    expect(await store.decision('it')).toEqual({ about: 'it', verb: 'approved', at: 1 });
    expect(await store.judgedReply(reply.id)).toMatchObject({ standing: 'open' });
    expect(heard).toEqual([reply.objectId]);
  });

  test('decisions are kept for 30 days', async () => {
    await using database = await fresh();
    const { store } = database;
    const dayMs = 86_400_000;
    const decide = (about: string, at: number): Promise<boolean> =>
      store.decideOnce({ about, verb: 'block', at }, undefined, () => undefined);
    await decide('first', 0);
    await decide('second', 30 * dayMs);
    expect(await store.decision('first')).toBeDefined();
    await decide('third', 30 * dayMs + 1);
    expect(await store.decision('first')).toBeUndefined();
    expect(await store.decision('second')).toBeDefined();
  });

  test('a setting that is only to be made stays as it was made first', async () => {
    await using database = await fresh();
    const { store } = database;
    for (const value of ['one', 'two']) await store.transact((tx) => tx.makeSetting('secret', value));
    expect(await store.setting('secret')).toBe('one');
  });

  test('of more than 10,000 the newest are kept, and their numbers go on', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      for (let n = 0; n < 10_005; n += 1)
        tx.putFollower(followerOf(uri(`https://s.test/${n}`)), 1, 'pending');
    });
    expect(await store.newestNotice()).toBe(10_005);
    expect(await store.notices(0, 1)).toMatchObject([{ row: 6 }]);
  });
}
