import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOutward, type Finished, type Outward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { follow, postText, publishPost, writePost } from './scenario.ts';

/** What these tests look at of `outward plan --json`. */
interface Plan {
  readonly changes: readonly Readonly<Record<string, unknown>>[];
  readonly refused: readonly unknown[];
  readonly problems: readonly unknown[];
  readonly unresolved: readonly unknown[];
  readonly warnings: readonly unknown[];
  readonly waiting: unknown;
}

async function planOf(blog: Outward, ...verb: readonly string[]): Promise<Plan & Pick<Finished, 'code'>> {
  const { code, stdout } = await blog.run(...(verb.length === 0 ? ['plan'] : verb), '--json');
  return { ...(JSON.parse(stdout) as Plan), code };
}

test('a plan says what would be told, to how many inboxes on how many servers, why, and how it will look', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  await using other = await startRemoteServer('other.test');
  for (const person of [social.actor('alice'), social.actor('bob'), other.actor('carol')])
    await follow(person, blog);
  const text = postText('Leaves in the pot', 'Mind the leaves.\n\nThanks, @nobody@social.test.');
  await writePost(blog, 'leaves', text);
  const file = 'content/posts/leaves.md';

  const plan = await planOf(blog);
  expect(plan).toMatchObject({
    code: 0,
    changes: [{ kind: 'create', verb: 'Create', slug: 'leaves', file, inboxes: 2, servers: 2 }],
    unresolved: [
      {
        name: '@nobody@social.test',
        file,
        line: text.split('\n').findIndex((line) => line.includes('@')) + 1,
      },
    ],
  });
  expect(plan.changes[0]).toMatchObject({ why: expect.stringContaining('new') as string });
  expect(plan.changes[0]).toHaveProperty('appearances[0].title', 'Leaves in the pot');
  expect(await planOf(blog, 'publish', '--dry-run')).toEqual(plan);

  const { stdout } = await blog.run('plan');
  expect(stdout).toContain('Create leaves to 2 inboxes on 2 servers, because ');
  expect(stdout).toContain('@nobody@social.test');
  const markdown = await blog.run('plan', '--markdown');
  expect(markdown.stdout).toContain('| 2 inboxes on 2 servers |');
});

test('a plan beside a running server changes nothing and sends nothing', async () => {
  await using blog = await startOutward();
  await writePost(blog, 'leaves', postText('Leaves in the pot'));
  const filesOf = async (): Promise<readonly string[]> =>
    (await readdir(blog.dataDir, { recursive: true })).filter((name) => !name.startsWith('cache'));
  const before = await filesOf();
  expect((await planOf(blog)).changes).toMatchObject([{ kind: 'create' }]);
  expect(await filesOf()).toEqual(before);
  expect((await fetch(`${blog.address}/posts/leaves/`)).status).toBe(404);
  expect((await planOf(blog)).changes).toMatchObject([{ kind: 'create' }]);
});

test('a plan where nothing was ever published makes no store, and says that the archive would be registered', async () => {
  await using blog = await startOutward();
  await blog.stop();
  await rm(blog.dataDir, { recursive: true });
  const { code, stdout } = await blog.run('plan');
  expect(stdout).toMatch(/^3 posts are registered as the archive/m);
  expect(code).toBe(0);
  await expect(readdir(blog.dataDir)).rejects.toThrow('ENOENT');
});

test('what waits in its grace window is planned again, and said to wait, with the way to stop it', async () => {
  await using blog = await startOutward({ name: 'blog.test', env: { GRACE: '3600' } });
  await using social = await startRemoteServer('social.test');
  await follow(social.actor('alice'), blog);
  await publishPost(blog, 'leaves', postText('Leaves in the pot'));

  const plan = await planOf(blog);
  expect(plan.changes).toMatchObject([{ kind: 'create', slug: 'leaves' }]);
  expect(plan.waiting).toMatchObject({ says: [{ verb: 'Create', slug: 'leaves', inboxes: 1 }] });
  const { stdout } = await blog.run('plan');
  expect(stdout).toMatch(/is told in (?:1 h|\d+ min).* npm run outward -- cancel/);
});

test('a rename that would delete is refused with file, line and the line that keeps the post', async () => {
  await using blog = await startOutward();
  const [from, to] = ['how-to-brew', 'brewing'].map((slug) => join(blog.contentDir, 'posts', `${slug}.md`));
  await rename(from!, to!);
  expect(await planOf(blog)).toMatchObject({
    code: 1,
    refused: [
      {
        file: 'content/posts/brewing.md',
        line: 1,
        remedy: expect.stringContaining('"id: how-to-brew"') as string,
      },
    ],
  });
  expect(await blog.run('plan')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^content\/posts\/brewing\.md:1: refused: .*"id: how-to-brew"/m) as string,
  });

  await writePost(blog, 'brewing', postText('How to brew', 'Water first.', 'id: how-to-brew\n'));
  expect(await planOf(blog)).toMatchObject({
    code: 0,
    changes: [{ kind: 'update', moved: { from: '/posts/how-to-brew/', to: '/posts/brewing/' } }],
  });
});

test('mistakes in the content end with status 1 in every form, and stand in it', async () => {
  await using blog = await startOutward();
  await writePost(blog, 'bad', '---\ntitle: A bad one\ndate: soon\ntgas: [tea]\n---\n\nText.\n');
  const file = 'content/posts/bad.md';
  expect(await planOf(blog)).toMatchObject({
    code: 1,
    changes: [],
    problems: [
      { file, line: 3, field: 'date' },
      { file, line: 4, field: 'tgas', remedy: expect.stringContaining('tags') as string },
    ],
  });
  for (const form of [[], ['--markdown']]) {
    const { code, stdout } = await blog.run('plan', ...form);
    expect(code).toBe(1);
    expect(stdout).toMatch(/content\/posts\/bad\.md(:|&#58;)3/);
  }
});
