import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Outward } from '../support/outward.ts';
import { startOutward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  follow,
  pageOf,
  postText,
  publishPost,
  received,
  typesOf,
  untilPage,
  writePost,
} from './scenario.ts';

const activityJson = 'application/activity+json';

function noteText(more: string, body = ''): string {
  return `---\ntype: note\ndate: 2026-03-02\n${more}\n---\n\n${body}\n`;
}

async function unpublish(blog: Outward, slug: string): Promise<void> {
  await rm(join(blog.contentDir, 'posts', `${slug}.md`));
  expect(await blog.run('publish')).toMatchObject({ code: 0, stderr: '' });
}

test('what the writer likes and boosts reaches whom it concerns, stands on a page, and is undone with its file', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  await using other = await startRemoteServer('other.test');
  const [alice, carol] = [social.actor('alice'), other.actor('carol')];
  await follow(carol, blog);
  const { object: note } = alice.reply({ to: carol.id });

  await publishPost(blog, 'fine', noteText(`likeOf: ${note.id}`));
  expect(await received(alice, 'Like')).toMatchObject({ object: note.id });
  await publishPost(blog, 'again', noteText(`repostOf: ${note.id}`, 'Read this.'));
  for (const person of [alice, carol])
    expect(await received(person, 'Announce')).toMatchObject({ object: note.id });
  expect(typesOf(carol.received)).not.toContain('Like');
  expect(await pageOf(blog, '/posts/fine/')).toContain('u-like-of');
  const activity = await fetch(`${blog.address}/ap/objects/again`, { headers: { accept: activityJson } });
  expect(await activity.json()).toMatchObject({ type: 'Announce', object: note.id });

  await unpublish(blog, 'fine');
  await unpublish(blog, 'again');
  expect(await received(carol, 'Undo')).toMatchObject({ object: { type: 'Announce', object: note.id } });
  await waitFor(
    () => typesOf(alice.received).filter((type) => type === 'Undo').length === 2,
    'both to be undone',
  );
});

test('what is for followers only reaches them, and is there for nobody else', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  await using other = await startRemoteServer('other.test');
  const [alice, eve] = [social.actor('alice'), other.actor('eve')];
  await follow(alice, blog);

  await publishPost(blog, 'hush', noteText('visibility: followers', 'Whispered words.'));
  const create = await received(alice, 'Create');
  const { id } = create.object as { readonly id: string };
  expect(create.object).toMatchObject({ content: expect.stringContaining('Whispered') as string });
  expect((await alice.get(id, activityJson)).status).toBe(200);
  expect((await eve.get(id, activityJson)).status).toBe(404);
  expect((await fetch(`${blog.address}/ap/objects/hush`)).status).toBe(404);
  expect((await fetch(`${blog.address}/posts/hush/`)).status).toBe(404);
  for (const path of ['/', '/archive/', '/feed.xml', '/sitemap.xml', '/ap/actors/blog/outbox/1'])
    expect(await pageOf(blog, path)).not.toMatch(/hush|Whispered/);
});

test('a poll takes votes, and shows them on its page and in its object', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  const found = await follow(alice, blog);
  await publishPost(blog, 'tea', noteText('poll: { options: [Green, Black], closes: 2999-01-01 }', 'Which?'));
  const { object } = await received(alice, 'Create');
  const { id } = object as { readonly id: string };
  expect(object).toMatchObject({ type: 'Question', oneOf: [{ name: 'Green' }, { name: 'Black' }] });

  const { object: note, ...vote } = alice.reply({ to: found.id, inReplyTo: id });
  const named = { ...note, content: undefined, contentMap: undefined, name: 'Green' };
  expect(await alice.send(found.inbox, { ...vote, object: named })).toBe(202);
  await untilPage(blog, '/posts/tea/', '1 vote<');
  const counted = await fetch(`${blog.address}/ap/objects/tea`, { headers: { accept: activityJson } });
  expect(await counted.json()).toMatchObject({ votersCount: 1, oneOf: [{ replies: { totalItems: 1 } }, {}] });
});

test('a new profile and a pinned post are in the plan, and followers are told once', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);
  await publishPost(blog, 'leaves', postText('Leaves in the pot'));
  await received(alice, 'Create');
  const settings = join(blog.contentDir, 'blog.yml');
  await writeFile(settings, (await readFile(settings, 'utf8')).replace(/^title: .*$/m, 'title: Renamed'));
  await writePost(blog, 'leaves', postText('Leaves in the pot', 'Nothing much.', 'pinned: true\n'));

  const { stdout } = await blog.run('publish', '--dry-run', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    changes: [
      { kind: 'actor', slug: null, inboxes: 1 },
      { kind: 'pin', id: 'leaves', slug: 'leaves', inboxes: 1 },
    ],
  });
  expect((await blog.run('publish')).stdout).toMatch(
    /the profile to 1 inbox .*\nAdd leaves to 1 inbox .* pinned/,
  );
  expect(await received(alice, 'Update')).toMatchObject({ object: { type: 'Person', name: 'Renamed' } });
  expect(await received(alice, 'Add')).toMatchObject({ object: `${blog.origin}/ap/objects/leaves` });
  expect((await blog.run('publish')).stdout).toContain('Nothing to tell anybody');
});
