import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atomOf } from '../../src/components/atom.ts';
import { jsonFeedOf } from '../../src/components/json-feed.ts';
import { rssOf } from '../../src/components/rss.ts';
import { sitemapOf } from '../../src/components/sitemap.ts';
import { findBlog, untilPage } from '../federation/scenario.ts';
import type { TestBrowser } from '../support/browser.ts';
import type { Outward } from '../support/outward.ts';
import type { RemoteServer } from '../support/remote-server.ts';
import { hostileFeed, hostilePost, hostileTexts } from '../unit/theme/feeds.ts';
import { libraryOf, site } from '../unit/theme/sample.ts';
import { endStage, startStage } from './stage.ts';

let blog: Outward;
let social: RemoteServer;
let browser: TestBrowser;
const path = '/posts/how-to-brew/';

beforeAll(async () => {
  [blog, social, browser] = await startStage();
});

afterAll(() => endStage(browser, social, blog));

/** Run in the browser: complaints of its XML parser about `documents`, and the text of each element called `name`. */
function readXml(documents: readonly string[]): readonly (string | null)[] {
  return documents.map((text) => {
    const read = new DOMParser().parseFromString(text, 'application/xml');
    return read.querySelector('parsererror')?.textContent ?? null;
  });
}

test('whatever a post is called, a browser can read the feeds and the sitemap', async () => {
  await using tab = await browser.newPage();
  const documents = hostileTexts.flatMap((text) => [
    atomOf(hostileFeed(text)),
    rssOf(hostileFeed(text)),
    sitemapOf(libraryOf([hostilePost(text)]), site),
  ]);
  await tab.page.goto(`${blog.origin}/`);
  expect(await tab.page.evaluate(readXml, documents)).toEqual(documents.map(() => null));
  for (const text of hostileTexts) expect(JSON.parse(jsonFeedOf(hostileFeed(text)))).toHaveProperty('items');
});

describe('what the blog serves', () => {
  test.each([
    ['/feed.xml', 'application/atom+xml', 'entry'],
    ['/rss.xml', 'application/rss+xml', 'item'],
    ['/tags/tea/feed.xml', 'application/atom+xml', 'entry'],
    ['/authors/ann/rss.xml', 'application/rss+xml', 'item'],
    ['/sitemap.xml', 'application/xml', 'url'],
  ])('200: %s, which a browser reads as XML', async (address, type, element) => {
    const answer = await fetch(`${blog.address}${address}`);
    expect(answer.headers.get('content-type')).toContain(type);
    const text = await answer.text();
    await using tab = await browser.newPage();
    await tab.page.goto(`${blog.origin}/`);
    expect(await tab.page.evaluate(readXml, [text])).toEqual([null]);
    expect(text).toContain(`<${element}`);
  });

  test('200: a JSON Feed with the whole text of its posts', async () => {
    const answer = await fetch(`${blog.address}/tags/tea/feed.json`);
    expect(answer.headers.get('content-type')).toContain('application/feed+json');
    expect(await answer.json()).toMatchObject({ feed_url: `${blog.origin}/tags/tea/feed.json` });
  });
});

/** Run in the browser: the first of each microformats property of the page's entry, and of what was said to it. */
function readEntry(): Readonly<Record<string, string | null>> {
  const value = (selector: string): string | null => {
    const found = document.querySelector(selector);
    if (found instanceof HTMLDataElement) return found.value;
    return found instanceof HTMLAnchorElement ? found.href : (found?.textContent.trim() ?? null);
  };
  return {
    name: value('.h-entry .p-name'),
    url: value('.h-entry .u-url'),
    uid: value('.h-entry > .u-uid'),
    author: value('.h-entry .p-author.h-card'),
    published: document.querySelector('.h-entry .dt-published')?.getAttribute('datetime') ?? null,
    content: value('.h-entry .e-content'),
    comment: value('.h-entry .u-comment.h-cite .e-content'),
    commentAuthor: value('.h-entry .u-comment.h-cite .p-author .p-name'),
    commentAnswers: value('.h-entry .u-comment.h-cite .u-in-reply-to'),
  };
}

test('a program finds the entry, its author, and each comment with what it answers', async () => {
  const alice = social.actor('alice');
  const { id, inbox } = await findBlog(alice, blog);
  const objectId = `${blog.origin}/ap/objects/how-to-brew`;
  const question = alice.reply({ to: id, inReplyTo: objectId, content: '<p>How hot?</p>' });
  await alice.send(inbox, question);
  await untilPage(blog, path, 'How hot?');
  await using tab = await browser.newPage();
  await tab.page.goto(`${blog.origin}${path}`);
  expect(await tab.page.evaluate(readEntry)).toMatchObject({
    name: 'How to brew',
    url: `${blog.origin}${path}`,
    uid: objectId,
    author: `${blog.origin}/authors/ann/`,
    published: expect.stringMatching(/^\d{4}-/) as string,
    content: expect.stringMatching(/./) as string,
    comment: 'How hot?',
    commentAuthor: expect.stringMatching(/alice/i) as string,
    commentAnswers: objectId,
  });
});

test('structured data are read, not run: the policy has nothing to say', async () => {
  await using tab = await browser.newPage();
  await tab.page.goto(`${blog.origin}${path}`);
  const blocks = tab.page.locator('script[type="application/ld+json"]');
  expect(JSON.parse((await blocks.textContent()) ?? '')).toMatchObject({ '@context': 'https://schema.org' });
  expect(tab.errors).toEqual([]);
});
