import axe from 'axe-core';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assert } from '../../src/assert.ts';
import { startBrowser, type PageOptions, type TestBrowser, type TestPage } from '../support/browser.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { postText, publishPost } from '../federation/scenario.ts';

let blog: Outward;
let browser: TestBrowser;
const path = '/posts/specimen/';
const code = 'kettle --boil \\\n  --until whistling';
const text = `One footnote[^long] and at once another[^short].

## Water

${'A paragraph about water. '.repeat(60)}

## Fire

\`\`\`sh
${code}
\`\`\`

## Leaves

The end.

[^long]: ${'A long note. '.repeat(20)}
[^short]: A short note.`;

beforeAll(async () => {
  [blog, browser] = await Promise.all([startOutward({ name: 'blog.test' }), startBrowser()]);
  await publishPost(blog, 'specimen', postText('A specimen', text, 'tags: [tea]\n'));
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await blog[Symbol.asyncDispose]();
});

async function open(options: PageOptions = {}, address = path): Promise<TestPage> {
  const tab = await browser.newPage(options);
  await tab.page.goto(`${blog.origin}${address}`);
  return tab;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxOf(page: Page, selector: string): Promise<Box> {
  const box = await page.locator(selector).first().boundingBox();
  assert(box, `${selector} is drawn`);
  return box;
}

const schemeOf = (page: Page): Promise<string> =>
  page.evaluate('getComputedStyle(document.documentElement).colorScheme');
const paperOf = (page: Page): Promise<string> =>
  page.evaluate('getComputedStyle(document.body).backgroundColor');

test('the reader’s choice of dark lasts, and is made before anything of the next page is drawn', async () => {
  await using tab = await open({ scheme: 'light' });
  const { page } = tab;
  const light = await paperOf(page);
  await page.getByRole('button', { name: 'Light or dark' }).click();
  expect(await schemeOf(page)).toBe('dark');
  await page.addInitScript(`new MutationObserver(() => {
    if (document.body) window.schemeAtFirst ??= document.documentElement.dataset.scheme ?? 'none';
  }).observe(document, { childList: true, subtree: true });`);
  await page.goto(`${blog.origin}/`);
  expect(await page.evaluate('schemeAtFirst')).toBe('dark');
  expect(await paperOf(page)).not.toBe(light);
  await page.getByRole('button', { name: 'Light or dark' }).press('Enter');
  expect(await paperOf(page)).toBe(light);
  expect(tab.errors).toEqual([]);
});

test('a choice that the system makes too is not kept: the page follows the system again', async () => {
  await using tab = await open({ scheme: 'dark' });
  const { page } = tab;
  const choice = page.getByRole('button', { name: 'Light or dark' });
  await choice.click();
  await choice.click();
  expect(await page.evaluate('localStorage.length')).toBe(0);
  const dark = await paperOf(page);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await paperOf(page)).not.toBe(dark);
});

test('without JavaScript there is no switch and no button on code, and the system decides', async () => {
  await using tab = await open({ javaScript: false, scheme: 'dark' });
  expect(await tab.page.locator('.scheme-switch').isVisible()).toBe(false);
  expect(await tab.page.locator('.copy-code').count()).toBe(0);
  expect(tab.errors).toEqual([]);
});

test('code is copied as it was written, and the button says so', async () => {
  await using tab = await open();
  const { page } = tab;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const button = page.getByRole('button', { name: 'Copy' }).and(page.locator('.copy-code'));
  await button.focus();
  await page.keyboard.press('Enter');
  await page.locator('.copy-code', { hasText: 'Copied' }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(code);
  expect(tab.errors).toEqual([]);
});

test('on a wide screen footnotes stand beside the text, one below the other, and the contents before it', async () => {
  await using tab = await open({ width: 1440 });
  const { page } = tab;
  const prose = await boxOf(page, '.prose');
  const reference = await boxOf(page, '.note-1');
  const [long, short] = [await boxOf(page, '#fn-long'), await boxOf(page, '#fn-short')];
  expect(long.x).toBeGreaterThan(prose.x + prose.width);
  expect(Math.abs(long.y - reference.y)).toBeLessThan(20);
  expect(short.y).toBeGreaterThanOrEqual(long.y + long.height);
  const contents = await boxOf(page, '.contents-beside');
  expect(contents.x + contents.width).toBeLessThan(prose.x);
  expect(await page.locator('details.contents').isVisible()).toBe(false);
});

test('on a narrow one they stand at its end, and the contents are folded above it', async () => {
  await using tab = await open({ width: 768 });
  const { page } = tab;
  const end = await boxOf(page, 'text="The end."');
  expect((await boxOf(page, '#fn-long')).y).toBeGreaterThan(end.y);
  expect(await page.locator('.contents-beside').isVisible()).toBe(false);
  await page.locator('details.contents > summary').click();
  await page.locator('details.contents').getByRole('link', { name: 'Fire' }).click();
  expect(page.url()).toMatch(/#fire$/);
});

test('what a writer’s own styles say comes before what ours do, however little they name', async () => {
  await using tab = await open();
  const spacing = await tab.page.evaluate(`(() => {
    const own = new CSSStyleSheet();
    own.replaceSync('* { letter-spacing: 7px } :root { --paper: rgb(1, 2, 3) }');
    document.adoptedStyleSheets = [own];
    return getComputedStyle(document.querySelector('h1')).letterSpacing;
  })()`);
  expect(spacing).toBe('7px');
  expect(await paperOf(tab.page)).toBe('rgb(1, 2, 3)');
});

test('posts with the same tags are named below', async () => {
  await using tab = await open();
  const related = tab.page.getByRole('complementary', { name: 'Related posts' });
  expect(await related.getByRole('link').count()).toBeGreaterThan(0);
});

test.each([360, 768, 1440])(
  'at %i px nothing moves after it was drawn, and nothing sticks out',
  async (width) => {
    for (const address of ['/', path]) {
      await using tab = await open({ width }, address);
      await tab.page.evaluate('scrollTo(0, document.body.scrollHeight)');
      const shift = await tab.page.evaluate(`new Promise((resolve) => {
      let sum = 0;
      const count = (list) => { for (const { value } of list.getEntries()) sum += value; };
      new PerformanceObserver(count).observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
    })`);
      expect(shift).toBe(0);
      expect(
        await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth'),
      ).toBeLessThanOrEqual(0);
    }
  },
);

test.each(['light', 'dark'] as const)('axe finds nothing on a wide screen, %s', async (scheme) => {
  await using tab = await open({ width: 1440, scheme });
  await tab.page.evaluate(axe.source);
  const { violations } = await tab.page.evaluate<axe.AxeResults>('axe.run()');
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test('a post without pictures weighs less than 50 KB with all that it asks for, 10 of them scripts', async () => {
  await using tab = await browser.newPage();
  const asked: Request[] = [];
  tab.page.on('requestfinished', (request) => asked.push(request));
  await tab.page.goto(`${blog.origin}${path}`);
  const weigh = async (requests: readonly Request[]): Promise<number> => {
    const sizes = await Promise.all(requests.map((request) => request.sizes()));
    return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  };
  const scripts = asked.filter((request) => request.resourceType() === 'script');
  expect(scripts.length).toBeGreaterThan(1);
  expect(await weigh(scripts)).toBeLessThan(10_000);
  expect(await weigh(asked)).toBeLessThan(50_000);
});
