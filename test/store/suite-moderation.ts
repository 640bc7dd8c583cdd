import { describe, expect, test } from 'vitest';
import type { IncomingReply, ModerationRule, Store } from '../../src/store/store.ts';
import {
  actorOf,
  alice,
  bob,
  claim,
  followerOf,
  like,
  outgoing,
  post,
  quoteOf,
  replyOf,
  show,
  shownTexts,
  uri,
  type FreshStoreMaker,
} from './cast.ts';

export function moderation(fresh: FreshStoreMaker): void {
  describe('policies', () => policies(fresh));
  describe('edits', () => edits(fresh));
  describe('rules', () => rules(fresh));
  describe('silenced accounts', () => silenced(fresh));
}

const firstTime = (id: string, changes: Partial<IncomingReply> = {}): IncomingReply =>
  replyOf(id, { policy: 'first-time', ...changes });
const edited = (reply: IncomingReply, changes: Partial<IncomingReply> = {}): IncomingReply => ({
  ...reply,
  content: 'other words',
  updated: reply.published + 1,
  ...changes,
});

/** Where a reply stands, and why. */
async function standing(store: Store, { id }: IncomingReply): Promise<string> {
  const reply = await store.judgedReply(id);
  return [reply?.standing, reply?.cause, reply?.pattern].filter(Boolean).join(' ');
}

async function approve(store: Store, ...replies: readonly IncomingReply[]): Promise<void> {
  for (const { id } of replies) await store.transact((tx) => tx.judgeReply(id, 'approved'));
}

function policies(fresh: FreshStoreMaker): void {
  test('the first replies of an account wait, and the writer approves one: all are shown, and those that come', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first, second, third] = [firstTime('a'), firstTime('b'), firstTime('c')];
    await show(store, first, second, firstTime('d', { actor: bob }));
    expect(await store.conversation(post)).toMatchObject({ replies: 0, held: 3, thread: [] });
    expect(await store.counts()).toEqual(new Map());
    expect(await store.replyIds(post)).toEqual([]);
    expect(await store.standingCounts()).toEqual(new Map([['held', 3]]));
    expect(await store.repliesStanding('held', 1)).toMatchObject([
      { id: first.id, actor: alice, objectId: post, content: '<p>a</p>', cause: 'first-time', storedAt: 1 },
    ]);
    await approve(store, second);
    await show(store, third);
    expect(await shownTexts(store)).toEqual(['<p>a</p>', '<p>b</p>', '<p>c</p>']);
    expect(await store.conversation(post)).toMatchObject({ replies: 3, held: 1 });
    expect(await standing(store, first)).toBe('open');
    expect(await standing(store, second)).toBe('open writer');
  });

  test('where each is approved, one that is known waits too', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first, second] = [replyOf('a', { policy: 'approve' }), replyOf('b', { policy: 'approve' })];
    await show(store, first, second);
    await approve(store, first);
    expect(await shownTexts(store)).toEqual(['<p>a</p>']);
    expect(await standing(store, second)).toBe('held approve');
  });

  test('whom the writer answers is known', async () => {
    await using database = await fresh();
    const { store } = database;
    await show(store, firstTime('a'), firstTime('b', { actor: bob }));
    await store.transact((tx) => tx.knowAuthorOf(firstTime('a').id));
    await show(store, firstTime('c'));
    expect(await shownTexts(store)).toEqual(['<p>a</p>', '<p>c</p>']);
  });

  test('what the writer hides is hidden, its author a stranger again; taken back, it stands as before', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first, second] = [firstTime('a'), firstTime('b')];
    await show(store, first);
    await approve(store, first);
    await store.transact((tx) => tx.judgeReply(first.id, 'hidden'));
    await show(store, second);
    expect(await shownTexts(store)).toEqual([]);
    expect(await standing(store, first)).toBe('hidden writer');
    expect(await standing(store, second)).toBe('held first-time');
    await store.transact((tx) => tx.judgeReply(first.id, undefined));
    expect(await shownTexts(store)).toEqual(['<p>a</p>']);
  });

  test('who was answered once, and hidden later, stays a stranger when the answer is told again', async () => {
    await using database = await fresh();
    const { store } = database;
    const [answered, spam, next] = [firstTime('a'), firstTime('b'), firstTime('c')];
    await show(store, answered);
    await store.transact((tx) => tx.knowAuthorOf(answered.id));
    await show(store, spam);
    await store.transact((tx) => tx.judgeReply(spam.id, 'hidden'));
    await show(store, next);
    await store.transact((tx) => tx.knowAuthorOf(answered.id));
    await show(store, firstTime('d'));
    expect(await shownTexts(store)).toEqual(['<p>a</p>']);
  });

  test('an easier policy opens what would not wait under it; nothing is taken away by a stricter one', async () => {
    await using database = await fresh();
    const { store } = database;
    const known = replyOf('a', { policy: 'approve' });
    await show(
      store,
      known,
      replyOf('b', { policy: 'approve' }),
      replyOf('c', { policy: 'approve', actor: bob }),
    );
    await approve(store, known);
    await store.transact((tx) => tx.releaseReplies(post, 'first-time'));
    expect(await shownTexts(store)).toEqual(['<p>a</p>', '<p>b</p>']);
    await store.transact((tx) => tx.releaseReplies(post, 'open'));
    expect(await shownTexts(store)).toHaveLength(3);
    await store.transact((tx) => tx.releaseReplies(post, 'approve'));
    expect(await shownTexts(store)).toHaveLength(3);
  });

  test('an actor who is removed is not known any more', async () => {
    await using database = await fresh();
    const { store } = database;
    await show(store, firstTime('a'));
    await approve(store, firstTime('a'));
    await store.transact((tx) => tx.removeActor(alice, 1));
    await show(store, firstTime('b'));
    expect(await shownTexts(store)).toEqual([]);
  });
}

