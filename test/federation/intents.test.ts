import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/protocol/vocabulary.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { openRepository } from '../support/repository.ts';
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

async function publish(blog: Outward): Promise<void> {
  expect(await blog.run('publish')).toMatchObject({ code: 0, stderr: '' });
}

async function unpublish(blog: Outward, slug: string): Promise<void> {
  await rm(join(blog.contentDir, 'posts', `${slug}.md`));
  await publish(blog);
}

async function objectAt(blog: Outward, id: string): Promise<readonly [number, JsonObject]> {
  const answer = await fetch(`${blog.address}/ap/objects/${id}`, { headers: { accept: activityJson } });
  return [answer.status, (await answer.json()) as JsonObject];
}

/** Waits for the `count`th activity of that type, and gives the id of its object. */
async function objectOf(person: RemotePerson, type: string, count: number): Promise<unknown> {
  const all = (): RemotePerson['received'] => person.received.filter((activity) => activity.type === type);
  await waitFor(() => all().length >= count, `${type} number ${count}`);
  const object = all()[count - 1]?.object;
  return typeof object === 'string' ? object : (object as JsonObject).id;
}

/** A moment near enough to wait for, far enough to be published before; as front matter has it. */
function soon(): string {
  return new Date(Date.now() + 8_000).toISOString();
}

test('a post that comes back after its deletion is another object: sent, answered and deleted like the first, and so is the third', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  const found = await follow(alice, blog);
  const idOf = (version: string): string => `${blog.origin}/ap/objects/tea${version}`;

  await publishPost(blog, 'tea', postText('Tea'));
  await unpublish(blog, 'tea');
  expect(await objectOf(alice, 'Delete', 1)).toBe(idOf(''));
  await publishPost(blog, 'tea', postText('Tea'));
  expect(await objectOf(alice, 'Create', 2)).toBe(idOf('~2'));
  expect(await objectAt(blog, 'tea')).toMatchObject([410, { id: idOf(''), type: 'Tombstone' }]);
  const [status, document] = await objectAt(blog, 'tea~2');
  expect([status, document.id, document.url]).toEqual([200, idOf('~2'), `${blog.origin}/posts/tea/`]);
  expect(await objectAt(blog, 'tea%7E2')).toMatchObject([200, { id: idOf('~2') }]);
  expect(await pageOf(blog, '/posts/tea/')).toContain(idOf('~2'));

  const reply = alice.reply({ to: found.id, inReplyTo: idOf('~2'), content: '<p>Welcome back.</p>' });
  expect(await alice.send(found.inbox, reply)).toBe(202);
  await untilPage(blog, '/posts/tea/', 'Welcome back.');
  expect(await alice.send(found.inbox, alice.like(idOf('~2')))).toBe(202);
  await untilPage(blog, '/posts/tea/', '1 like');

  await publishPost(blog, 'tea', postText('Tea', 'More of it.'));
  expect(await objectOf(alice, 'Update', 1)).toBe(idOf('~2'));
  await unpublish(blog, 'tea');
  expect(await objectOf(alice, 'Delete', 2)).toBe(idOf('~2'));
  await publishPost(blog, 'tea', postText('Tea'));
  expect(await objectOf(alice, 'Create', 3)).toBe(idOf('~3'));
  expect((await blog.run('publish')).stdout).toContain('Nothing to tell anybody');
});

test('a draft and a page only are deleted elsewhere; of the two, only the page still stands', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);
  for (const slug of ['tea', 'pot']) await publishPost(blog, slug, postText(slug));

  await publishPost(blog, 'tea', postText('tea', 'Nothing much.', 'federate: false\n'));
  await publishPost(blog, 'pot', postText('pot', 'Nothing much.', 'draft: true\n'));
  expect(await objectOf(alice, 'Delete', 1)).toBe(`${blog.origin}/ap/objects/tea`);
  expect(await objectOf(alice, 'Delete', 2)).toBe(`${blog.origin}/ap/objects/pot`);
  for (const id of ['tea', 'pot']) expect(await objectAt(blog, id)).toMatchObject([410, {}]);
  expect(await pageOf(blog, '/posts/tea/')).not.toContain('/ap/objects/');
  expect((await fetch(`${blog.address}/posts/tea/`)).status).toBe(200);
  expect((await fetch(`${blog.address}/posts/pot/`)).status).toBe(404);
});

