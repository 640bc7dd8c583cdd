import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOutward, type Outward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { findBlog, follow, postText, publishPost, received } from './scenario.ts';

/** What a command prints for programs. */
async function json(blog: Outward, ...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await blog.run(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

async function keyIdOf(blog: Outward): Promise<string> {
  const actor = await fetch(`${blog.address}/ap/actors/blog`);
  return ((await actor.json()) as { publicKey: { id: string } }).publicKey.id;
}

test('keys are rotated while the blog runs and while it does not: peers look the new ones up and believe them', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  await using modern = await startRemoteServer('modern.test', { reads: 'rfc9421' });
  const people = [social.actor('alice'), modern.actor('mona')];
  for (const person of people) await follow(person, blog);
  const first = await keyIdOf(blog);

  expect(await blog.run('keys', 'rotate')).toMatchObject({ code: 0, stderr: '' });
  const second = await waitFor(async () => {
    const id = await keyIdOf(blog);
    return id === first ? undefined : id;
  }, 'the running server to take up the new key');
  for (const person of people) {
    expect(await received(person, 'Update')).toMatchObject({ object: { publicKey: { id: second } } });
  }
  expect(await json(blog, 'keys')).toMatchObject([{ id: second }, {}, {}]);

  await blog.stop();
  expect(await blog.run('keys', 'rotate')).toMatchObject({ code: 0 });
  await blog.start();
  const third = await keyIdOf(blog);
  expect([first, second]).not.toContain(third);
  await publishPost(blog, 'leaves', postText('Leaves in the pot'));
  for (const person of people) await received(person, 'Create');
  const deliveries = social.requests.filter(({ verified }) => verified === true);
  expect(deliveries.at(-1)?.headers.signature).toContain(`keyId="${third}"`);
});

test('followers wait for the writer where he wants it so: one is let in, one is turned down, one is put out later', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await appendFile(join(blog.contentDir, 'blog.yml'), 'approveFollowers: true\n');
  expect(await blog.run('publish')).toMatchObject({ code: 0 });
  await using social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  for (const person of [alice, bob]) {
    const { id, inbox } = await findBlog(person, blog);
    expect(await person.send(inbox, person.follow(id))).toBe(202);
  }
  expect(await json(blog, 'followers', '--pending')).toMatchObject([
    { id: alice.id, handle: alice.handle, state: 'pending' },
    { id: bob.id },
  ]);
  expect((await blog.run('status')).stdout).toContain('Waiting to follow: 2');

  expect(await blog.run('followers', 'accept', alice.handle)).toMatchObject({ code: 0 });
  expect(await blog.run('followers', 'reject', bob.id)).toMatchObject({ code: 0 });
  await received(alice, 'Accept');
  await received(bob, 'Reject');
  expect(await json(blog, 'followers')).toMatchObject([{ id: alice.id, state: 'accepted' }]);
  expect(await json(blog, 'followers', '--pending')).toEqual([]);

  const nobody = await blog.run('followers', 'accept', bob.handle);
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('nobody of that name waits')]);
  expect(await blog.run('followers', 'remove', alice.handle)).toMatchObject({ code: 0 });
  await received(alice, 'Reject');
  expect(await json(blog, 'followers')).toEqual([]);
});

test('two blogs that show their documents to signers only report to each other, and neither waits for the other', async () => {
  const env = { AUTHORIZED_FETCH: 'true' };
  await using north = await startOutward({ name: 'north.test', env });
  await using south = await startOutward({ name: 'south.test', env });
  const post = `${south.origin}/ap/objects/how-to-brew`;
  const unsigned = await fetch(`${south.address}/ap/objects/how-to-brew`, {
    headers: { accept: 'application/activity+json' },
  });
  expect([unsigned.status, unsigned.headers.get('accept-signature')]).toEqual([
    401,
    expect.stringContaining('@target-uri'),
  ]);

  expect(await north.run('report', post, '--reason', 'The water is\u001B[2J cold.')).toMatchObject({
    code: 0,
    stderr: '',
  });
  await waitFor(async () => ((await json(south, 'reports')) as unknown[]).length === 1, 'the report');
  expect(await json(south, 'reports')).toMatchObject([
    { actor: `${north.origin}/ap/instance`, objects: [`${south.origin}/ap/actors/blog`, post] },
  ]);
  const { stdout } = await south.run('reports');
  expect(stdout).toContain('The water is');
  expect(stdout).not.toContain('\u001B');
  expect((await south.run('status')).stdout).toContain('Reports: 1');

  const reply = (await json(north, 'reply', post)) as { readonly path: string };
  expect(await readFile(reply.path, 'utf8')).toMatch(
    /^---\ntype: note\n.*\ninReplyTo: ".*how-to-brew"\n# @blog@south\.test:\d+ wrote:\n# > How to brew\n# >\n# > Good tea needs three/s,
  );
  await appendFile(reply.path, '\nAnd a cosy, says the north.\n');
  expect(await north.run('publish')).toMatchObject({ code: 0 });
  const page = (): Promise<string> =>
    fetch(`${south.address}/posts/how-to-brew/comments`).then((it) => it.text());
  await waitFor(
    async () => (await page()).includes('And a cosy, says the north.'),
    'the answer under the post',
  );
});

test('what is not there is not reported, and not liked; a file that is there is not written over', async () => {
  await using blog = await startOutward();
  const like = await blog.run('like', 'https://nowhere.test/notes/1');
  expect([like.code, like.stderr]).toEqual([1, expect.stringContaining('--unseen')]);
  const { code, stderr } = await blog.run('report', 'https://nowhere.test/notes/1', '--reason', 'Spam.');
  expect([code, stderr]).toEqual([1, expect.stringContaining('nothing to report there')]);

  const written = (await json(
    blog,
    'new',
    'The second cup',
    '--tags',
    'tea,#cups',
    '--lang',
    'en',
  )) as object;
  expect(written).toMatchObject({ file: 'content/posts/the-second-cup.md' });
  const refusals = [
    [['new', 'The second cup'], 'is there already'],
    [['new', 'Third', '--tags', 'hot tea'], 'such as HotTea'],
    [['new'], 'Say its title'],
  ] as const;
  for (const [args, said] of refusals) {
    const refused = await blog.run(...args);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(said)]);
  }
});