function edits(fresh: FreshStoreMaker): void {
  test('one that was approved waits again when it says something else, or leads elsewhere', async () => {
    await using database = await fresh();
    const { store } = database;
    const [words, link] = [firstTime('a'), firstTime('b')];
    await show(store, words);
    await approve(store, words);
    await show(store, link);
    await show(store, edited(words), edited(link, { content: link.content, url: uri('https://spam.test/') }));
    expect(await standing(store, words)).toBe('held edited');
    expect(await standing(store, link)).toBe('held edited');
    await approve(store, words);
    expect(await shownTexts(store)).toEqual(['other words']);
  });

  test('an edit that readers do not see changes nothing', async () => {
    await using database = await fresh();
    const { store } = database;
    const reply = firstTime('a');
    await show(store, reply);
    await approve(store, reply);
    await store.transact((tx) => tx.putReply(edited(reply, { content: reply.content }), 1));
    expect(await shownTexts(store)).toEqual([reply.content]);
  });

  test('an account that was approved twice may edit, where not each is approved', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first, second] = [firstTime('a'), firstTime('b', { published: 2000 })];
    await show(store, first, second);
    await approve(store, first, first, second);
    await show(store, edited(first));
    expect(await shownTexts(store)).toEqual(['other words', '<p>b</p>']);
    await show(store, edited(second, { policy: 'approve' }));
    expect(await standing(store, second)).toBe('held edited');
  });

  test('where comments are open, so are edits; what is hidden stays so', async () => {
    await using database = await fresh();
    const { store } = database;
    const [open, hidden] = [replyOf('a'), replyOf('b')];
    await show(store, open, hidden);
    await store.transact((tx) => tx.judgeReply(hidden.id, 'hidden'));
    await show(store, edited(open), edited(hidden));
    expect(await shownTexts(store)).toEqual(['other words']);
  });
}

