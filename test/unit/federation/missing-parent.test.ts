import { expect, test } from 'vitest';
import { receive } from '../../../src/federation/receive.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { found, personOf, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { kettle } from './handlers/scope.ts';
import { alice, openInbox, reply, requestOf, type Inbox } from './inbox-desk.ts';

const bob = uri('https://peer.test/users/bob');
const unheard = uri('https://peer.test/notes/9');
const byBob = {
  id: unheard,
  type: 'Note',
  attributedTo: bob,
  inReplyTo: kettle.id,
  content: '<p>Nobody told the blog.</p>',
  to: 'as:Public',
};
const answer = {
  ...reply,
  object: { ...reply.object, inReplyTo: unheard, to: 'as:Public', cc: [site.actor, bob] },
};

async function texts({ store }: Inbox): Promise<readonly string[]> {
  return (await store.unsanitisedReplies(10)).map(({ content }) => content);
}

function openWith(parent: JsonObject): Promise<Inbox> {
  return openInbox({ [unheard]: found(unheard, parent), [bob]: found(bob, personOf(bob)) });
}

test('an answer to a reply that we never heard of brings that reply with it', async () => {
  await using inbox = await openWith(byBob);
  await receive(requestOf(answer), inbox.context);
  expect(await texts(inbox)).toEqual(['<p>Nobody told the blog.</p>', '<p>Well said.</p>']);
  expect(await inbox.store.threadOf(uri(answer.object.id))).toBe(kettle.id);
  expect(inbox.context.remote.fetched).toEqual([alice, unheard, bob]);
});

test('nothing is asked when the answer was not written to the blog', async () => {
  await using inbox = await openWith(byBob);
  await receive(requestOf({ ...answer, object: { ...answer.object, cc: [bob] } }), inbox.context);
  expect(await texts(inbox)).toEqual([]);
  expect(inbox.context.remote.fetched).toEqual([]);
});

test.each([
  ['answers nothing of ours', { ...byBob, inReplyTo: 'https://peer.test/notes/1' }],
  ['is not for everybody', { ...byBob, to: alice }],
  ['is by somebody on another server', { ...byBob, attributedTo: alice }],
  ['is another than was asked for', { ...byBob, id: 'https://peer.test/notes/10' }],
  ['is a vote', { ...byBob, content: undefined, name: 'Yes' }],
])('nothing is shown when what is answered %s', async (_, parent) => {
  await using inbox = await openWith(parent);
  await receive(requestOf(answer), inbox.context);
  expect(await texts(inbox)).toEqual([]);
});

test('a private answer is no reason to look for what it answers', async () => {
  await using inbox = await openWith(byBob);
  await receive(
    requestOf({ ...answer, object: { ...answer.object, to: site.actor, cc: [] } }),
    inbox.context,
  );
  expect(inbox.context.remote.fetched).toEqual([alice]);
});
