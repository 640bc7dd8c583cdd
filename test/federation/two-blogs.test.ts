import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOutward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { follow, pageOf, postText, publishPost, received, untilPage, writePost } from './scenario.ts';

test('one blog answers another: the answer is delivered, verified, shown under the post, edited and taken back', async () => {
  await using north = await startOutward({ name: 'north.test' });
  await using south = await startOutward({ name: 'south.test' });
  const question = `${south.origin}/posts/how-to-brew/`;
  const answer = (body: string): string =>
    `---\ntype: note\ndate: 2026-03-02\ninReplyTo: ${question}\n---\n\n${body}\n`;

  await publishPost(north, 'answer', answer('Two minutes are enough.'));
  await untilPage(south, '/posts/how-to-brew/', 'Two minutes are enough.');
  const page = await pageOf(south, '/posts/how-to-brew/');
  expect(page).toContain(`@blog@${new URL(north.origin).host}`);
  const object = await fetch(`${north.address}/ap/objects/answer`, {
    headers: { accept: 'application/activity+json' },
  });
  expect(await object.json()).toMatchObject({
    type: 'Note',
    inReplyTo: `${south.origin}/ap/objects/how-to-brew`,
    tag: [{ type: 'Mention', href: `${south.origin}/ap/actors/blog` }],
  });
  expect(await pageOf(north, '/posts/answer/')).toContain(`class="u-in-reply-to" href="${question}"`);

  await publishPost(north, 'answer', answer('Three at most.'));
  await untilPage(south, '/posts/how-to-brew/', 'Three at most.');
  await rm(join(north.contentDir, 'posts', 'answer.md'));
  expect(await north.run('publish')).toMatchObject({ code: 0 });
  await untilPage(south, '/posts/how-to-brew/', 'Three at most.', false);
});

test('a mentioned account that does not follow is told, and told again when the post goes', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  await using elsewhere = await startRemoteServer('elsewhere.test');
  const [alice, bob] = [social.actor('alice'), elsewhere.actor('bob')];
  const { id } = await follow(alice, blog);

  await publishPost(
    blog,
    'thanks',
    postText('Thanks', `To ${bob.handle} for the pot, and to @nobody@elsewhere.test.`),
  );
  const create = await received(bob, 'Create');
  expect(create).toMatchObject({ cc: [`${id}/followers`, bob.id] });
  expect(create.object).toMatchObject({ tag: [{ type: 'Mention', name: bob.handle, href: bob.id }] });
  await rm(join(blog.contentDir, 'posts', 'thanks.md'));
  expect(await blog.run('publish')).toMatchObject({ code: 0 });
  await received(bob, 'Delete');
  await received(alice, 'Delete');
});

test('an answer to what cannot be found is refused, and nothing is published', async () => {
  await using blog = await startOutward();
  await writePost(blog, 'lost', postText('Lost', 'Where?', 'inReplyTo: https://nowhere.test/notes/1\n'));
  const { code, stdout } = await blog.run('publish');
  expect(code).toBe(1);
  expect(stdout).toMatch(/lost\.md.*inReplyTo/);
  expect((await fetch(`${blog.address}/posts/lost/`)).status).toBe(404);
});