function rules(fresh: FreshStoreMaker): void {
  test.each([
    ['block', 'blocked', 'blocked'],
    ['limit', 'limited', 'open'],
    ['hide', 'hidden', 'open'],
    ['hold', 'held', 'open'],
    ['allow', 'open', 'open'],
  ] as const)(
    'a rule that says %s makes it %s, and when the writer has approved it %s',
    async (act, by, then) => {
      await using database = await fresh();
      const { store } = database;
      const reply = replyOf('a', {
        rule: { act, pattern: 'p' },
        policy: act === 'allow' ? 'approve' : 'open',
      });
      await show(store, reply);
      expect(await standing(store, reply)).toBe(`${by} rule p`);
      await approve(store, reply);
      expect(await store.judgedReply(reply.id)).toMatchObject({ standing: then });
    },
  );

  test('a rule for what is here already is noted, unless that was edited meanwhile, and is forgotten again', async () => {
    await using database = await fresh();
    const { store } = database;
    const reply = replyOf('a');
    await store.transact((tx) => tx.putActor(actorOf(alice), 1));
    await show(store, reply);
    const rule = { act: 'limit', pattern: 'social.test' } as const;
    await store.transact((tx) => tx.putReplyRule(reply.id, 'former words', rule));
    expect(await shownTexts(store)).toEqual([reply.content]);
    await store.transact((tx) => tx.putReplyRule(reply.id, reply.content, rule));
    expect(await shownTexts(store)).toEqual([]);
    expect(await store.repliesToJudge(0, 10)).toMatchObject([
      { id: reply.id, actor: alice, user: 'alice', rule },
    ]);
    await store.transact((tx) => tx.putReplyRule(reply.id, reply.content, undefined));
    expect(await shownTexts(store)).toEqual([reply.content]);
  });

  test('rules are kept by pattern and source, and whoever holds them sees that they have changed', async () => {
    await using database = await fresh();
    const { store } = database;
    const rule: ModerationRule = {
      ...{ pattern: 'spam.test', act: 'block', source: 'command', reason: 'spam', file: undefined, since: 7 },
    };
    const written = {
      ...rule,
      source: 'content',
      file: 'content/moderation/a.yml',
      reason: undefined,
    } as const;
    await store.transact((tx) => [rule, written, { ...rule, act: 'limit' as const }].forEach(tx.putRule));
    expect(await store.rules()).toEqual([{ ...rule, act: 'limit' }, written]);
    const version = await store.setting('moderation');
    await store.transact((tx) => tx.removeRule('spam.test', 'command'));
    expect(await store.rules()).toEqual([written]);
    expect(await store.setting('moderation')).not.toBe(version);
  });

  test('what was refused is counted by day and reason, for ninety days', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.countRefusals(100, 'closed', 2));
    await store.transact((tx) => tx.countRefusals(100, 'closed', 3));
    await store.transact((tx) => tx.countRefusals(101, 'spam.test', 1));
    expect(await store.refusals(0)).toEqual([
      { day: 101, reason: 'spam.test', count: 1 },
      { day: 100, reason: 'closed', count: 5 },
    ]);
    await store.transact((tx) => tx.countRefusals(191, 'spam.test', 1));
    expect((await store.refusals(0)).map(({ day }) => day)).toEqual([191, 101]);
  });
}

function silenced(fresh: FreshStoreMaker): void {
  test('what they like, boost and quote is not counted, until they are not silenced any more', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      for (const id of [alice, bob]) tx.putActor(actorOf(id), 1);
      for (const id of [alice, bob]) tx.putReaction(like(id, { emoji: '🍵' }), 1);
      tx.putReaction(like(alice, { kind: 'announce' }), 1);
      tx.putQuote(quoteOf('q'), 1);
    });
    await store.transact((tx) => tx.silence(alice, 'limit'));
    const counts = { replies: 0, likes: 1, boosts: 0, quotes: 0 };
    expect(await store.conversation(post)).toMatchObject({ ...counts, emoji: [{ emoji: '🍵', count: 1 }] });
    expect(await store.counts()).toEqual(new Map([[post, counts]]));
    expect(await store.accountsToJudge(0, 10)).toMatchObject([
      { id: alice, user: 'alice', silence: 'limit' },
      { id: bob, silence: undefined },
    ]);
    await store.transact((tx) => tx.silence(alice, undefined));
    expect(await store.conversation(post)).toMatchObject({ likes: 2, boosts: 1, quotes: 1 });
  });

  test('a follower who is blocked is nowhere and gets nothing, and follows again afterwards', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1);
      tx.putFollower(followerOf(bob), 1, 'pending');
    });
    await store.transact((tx) => [alice, bob].forEach((id) => tx.silence(id, 'block')));
    await store.transact((tx) => {
      tx.enqueue(outgoing('1', [], { to: 'followers' }));
      tx.moveFollower(alice, followerOf(uri('https://social.test/users/alice2')), 2);
    });
    expect(await claim(store)).toEqual([]);
    expect(await store.countFollowers()).toBe(0);
    expect(await store.followers(0, 10, 'pending')).toEqual([]);
    await store.transact((tx) => {
      tx.silence(alice, 'limit');
      tx.silence(bob, undefined);
    });
    expect((await store.followers(0, 10)).map(({ actor }) => actor)).toEqual([alice]);
    expect((await store.followers(0, 10, 'pending')).map(({ actor }) => actor)).toEqual([bob]);
  });
}
