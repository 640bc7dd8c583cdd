import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestBrowser, TestPage } from '../support/browser.ts';
import type { Outward } from '../support/outward.ts';
import type { RemoteServer } from '../support/remote-server.ts';
import { endStage, objectionsTo, startStage } from './stage.ts';

let blog: Outward;
let social: RemoteServer;
let browser: TestBrowser;
const path = '/posts/how-to-brew/';
/** Of the blog, in the order in which it answered. */
const asked: string[] = [];

beforeAll(async () => {
  [blog, social, browser] = await startStage({
    name: 'blog.test',
    onRequest: ({ target }) => asked.push(target),
  });
  const html = { 'content-type': 'text/html; charset=utf-8' };
  social.respondAt(`${social.origin}/go`, { status: 200, headers: html, body: '<h1>At home</h1>' });
});

beforeEach(() => {
  offer(`${social.origin}/go?uri={object}`);
});

afterAll(() => endStage(browser, social, blog));

/** From now on everybody on social.test goes there with what is opened. */
function offer(template: string): void {
  const links = [{ rel: 'https://w3id.org/fep/3b86/Object', template }];
  social.respondAt(`${social.origin}/.well-known/webfinger`, {
    status: 200,
    headers: { 'content-type': 'application/jrd+json' },
    body: JSON.stringify({ links }),
  });
}

function ann(): string {
  return `@ann@${new URL(social.origin).host}`;
}

async function atHome(page: Page): Promise<string | null> {
  await page.getByRole('heading', { name: 'At home' }).waitFor();
  return new URL(page.url()).searchParams.get('uri');
}

function openPost({ page }: TestPage): Promise<unknown> {
  return page.goto(`${blog.origin}${path}`);
}

