import { describe, expect, test } from 'vitest';
import type { PollCounts, Report } from '../../src/store/store.ts';
import type { FreshStoreMaker } from './cast.ts';
import { alice, bob, like, otherPost, post, quoteOf, replyOf, uri, vote } from './cast.ts';

export function answers(fresh: FreshStoreMaker): void {
  describe('reactions with emoji', () => emoji(fresh));
  describe('votes', () => votes(fresh));
  describe('quotes', () => quotes(fresh));
  describe('reports', () => reports(fresh));
  describe('very many reports', () => manyReports(fresh));
  describe('the feed of changes', () => feed(fresh));
}

function emoji(fresh: FreshStoreMaker): void {
  test('an actor who reacts in several ways is one who likes', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putReaction(like(alice), 1);
      tx.putReaction(like(alice, { emoji: '🎉' }), 1);
      tx.putReaction(like(alice, { emoji: ':blobcat:' }), 1);
      tx.putReaction(like(bob, { emoji: '🎉' }), 1);
      tx.putReaction(like(bob, { kind: 'announce' }), 1);
    });
    const counts = { replies: 0, likes: 2, boosts: 1, quotes: 0 };
    const emoji = [
      { emoji: '🎉', count: 2 },
      { emoji: ':blobcat:', count: 1 },
    ];
    expect(await store.conversation(post)).toEqual({ ...counts, emoji, thread: [], held: 0 });
    expect(await store.counts()).toEqual(new Map([[post, counts]]));
  });

  test('the sixth emoji of one actor to one object is not kept, those that are may come again', async () => {
    await using database = await fresh();
    const { store } = database;
    const put = (n: number, changes = {}): Promise<void> =>
      store.transact((tx) => tx.putReaction(like(alice, { emoji: `:e${n}:`, ...changes }), 1));
    for (let n = 0; n < 8; n += 1) await put(n);
    const activityId = uri('https://social.test/likes/again');
    await put(0, { activityId });
    await put(0, { objectId: otherPost });
    for (let n = 1; n < 5; n += 1)
      await store.transact((tx) => tx.removeReaction('like', alice, post, `:e${n}:`));
    expect((await store.conversation(post)).likes).toBe(1);
    await store.transact((tx) => tx.removeReactionById(activityId, alice));
    expect((await store.conversation(post)).likes).toBe(0);
    expect((await store.conversation(otherPost)).likes).toBe(1);
  });

  test('one emoji is taken back by itself, all of them together', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putReaction(like(alice, { emoji: '🎉' }), 1);
      tx.putReaction(like(alice, { emoji: ':blobcat:' }), 1);
      tx.putReaction(like(alice), 1);
    });
    const likesAfter = async (effects: Parameters<typeof store.transact>[0]): Promise<number> => {
      await store.transact(effects);
      return (await store.conversation(post)).likes;
    };
    expect(await likesAfter((tx) => tx.removeReaction('like', alice, post, '🎉'))).toBe(1);
    expect(await likesAfter((tx) => tx.removeReaction('like', alice, post, '🎉'))).toBe(1);
    expect(await likesAfter((tx) => tx.removeReaction('like', alice, post))).toBe(0);
    await store.transact((tx) => tx.putReaction(like(alice, { emoji: '🎉' }), 1));
    expect(await likesAfter((tx) => tx.removeReaction('like', alice, post, ':blobcat:'))).toBe(1);
    expect(await likesAfter((tx) => tx.removeReaction('like', alice, post, '🎉'))).toBe(0);
  });

  test('one emoji is taken back by the id of its activity, and the others stay', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first, second] = ['1', '2'].map((id) => uri(`https://social.test/${id}`)) as [
      typeof post,
      typeof post,
    ];
    await store.transact((tx) => {
      tx.putReaction(like(alice, { emoji: '🎉', activityId: first }), 1);
      tx.putReaction(like(alice, { emoji: ':blobcat:', activityId: second }), 1);
    });
    await store.transact((tx) => tx.removeReactionById(first, alice));
    expect(await store.conversation(post)).toMatchObject({ likes: 1 });
    await store.transact((tx) => tx.removeReactionById(second, alice));
    expect(await store.conversation(post)).toMatchObject({ likes: 0 });
  });
}

