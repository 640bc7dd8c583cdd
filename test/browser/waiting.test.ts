import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestBrowser } from '../support/browser.ts';
import type { Outward } from '../support/outward.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import type { RemoteServer } from '../support/remote-server.ts';
import { waitFor } from '../support/wait-for.ts';
import { follow, postText, typesOf, writePost } from '../federation/scenario.ts';
import { endStage, faultsOf, startStage } from './stage.ts';

let blog: Outward;
let social: RemoteServer;
let browser: TestBrowser;
let alice: RemotePerson;

const longTitle = 'Of kettles, and of the unreasonable Wasserkochergeräuschdämpfungsverordnung of 1974';

beforeAll(async () => {
  [blog, social, browser] = await startStage({ name: 'blog.test', env: { GRACE: '86400' } });
  alice = social.actor('alice');
  await follow(alice, blog);
});

afterAll(() => endStage(browser, social, blog));

/** Publishes what is written, and gives the link that is printed. */
async function publish(): Promise<string> {
  const { stdout, stderr } = await blog.run('publish');
  const [link] = /https:\S+\/waiting\/\S+/.exec(stdout) ?? [];
  if (link === undefined) throw new Error(`there is no link in:\n${stdout}${stderr}`);
  return link;
}

test('a publication is looked at, and stopped, with the buttons in sight at any width', async () => {
  await writePost(blog, 'kettle', postText(longTitle));
  await writePost(blog, 'how-to-brew', postText('How to brew, once more'));
  const link = await publish();
  for (const [width, scheme] of [
    [390, 'light'],
    [390, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const) {
    await using tab = await browser.newPage({ width, scheme });
    expect((await tab.page.goto(link))?.status()).toBe(200);
    expect(await tab.page.locator('main').innerText()).toMatch(/New post[\s\S]*Of kettles[\s\S]*1 inbox/);
    const stop = await tab.page.getByRole('button', { name: 'Stop: tell nobody' }).boundingBox();
    expect(stop?.height).toBeGreaterThanOrEqual(44);
    expect((stop?.y ?? Infinity) + (stop?.height ?? 0)).toBeLessThanOrEqual(900);
    expect(await faultsOf(tab)).toEqual([]);
  }

  await using tab = await browser.newPage({ javaScript: false, width: 390 });
  await tab.page.goto(link);
  await tab.page.getByRole('button', { name: 'Stop: tell nobody' }).press('Enter');
  await tab.page.getByRole('heading', { name: 'Stopped: nobody was told' }).waitFor();
  expect(tab.page.url()).toBe(link);
  expect((await tab.page.reload())?.status()).toBe(200); // The press was not repeated: the browser holds an answer to a GET.
  expect((await tab.page.goto(`${blog.origin}/posts/kettle/`))?.status()).toBe(404);
  expect(alice.received.filter(({ type }) => type === 'Create')).toEqual([]);
  expect([...tab.errors, ...tab.offOrigin]).toEqual([expect.stringContaining('404') as unknown]);
});

test('a publication is told at once, and then it is too late to stop it', async () => {
  const link = await publish();
  await using tab = await browser.newPage({ width: 390 });
  await tab.page.goto(link);
  await using late = await browser.newPage({ scheme: 'dark' });
  await late.page.goto(link);

  await tab.page.getByRole('button', { name: 'Send now' }).click();
  await tab.page.getByRole('heading', { name: 'It has been told' }).waitFor();
  await waitFor(() => typesOf(alice.received).includes('Create'), 'the Create for alice');
  await late.page.getByRole('button', { name: 'Stop: tell nobody' }).click();
  await late.page.getByText('It is too late to stop it.').waitFor();
  expect(await faultsOf(tab)).toEqual([]);
  expect(await faultsOf(late)).toEqual([]);
});

test('nobody hears of the link: pages that are opened from it get no referrer', async () => {
  await writePost(blog, 'kettle', postText(`${longTitle}, again`));
  const link = await publish();
  await using tab = await browser.newPage();
  const referrers: (string | undefined)[] = [];
  tab.page.on('request', (request) => referrers.push(request.headers().referer));
  await tab.page.goto(link);
  await tab.page.getByRole('link', { name: /^Of kettles/ }).click();
  await tab.page.getByRole('heading', { name: /, again$/ }).waitFor();
  expect(referrers.length).toBeGreaterThan(2);
  expect(referrers.filter((referrer) => referrer?.includes('/waiting/') === true)).toEqual([]);
});
