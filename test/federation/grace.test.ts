import { expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { startOutward, type Outward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { follow, pageOf, postText, received, typesOf, untilPage, writePost } from './scenario.ts';

/** Long enough that it never ends within a test. */
const longGrace = { GRACE: '3600' };

test('after its grace window a publication is told, and not before; its page stands at once', async () => {
  await using blog = await startOutward({ name: 'blog.test', env: { GRACE: '3' } });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);

  await writePost(blog, 'leaves', postText('Leaves in the pot'));
  const { stdout } = await blog.run('publish');
  expect(stdout).toMatch(/Nobody is told for another \d seconds/);
  expect(await pageOf(blog, '/posts/leaves/')).toContain('Leaves in the pot');
  expect(typesOf(alice.received)).toEqual(['Accept']);
  await received(alice, 'Create');
});

test('what is cancelled nobody hears of: the site is as before, nothing is published by itself, till the writer does', async () => {
  await using blog = await startOutward({ name: 'blog.test', env: longGrace });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);

  await writePost(blog, 'leaves', postText('Leaves in the pto'));
  await blog.run('publish');
  const cancelled = await blog.run('cancel');
  expect(cancelled).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Stopped: Create leaves') as string,
  });
  await waitFor(async () => (await fetch(`${blog.address}/posts/leaves/`)).status === 404, 'the page to go');
  expect((await fetch(`${blog.address}/ap/objects/leaves`)).status).toBe(404);
  expect(await blog.run('cancel')).toMatchObject({ code: 1 });

  await blog.stop();
  await blog.start();
  expect((await fetch(`${blog.address}/posts/leaves/`)).status).toBe(404);
  expect(typesOf(alice.received)).toEqual(['Accept']);

  await writePost(blog, 'leaves', postText('Leaves in the pot'));
  expect(await blog.run('publish', '--now')).toMatchObject({ code: 0 });
  expect(await received(alice, 'Create')).toMatchObject({ object: { name: 'Leaves in the pot' } });
});

test('what is mended within the window goes out once, as mended, with one Create and no Update', async () => {
  await using blog = await startOutward({ name: 'blog.test', env: longGrace });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);

  await writePost(blog, 'leaves', postText('Leaves in the pto'));
  await writePost(blog, 'second', postText('A second thought'));
  await blog.run('publish');
  await writePost(blog, 'leaves', postText('Leaves in the pot'));
  await blog.run('publish');
  await untilPage(blog, '/posts/leaves/', 'Leaves in the pot');
  expect(await blog.run('publish', '--now')).toMatchObject({ code: 0 });
  await waitFor(() => alice.received.length === 3, 'both posts');
  await pause(500);
  expect(typesOf(alice.received)).toEqual(['Accept', 'Create', 'Create']);
  expect(alice.received.map(({ object }) => (object as { name?: string }).name)).toContain(
    'Leaves in the pot',
  );
});

test('a deletion can be stopped too: the object answers again, and nobody was told that it went', async () => {
  await using blog = await startOutward({ name: 'blog.test', env: longGrace });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);
  await writePost(blog, 'how-to-brew', postText('Not to be seen', 'x', 'draft: true\n'));
  await blog.run('publish');
  expect(await statusOf(blog, '/ap/objects/how-to-brew')).toBe(410);
  await blog.run('cancel');
  await waitFor(
    async () => (await statusOf(blog, '/ap/objects/how-to-brew')) === 200,
    'the object to be back',
  );
  expect(await pageOf(blog, '/posts/how-to-brew/')).toContain('the pot is the least of them');
  expect(typesOf(alice.received)).toEqual(['Accept']);
});

test('a program that was killed during the window tells when it is over, and once', async () => {
  await using blog = await startOutward({ name: 'blog.test', env: { GRACE: '2' } });
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await follow(alice, blog);
  await writePost(blog, 'leaves', postText('Leaves in the pot'));
  await blog.run('publish');
  await blog.kill();
  await blog.start();
  await received(alice, 'Create');
  expect(typesOf(alice.received)).toEqual(['Accept', 'Create']);
});

async function statusOf(blog: Outward, path: string): Promise<number> {
  return (await fetch(`${blog.address}${path}`, { headers: { accept: 'application/activity+json' } })).status;
}
