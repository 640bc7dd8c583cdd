import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestBrowser } from '../support/browser.ts';
import type { Outward } from '../support/outward.ts';
import type { RemoteServer } from '../support/remote-server.ts';
import { findBlog, untilPage } from '../federation/scenario.ts';
import { endStage, objectionsTo, startStage } from './stage.ts';

let blog: Outward;
let social: RemoteServer;
let browser: TestBrowser;
const path = '/posts/how-to-brew/';
const intent = `/intents/create?inReplyTo=https://social.test/${'long'.repeat(40)}&content=%23+not+a+heading`;

beforeAll(async () => {
  [blog, social, browser] = await startStage();
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  const { id, inbox } = await findBlog(alice, blog);
  const objectId = `${blog.origin}/ap/objects/how-to-brew`;
  const question = alice.reply({ to: id, inReplyTo: objectId, content: '<p>How hot?</p>' });
  await alice.send(inbox, question);
  await untilPage(blog, path, 'How hot?');
  await bob.send(inbox, bob.reply({ to: alice.id, inReplyTo: question.object.id, content: '<p>Very.</p>' }));
  const warned = { to: id, inReplyTo: objectId, content: '<p>Coffee is better.</p>', summary: 'An opinion' };
  await bob.send(inbox, bob.reply(warned));
  await bob.send(inbox, bob.like(objectId));
  await untilPage(blog, path, 'Very.');
  await untilPage(blog, path, 'Coffee is better.');
});

afterAll(() => endStage(browser, social, blog));

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('%s', (_, javaScript) => {
  test('a post is read with its conversation: threaded, with account and server, warnings folded', async () => {
    await using tab = await browser.newPage({ javaScript });
    const { page } = tab;
    await page.goto(`${blog.origin}${path}`);
    const conversation = page.getByRole('region', { name: 'Conversation' });
    await conversation.getByText('How hot?').waitFor();
    expect(await conversation.innerText()).toContain(`@alice@${new URL(social.origin).host}`);
    // The answer stands inside the item of what it answers.
    await conversation.locator('li', { hasText: 'How hot?' }).locator('li', { hasText: 'Very.' }).waitFor();
    expect(await page.getByText('Coffee is better.').isVisible()).toBe(false);
    await page.getByText('An opinion').click();
    expect(await page.getByText('Coffee is better.').isVisible()).toBe(true);
    expect(tab.errors).toEqual([]);
    expect(tab.offOrigin).toEqual([]);
  });

  test.each([
    ['/posts/how-to-brew/comments/', 'How to brew'],
    [intent, '# not a heading'],
  ])('%s is there, and asks nobody else for anything', async (address, text) => {
    for (const [width, scheme] of [
      [390, 'light'],
      [1280, 'dark'],
    ] as const) {
      await using tab = await browser.newPage({ javaScript, width, scheme });
      const answer = await tab.page.goto(`${blog.origin}${address}`);
      expect(answer?.status()).toBe(200);
      expect(await tab.page.locator('main').innerText()).toContain(text);
      const overflow = await tab.page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      expect(tab.errors).toEqual([]);
      expect(tab.offOrigin).toEqual([]);
    }
  });
});

// Pages without what strangers said are looked at in every-page.test.ts.
test.each([path, '/posts/how-to-brew/comments/', intent])(
  '%s has nothing that axe objects to',
  async (address) => {
    await using tab = await browser.newPage({ width: 390 });
    await tab.page.goto(`${blog.origin}${address}`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.page.emulateMedia({ colorScheme });
      expect(await objectionsTo(tab.page)).toEqual([]);
    }
  },
);

test('a page that is not there says so with 404, and the feed is Atom', async () => {
  await using tab = await browser.newPage();
  expect((await tab.page.goto(`${blog.origin}/nowhere/`))?.status()).toBe(404);
  const feed = await fetch(`${blog.address}/feed.xml`);
  expect(feed.headers.get('content-type')).toMatch(/^application\/atom\+xml/);
  expect(await feed.text()).toContain('<title>How to brew</title>');
});
