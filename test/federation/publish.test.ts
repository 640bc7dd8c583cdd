import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOutward, type Outward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { follow, pageOf, postText, publishPost, received, typesOf, writePost } from './scenario.ts';

interface Report {
  readonly changes: readonly { readonly kind: string; readonly slug: string; readonly inboxes: number }[];
}

async function plan(blog: Outward): Promise<Report> {
  const { stdout } = await blog.run('publish', '--dry-run', '--json');
  return JSON.parse(stdout) as Report;
}

test('the archive that stands at first start is never sent; a dry run tells what would be, and changes nothing', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  const bob = social.actor('bob');
  expect((await plan(blog)).changes).toEqual([]);
  await follow(alice, blog);
  await follow(bob, blog);

  await writePost(blog, 'leaves', postText('Leaves in the pot'));
  const before = await readdir(blog.dataDir, { recursive: true });
  // Two followers, one shared inbox.
  expect((await plan(blog)).changes).toMatchObject([{ kind: 'create', slug: 'leaves', inboxes: 1 }]);
  expect(
    (await readdir(blog.dataDir, { recursive: true })).filter((name) => !name.startsWith('cache')),
  ).toEqual(before.filter((name) => !name.startsWith('cache')));
  expect(await blog.run('publish')).toMatchObject({ code: 0 });
  await received(alice, 'Create');
  expect(await blog.run('publish')).toMatchObject({ code: 0 });
  await blog.stop();
  await blog.start();

  expect((await plan(blog)).changes).toEqual([]);
  expect(typesOf(social.received)).toEqual(['Accept', 'Accept', 'Create']);
});

test('a mistake in front matter stops the publish with file, line and cure, and nothing is half-published', async () => {
  await using blog = await startOutward();
  await writePost(blog, 'good', postText('A good one'));
  await writePost(blog, 'bad', '---\ntitle: A bad one\ndate: soon\ntgas: [tea]\n---\n\nText.\n');

  const { code, stderr } = await blog.run('publish');
  expect(code).toBe(1);
  expect(stderr).toMatch(/posts\/bad\.md:3: date: .*\d{4}-\d\d-\d\d/);
  expect(stderr).toMatch(/posts\/bad\.md:4: tgas: .*tags/);
  expect((await fetch(`${blog.address}/posts/good/`)).status).toBe(404);

  await rm(join(blog.contentDir, 'posts', 'bad.md'));
  expect(await blog.run('publish')).toMatchObject({ code: 0 });
  expect(await pageOf(blog, '/posts/good/')).toContain('A good one');
});

test('a rename without its id is refused with the line to add, and with it the old address leads to the new one', async () => {
  await using blog = await startOutward();
  const [from, to] = ['how-to-brew', 'brewing'].map((slug) => join(blog.contentDir, 'posts', `${slug}.md`));
  await rename(from!, to!);
  const refused = await blog.run('publish');
  expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('id: how-to-brew') as string });
  expect((await fetch(`${blog.address}/posts/how-to-brew/`)).status).toBe(200);

  await writePost(blog, 'brewing', postText('How to brew', 'Water first.', 'id: how-to-brew\n'));
  expect(await blog.run('publish')).toMatchObject({ code: 0 });
  const moved = await fetch(`${blog.address}/posts/how-to-brew/`, { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([301, '/posts/brewing/']);
  const object = await fetch(`${blog.address}/ap/objects/how-to-brew`, {
    headers: { accept: 'application/activity+json' },
  });
  expect(await object.json()).toMatchObject({ url: `${blog.origin}/posts/brewing/` });
});

test('readers notice nothing of a release being switched: no request fails while three are published', async () => {
  await using blog = await startOutward();
  const statuses = new Map<number, number>();
  let done = false;
  const reader = async (): Promise<void> => {
    while (!done) {
      const { status } = await fetch(`${blog.address}/posts/how-to-brew/`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const readers = Promise.all([reader(), reader(), reader()]);
  try {
    for (const n of [1, 2, 3]) await publishPost(blog, `post-${n}`, postText(`Number ${n}`));
  } finally {
    done = true;
    await readers;
  }
  expect([...statuses.keys()]).toEqual([200]);
  expect(await pageOf(blog, '/')).toContain('Number 3');
});

test('a draft and a post of tomorrow stay unseen; a post that was deleted comes back, but not under its old id', async () => {
  await using blog = await startOutward();
  await writePost(blog, 'draft', postText('Not yet', 'Hm.', 'draft: true\n'));
  await writePost(blog, 'later', postText('In ten years').replace('2026-03-02', '2036-03-02'));
  await publishPost(blog, 'now', postText('Today'));
  for (const slug of ['draft', 'later']) {
    expect((await fetch(`${blog.address}/posts/${slug}/`)).status).toBe(404);
    expect((await fetch(`${blog.address}/ap/objects/${slug}`)).status).toBe(404);
  }
  await rm(join(blog.contentDir, 'posts', 'now.md'));
  expect(await blog.run('publish')).toMatchObject({ code: 0 });
  expect((await fetch(`${blog.address}/ap/objects/now`)).status).toBe(410);

  await publishPost(blog, 'now', postText('Today'));
  expect((await fetch(`${blog.address}/posts/now/`)).status).toBe(200);
  expect((await fetch(`${blog.address}/ap/objects/now`)).status).toBe(410);
});