describe('without JavaScript', () => {
  test.each(['Reply', 'Like', 'Boost'])(
    '%s leads by a page of its own to the reader’s server',
    async (name) => {
      await using tab = await browser.newPage({ javaScript: false, width: 360 });
      await openPost(tab);
      await tab.page.getByRole('link', { name, exact: true }).click();
      await tab.page.getByLabel('Your account').fill(ann());
      await tab.page.getByRole('button', { name: 'Go on' }).click();
      expect(await atHome(tab.page)).toBe(`${blog.origin}/ap/objects/how-to-brew`);
      const { headers } = social.requests.findLast(({ target }) => target.startsWith('/go')) ?? {};
      expect(headers?.referer).toBeUndefined();
      expect(tab.errors).toEqual([]);
    },
  );

  test('the blog is followed from any page of it', async () => {
    await using tab = await browser.newPage({ javaScript: false });
    await tab.page.goto(`${blog.origin}/archive/`);
    await tab.page.getByRole('link', { name: 'Follow', exact: true }).click();
    expect(await tab.page.locator('main').innerText()).toContain('network of independent sites');
    const code = tab.page.getByAltText('QR code');
    await expect
      .poll(() => code.evaluate((img) => (img as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0);
    await tab.page.getByLabel('Your account').fill(ann());
    await tab.page.keyboard.press('Enter');
    expect(await atHome(tab.page)).toBe(`${blog.origin}/ap/actors/blog`);
    expect(tab.errors).toEqual([]);
  });

  test('nothing is there that only works with it', async () => {
    await using tab = await browser.newPage({ javaScript: false });
    await tab.page.goto(`${blog.origin}/interact`);
    for (const name of ['Copy', 'Close'])
      expect(await tab.page.getByRole('button', { name }).count()).toBe(0);
    expect(await tab.page.getByRole('checkbox').count()).toBe(0);
  });

  test('where there is no way on, the page says so, and has the address to copy', async () => {
    offer('https://elsewhere.test/?uri={object}');
    await using tab = await browser.newPage({ javaScript: false });
    await tab.page.goto(`${blog.origin}/interact`);
    await tab.page.getByLabel('Your account').fill(ann());
    await tab.page.getByRole('button', { name: 'Go on' }).click();
    const alert = tab.page.getByRole('alert');
    expect(await alert.innerText()).toContain('leads on to another site: elsewhere.test');
    expect(await alert.getByRole('link').getAttribute('rel')).toContain('noreferrer');
    expect(await tab.page.getByLabel('Your account').inputValue()).toBe(ann());
    expect(tab.errors).toEqual([]);
    expect(tab.offOrigin).toEqual([]);
  });
});

describe('with JavaScript', () => {
  test('nothing moves when the script has come', async () => {
    await using tab = await browser.newPage({ width: 360 });
    await tab.page.addInitScript(
      'new PerformanceObserver((list) => (globalThis.shifts = list.getEntries())).observe({ type: "layout-shift", buffered: true })',
    );
    for (const address of ['/interact', path]) {
      await tab.page.goto(`${blog.origin}${address}`, { waitUntil: 'load' });
      expect(await tab.page.evaluate('globalThis.shifts?.map(({ value }) => value) ?? []')).toEqual([]);
    }
  });

  test('a dialog leads there by keyboard alone, and the next time knows the way, till it is told to forget it', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await openPost(tab);
    await page.getByRole('link', { name: 'Like', exact: true }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Like this post' });
    await dialog.waitFor();
    expect(
      await dialog.getByLabel('Your account').evaluate((field) => field === document.activeElement),
    ).toBe(true);
    await page.keyboard.type(ann());
    await page.keyboard.press('Enter');
    expect(await atHome(page)).toBe(`${blog.origin}/ap/objects/how-to-brew`);
    const { headers } = social.requests.findLast(({ target }) => target.startsWith('/go')) ?? {};
    expect(headers?.referer).toBeUndefined();

    await page.goBack();
    await page.getByRole('link', { name: 'Boost', exact: true }).click();
    const again = page.getByRole('dialog', { name: 'Boost this post' });
    expect(await again.getByLabel('Your account').inputValue()).toBe(ann());
    await again.getByRole('checkbox').uncheck();
    expect(await page.evaluate('Object.entries(localStorage)')).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
    expect(tab.errors).toEqual([]);
    expect(tab.offOrigin.filter((url) => !url.startsWith(`${social.origin}/`))).toEqual([]);
  });

  test('nothing is kept of who unticks the box before going', async () => {
    await using tab = await browser.newPage();
    await tab.page.goto(`${blog.origin}/interact`);
    await tab.page.getByRole('checkbox').uncheck();
    await tab.page.getByLabel('Your account').fill(ann());
    await tab.page.getByRole('button', { name: 'Go on' }).click();
    await atHome(tab.page);
    await tab.page.goBack();
    expect(await tab.page.evaluate('Object.entries(localStorage)')).toEqual([]);
  });

  test('the dialog closes by its button and by Escape, and gives the focus back', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await openPost(tab);
    const link = page.getByRole('link', { name: 'Reply', exact: true });
    for (const close of [
      () => page.keyboard.press('Escape'),
      () => page.getByRole('button', { name: 'Close' }).click(),
    ]) {
      await link.click();
      await page.getByRole('dialog').waitFor();
      await close();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
    }
    expect(tab.errors).toEqual([]);
  });

  test('why there is no way on is said in the dialog, where the next try works', async () => {
    await using tab = await browser.newPage({ width: 360 });
    const { page } = tab;
    await openPost(tab);
    await page.getByRole('link', { name: 'Like', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const field = dialog.getByLabel('Your account');
    await field.fill('ann');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('neither an account nor a server').waitFor();
    await field.fill(ann());
    await page.keyboard.press('Enter');
    expect(await atHome(page)).toBe(`${blog.origin}/ap/objects/how-to-brew`);
    // The browser says of itself that a form was answered 422.
    expect(tab.errors.filter((error) => !error.includes('422'))).toEqual([]);
  });

  test('handle and address are copied by a button', async () => {
    await using tab = await browser.newPage();
    const { page } = tab;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${blog.origin}/interact?act=share&object=${blog.origin}${path}`);
    await page.locator('main').getByRole('button', { name: 'Copy' }).click();
    await page.locator('main').getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${blog.origin}${path}`);
    await page.goto(`${blog.origin}/interact`);
    await page.locator('main').getByRole('button', { name: 'Copy' }).click();
    const handle = `@blog@${new URL(blog.origin).host}`;
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(handle);
  });

  test('a link that is opened in another tab leaves this page as it is', async () => {
    await using tab = await browser.newPage();
    await openPost(tab);
    asked.length = 0;
    await tab.page.getByRole('link', { name: 'Reply', exact: true }).click({ modifiers: ['Control'] });
    // Seen at the blog: under load the driver may never tell of a tab that the browser opens by itself.
    await expect.poll(() => asked).toContainEqual(expect.stringMatching(/^\/interact\?act=reply&object=/));
    expect(await tab.page.getByRole('dialog').count()).toBe(0);
    expect(tab.page.url()).toBe(`${blog.origin}${path}`);
  });
});

describe.each([
  [360, 'light'],
  [1440, 'dark'],
] as const)('%i pixels wide, %s', (width, scheme) => {
  async function fits({ errors, page }: TestPage): Promise<void> {
    const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await objectionsTo(page)).toEqual([]);
    expect(errors).toEqual([]);
  }

  test.each(['/interact', `/interact?act=reply&object=`])(
    '%s fits, and axe objects to nothing',
    async (address) => {
      await using tab = await browser.newPage({ width, scheme });
      const object = address.endsWith('=') ? encodeURIComponent(`${blog.origin}${path}`) : '';
      await tab.page.goto(`${blog.origin}${address}${object}`);
      await fits(tab);
    },
  );

  test('so does the dialog', async () => {
    await using tab = await browser.newPage({ width, scheme });
    await openPost(tab);
    await tab.page.getByRole('link', { name: 'Reply', exact: true }).click();
    await tab.page.getByRole('dialog').waitFor();
    await fits(tab);
  });
});
