import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser, type TestBrowser } from '../support/browser.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { openRepository, type Repository } from '../support/repository.ts';
import { openScratch, type Scratch } from '../support/scratch.ts';
import { faultsOf } from './stage.ts';

let scratch: Scratch;
let blog: Outward;
let browser: TestBrowser;
let repository: Repository;

const posts = {
  'one.md':
    'title: The first kettle\nseries: { name: Slow kettles, part: 1 }\n---\nIt whistles a < b && "c".',
  'two.md': 'title: The second kettle\nseries: { name: Slow kettles, part: 2 }\n---\nThis one *sings*.',
  'deux.md': 'title: La théière\nlang: fr\n---\nUne théière chantante.',
  'warned.md': 'title: Not for all\ncontentWarning: spiders\n---\nA tarantula in the kettle.',
  'quiet.md': 'title: Between us\nvisibility: unlisted\n---\nA clandestine kettle.',
  'steam.md': 'type: note\n---\nSteam on the window.',
};

beforeAll(async () => {
  scratch = openScratch();
  const content = join(scratch.path, 'content');
  await cp(join(import.meta.dirname, '../fixtures/blog'), content, { recursive: true });
  for (const [name, text] of Object.entries(posts))
    await writeFile(join(content, 'posts', name), `---\ndate: 2025-11-03\n${text}\n`);
  repository = await openRepository(content);
  await repository.commit('The blog');
  [blog, browser] = await Promise.all([
    startOutward({ name: 'blog.test', dir: scratch.path }),
    startBrowser(),
  ]);
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await blog[Symbol.asyncDispose]();
  await scratch[Symbol.asyncDispose]();
});

test('words lead to posts while one types, and the keyboard leads through them', async () => {
  await using tab = await browser.newPage();
  const { page } = tab;
  await page.goto(`${blog.origin}/search/`);
  await page.keyboard.type('whistle');
  await page.getByRole('status').getByText('Results: 1').waitFor();
  const result = page.locator('.search-results li');
  expect(await result.innerText()).toMatch(/^The first kettle.*It whistles a < b && "c"\./s);
  expect(await result.locator('mark').allInnerTexts()).toEqual(['whistles']);
  expect(page.url()).toBe(`${blog.origin}/search/?q=whistle`);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${blog.origin}/posts/one/`);
  expect(tab.errors).toEqual([]);
  expect(tab.offOrigin).toEqual([]);
});

test('an address with words finds them, in whatever language a post is', async () => {
  await using tab = await browser.newPage();
  await tab.page.goto(`${blog.origin}/search/?q=chantante`);
  await tab.page.getByRole('link', { name: 'La théière' }).waitFor();
  expect(await tab.page.locator('.search-results li').getAttribute('lang')).toBe('fr');
  expect(tab.errors).toEqual([]);
});

test('what stands under a warning, or is not listed, is not to be found', async () => {
  await using tab = await browser.newPage();
  const { page } = tab;
  await page.goto(`${blog.origin}/search/?q=tarantula`);
  await page.getByText('Nothing was found.').waitFor();
  await page.goto(`${blog.origin}/search/?q=kettle`);
  await page.getByRole('status').getByText('Results: 2').waitFor();
  expect(await page.locator('.search-results').innerText()).not.toMatch(/Between us|Not for all/);
});

test('without JavaScript there is no form, but a way to go', async () => {
  await using tab = await browser.newPage({ javaScript: false });
  await tab.page.goto(`${blog.origin}/search/`);
  expect(await tab.page.locator('input').isVisible()).toBe(false);
  await tab.page.getByText('Without it, archive and tags lead to every post.').waitFor();
  await tab.page.locator('main').getByRole('link', { name: 'Archive' }).click();
  await tab.page.waitForURL(`${blog.origin}/archive/`);
});

test('when the index cannot be loaded, that is said', async () => {
  await using tab = await browser.newPage();
  await tab.page.route('**/pagefind/**', (route) => route.abort());
  await tab.page.goto(`${blog.origin}/search/?q=kettle`);
  await tab.page.getByText('The search could not be loaded.').waitFor();
});

test('only the search page may run WebAssembly', async () => {
  const policyOf = async (path: string): Promise<string> =>
    (await fetch(`${blog.address}${path}`)).headers.get('content-security-policy') ?? '';
  expect(await policyOf('/search/')).toContain("script-src 'self' 'wasm-unsafe-eval';");
  for (const path of ['/', '/posts/one/', '/pagefind/pagefind.js', '/nowhere/'])
    expect(await policyOf(path)).not.toContain('wasm');
});

test('a post shows its place in its series, and leads on to the next part', async () => {
  await using tab = await browser.newPage({ javaScript: false });
  const { page } = tab;
  await page.goto(`${blog.origin}/posts/one/`);
  await page.getByText('Part 1 of 2').waitFor();
  await page.getByRole('link', { name: 'Next part The second kettle' }).click();
  await page.waitForURL(`${blog.origin}/posts/two/`);
  await page.getByText('All parts').click();
  expect(await page.locator('.series [aria-current]').innerText()).toBe('The second kettle');
  await page.getByRole('link', { name: 'Slow kettles' }).first().click();
  await page.waitForURL(`${blog.origin}/series/slow-kettles/`);
});

test('a correction is live with the next publication, and shows what it changed', async () => {
  const path = join(blog.contentDir, 'posts/two.md');
  await writeFile(path, (await readFile(path, 'utf8')).replace('sings', 'hums'));
  await repository.git('commit', '--all', '--date=2099-01-01T12:00:00Z', '--message=It hums');
  expect((await blog.run('publish')).code).toBe(0);
  await using tab = await browser.newPage({ javaScript: false });
  await tab.page.goto(`${blog.origin}/posts/two/`);
  await tab.page.getByRole('link', { name: '1 correction' }).click();
  await tab.page.waitForURL(`${blog.origin}/posts/two/history/`);
  expect(await tab.page.locator('.correction').innerText()).toMatch(/Jan 1, 2099.*It hums/s);
  expect(await tab.page.locator('.passage').innerHTML()).toMatch(
    /This one \*<del>sings<\/del><ins>hums<\/ins>\*\./,
  );
});

test.each([
  ['/search/?q=kettle', 'Results: 2'],
  ['/posts/two/', 'Part 2 of 2'],
  ['/posts/two/history/', 'It hums'],
])('%s is there, fits, and has nothing that axe objects to', async (path, text) => {
  for (const [width, scheme] of [
    [360, 'light'],
    [1440, 'dark'],
  ] as const) {
    await using tab = await browser.newPage({ width, scheme });
    await tab.page.goto(`${blog.origin}${path}`);
    await tab.page.locator('main').getByText(text).first().waitFor();
    expect(await faultsOf(tab)).toEqual([]);
  }
});