function votes(fresh: FreshStoreMaker): void {
  test('where one option may be chosen the first voice stays, also within a transaction', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putVote(vote(alice, 'tea'), true, 1);
      tx.putVote(vote(alice, 'coffee'), true, 1);
    });
    await store.transact((tx) => tx.putVote(vote(alice, 'water'), true, 2));
    await store.transact((tx) => tx.putVote(vote(bob, 'coffee'), true, 2));
    expect(await store.polls()).toEqual(new Map([[post, counted(2, { tea: 1, coffee: 1 })]]));
  });

  test('where several may be chosen each counts, and the voter once', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      for (const option of ['tea', 'coffee', 'tea']) tx.putVote(vote(alice, option), false, 1);
      tx.putVote(vote(bob, 'tea'), false, 1);
    });
    expect(await store.polls()).toEqual(new Map([[post, counted(2, { coffee: 1, tea: 2 })]]));
  });

  test('the same voice twice counts once', async () => {
    await using database = await fresh();
    const { store } = database;
    for (const isSingle of [true, true, false]) {
      await store.transact((tx) => tx.putVote(vote(alice, 'tea'), isSingle, 1));
    }
    expect(await store.polls()).toEqual(new Map([[post, counted(1, { tea: 1 })]]));
  });

  test('polls are told apart, and one without votes is not named', async () => {
    await using database = await fresh();
    const { store } = database;
    expect(await store.polls()).toEqual(new Map());
    await Promise.all([
      store.transact((tx) => tx.putVote(vote(alice, 'tea'), true, 1)),
      store.transact((tx) => tx.putVote(vote(alice, 'tea', { poll: otherPost }), true, 1)),
      store.transact((tx) => tx.putVote(vote(bob, 'tea', { poll: otherPost }), true, 1)),
    ]);
    expect(await store.polls()).toEqual(
      new Map([
        [post, counted(1, { tea: 1 })],
        [otherPost, counted(2, { tea: 2 })],
      ]),
    );
  });

  test('an actor who is removed takes its votes along', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putVote(vote(alice, 'tea'), true, 1);
      tx.putVote(vote(bob, 'tea'), true, 1);
      tx.removeActor(alice, 2);
    });
    expect(await store.polls()).toEqual(new Map([[post, counted(1, { tea: 1 })]]));
  });
}

function quotes(fresh: FreshStoreMaker): void {
  const [first, second] = ['1', '2'].map((name) => uri(`https://blog.test/ap/quotes/${name}`)) as [
    typeof post,
    typeof post,
  ];

  test('each post that quotes counts once, for the object that it quoted last', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      for (const id of ['a', 'b', 'a', 'c']) tx.putQuote(quoteOf(id), 1);
      tx.putQuote(quoteOf('c', { objectId: otherPost }), 1);
    });
    const one = { replies: 0, likes: 0, boosts: 0 };
    expect(await store.conversation(post)).toEqual({ ...one, quotes: 2, emoji: [], thread: [], held: 0 });
    expect(await store.counts()).toEqual(
      new Map([
        [post, { ...one, quotes: 2 }],
        [otherPost, { ...one, quotes: 1 }],
      ]),
    );
  });

  test('a quote is found by the authorization that it was given first', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putQuote(quoteOf('a'), 1));
    expect(await store.findQuote(first)).toBeUndefined();
    await store.transact((tx) => tx.putQuote(quoteOf('a', { authorizationId: first }), 2));
    await store.transact((tx) => tx.putQuote(quoteOf('a', { authorizationId: second }), 3));
    await store.transact((tx) => tx.putQuote(quoteOf('a'), 4));
    expect(await store.findQuote(first)).toEqual(quoteOf('a', { authorizationId: first }));
    expect(await store.findQuote(second)).toBeUndefined();
    expect((await store.conversation(post)).quotes).toBe(1);
  });

  test('a quote is removed by its own actor only, with its authorization', async () => {
    await using database = await fresh();
    const { store } = database;
    const quote = quoteOf('a', { authorizationId: first });
    await store.transact((tx) => tx.putQuote(quote, 1));
    await store.transact((tx) => tx.removeQuote(quote.quotingId, bob));
    expect(await store.findQuote(first)).toEqual(quote);
    await store.transact((tx) => tx.removeQuote(quote.quotingId, alice));
    expect(await store.findQuote(first)).toBeUndefined();
    expect((await store.conversation(post)).quotes).toBe(0);
  });

  test('a stranger who claims to have written a post that quotes takes nothing from its author', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putQuote(quoteOf('a', { actor: bob, authorizationId: second }), 1));
    await store.transact((tx) => tx.putQuote(quoteOf('a', { authorizationId: first }), 2));
    await store.transact((tx) => tx.removeQuote(quoteOf('a').quotingId, bob));
    expect(await store.findQuote(first)).toEqual(quoteOf('a', { authorizationId: first }));
  });

  test('a quote that its actor removed does not come back, as a quote or as a reply', async () => {
    await using database = await fresh();
    const { store } = database;
    const quote = quoteOf('a', { authorizationId: first });
    await store.transact((tx) => tx.putQuote(quote, 1));
    await store.transact((tx) => {
      tx.removeReply(quote.quotingId, alice, 2);
      tx.removeQuote(quote.quotingId, alice);
    });
    await store.transact((tx) => {
      tx.putQuote(quote, 3);
      tx.putReply(replyOf('a'), 3);
    });
    expect(await store.findQuote(first)).toBeUndefined();
    expect(await store.conversation(post)).toMatchObject({ quotes: 0 });
    expect(await store.threadOf(quote.quotingId)).toBeUndefined();
  });

  test('who wrote a post that quotes is known as long as it does', async () => {
    await using database = await fresh();
    const { store } = database;
    const { quotingId } = quoteOf('a');
    await store.transact((tx) => tx.putQuote(quoteOf('a'), 1));
    expect(await store.authorOf(quotingId)).toBe(alice);
    await store.transact((tx) => tx.removeQuote(quotingId, alice));
    expect(await store.authorOf(quotingId)).toBeUndefined();
  });

  test('an actor who is removed takes its quotes along', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putQuote(quoteOf('a', { authorizationId: first }), 1);
      tx.putQuote(quoteOf('b', { actor: bob }), 1);
      tx.removeActor(alice, 2);
    });
    expect(await store.findQuote(first)).toBeUndefined();
    expect((await store.conversation(post)).quotes).toBe(1);
  });
}

