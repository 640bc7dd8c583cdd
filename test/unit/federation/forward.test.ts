import { describe, expect, test } from 'vitest';
import type { LocalObject } from '../../../src/federation/context.ts';
import { isSaidByBlog } from '../../../src/federation/forward.ts';
import { keepToRules } from '../../../src/federation/moderation-judge.ts';
import { receive } from '../../../src/federation/receive.ts';
import type { ReceivedRequest } from '../../../src/protocol/signature/claim.ts';
import type { Delivery } from '../../../src/store/store.ts';
import { actorOf, claim, followerOf, replyOf } from '../../store/cast.ts';
import { minuteMs, found, NOW, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { kettle, lid, poll } from './handlers/scope.ts';
import { alice, openInbox, requestOf, type Inbox } from './inbox-desk.ts';

const carol = uri('https://social.test/users/carol');
const dan = uri('https://gts.test/users/dan');
const eve = uri('https://snac.test/eve');

const noteId = uri('https://social.test/notes/1');
const note = {
  id: noteId,
  type: 'Note',
  attributedTo: alice,
  inReplyTo: kettle.id,
  content: '<p>Well said.</p>',
  published: new Date(NOW - minuteMs).toISOString(),
  to: 'as:Public',
};
const create = {
  id: `${noteId}#create`,
  type: 'Create',
  to: 'as:Public',
  cc: [site.followers],
  object: note,
};

/** Three follow: one on the server that the reply comes from, two elsewhere. */
async function openFollowed(documents = {}): Promise<Inbox> {
  const inbox = await openInbox(documents);
  await inbox.store.transact((tx) => {
    for (const actor of [carol, dan, eve]) {
      tx.putActor(actorOf(actor), NOW);
      tx.putFollower(followerOf(actor), NOW);
    }
  });
  return inbox;
}

/** What goes out after `request`. */
async function sentAfter(
  inbox: Inbox,
  ...requests: readonly ReceivedRequest[]
): Promise<readonly Delivery[]> {
  for (const request of requests) await receive(request, inbox.context);
  return claim(inbox.store, { now: NOW });
}

describe('a public reply that is addressed to our followers', () => {
  test('goes to them as it was read, under its own id, but not back to its server', async () => {
    await using inbox = await openFollowed();
    const read = { actor: alice, ...create, cc: site.followers, x: 'ü\u2028', y: -0.5 };
    const sent = await sentAfter(inbox, requestOf({}, { body: `\n${JSON.stringify(read, undefined, 2)} ` }));
    expect(sent.map(({ inbox: to }) => to).sort()).toEqual([`${dan}/inbox`, `${eve}/inbox`]);
    for (const delivery of sent)
      expect(delivery).toMatchObject({ activityId: create.id, body: JSON.stringify(read) });
  });

  test('goes once, however often it arrives, and though it be at once', async () => {
    await using inbox = await openFollowed();
    await Promise.all([1, 2, 3].map(() => receive(requestOf(create), inbox.context)));
    expect(await sentAfter(inbox, requestOf(create))).toHaveLength(2);
  });

  test('may answer another reply of the thread, and name them in `to` or `audience`', async () => {
    for (const field of ['to', 'audience']) {
      await using inbox = await openFollowed();
      const first = replyOf('0', { actor: eve, inReplyTo: kettle.id, objectId: kettle.id });
      await inbox.store.transact((tx) => tx.putReply(first, NOW));
      const object = { ...note, inReplyTo: first.id };
      const sent = await sentAfter(
        inbox,
        requestOf({ ...create, cc: [], [field]: [site.followers], object }),
      );
      expect(sent).toHaveLength(2);
    }
  });

  test('that its author only named goes as he named it', async () => {
    await using inbox = await openFollowed({ [noteId]: found(noteId, note) });
    const sent = await sentAfter(inbox, requestOf({ ...create, object: noteId }));
    expect(sent).toHaveLength(2);
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ object: noteId });
  });
});

