import { describe, expect, test } from 'vitest';
import type { FreshStoreMaker } from './cast.ts';
import {
  actorOf,
  alice,
  answerTo,
  bob,
  followerOf,
  like,
  mainKeyOf,
  otherPost,
  post,
  replyOf,
  show,
  shownTexts,
  uri,
} from './cast.ts';

export function conversations(fresh: FreshStoreMaker): void {
  describe('what readers see', () => whatReadersSee(fresh));
  describe('threads', () => threads(fresh));
  describe('changes', () => changes(fresh));
  describe('removals', () => removals(fresh));
  describe('reactions', () => reactions(fresh));
  describe('the feed of changes', () => feed(fresh));
}

function whatReadersSee(fresh: FreshStoreMaker): void {
  test('a reply is not shown or counted before it is sanitised', async () => {
    await using database = await fresh();
    const { store } = database;
    const reply = replyOf('a');
    await store.transact((tx) => tx.putReply(reply, 1));
    expect(await store.conversation(post)).toEqual({
      replies: 0,
      likes: 0,
      boosts: 0,
      quotes: 0,
      emoji: [],
      thread: [],
      held: 0,
    });
    expect(await store.counts()).toEqual(new Map());
    expect(await store.unsanitisedReplies(10)).toEqual([{ id: reply.id, content: reply.content }]);

    await store.transact((tx) => tx.putSanitised(reply.id, reply.content, 'clean'));
    expect(await shownTexts(store)).toEqual(['clean']);
    expect(await store.counts()).toEqual(new Map([[post, { replies: 1, likes: 0, boosts: 0, quotes: 0 }]]));
    expect(await store.unsanitisedReplies(10)).toEqual([]);
  });

  test('a reply is shown with all its parts and its author as last fetched', async () => {
    await using database = await fresh();
    const { store } = database;
    const reply = replyOf('a', { summary: 'cw', sensitive: true, language: 'de', updated: 2000 });
    await store.transact((tx) => tx.putActor(actorOf(alice, { name: 'Alice L.' }), 1));
    await show(store, reply);
    const { id, inReplyTo, url, published } = reply;
    expect((await store.conversation(post)).thread).toEqual([
      {
        ...{ id, inReplyTo, url, published, updated: 2000, summary: 'cw', sensitive: true, language: 'de' },
        html: reply.content,
        author: {
          id: alice,
          name: 'Alice L.',
          user: 'alice',
          host: 'social.test',
          url: uri(`${alice}/profile`),
        },
      },
    ]);
  });

  test('an author who was never fetched is named from the id', async () => {
    await using database = await fresh();
    await show(database.store, replyOf('a'), replyOf('b', { actor: uri('https://root.test') }));
    const authors = (await database.store.conversation(post)).thread.map((reply) => reply.author);
    expect(authors).toEqual([
      { id: alice, name: 'alice', user: 'alice', host: 'social.test', url: alice },
      ...[
        {
          id: 'https://root.test',
          name: 'root.test',
          user: 'root.test',
          host: 'root.test',
          url: 'https://root.test',
        },
      ],
    ]);
  });

  test('replies stand oldest first, and of very many the thousand that came first, with the number of all', async () => {
    await using database = await fresh();
    const replies = Array.from({ length: 1003 }, (_, n) => replyOf(`${n}`, { published: 5000 - n }));
    await show(database.store, ...replies);
    const conversation = await database.store.conversation(post);
    expect(conversation.replies).toBe(1003);
    expect(conversation.thread.map((reply) => reply.published)).toEqual(
      Array.from({ length: 1000 }, (_, n) => 4001 + n),
    );
    const shownIds = replies
      .slice(0, 1000)
      .map(({ id }) => id)
      .reverse();
    expect(await database.store.replyIds(post)).toEqual(shownIds);
    expect(await database.store.threadIds(post)).toEqual(shownIds);
  });

  test('the ids of replies are those of direct ones that readers may see', async () => {
    await using database = await fresh();
    const [first, second] = [replyOf('a', { published: 2 }), replyOf('b', { published: 1 })];
    await show(database.store, first, second, answerTo(first, 'c'));
    await database.store.transact((tx) => tx.putReply(replyOf('unsanitised'), 1));
    expect(await database.store.replyIds(post)).toEqual([second.id, first.id]);
  });

  test('the ids of a thread are those of all replies that readers may see, answers among them', async () => {
    await using database = await fresh();
    const [first, second] = [replyOf('a', { published: 5 }), replyOf('b', { published: 1 })];
    const answer = answerTo(first, 'c');
    await show(database.store, first, second, answer);
    await database.store.transact((tx) => tx.putReply(replyOf('unsanitised'), 1));
    expect(await database.store.threadIds(post)).toEqual([second.id, first.id, answer.id]);
    expect(await database.store.threadIds(otherPost)).toEqual([]);
  });

  test('counts tell objects apart', async () => {
    await using database = await fresh();
    const { store } = database;
    await show(
      store,
      replyOf('a'),
      replyOf('b'),
      replyOf('c', { objectId: otherPost, inReplyTo: otherPost }),
    );
    await store.transact((tx) => {
      tx.putReaction(like(alice), 1);
      tx.putReaction(like(bob, { kind: 'announce', objectId: otherPost }), 1);
    });
    expect(await store.counts()).toEqual(
      new Map([
        [post, { replies: 2, likes: 1, boosts: 0, quotes: 0 }],
        [otherPost, { replies: 1, likes: 0, boosts: 1, quotes: 0 }],
      ]),
    );
  });

  test('unsanitised replies come oldest first, as many as asked for', async () => {
    await using database = await fresh();
    await database.store.transact((tx) => {
      for (const id of ['a', 'b', 'c']) tx.putReply(replyOf(id), 1);
    });
    const waiting = await database.store.unsanitisedReplies(2);
    expect(waiting.map(({ id }) => id)).toEqual([replyOf('a').id, replyOf('b').id]);
  });
}

