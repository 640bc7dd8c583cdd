import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBlog, postText, publishPost, type FoundBlog } from '../federation/scenario.ts';
import { startBrowser } from '../support/browser.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { faultsOf } from './stage.ts';

const path = '/posts/tea/';
const secret = 'Only you may know where the biscuits are.';

interface Listed {
  readonly number: number;
  readonly text: string;
  readonly why: string;
}

async function json<Shape>(blog: Outward, ...args: readonly string[]): Promise<Shape> {
  const { code, stdout, stderr } = await blog.run(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Shape;
}

/** The number of the one comment that waits with this text. */
async function waiting(blog: Outward, text: string): Promise<string> {
  const listed = await waitFor(
    async () => (await json<Listed[]>(blog, 'comments')).find((one) => one.text === text),
    `"${text}" to wait`,
  );
  return String(listed.number);
}

/** What readers may read of it, by anything but pages. */
async function saidAloud(blog: Outward): Promise<string> {
  const paths = [path, `${path}comments`, '/feed.xml', '/ap/objects/tea/replies', '/ap/objects/tea/context'];
  const texts = paths.map((one) => fetch(`${blog.address}${one}`).then((answer) => answer.text()));
  return (await Promise.all(texts)).join('\n');
}

test('at each step of moderation the page shows what it should, and nothing else', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  await using spam = await startRemoteServer('spam.test');
  await using browser = await startBrowser();
  await using tab = await browser.newPage();
  const { page } = tab;
  await publishPost(blog, 'tea', postText('Tea', 'Hot.', 'comments: first-time\n'));
  const alice = social.actor('alice');
  const found = await findBlog(alice, blog);
  const say = (who: RemotePerson, content: string, more: object = {}): ReturnType<RemotePerson['reply']> =>
    who.reply({
      to: found.id,
      inReplyTo: `${blog.origin}/ap/objects/tea`,
      content: `<p>${content}</p>`,
      ...more,
    });
  const conversation = page.locator('.conversation');
  const shows = async (text: string, isShown = true): Promise<void> => {
    await waitFor(
      async () => {
        await page.goto(`${blog.origin}${path}`);
        return ((await conversation.textContent()) ?? '').includes(text) === isShown;
      },
      `the page ${isShown ? 'to show' : 'to drop'} "${text}"`,
    );
  };

  await wave(spam, found, say);
  const seller = spam.actor('seller');
  await shows('50 replies wait to be read by the writer.');
  expect(await conversation.locator('.reply-text').count()).toBe(0);
  const blocked = await json(blog, 'block', 'spam.test', '--reason', 'sells things');
  expect(blocked).toMatchObject({ act: 'block', pattern: 'spam.test', comments: 0, followers: 0 });
  const word = await blog.run('block', 'Cheap Watches!');
  expect(word.stdout).toBe('block what contains cheap watches: changes nothing that is here.\n');
  await shows('wait to be read', false);
  await waitFor(
    async () => (await seller.send(found.inbox, say(seller, 'Buy now.'))) === 403,
    'the running server to take up the rule',
  );
  await waitFor(
    async () => (await json<unknown[]>(blog, 'comments', '--refused')).length > 0,
    'the refusal to be counted',
  );
  expect(await json(blog, 'comments', '--refused')).toEqual([{ reason: 'spam.test', count: 1 }]);

  const first = say(alice, 'Milk first.');
  expect(await alice.send(found.inbox, first)).toBe(202);
  const number = await waiting(blog, 'Milk first.');
  expect((await blog.run('status')).stdout).toContain('Comments that wait for you: 1');
  await shows('1 reply waits to be read by the writer.');
  expect((await blog.run('comments', 'approve', number)).stdout).toContain('Readers see it: your word.');
  await shows('Milk first.');
  expect(await alice.send(found.inbox, say(alice, 'And sugar.'))).toBe(202);
  await shows('And sugar.');

  const edit = alice.update(first.object, { content: '<p>Buy my milk.</p>' });
  expect(await alice.send(found.inbox, edit)).toBe(202);
  await shows('Milk first.', false);
  expect(await conversation.textContent()).not.toContain('Buy my milk.');
  await waiting(blog, 'Buy my milk.');
  expect((await blog.run('comments', 'why', number)).stdout).toContain('edited since readers saw it');

  const { feed } = await json<{ feed: string }>(blog, 'notices');
  for (const [width, scheme] of [
    [360, 'dark'],
    [1440, 'light'],
  ] as const) {
    await using desk = await browser.newPage({ width, scheme });
    await desk.page.goto(await newestLink(blog, feed));
    await desk.page.getByText('Buy my milk.').waitFor();
    expect(await faultsOf(desk)).toEqual([]);
    await desk.page.getByRole('button', { name: 'Hide', exact: true }).focus();
    if (width === 1440) await desk.page.keyboard.press('Enter');
    if (width === 1440) await desk.page.getByRole('heading', { name: /Hidden/ }).waitFor();
    expect(await faultsOf(desk)).toEqual([]);
  }
  await waitFor(
    async () =>
      (await json<Listed[]>(blog, 'comments', '--hidden')).some(({ text }) => text === 'Buy my milk.'),
    'the press to hide it',
  );

  expect(await alice.send(found.inbox, privately(say(alice, secret), found))).toBe(202);
  expect(await json(blog, 'messages')).toMatchObject([
    { text: secret, visibility: 'direct', author: { id: alice.id } },
  ]);
  await page.goto(`${blog.origin}${path}`);
  expect((await page.content()) + (await saidAloud(blog)) + blog.output()).not.toContain(secret);
  for (const verb of ['comments', 'status']) expect((await blog.run(verb)).stdout).not.toContain(secret);

  expect(await json(blog, 'block', alice.id)).toMatchObject({ comments: 1, pattern: alice.id });
  await shows('And sugar.', false);
  expect(await json(blog, 'unblock', alice.id)).toMatchObject({ comments: -1 });
  await shows('And sugar.');

  await mkdir(join(blog.contentDir, 'moderation'));
  await writeFile(
    join(blog.contentDir, 'moderation', 'words.yml'),
    'rules:\n  - { hold: sugar, reason: teeth }\n',
  );
  await writeRules(blog);
  expect(await blog.run('publish')).toMatchObject({ code: 0, stderr: '' });
  await shows('And sugar.', false);
  expect((await blog.run('rules')).stdout).toContain('hold   sugar (content/moderation/words.yml:2, since');
  const written = await blog.run('unblock', 'sugar');
  expect([written.code, written.stderr]).toEqual([
    1,
    expect.stringContaining('hold sugar stands in content/moderation/words.yml:2'),
  ]);

  await page.goto(`${blog.origin}/`);
  await page.getByRole('link', { name: 'House rules' }).click();
  await page.getByText('The first comment of an account is shown when the writer has read it').waitFor();
  expect(await page.getByRole('link', { name: 'ann@blog.test' }).getAttribute('href')).toBe(
    'mailto:ann@blog.test',
  );
  expect(await (await fetch(`${blog.address}/nodeinfo/2.1`)).json()).toMatchObject({
    metadata: {
      moderation: { policy: 'first-time', rules: `${blog.origin}/rules/`, contact: 'mailto:ann@blog.test' },
    },
  });
  expect([tab.errors, tab.offOrigin]).toEqual([[], []]);
});

