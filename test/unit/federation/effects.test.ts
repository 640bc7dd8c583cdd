import { describe, expect, test } from 'vitest';
import { authorizationIdOf } from '../../../src/federation/answers.ts';
import { receive } from '../../../src/federation/receive.ts';
import { siteOf } from '../../../src/site.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { actorOf, replyOf } from '../../store/cast.ts';
import { found, hourMs, minuteMs, NOW, personOf, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { kettle, lid, poll, spout } from './handlers/scope.ts';
import { alice, follow, like, openInbox, reply, requestOf, type Inbox } from './inbox-desk.ts';

/** What activities leave in the store, several of them together. */

describe('where the writer lets followers in', () => {
  /** Signed anew: the same request once more would be none. */
  const again = { date: new Date(NOW + minuteMs) };
  const careful = siteOf({ ...site.blog, approveFollowers: true }, site.origin);

  test('a Follow waits, and once accepted is answered each time', async () => {
    await using inbox = await openInbox({}, { site: careful });
    await receive(requestOf(follow), inbox.context);
    expect(await inbox.store.countFollowers()).toBe(0);
    expect(await inbox.store.findFollower(uri(alice), 'pending')).toMatchObject({ followId: follow.id });
    expect(await inbox.store.deliveryCounts()).toMatchObject({ pending: 0 });

    await inbox.store.transact((tx) => tx.acceptFollower(uri(alice)));
    await receive(requestOf(follow, again), inbox.context);
    expect(await inbox.store.countFollowers()).toBe(1);
    expect(await inbox.store.deliveryCounts()).toMatchObject({ pending: 1 });
  });

  test('who waits may take the wish back, and may move', async () => {
    const target = uri('https://new.test/users/alice');
    await using inbox = await openInbox(
      { [target]: found(target, personOf(target, undefined, { alsoKnownAs: alice })) },
      { site: careful },
    );
    await receive(requestOf(follow), inbox.context);
    await receive(requestOf({ type: 'Undo', object: follow }), inbox.context);
    expect(await inbox.store.findFollower(uri(alice), 'pending')).toBeUndefined();
    await receive(requestOf(follow, again), inbox.context);
    await receive(requestOf({ type: 'Move', object: alice, target }), inbox.context);
    expect(await inbox.store.findFollower(target, 'pending')).toMatchObject({ actor: target });
    expect(await inbox.store.countFollowers()).toBe(0);
  });
});

test('who blocks the blog follows no more; an Undo of it brings nobody back', async () => {
  await using inbox = await openInbox();
  await receive(requestOf(follow), inbox.context);
  const block = { id: `${alice}#blocks/1`, type: 'Block', object: site.actor };
  await receive(requestOf(block), inbox.context);
  expect(await inbox.store.countFollowers()).toBe(0);
  await receive(requestOf({ type: 'Undo', object: { ...block, actor: alice } }), inbox.context);
  expect(await inbox.store.countFollowers()).toBe(0);
  expect(await inbox.store.deliveryCounts()).toMatchObject({ pending: 1 }); // The Accept.
});

test('a report is kept once for the writer, by whichever actor of its server it was sent', async () => {
  await using inbox = await openInbox();
  const flag = {
    type: 'Flag',
    content: '<p>It leaks.</p>',
    object: [site.actor, kettle.id, 'https://other.test/1'],
  };
  await Promise.all([1, 2].map(() => receive(requestOf(flag), inbox.context)));
  expect(await inbox.store.reports(10)).toMatchObject([
    { actor: alice, content: 'It leaks.', objects: [site.actor, kettle.id] },
  ]);
});

test('a reaction with an emoji is taken back by itself, all of them by a plain Undo', async () => {
  await using inbox = await openInbox();
  const react = (content: string): object => ({
    ...like,
    id: `${alice}#${content}`,
    type: 'EmojiReact',
    content,
  });
  const likes = async (): Promise<number> => (await inbox.store.conversation(kettle.id)).likes;
  for (const activity of [react('🫖'), react('🔥')]) await receive(requestOf(activity), inbox.context);
  expect(await likes()).toBe(1);
  await receive(requestOf({ type: 'Undo', object: react('🔥') }), inbox.context);
  expect(await likes()).toBe(1);
  await receive(requestOf({ type: 'Undo', object: react('🫖') }), inbox.context);
  expect(await likes()).toBe(0);
  for (const activity of [react('🫖'), react('🔥')]) await receive(requestOf(activity), inbox.context);
  await receive(requestOf({ type: 'Undo', object: { type: 'Like', object: kettle.id } }), inbox.context);
  expect(await likes()).toBe(0);
});

test('a vote is counted once and is no comment', async () => {
  await using inbox = await openInbox();
  const vote = (name: string): object => ({
    type: 'Create',
    object: { id: `${alice}#votes/${name}`, type: 'Note', attributedTo: alice, inReplyTo: poll.id, name },
  });
  await Promise.all(['gas', 'gas', 'electric'].map((name) => receive(requestOf(vote(name)), inbox.context)));
  expect((await inbox.store.polls()).get(poll.id)).toMatchObject({ voters: 1 });
  expect(await inbox.store.unsanitisedReplies(1)).toEqual([]);
});

describe('a quote', () => {
  const quoting = { ...reply.object, inReplyTo: null, quoteUrl: kettle.id };
  const quotes = async ({ store }: Inbox): Promise<number> => (await store.conversation(kettle.id)).quotes;
  const asked = (id: string, object = kettle.id): object => ({
    id: `${alice}#quotes/${id}`,
    type: 'QuoteRequest',
    object,
    instrument: { ...quoting, quote: object },
  });

  test('is counted though nobody asked, until its author edits it out or deletes it', async () => {
    await using inbox = await openInbox();
    await receive(requestOf({ ...reply, object: quoting }), inbox.context);
    expect(await quotes(inbox)).toBe(1);
    await receive(
      requestOf({ ...reply, type: 'Update', object: { ...quoting, quoteUrl: null } }),
      inbox.context,
    );
    expect(await quotes(inbox)).toBe(0);
    await receive(requestOf({ ...reply, object: quoting }), inbox.context);
    await receive(requestOf({ type: 'Delete', object: quoting.id }), inbox.context);
    expect(await quotes(inbox)).toBe(0);
    expect(await inbox.store.unsanitisedReplies(1)).toEqual([]);
  });

  test('that was allowed stays so whatever order Create, QuoteRequest and Update come in', async () => {
    await using inbox = await openInbox();
    const authorization = authorizationIdOf({ quotingId: uri(quoting.id), objectId: kettle.id }, site);
    for (const activity of [
      { ...reply, object: quoting },
      asked('1'),
      { ...reply, type: 'Update', object: { ...quoting, quoteAuthorization: authorization } },
    ])
      await receive(requestOf(activity), inbox.context);
    expect(await quotes(inbox)).toBe(1);
    expect(await inbox.store.findQuote(authorization)).toMatchObject({ quotingId: quoting.id, actor: alice });
  });

  test('is answered at once, and once when it is asked for again before the answer has left', async () => {
    await using inbox = await openInbox();
    let rings = 0;
    inbox.context.queued.onRing(() => (rings += 1));
    for (const id of ['1', '2']) await receive(requestOf(asked(id)), inbox.context);
    expect(await inbox.store.deliveryCounts()).toMatchObject({ pending: 1 });
    expect(rings).toBe(2);
  });

  test('by a follower is allowed where only followers may', async () => {
    await using inbox = await openInbox();
    const authorization = authorizationIdOf({ quotingId: uri(quoting.id), objectId: spout.id }, site);
    await receive(requestOf(asked('1', spout.id)), inbox.context);
    expect(await inbox.store.findQuote(authorization)).toBeUndefined();
    await receive(requestOf(follow), inbox.context);
    await receive(requestOf(asked('2', spout.id)), inbox.context);
    expect(await inbox.store.findQuote(authorization)).toMatchObject({ objectId: spout.id });
  });
});

describe('closed comments stay closed', () => {
  const underLid = { ...reply.object, inReplyTo: lid.id };

  test.each<[string, object]>([
    ['for an edit by somebody known', { ...reply, type: 'Update', object: underLid }],
    ['for a reply that comes with a quote', { ...reply, object: { ...underLid, quoteUrl: kettle.id } }],
    [
      'for a reply that comes beside another',
      { ...reply, object: [{ ...reply.object, id: `${reply.object.id}0` }, underLid] },
    ],
  ])('%s', async (_, activity) => {
    await using inbox = await openInbox();
    await receive(requestOf(follow), inbox.context);
    await receive(requestOf(activity), inbox.context);
    expect(await inbox.store.threadOf(uri(underLid.id))).toBeUndefined();
  });

  test('for a reply that stands there, unless it says to be an edit', async () => {
    await using inbox = await openInbox();
    await receive(requestOf(follow), inbox.context);
    const old = replyOf('1', { actor: uri(alice), inReplyTo: lid.id, objectId: lid.id, published: 0 });
    await inbox.store.transact((tx) => tx.putReply(old, 1));
    const content = async (): Promise<unknown> => (await inbox.store.unsanitisedReplies(1))[0]?.content;
    await receive(requestOf({ ...reply, object: underLid }), inbox.context);
    expect(await content()).toBe(old.content);
    await receive(requestOf({ ...reply, type: 'Update', object: underLid }), inbox.context);
    expect(await content()).toBe(underLid.content);
  });

  test('for an answer to a reply that stands there, by an edit', async () => {
    await using inbox = await openInbox();
    await receive(requestOf(follow), inbox.context);
    const old = replyOf('0', { actor: uri(alice), inReplyTo: lid.id, objectId: lid.id });
    await inbox.store.transact((tx) => tx.putReply(old, 1));
    await receive(
      requestOf({ ...reply, type: 'Update', object: { ...reply.object, inReplyTo: old.id } }),
      inbox.context,
    );
    expect(await inbox.store.threadOf(uri(reply.object.id))).toBeUndefined();
  });
});

test('an edit for followers of what we never had leaves nothing behind', async () => {
  await using inbox = await openInbox();
  await receive(requestOf(follow), inbox.context);
  const object = { ...reply.object, inReplyTo: null, to: `${alice}/followers` };
  await receive(requestOf({ ...reply, type: 'Update', object }), inbox.context);
  await receive(requestOf(reply), inbox.context);
  expect(await inbox.store.threadOf(uri(reply.object.id))).toBe(kettle.id);
});

test.each<[string, object]>([
  ['Follow', follow],
  ['Like', like],
  ['Create', reply],
])('the same %s twice at the same moment has one effect', async (_, activity) => {
  await using inbox = await openInbox();
  await Promise.all([1, 2].map(() => receive(requestOf(activity), inbox.context)));
  const { store } = inbox;
  const counts = [await store.countFollowers(), (await store.conversation(kettle.id)).likes];
  expect([...counts, (await store.unsanitisedReplies(10)).length].reduce((sum, count) => sum + count)).toBe(
    1,
  );
  expect(inbox.context.remote.fetched).toEqual([alice]);
});

describe('a follower that moves', () => {
  const target = uri('https://new.test/users/alice');
  const move = { id: `${alice}#moves/1`, type: 'Move', object: alice, target };
  const followers = async ({ store }: Inbox): Promise<readonly string[]> =>
    (await store.followers(0, 10)).map(({ actor }) => actor);

  async function afterMove(documents: Readonly<Record<string, FetchOutcome>>): Promise<Inbox> {
    const inbox = await openInbox(documents);
    await receive(requestOf(follow), inbox.context);
    await receive(requestOf(move), inbox.context);
    return inbox;
  }

  test('is followed by the new actor, who says to be the same', async () => {
    await using inbox = await afterMove({
      [target]: found(target, personOf(target, undefined, { alsoKnownAs: [alice] })),
    });
    expect(await followers(inbox)).toEqual([target]);
    expect(await inbox.store.findActor(target)).toMatchObject({ inbox: `${target}/inbox` });
    expect(await inbox.store.deliveryCounts()).toMatchObject({ pending: 1 }); // The Accept of the Follow, no more.
  });

  test('is asked for anew, though the new actor is known', async () => {
    await using inbox = await openInbox({
      [target]: found(target, personOf(target, undefined, { alsoKnownAs: alice })),
    });
    await inbox.store.transact((tx) => tx.putActor(actorOf(target), NOW - hourMs));
    for (const activity of [follow, move]) await receive(requestOf(activity), inbox.context);
    expect(await followers(inbox)).toEqual([target]);
  });

  test.each<[string, FetchOutcome]>([
    ['does not say so', found(target, personOf(target))],
    ['says to be somebody else', found(target, personOf(target, undefined, { alsoKnownAs: [`${alice}a`] }))],
    ['is not there', { kind: 'gone' }],
  ])('stays who it was when the new actor %s', async (_, outcome) => {
    await using inbox = await afterMove({ [target]: outcome });
    expect(await followers(inbox)).toEqual([alice]);
  });

  test('moves nobody else', async () => {
    await using inbox = await openInbox({
      [target]: found(target, personOf(target, undefined, { alsoKnownAs: [alice] })),
    });
    await receive(requestOf(follow), inbox.context);
    await receive(requestOf({ ...move, object: `${alice}a` }), inbox.context);
    expect(await followers(inbox)).toEqual([alice]);
    expect(inbox.context.remote.fetched).toEqual([alice]);
  });
});

test('what an actor does after it has changed its inbox is answered there', async () => {
  await using inbox = await openInbox();
  await receive(requestOf(follow), inbox.context);
  const moved = personOf(alice, undefined, { inbox: `${alice}/inbox2` });
  await receive(requestOf({ type: 'Update', object: moved }), inbox.context);
  await receive(requestOf({ ...follow, id: `${follow.id}0` }), inbox.context);
  expect(await inbox.store.followerInboxes()).toEqual([`${alice}/inbox2`]);
});
