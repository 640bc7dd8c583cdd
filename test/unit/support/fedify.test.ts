import { expect, test } from 'vitest';
import { startFedifyPeer } from '../../support/fedify-peer.ts';
import type { SignedRequest } from '../../support/remote-person.ts';
import { startRemoteServer } from '../../support/remote-server.ts';
import { waitFor } from '../../support/wait-for.ts';

test('a Fedify server and the cast follow each other and exchange posts, every request verified', async () => {
  await using social = await startRemoteServer('social.test');
  await using fay = await startFedifyPeer('fedify.test');
  const alice = social.actor('alice');

  expect(await fay.lookup(alice.handle)).toMatchObject({ id: alice.id });
  await fay.follow(alice.id);
  await waitFor(async () => (await fay.following()).includes(alice.id), "alice's Accept");
  expect([...alice.followers]).toEqual([fay.actor]);

  expect(await alice.lookup(fay.handle)).toMatchObject({ id: fay.actor, inbox: fay.inbox });
  expect(await alice.send(fay.inbox, alice.follow(fay.actor))).toBe(202);
  await waitFor(() => alice.following.has(fay.actor), "fay's Accept");
  expect(await fay.followers()).toEqual([alice.id]);

  const post = alice.reply({ to: fay.actor, content: '<p>Tea?</p>' });
  expect(await alice.send(fay.inbox, post)).toBe(202);
  expect((await fay.received()).at(-1)).toMatchObject({
    type: 'Create',
    object: { id: post.object.id, content: '<p>Tea?</p>' },
  });

  const before = alice.received.length;
  const note = await fay.reply({ to: post.object.id, content: '<p>Please.</p>' });
  await fay.edit(note, '<p>Two, please.</p>');
  await fay.like(post.object.id);
  await fay.unlike(post.object.id);
  await fay.boost(post.object.id);
  await fay.unboost(post.object.id);
  await fay.deleteReply(note);
  await fay.unfollow(alice.id);
  expect(alice.received.slice(before)).toMatchObject([
    { type: 'Create', object: { id: note, inReplyTo: post.object.id, content: '<p>Please.</p>' } },
    { type: 'Update', object: { id: note, content: '<p>Two, please.</p>' } },
    { type: 'Like', object: post.object.id },
    { type: 'Undo', object: { type: 'Like', object: post.object.id } },
    { type: 'Announce', object: post.object.id },
    { type: 'Undo', object: { type: 'Announce', object: post.object.id } },
    { type: 'Delete', object: { id: note } },
    { type: 'Undo', object: { type: 'Follow', object: alice.id } },
  ]);
  expect(alice.followers.size).toBe(0);
  expect(social.troubles).toEqual([]);
});

test('401: a Fedify server refuses a request that was tampered with', async () => {
  await using social = await startRemoteServer('social.test');
  await using fay = await startFedifyPeer('fedify.test');
  const alice = social.actor('alice');
  const tamper = ({ headers, body }: SignedRequest): SignedRequest => ({ headers, body: `${body} ` });
  expect(await alice.send(fay.inbox, alice.follow(fay.actor), { tamper })).toBe(401);
  expect(await fay.received()).toEqual([]);
});

test('a Fedify server with a queue broadcasts to every inbox', async () => {
  await using social = await startRemoteServer('social.test');
  await using fay = await startFedifyPeer('fedify.test', { queue: true });
  const crowd = social.crowd(5);
  await fay.broadcast(
    crowd.map(({ inbox }) => inbox),
    '<p>To all of you.</p>',
  );
  await waitFor(() => crowd.every(({ received }) => received.length === 1), 'a Create in every inbox');
  expect(crowd[4]?.received).toMatchObject([
    { type: 'Create', object: { content: '<p>To all of you.</p>' } },
  ]);
});