/** Of the first entry: entries stand newest first. */
async function newestLink(blog: Outward, feed: string): Promise<string> {
  const text = await (await fetch(blog.address + new URL(feed).pathname)).text();
  const [path] = /\/decide\/[\w.-]+/.exec(text) ?? [];
  return `${blog.origin}${path ?? '/no-link'}`;
}

/** Fifty accounts say something. */
async function wave(
  spam: Awaited<ReturnType<typeof startRemoteServer>>,
  { inbox }: FoundBlog,
  say: (who: RemotePerson, content: string) => object,
): Promise<void> {
  const people = spam.crowd(50);
  const statuses = await Promise.all(people.map((who) => who.send(inbox, say(who, 'Buy it now.'))));
  expect(new Set(statuses)).toEqual(new Set([202]));
}

/** The same for nobody but the blog. */
function privately(activity: ReturnType<RemotePerson['reply']>, { id }: FoundBlog): object {
  const audience = { to: [id], cc: [] };
  return { ...activity, ...audience, object: { ...activity.object, ...audience } };
}

async function writeRules(blog: Outward): Promise<void> {
  await mkdir(join(blog.contentDir, 'pages'), { recursive: true });
  await writeFile(join(blog.contentDir, 'pages', 'rules.md'), '---\ntitle: House rules\n---\n\nBe kind.\n');
  const file = join(blog.contentDir, 'blog.yml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('comments: open\n', ''));
  await appendFile(file, 'contact: ann@blog.test\n');
}