function threads(fresh: FreshStoreMaker): void {
  test('an answer to a reply joins its thread, also when all come in one transaction', async () => {
    await using database = await fresh();
    const root = replyOf('root');
    const child = answerTo(root, 'child');
    const grandchild = answerTo(child, 'grandchild');
    await show(database.store, root, child, grandchild);
    expect(await shownTexts(database.store)).toEqual([root, child, grandchild].map(({ content }) => content));
  });

  test('an answer finds a parent that shares its commit', async () => {
    await using database = await fresh();
    const root = replyOf('root');
    await Promise.all([show(database.store, root), show(database.store, answerTo(root, 'child'))]);
    expect(await shownTexts(database.store)).toEqual(['<p>root</p>', '<p>child</p>']);
  });

  test('a reply is known once it is stored, shown or not, until it is removed', async () => {
    await using database = await fresh();
    const { store } = database;
    const reply = replyOf('a');
    expect(await store.threadOf(reply.id)).toBeUndefined();
    await store.transact((tx) => tx.putReply(reply, 1));
    expect(await store.threadOf(reply.id)).toBe(post);
    expect(await store.authorOf(reply.id)).toBe(alice);
    await store.transact((tx) => tx.removeReply(reply.id, alice, 2));
    expect(await store.threadOf(reply.id)).toBeUndefined();
    expect(await store.authorOf(reply.id)).toBeUndefined();
  });

  test('a reply that another process puts is known, also in the place of one that it has removed', async () => {
    await using database = await fresh();
    const { store } = database;
    const other = await database.openAgain();
    const [first, newest, later] = [replyOf('first'), replyOf('newest'), replyOf('later')];
    await other.transact((tx) => tx.putReply(first, 1));
    await other.transact((tx) => tx.putReply(newest, 2));
    await store.dataVersion();
    await other.transact((tx) => tx.removeReply(newest.id, alice, 3));
    await other.transact((tx) => tx.putReply(later, 4));
    await store.dataVersion();
    expect(await store.threadOf(later.id)).toBe(post);
    expect(await store.threadOf(first.id)).toBe(post);
  });

  test('an edit of a reply whose parent is gone is applied', async () => {
    await using database = await fresh();
    const { store } = database;
    const root = replyOf('root');
    const child = answerTo(root, 'child');
    await show(store, root, child);
    await store.transact((tx) => tx.removeReply(root.id, root.actor, 5));
    await show(store, { ...child, content: '<p>edited</p>', updated: child.published + 1000 });
    expect(await shownTexts(store)).toEqual(['<p>edited</p>']);
  });

  test('an answer to what is not stored is not stored', async () => {
    await using database = await fresh();
    const missing = replyOf('missing');
    await show(database.store, answerTo(missing, 'orphan'));
    await show(database.store, replyOf('self', { objectId: undefined, inReplyTo: replyOf('self').id }));
    expect(await database.store.counts()).toEqual(new Map());
    expect(await database.store.unsanitisedReplies(10)).toEqual([]);
  });
}

