import { expect, test } from 'vitest';
import type { Announcement } from '../../src/store/store.ts';
import type { FreshStoreMaker } from './cast.ts';
import {
  actorOf,
  alice,
  bob,
  followerOf,
  keyPairOf,
  like,
  outgoing,
  post,
  quoteOf,
  replyOf,
  show,
  uri,
  vote,
} from './cast.ts';

export function transactions(fresh: FreshStoreMaker): void {
  test('what was written is there for a store that is opened later', async () => {
    await using database = await fresh();
    await database.store.transact((tx) => tx.putSetting('registeredAt', '1000'));
    expect(await (await database.openAgain()).setting('registeredAt')).toBe('1000');
  });

  test('effects that throw reject with what they threw, and nothing of them is written', async () => {
    await using database = await fresh();
    const mistake = new Error('half way');
    const half = database.store.transact((tx) => {
      tx.putSetting('a', '1');
      throw mistake;
    });
    await expect(half).rejects.toBe(mistake);
    expect(await database.store.setting('a')).toBeUndefined();
  });

  test('effects run before transact returns', async () => {
    await using database = await fresh();
    let ran = false;
    const written = database.store.transact(() => {
      ran = true;
    });
    expect(ran).toBe(true);
    await written;
  });

  test('an operation that comes after its transaction was recorded is our own mistake', async () => {
    await using database = await fresh();
    let late = (): void => undefined;
    await database.store.transact((tx) => {
      late = () => tx.putSetting('a', '1');
    });
    expect(late).toThrow('putSetting');
  });

  test('effects apply in the order of the calls', async () => {
    await using database = await fresh();
    await database.store.transact((tx) => {
      tx.putFollower(followerOf(alice), 1);
      tx.removeFollower(alice);
      tx.putSetting('a', 'first');
      tx.putSetting('a', 'second');
      tx.removeActor(alice, 1);
      tx.putReaction(like(alice), 1);
      tx.putReaction(like(alice, { kind: 'announce' }), 1);
      tx.removeReaction('announce', alice, post);
    });
    expect(await database.store.countFollowers()).toBe(0);
    expect(await database.store.setting('a')).toBe('second');
    expect(await database.store.conversation(post)).toMatchObject({ likes: 1, boosts: 0 });
  });

  test('of concurrent transactions, one that the database refuses fails alone', async () => {
    await using database = await fresh();
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((n) =>
        database.store.transact((tx) => {
          tx.putReply(replyOf(`${n}`, { published: n === 3 ? Number.NaN : n }), 1);
          tx.putSetting(`${n}`, 'written');
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await database.store.setting('2')).toBe('written');
    expect(await database.store.setting('3')).toBeUndefined();
    expect(await database.store.unsanitisedReplies(10)).toHaveLength(4);
  });

  test('close waits for what is queued, and takes nothing more', async () => {
    await using database = await fresh();
    const store = await database.openAgain();
    const queued = Array.from({ length: 20 }, (_, n) => store.transact((tx) => tx.putSetting(`${n}`, 'x')));
    await store.close();
    await expect(Promise.all(queued)).resolves.toHaveLength(20);
    await expect(store.transact((tx) => tx.putSetting('late', 'x'))).rejects.toThrow('closed');
    expect(await database.store.setting('19')).toBe('x');
  });

  test('every operation may be repeated without harm', async () => {
    await using database = await fresh();
    const twice = () =>
      database.store.transact((tx) => {
        tx.putActor(actorOf(alice), 1);
        tx.putFollower(followerOf(alice), 1);
        tx.putReply(replyOf('a'), 1);
        tx.putSanitised(replyOf('a').id, '<p>a</p>', '<p>a</p>');
        tx.putReaction(like(alice), 1);
        tx.putReaction(like(alice, { emoji: '🎉' }), 1);
        tx.moveFollower(alice, followerOf(bob), 1);
        tx.acceptFollower(bob);
        tx.putVote(vote(alice, 'tea'), true, 1);
        tx.putQuote(quoteOf('b', { authorizationId: post }), 1);
        tx.putReport({ actor: alice, objects: [post], content: 'spam', at: 1 });
        tx.putSignatureForm('social.test', 'rfc9421', 1);
        tx.putAnnouncement(announcement);
        tx.putFormerSlug('old', 'post');
        tx.enqueue(outgoing('1', [], { to: 'followers' }));
        tx.putKeyPair(post, 'request', keyPairOf(post, 'a'));
        tx.makeKeyPair(post, 'assertion', keyPairOf(post, 'b'));
      });
    await twice();
    const once = await everything();
    await Promise.all([twice(), twice()]);
    expect(await everything()).toEqual(once);

    async function everything(): Promise<unknown> {
      const { store } = database;
      return Promise.all([
        store.findActor(alice),
        store.followers(0, 10),
        store.conversation(post),
        store.counts(),
        store.announcements(),
        store.formerSlugs(),
        store.deliveryCounts(),
        store.polls(),
        store.findQuote(post),
        store.reports(10),
        store.signatureForm('social.test'),
        store.keyPair(post, 'request'),
        store.keyPair(post, 'assertion'),
      ]);
    }
  });

  test('announcements, former slugs and settings are replaced by what is put later', async () => {
    await using database = await fresh();
    const { store } = database;
    const deleted: Announcement = { ...announcement, state: 'deleted', digest: '', updated: 2, deleted: 3 };
    await store.transact((tx) => {
      tx.putAnnouncement(announcement);
      tx.putFormerSlug('old', 'a');
      tx.putSetting('a', '1');
    });
    await store.transact((tx) => {
      tx.putAnnouncement(deleted);
      tx.putFormerSlug('old', 'b');
      tx.putSetting('a', '2');
    });
    expect(await store.announcements()).toEqual([deleted]);
    expect(await store.formerSlugs()).toEqual(new Map([['old', 'b']]));
    expect(await store.setting('a')).toBe('2');
  });

  test.each(['Article', 'Note', 'Question', 'Like', 'Announce'] as const)(
    'an announcement may be of: %s',
    async (type) => {
      await using database = await fresh();
      await database.store.transact((tx) => tx.putAnnouncement({ ...announcement, type }));
      expect(await database.store.announcements()).toEqual([{ ...announcement, type }]);
    },
  );

  test('an actor of ours has one key pair a purpose, replaced by putKeyPair, left alone by makeKeyPair', async () => {
    await using database = await fresh();
    const { store } = database;
    await store.transact((tx) => {
      tx.makeKeyPair(post, 'request', keyPairOf(post, 'a'));
      tx.makeKeyPair(post, 'request', keyPairOf(post, 'late'));
      tx.putKeyPair(post, 'assertion', keyPairOf(post, 'b'));
    });
    expect(await store.keyPair(post, 'request')).toEqual(keyPairOf(post, 'a'));
    expect(await store.keyPair(post, 'assertion')).toEqual(keyPairOf(post, 'b'));
    await store.transact((tx) => tx.putKeyPair(post, 'request', keyPairOf(post, 'c')));
    await store.transact((tx) => tx.makeKeyPair(post, 'assertion', keyPairOf(post, 'late')));
    expect(await store.keyPair(post, 'request')).toEqual(keyPairOf(post, 'c'));
    expect(await store.keyPair(post, 'assertion')).toEqual(keyPairOf(post, 'b'));
    expect(await store.keyPair(alice, 'request')).toBeUndefined();
  });

  test('the form of signature that a host took last is remembered, whichever is told first', async () => {
    await using database = await fresh();
    const { store } = database;
    expect(await store.signatureForm('social.test')).toBeUndefined();
    await store.transact((tx) => tx.putSignatureForm('social.test', 'rfc9421', 5));
    await store.transact((tx) => tx.putSignatureForm('social.test', 'cavage', 4));
    await store.transact((tx) => tx.putSignatureForm('snac.test', 'cavage', 4));
    expect(await store.signatureForm('social.test')).toBe('rfc9421');
    await store.transact((tx) => tx.putSignatureForm('social.test', 'cavage', 5));
    expect(await store.signatureForm('social.test')).toBe('cavage');
  });

  test('text of strangers comes back as it went in, half a surrogate pair as U+FFFD', async () => {
    await using database = await fresh();
    const content = `<p>'; DROP TABLE replies; -- "\\ud800" \u{1f980} a\ud800b</p>`;
    await show(database.store, replyOf('a', { content }));
    expect((await database.store.conversation(post)).thread[0]?.html).toBe(content.toWellFormed());
  });

  test('another process is noticed by the data version, our own commits are not', async () => {
    await using database = await fresh();
    const { store } = database;
    const other = await database.openAgain();
    const before = await store.dataVersion();
    await store.transact((tx) => tx.putSetting('a', '1'));
    expect(await store.dataVersion()).toBe(before);
    await other.transact((tx) => tx.putSetting('a', '2'));
    expect(await store.dataVersion()).not.toBe(before);
  });

  const announcement: Announcement = {
    id: 'post',
    slug: 'post',
    state: 'announced',
    digest: 'd1',
    type: 'Article',
    published: 1,
    updated: undefined,
    deleted: undefined,
  };

  test('an address that is no URL fails its own transaction', async () => {
    await using database = await fresh();
    const wrong = database.store.transact((tx) => tx.enqueue(outgoing('1', [uri('nowhere')])));
    await expect(wrong).rejects.toThrow('URL');
  });
}