function reports(fresh: FreshStoreMaker): void {
  const report: Omit<Report, 'row'> = { actor: alice, objects: [post, otherPost], content: 'spam', at: 1 };

  test('reports come newest first, as many as asked for, whole', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => tx.putReport(report));
    await store.transact((tx) => {
      tx.putReport({ ...report, objects: [], content: 'rude' });
      tx.putReport({ ...report, content: '' });
    });
    const found = await store.reports(10);
    expect(found.map(({ content }) => content)).toEqual(['', 'rude', 'spam']);
    expect(found[2]).toEqual({ ...report, row: found[2]?.row });
    expect(found[1]?.objects).toEqual([]);
    expect(await store.reports(1)).toEqual(found.slice(0, 1));
  });

  test('a report that comes again is kept once, also after its sender was removed', async () => {
    await using database = await fresh();
    const { store } = database;
    for (const at of [1, 2]) await store.transact((tx) => tx.putReport({ ...report, at }));
    await store.transact((tx) => tx.removeActor(alice, 3));
    expect(await store.reports(10)).toMatchObject([{ at: 1 }]);
  });
}

function manyReports(fresh: FreshStoreMaker): void {
  test('of one actor the newest twenty are kept, and others keep theirs', async () => {
    await using database = await fresh();
    const { store } = database;
    const put = (actor: typeof alice, n: number): Promise<void> =>
      store.transact((tx) => tx.putReport({ actor, objects: [post], content: `${n}`, at: n }));
    await put(bob, 0);
    for (let n = 1; n <= 25; n += 1) await put(alice, n);
    const kept = Array.from({ length: 20 }, (_, n) => 25 - n);
    expect((await store.reports(100)).map(({ at }) => at)).toEqual([...kept, 0]);
    await store.transact((tx) => tx.removeReportsOf(alice));
    expect((await store.reports(100)).map(({ at }) => at)).toEqual([0]);
  });
}

function feed(fresh: FreshStoreMaker): void {
  test('listeners hear of emoji, votes and quotes, and only of what changed something', async () => {
    await using database = await fresh();
    const { store } = database;
    const heard: string[] = [];
    store.onConversationChange((objectIds) => heard.push(...objectIds));
    const heardAfter = async (effects: Parameters<typeof store.transact>[0]): Promise<string[]> => {
      await store.transact(effects);
      return heard.splice(0);
    };
    const party = like(alice, { emoji: '🎉' });
    expect(await heardAfter((tx) => tx.putReaction(party, 1))).toEqual([post]);
    expect(await heardAfter((tx) => tx.putReaction(party, 1))).toEqual([]);
    expect(await heardAfter((tx) => tx.removeReaction('like', alice, post, '👍'))).toEqual([]);
    expect(await heardAfter((tx) => tx.removeReaction('like', alice, post, '🎉'))).toEqual([post]);
    expect(await heardAfter((tx) => tx.putVote(vote(alice, 'tea'), true, 1))).toEqual([post]);
    expect(await heardAfter((tx) => tx.putVote(vote(alice, 'coffee'), true, 1))).toEqual([]);
    expect(await heardAfter((tx) => tx.putQuote(quoteOf('a', { objectId: otherPost }), 1))).toEqual([
      otherPost,
    ]);
    expect(await heardAfter((tx) => tx.putQuote(quoteOf('a', { objectId: otherPost }), 1))).toEqual([]);
    expect((await heardAfter((tx) => tx.removeActor(alice, 2))).sort()).toEqual([otherPost, post]);
    expect(await heardAfter((tx) => tx.putQuote(quoteOf('b', { objectId: otherPost }), 3))).toEqual([
      otherPost,
    ]);
    expect((await heardAfter((tx) => tx.putQuote(quoteOf('b'), 4))).sort()).toEqual([otherPost, post]);
    expect(await heardAfter((tx) => tx.removeQuote(quoteOf('b').quotingId, alice))).toEqual([post]);
  });
}

function counted(voters: number, options: Readonly<Record<string, number>>): PollCounts {
  return { voters, votes: new Map(Object.entries(options)) };
}