function changes(fresh: FreshStoreMaker): void {
  test('something newer of the same author replaces a reply, and waits for the sanitiser again', async () => {
    await using database = await fresh();
    const { store } = database;
    await show(store, replyOf('a'));
    const edited = replyOf('a', { content: '<p>edited</p>', updated: 2000 });
    await store.transact((tx) => tx.putReply(edited, 2));
    expect(await shownTexts(store)).toEqual([]);
    expect(await store.unsanitisedReplies(10)).toEqual([{ id: edited.id, content: edited.content }]);
    await store.transact((tx) => tx.putSanitised(edited.id, edited.content, edited.content));
    expect((await store.conversation(post)).thread).toMatchObject([{ html: '<p>edited</p>', updated: 2000 }]);
  });

  test.each([
    ['an equally old version', { updated: 2000 }],
    ['an older version', { updated: 1500 }],
    ['the first version, late', { updated: undefined }],
    ['somebody else', { updated: 3000, actor: bob }],
  ])('%s changes nothing', async (_, change) => {
    await using database = await fresh();
    await show(database.store, replyOf('a', { updated: 2000 }));
    await show(database.store, replyOf('a', { content: '<p>changed</p>', ...change }));
    expect(await shownTexts(database.store)).toEqual(['<p>a</p>']);
  });

  test('an edit leaves a reply where it was said, and in its place', async () => {
    await using database = await fresh();
    const { store } = database;
    await show(store, replyOf('a', { published: 1 }), replyOf('b', { published: 2 }));
    const moved = { inReplyTo: otherPost, objectId: otherPost, published: 9, updated: 9 };
    await show(store, replyOf('a', { content: '<p>edited</p>', ...moved }));
    expect(await shownTexts(store)).toEqual(['<p>edited</p>', '<p>b</p>']);
    expect(await shownTexts(store, otherPost)).toEqual([]);
  });

  test('an edit that leaves the content alone need not be sanitised again', async () => {
    await using database = await fresh();
    await show(database.store, replyOf('a'));
    await database.store.transact((tx) => tx.putReply(replyOf('a', { summary: 'cw', updated: 2000 }), 2));
    expect((await database.store.conversation(post)).thread).toMatchObject([
      { summary: 'cw', html: '<p>a</p>' },
    ]);
  });

  test('the sanitised form of content that has changed meanwhile is ignored', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first, second] = [replyOf('a'), replyOf('a', { content: '<p>edited</p>', updated: 2000 })];
    await store.transact((tx) => tx.putReply(first, 1));
    await store.transact((tx) => tx.putReply(second, 2));
    await store.transact((tx) => tx.putSanitised(first.id, first.content, 'clean'));
    expect(await shownTexts(store)).toEqual([]);
  });
}

function removals(fresh: FreshStoreMaker): void {
  test('a removed reply is gone, and a late Create does not bring it back', async () => {
    await using database = await fresh();
    const { store } = database;
    const reply = replyOf('a');
    await show(store, reply);
    await store.transact((tx) => tx.removeReply(reply.id, alice, 2));
    await show(store, reply, replyOf('a', { updated: 9000 }));
    expect(await store.conversation(post)).toMatchObject({ replies: 0, thread: [] });
    expect(await store.unsanitisedReplies(10)).toEqual([]);
  });

  test('a Delete that overtakes its Create, even within a commit, keeps it out', async () => {
    await using database = await fresh();
    const reply = replyOf('a');
    await Promise.all([
      database.store.transact((tx) => tx.removeReply(reply.id, alice, 2)),
      show(database.store, reply),
    ]);
    expect(await database.store.counts()).toEqual(new Map());
  });

  test('nobody removes the reply of another, before or after it comes', async () => {
    await using database = await fresh();
    const { store } = database;
    const [known, unknown] = [replyOf('known'), replyOf('unknown')];
    await show(store, known);
    await store.transact((tx) => {
      tx.removeReply(known.id, bob, 2);
      tx.removeReply(unknown.id, bob, 2);
    });
    await show(store, unknown);
    expect(await shownTexts(store)).toEqual([known.content, unknown.content]);
  });

  test('answers to a removed reply stay', async () => {
    await using database = await fresh();
    const { store } = database;
    const root = replyOf('root');
    const child = answerTo(root, 'child', { actor: bob });
    await show(store, root, child);
    await store.transact((tx) => tx.removeReply(root.id, alice, 2));
    expect((await store.conversation(post)).thread).toMatchObject([{ id: child.id, inReplyTo: root.id }]);
    expect((await store.counts()).get(post)?.replies).toBe(1);
  });

  test('an actor who is removed takes keys, follow, replies and reactions along, and the replies stay refused', async () => {
    await using database = await fresh();
    const { store } = database;
    const theirs = replyOf('a');
    const bobs = replyOf('b', { actor: bob });
    await show(store, theirs, bobs);
    await store.transact((tx) => {
      for (const actor of [alice, bob]) {
        tx.putActor(actorOf(actor), 1);
        tx.putFollower(followerOf(actor), 1);
        tx.putReaction(like(actor), 1);
      }
    });
    await store.transact((tx) => tx.removeActor(alice, 2));
    await show(store, theirs);
    expect(await store.conversation(post)).toMatchObject({ replies: 1, likes: 1, thread: [{ id: bobs.id }] });
    expect((await store.followers(0, 10)).map(({ actor }) => actor)).toEqual([bob]);
    expect(await store.findActor(alice)).toBeUndefined();
    expect(await store.findActorByKeyId(mainKeyOf(alice))).toBeUndefined();
    expect(await store.findActor(bob)).toEqual(actorOf(bob));
  });
}

