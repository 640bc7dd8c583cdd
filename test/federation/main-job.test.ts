import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOutward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { follow, postText, publishPost, received, typesOf, untilPage } from './scenario.ts';

test('a stranger follows, receives a post and answers it; the answer stands under the post, changes and goes', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  const { id, inbox } = await follow(alice, blog);

  await publishPost(blog, 'leaves', postText('Leaves in the pot', 'Keep them.', 'tags: [tea]\n'));
  const create = await received(alice, 'Create');
  const object = create.object as Readonly<Record<string, unknown>>;
  expect(object).toMatchObject({
    type: 'Article',
    name: 'Leaves in the pot',
    content: '<p>Keep them.</p>',
    contentMap: { en: '<p>Keep them.</p>' },
    attributedTo: id,
    to: ['https://www.w3.org/ns/activitystreams#Public'],
    cc: [`${id}/followers`],
    tag: [{ type: 'Hashtag', name: '#tea', href: `${blog.origin}/tags/tea/` }],
  });
  // On the wire it is published now, whatever the page says: Mastodon drops what is older than six hours.
  expect(Date.now() - Date.parse(String(object.published))).toBeLessThan(3_600_000);

  const reply = alice.reply({
    to: id,
    inReplyTo: String(object.id),
    content: '<p>So do I!<script>alert(1)</script></p>',
  });
  expect(await alice.send(inbox, reply)).toBe(202);
  await untilPage(blog, '/posts/leaves/', 'So do I!');
  const edit = alice.update(reply.object, { content: '<p>So do we all!</p>' });
  expect(await alice.send(inbox, edit)).toBe(202);
  await untilPage(blog, '/posts/leaves/', 'So do we all!');
  expect(await alice.send(inbox, alice.delete(edit.object))).toBe(202);
  await untilPage(blog, '/posts/leaves/', 'So do we all!', false);

  await publishPost(blog, 'leaves', postText('Leaves in the pot', 'Keep all of them.', 'tags: [tea]\n'));
  const update = await received(alice, 'Update');
  expect(update.object).toMatchObject({
    id: object.id,
    published: object.published,
    content: '<p>Keep all of them.</p>',
  });
  expect(await blog.run('publish')).toMatchObject({ code: 0 });

  await rm(join(blog.contentDir, 'posts', 'leaves.md'));
  expect(await blog.run('publish')).toMatchObject({ code: 0 });
  await received(alice, 'Delete');
  const gone = await alice.get(String(object.id), 'application/activity+json');
  expect(gone.status).toBe(410);
  expect(JSON.parse(gone.body)).toMatchObject({
    id: object.id,
    type: 'Tombstone',
    formerType: 'Article',
  });

  expect(typesOf(alice.received)).toEqual(['Accept', 'Create', 'Update', 'Delete']);
  expect(social.requests.filter(({ verified }) => verified === false)).toEqual([]);
});
