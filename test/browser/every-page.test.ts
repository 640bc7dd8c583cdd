import axe from 'axe-core';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBrowser, type TestBrowser, type TestPage } from '../support/browser.ts';
import type { Outward } from '../support/outward.ts';
import { startAudit } from './lighthouse-audit.ts';
import { publishWaiting, startWholeBlog } from './whole-blog.ts';

const opened = new AsyncDisposableStack();
let blog: Outward;
let browser: TestBrowser;
let waiting: string;
/** Bytes of each script that any page asked for, as they came. */
const scripts = new Map<string, Promise<number>>();

beforeAll(async () => {
  [blog, browser] = await Promise.all([startWholeBlog(), startBrowser()]);
  opened.use(blog);
  opened.use(browser);
  waiting = await publishWaiting(blog);
});

afterAll(() => opened.disposeAsync());

const post = '/posts/everything/';
const pages: readonly (readonly [kind: string, path: string])[] = [
  ['the front page', '/'],
  ['a post with everything in it', post],
  ['a post with an answer of the writer', '/posts/the-host-may-shut-the-door/'],
  ['a post from right to left', '/posts/arabic/'],
  ['a note with a poll behind a warning', '/posts/warned/'],
  ['a note that answers', '/posts/on-a-card/'],
  ['the notes', '/notes/'],
  ['the tags', '/tags/'],
  ['a tag', '/tags/specimen/'],
  ['all series', '/series/'],
  ['a series', '/series/specimens/'],
  ['the archive', '/archive/'],
  ['a year', '/archive/2026/'],
  ['the authors', '/authors/'],
  ['an author', '/authors/maud/'],
  ['a page', '/about/'],
  ['the search', '/search/?q=door'],
  ['the corrections of a post', `${post}history/`],
  ['a conversation by itself', `${post}comments/`],
  ['how to follow', '/interact'],
  ['how to like', `/interact?act=like&object=${post}`],
  ['what the writer may do about a post elsewhere', '/intents/create?content=Tea'],
  ['what waits to be told', 'waiting'],
];

interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}
const widths = [360, 768, 1440];
/** Each width and each scheme once at least: what axe judges depends on hardly more. */
const looks: readonly Look[] = [
  { width: 360, scheme: 'dark' },
  { width: 768, scheme: 'light' },
  { width: 1440, scheme: 'dark' },
];

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ['html-validate:recommended'],
    // How long a title may be, the writer decides.
    rules: { 'long-title': 'off' },
  }),
);

/** Where a page is when the browser asks for it. */
function pathOf(path: string): string {
  if (path === 'waiting') return waiting;
  return path.replace(`object=${post}`, `object=${encodeURIComponent(`${blog.origin}${post}`)}`);
}

async function axeFaults(page: Page, { width, scheme }: Look): Promise<readonly unknown[]> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

/** By how many pixels the page is wider than the window, at each width. */
async function excessOf(page: Page): Promise<readonly number[]> {
  const excess: number[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    excess.push(
      await page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - innerWidth)'),
    );
  }
  return excess;
}

/** How far things have moved since they were first drawn. */
function shiftOf(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    let sum = 0;
    const count = (list) => { for (const { value } of list.getEntries()) sum += value; };
    new PerformanceObserver(count).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
  })`);
}

function weigh(request: Request): void {
  const url = request.url();
  // What searches belongs to Pagefind, and comes when somebody does.
  if (request.resourceType() !== 'script' || url.includes('/pagefind/') || scripts.has(url)) return;
  scripts.set(
    url,
    request.sizes().then(({ responseBodySize }) => responseBodySize),
  );
}

async function open(path: string, javaScript: boolean, { width, scheme }: Look): Promise<TestPage> {
  const tab = await browser.newPage({ javaScript, width, scheme });
  tab.page.on('requestfinished', weigh);
  const answer = await tab.page.goto(`${blog.origin}${pathOf(path)}`);
  expect(answer?.status()).toBe(200);
  return tab;
}

describe.each(pages)('%s', (_, path) => {
  test('complains of nothing, stands still, fits, and has nothing that axe objects to', async () => {
    await using tab = await open(path, true, { width: 360, scheme: 'light' });
    expect(await shiftOf(tab.page)).toBe(0);
    expect(await excessOf(tab.page)).toEqual([0, 0, 0]);
    for (const look of looks) expect(await axeFaults(tab.page, look)).toEqual([]);
    expect([tab.errors, tab.offOrigin]).toEqual([[], []]);
  });

  test('is there without JavaScript too', async () => {
    await using tab = await open(path, false, { width: 1440, scheme: 'dark' });
    expect(await tab.page.locator('main').innerText()).toMatch(/\w{3}/);
    expect(await excessOf(tab.page)).toEqual([0, 0, 0]);
    expect([tab.errors, tab.offOrigin]).toEqual([[], []]);
  });

  test('is valid HTML', async () => {
    const html = await (await fetch(`${blog.address}${pathOf(path)}`)).text();
    const { results } = await validator.validateString(html);
    expect(
      results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => [ruleId, message])),
    ).toEqual([]);
  });
});

test('all scripts of all pages together weigh less than 10 KB', async () => {
  const sizes = await Promise.all(scripts.values());
  expect(sizes.length).toBeGreaterThan(3);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(10_000);
});

/** Run in the browser: what can be reached by keyboard, and which of it has the focus and shows it. */
function readFocus(): { readonly stops: number; readonly place: number; readonly isSeen: boolean } {
  const candidates = document.querySelectorAll<HTMLElement>(
    'a[href], button, input:enabled, summary, [tabindex="0"]',
  );
  const stops = [...candidates].filter((stop) => stop.checkVisibility({ visibilityProperty: true }));
  const focused = document.activeElement;
  const { outlineStyle, opacity } = getComputedStyle(focused ?? document.body);
  return {
    stops: stops.length,
    place: stops.findIndex((stop) => stop === focused),
    isSeen: outlineStyle !== 'none' && opacity === '1' && focused?.getBoundingClientRect().top !== undefined,
  };
}

test('by keyboard, all that can be done on a post is reached in order, is seen to be, and is left again', async () => {
  await using tab = await open(post, true, { width: 768, scheme: 'light' });
  const { page } = tab;
  const { stops } = await page.evaluate(readFocus);
  for (let place = 0; place < stops; place += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(readFocus)).toEqual({ stops, place, isSeen: true });
  }
  await page.keyboard.press('Tab');
  expect((await page.evaluate(readFocus)).place).toBeLessThanOrEqual(0);
});

test('the first key leads past what stands on every page, and a dialog gives the focus back', async () => {
  await using tab = await open(post, true, { width: 360, scheme: 'dark' });
  const { page } = tab;
  await page.keyboard.press('Tab');
  expect((await page.getByRole('link', { name: 'Skip to content' }).boundingBox())?.y).toBeGreaterThanOrEqual(
    0,
  );
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');

  const like = page.getByRole('link', { name: 'Like', exact: true });
  await like.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await like.evaluate((link) => link === document.activeElement)).toBe(true);
});

// Of a post, the richest page: `npm run lighthouse` asks about the others too, and about performance.
test('Lighthouse has nothing to say about access, habits, search engines and what moves', async () => {
  const categories = ['accessibility', 'best-practices', 'seo'];
  await using audit = await startAudit(categories, ['cumulative-layout-shift']);
  const result = await audit.of(`${blog.origin}${post}`);
  expect(categories.map((id) => result.categories[id]?.score)).toEqual([1, 1, 1]);
  expect(result.audits['cumulative-layout-shift']?.numericValue).toBe(0);
});