describe('nothing is passed on', () => {
  const answering = (changes: object): object => ({ ...create, object: { ...note, ...changes } });

  test.each<[string, object]>([
    ['that is not addressed to them', { ...create, cc: [`${alice}/followers`] }],
    ['without an id', { ...create, id: undefined }],
    ['with an id of another server', { ...create, id: `${site.actor}#create` }],
    ['that is for followers only', answering({ to: `${alice}/followers` })],
    ['that is somebody else’s', answering({ attributedTo: carol })],
    ['that answers somebody else', answering({ inReplyTo: 'https://other.test/1' })],
    ['that only quotes us', answering({ inReplyTo: undefined, quote: kettle.id })],
    ['under closed comments', answering({ inReplyTo: lid.id, quote: kettle.id })],
    ['that is a vote', answering({ inReplyTo: poll.id, content: undefined, name: 'gas' })],
    ['that others may read in another way', { ...create, '@type': 'Delete' }],
    ['of a second type', { ...create, type: ['Create', 'https://www.w3.org/ns/activitystreams#Delete'] }],
    ['that comes with others', { ...create, object: [note, { ...note, id: `${noteId}0` }] }],
    ['that is an edit', { ...create, type: 'Update' }],
    ['that is too big', answering({ content: 'x'.repeat(65_536) })],
    [
      'that a group announces',
      { id: `${alice}#1`, type: 'Announce', cc: site.followers, object: { ...create, actor: alice } },
    ],
  ])('%s', async (_, activity) => {
    await using inbox = await openFollowed();
    expect(await sentAfter(inbox, requestOf(activity))).toEqual([]);
  });

  test('that was heard of before, under whichever id', async () => {
    await using inbox = await openFollowed();
    await receive(requestOf({ ...create, cc: [] }), inbox.context);
    expect(await sentAfter(inbox, requestOf({ ...create, id: `${noteId}#create-2` }))).toEqual([]);
  });

  test('that was taken back before it came', async () => {
    await using inbox = await openFollowed();
    await inbox.store.transact((tx) => tx.removeReply(noteId, uri(alice), NOW));
    expect(await sentAfter(inbox, requestOf(create))).toEqual([]);
  });

  test('of which only what was fetched is believed', async () => {
    const theirs = uri('https://snac.test/notes/1');
    const byEve = { ...note, id: theirs, attributedTo: eve };
    await using inbox = await openFollowed({ [theirs]: found(theirs, byEve) });
    const forged = {
      ...create,
      id: `${theirs}#create`,
      actor: eve,
      object: { ...byEve, content: 'Forged.' },
    };
    expect(await sentAfter(inbox, requestOf(forged))).toEqual([]);
    expect(await inbox.store.threadOf(theirs)).toBe(kettle.id);
  });

  test('of an author who has had a conversation’s worth passed on', async () => {
    await using inbox = await openFollowed();
    const creates = Array.from({ length: 32 }, (_, index) => {
      const id = `${noteId}${index}`;
      return requestOf({ ...create, id: `${id}#create`, object: { ...note, id } });
    });
    const sent = await sentAfter(inbox, ...creates);
    expect(new Set(sent.map(({ activityId }) => activityId)).size).toBe(30);
    expect(await inbox.store.unsanitisedReplies(50)).toHaveLength(32);
  });

  test('where nobody else follows', async () => {
    await using inbox = await openInbox();
    await inbox.store.transact((tx) => tx.putFollower(followerOf(carol), NOW));
    expect(await sentAfter(inbox, requestOf(create))).toEqual([]);
  });
});

test.each<[string, string, boolean]>([
  ['a post', `${kettle.id}#create`, true],
  ['an answer', `${site.actor}#accepts/1`, true],
  ['the blog itself', site.actor, true],
  ['a report, by the server’s own actor', `${site.instanceActor}#flags/1`, false],
  ['what a stranger says', create.id, false],
  ['a name that only begins alike', `${site.origin}.evil.test/1#create`, false],
  ['another port', `${site.origin}:8443/1#create`, false],
  ['what is no address', 'tag:blog.test', false],
])('who signs %s', (_, id, isTheBlog) => {
  expect(isSaidByBlog(uri(id), site)).toBe(isTheBlog);
});

describe('a public reply that readers are not shown is passed on to nobody:', () => {
  const sentUnder = async (
    policy: LocalObject['policy'],
    inbox: Inbox,
    request = requestOf(create),
  ): Promise<readonly Delivery[]> => {
    await receive(request, { ...inbox.context, objects: () => ({ ...kettle, policy }) });
    return claim(inbox.store, { now: NOW });
  };

  test.each(['first-time', 'approve', undefined] as const)('one that waits under %s', async (policy) => {
    await using inbox = await openFollowed();
    expect(await sentUnder(policy, inbox)).toEqual([]);
    expect(await inbox.store.standingCounts()).toEqual(new Map([['held', 1]]));
  });

  test.each([
    ['limit', 'social.test'],
    ['hold', 'said'],
    ['block', 'well said'],
  ] as const)('one that a rule meets: %s %s', async (act, pattern) => {
    await using inbox = await openFollowed();
    const rule = { act, pattern, source: 'command', reason: undefined, file: undefined, since: NOW } as const;
    await inbox.store.transact((tx) => tx.putRule(rule));
    await keepToRules(inbox.context.moderation, inbox.store);
    expect(await sentUnder('open', inbox)).toEqual([]);
  });

  test('but one of an account that is known', async () => {
    await using inbox = await openFollowed();
    const before = replyOf('0', { actor: uri(alice), inReplyTo: kettle.id, objectId: kettle.id });
    await inbox.store.transact((tx) => tx.putReply(before, NOW));
    await inbox.store.transact((tx) => tx.judgeReply(before.id, 'approved'));
    expect(await sentUnder('first-time', inbox)).toHaveLength(2);
  });
});
