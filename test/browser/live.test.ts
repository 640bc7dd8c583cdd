import axe from 'axe-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestBrowser } from '../support/browser.ts';
import type { Outward } from '../support/outward.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import type { RemoteServer } from '../support/remote-server.ts';
import { findBlog, publishPost, untilPage, type FoundBlog } from '../federation/scenario.ts';
import { endStage, startStage } from './stage.ts';

let blog: Outward;
let social: RemoteServer;
let browser: TestBrowser;
let alice: RemotePerson;
let found: FoundBlog;
const path = '/posts/how-to-brew/';

beforeAll(async () => {
  [blog, social, browser] = await startStage();
  alice = social.actor('alice');
  found = await findBlog(alice, blog);
});

afterAll(() => endStage(browser, social, blog));

/** Alice says something under the post, or to `inReplyTo`. Resolves with its id when it is shown. */
async function say(
  content: string,
  more: { readonly summary?: string; readonly inReplyTo?: string } = {},
): Promise<string> {
  const inReplyTo = `${blog.origin}/ap/objects/how-to-brew`;
  const activity = alice.reply({ to: found.id, inReplyTo, content: `<p>${content}</p>`, ...more });
  expect(await alice.send(found.inbox, activity)).toBe(202);
  await untilPage(blog, path, content);
  return activity.object.id;
}

test('replies come and go by themselves, and what the reader unfolded, marked and focused stays', async () => {
  await say('Cold brew is better.', { summary: 'An opinion' });
  await using tab = await browser.newPage();
  const { page } = tab;
  await page.goto(`${blog.origin}${path}`);
  await page.getByText('An opinion').click();
  const unfolded = page.getByText('Cold brew is better.');
  await unfolded.waitFor();
  const permalink = page.locator('.reply-meta a').first();
  await permalink.focus();
  await page.evaluate("getSelection().selectAllChildren(document.querySelector('.reply-text'))");

  const id = await say('How hot?');
  await page.getByText('How hot?').waitFor();
  await say('Nearly boiling.', { inReplyTo: id });
  await page.locator('li', { hasText: 'How hot?' }).locator('li', { hasText: 'Nearly boiling.' }).waitFor();

  expect(await page.getByRole('status').textContent()).toBe('3 replies');
  expect(await unfolded.isVisible()).toBe(true);
  expect(await page.evaluate("document.activeElement === document.querySelector('.reply-meta a')")).toBe(
    true,
  );
  expect(await page.evaluate('String(getSelection())')).toContain('Cold brew is better.');

  const gone = { type: 'Delete', object: { id, type: 'Tombstone' } };
  await alice.send(found.inbox, { ...alice.like(id), ...gone });
  await page.getByText('How hot?').waitFor({ state: 'detached' });
  // What answered it stays, and says so.
  expect(await page.locator('li', { hasText: 'Nearly boiling.' }).innerText()).toContain(
    'answers something that is not shown here',
  );
  expect(tab.errors).toEqual([]);
  expect(tab.offOrigin).toEqual([]);
});

test('an answer of the writer stands at its place in the conversation, and answers to it do too', async () => {
  const question = await say('Which kettle?');
  await publishPost(
    blog,
    'a-red-one',
    `---\ntype: note\ninReplyTo: ${question}\ndate: 2026-03-02\n---\n\nA red one.\n`,
  );
  await untilPage(blog, path, 'A red one.');
  await say('Like mine!', { inReplyTo: `${blog.origin}/ap/objects/a-red-one` });
  for (const width of [360, 1440]) {
    await using tab = await browser.newPage({ javaScript: width === 360, width });
    const { page } = tab;
    await page.goto(`${blog.origin}${path}`);
    const answer = page
      .locator('li', { hasText: 'Which kettle?' })
      .locator('li', { hasText: 'writes this blog' });
    expect(await answer.innerText()).toContain('A red one.');
    await answer.locator('li', { hasText: 'Like mine!' }).waitFor();
    expect(tab.errors).toEqual([]);
  }
});

test('a conversation as deep as people like is read on a small screen, with nothing that axe objects to', async () => {
  let inReplyTo = `${blog.origin}/ap/objects/how-to-brew`;
  for (let n = 1; n <= 9; n += 1) inReplyTo = await say(`Depth ${n}.`, { inReplyTo });
  for (const scheme of ['light', 'dark'] as const) {
    await using tab = await browser.newPage({ scheme, width: 360 });
    const { page } = tab;
    await page.goto(`${blog.origin}${path}`);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    const deepest = await page.locator('.reply', { hasText: 'Depth 9.' }).boundingBox();
    expect(deepest?.width).toBeGreaterThan(240);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<axe.AxeResults>("axe.run('#comments')");
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
});