test('a scheduled post, and a boost of an older one, go out when they are due, without another push', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);
  const tea = `${blog.origin}/ap/objects/tea`;
  await publishPost(blog, 'tea', postText('Tea'));
  const due = soon();
  await writePost(blog, 'tea', postText('Tea', 'Nothing much.', `reshare: ${due}\n`));
  await writePost(blog, 'later', postText('Later').replace('2026-03-02', due));
  await publish(blog);

  expect(await objectOf(alice, 'Create', 2)).toBe(`${blog.origin}/ap/objects/later`);
  expect(await received(alice, 'Announce')).toMatchObject({
    id: `${tea}#reshare-${Math.floor(Date.parse(due) / 1000)}`,
    object: tea,
  });
  const again = postText(
    'Tea',
    'Nothing much.',
    `reshare: ${new Date(Date.parse(due) + 1_000).toISOString()}\n`,
  );
  await publishPost(blog, 'tea', again);
  expect(await objectOf(alice, 'Announce', 2)).toBe(tea);
  const boosts = typesOf(alice.received).filter((type) => type !== 'Create'); // Order holds for each object.
  expect(boosts.slice(-3)).toEqual(['Announce', 'Undo', 'Announce']);
});

test('a minor change is shown and told to nobody; whoever is mentioned only since is reached by the next Update', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  await using elsewhere = await startRemoteServer('elsewhere.test');
  const [alice, bob] = [social.actor('alice'), elsewhere.actor('bob')];
  await follow(alice, blog);
  await publishPost(blog, 'tea', postText('Tea', 'Green tae.'));
  await publishPost(blog, 'tea', postText('Tea', 'Green tea.', 'update: minor\n'));
  expect(await pageOf(blog, '/posts/tea/')).toContain('Green tea.');
  const [, document] = await objectAt(blog, 'tea');
  expect(document).toMatchObject({ content: expect.stringContaining('Green tea.') as string });

  await publishPost(blog, 'tea', postText('Tea', `Green tea, says ${bob.handle}.`));
  for (const person of [bob, alice])
    expect(await received(person, 'Update')).toMatchObject({ object: { tag: [{ href: bob.id }] } });
  expect(typesOf(alice.received)).toEqual(['Accept', 'Create', 'Update']);
});

test('commits say what is minor, what is boosted again, and what is a page only', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);
  const repository = await openRepository(blog.contentDir);
  await writePost(blog, 'tea', postText('Tea', 'Green tae.'));
  await repository.commit('Tea');
  await publish(blog);
  await received(alice, 'Create');

  await writePost(blog, 'tea', postText('Tea', 'Green tea.'));
  const minor = await repository.commit('A slip', 'Outward-Update: minor');
  const { stdout } = await blog.run('publish', '--dry-run');
  expect(stdout).toContain(`(minor, says commit ${minor.slice(0, 7)})`);
  await publish(blog);
  expect(await pageOf(blog, '/posts/tea/')).toContain('Green tea.');

  await writePost(blog, 'tea', postText('Tea', 'Green tea, once more.'));
  await repository.commit('Season of tea', 'Outward-Reshare: true');
  await publish(blog);
  expect(await received(alice, 'Announce')).toMatchObject({ object: `${blog.origin}/ap/objects/tea` });

  await writePost(blog, 'imprint', postText('Imprint', 'Who I am.'));
  const imprint = await repository.commit('Imprint', 'Outward-Federate: false', 'Outward-Pin: true');
  expect((await blog.run('publish')).stdout).toContain(
    `commit ${imprint.slice(0, 7)}: "Outward-Pin" is not a trailer of Outward.`,
  );
  expect(await pageOf(blog, '/posts/imprint/')).toContain('Who I am.');
  await rm(join(blog.contentDir, '.git'), { recursive: true });
  await publishPost(blog, 'imprint', postText('Imprint', 'Who I was.'));
  expect((await fetch(`${blog.address}/ap/objects/imprint`)).status).toBe(404);
  await publishPost(blog, 'last', postText('Last'));
  await waitFor(
    () => typesOf(alice.received).filter((type) => type === 'Create').length === 2,
    'the last post',
  );
  expect(typesOf(alice.received)).toEqual(['Accept', 'Create', 'Update', 'Announce', 'Create']);
});