function reactions(fresh: FreshStoreMaker): void {
  test('one actor likes and boosts an object once, however often it says so', async () => {
    await using database = await fresh();
    const { store } = database;
    for (const id of ['1', '2']) {
      await store.transact((tx) => {
        tx.putReaction(like(alice, { activityId: uri(`https://social.test/${id}`) }), 1);
        tx.putReaction(like(alice, { kind: 'announce' }), 1);
      });
    }
    expect(await store.conversation(post)).toMatchObject({ likes: 1, boosts: 1 });
  });

  test('of many different emoji those are told that most like it with, a dozen', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      for (let n = 0; n < 14; n += 1)
        tx.putReaction(like(uri(`https://social.test/users/${n}`), { emoji: `:e${n}:` }), 1);
      tx.putReaction(like(alice, { emoji: ':e13:' }), 1);
      tx.putReaction(like(alice, { emoji: '🎉', objectId: otherPost }), 1);
    });
    const { emoji, likes } = await store.conversation(post);
    expect(likes).toBe(15);
    expect(emoji).toHaveLength(12);
    expect(emoji[0]).toEqual({ emoji: ':e13:', count: 2 });
  });

  test('a reaction is taken back by kind, actor and object', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.putReaction(like(alice), 1);
      tx.putReaction(like(bob), 1);
      tx.putReaction(like(alice, { kind: 'announce' }), 1);
      tx.putReaction(like(alice, { objectId: otherPost }), 1);
    });
    await store.transact((tx) => tx.removeReaction('like', alice, post));
    expect(await store.conversation(post)).toMatchObject({ likes: 1, boosts: 1 });
    expect(await store.conversation(otherPost)).toMatchObject({ likes: 1 });
  });

  test('a reaction is taken back by the id of its last activity, and by its own actor only', async () => {
    await using database = await fresh();
    const { store } = database;
    const [first, second] = [uri('https://social.test/1'), uri('https://social.test/2')];
    await store.transact((tx) => tx.putReaction(like(alice, { activityId: first }), 1));
    await store.transact((tx) => tx.putReaction(like(alice, { activityId: second }), 2));
    await store.transact((tx) => tx.removeReactionById(second, bob));
    expect(await store.conversation(post)).toMatchObject({ likes: 1 });
    await store.transact((tx) => tx.removeReactionById(second, alice));
    expect(await store.conversation(post)).toMatchObject({ likes: 0 });
  });
}

function feed(fresh: FreshStoreMaker): void {
  test('listeners hear, before transact resolves, which conversations changed, until they end it', async () => {
    await using database = await fresh();
    const { store } = database;
    const heard: string[] = [];
    const end = store.onConversationChange((objectIds) => heard.push(...objectIds));
    const root = replyOf('root');
    const child = answerTo(root, 'child');
    const heardAfter = async (effects: Parameters<typeof store.transact>[0]): Promise<string[]> => {
      await store.transact(effects);
      return heard.splice(0);
    };
    expect(await heardAfter((tx) => tx.putReply(root, 1))).toEqual([post]);
    expect(await heardAfter((tx) => tx.putReply(child, 1))).toEqual([post]);
    expect(await heardAfter((tx) => tx.putReply(child, 1))).toEqual([]);
    expect(await heardAfter((tx) => tx.putSanitised(child.id, child.content, 'x'))).toEqual([post]);
    expect(await heardAfter((tx) => tx.putReaction(like(bob, { objectId: otherPost }), 1))).toEqual([
      otherPost,
    ]);
    expect(await heardAfter((tx) => tx.putReaction(like(bob, { objectId: otherPost }), 1))).toEqual([]);
    expect(await heardAfter((tx) => tx.putActor(actorOf(alice), 1))).toEqual([post]);
    expect(await heardAfter((tx) => tx.putSetting('a', 'b'))).toEqual([]);
    expect(await heardAfter((tx) => tx.removeReply(child.id, bob, 2))).toEqual([]);
    expect(await heardAfter((tx) => tx.removeReply(child.id, alice, 2))).toEqual([post]);
    expect(await heardAfter((tx) => tx.removeReaction('like', bob, otherPost))).toEqual([otherPost]);
    expect(await heardAfter((tx) => tx.removeActor(alice, 2))).toEqual([post]);
    end();
    expect(await heardAfter((tx) => tx.putReply(replyOf('b', { actor: bob }), 1))).toEqual([]);
  });
}
