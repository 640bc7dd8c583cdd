import { globSync, readFileSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBrowser, type PageOptions, type TestBrowser } from '../support/browser.ts';
import { startChild, type Child } from '../support/child.ts';
import { compileTheme } from '../support/compiled-theme.ts';
import { freePort } from '../support/listen.ts';
import { openScratch, type Scratch } from '../support/scratch.ts';
import { waitFor } from '../support/wait-for.ts';

const projectDir = join(import.meta.dirname, '../..');
const opened = new AsyncDisposableStack();
let browser: TestBrowser;
let dev: Child;
let origin: string;
let contentDir: string;

beforeAll(async () => {
  const { path } = opened.use<Scratch>(openScratch());
  contentDir = join(path, 'content');
  await cp(join(projectDir, 'test/fixtures/blog'), contentDir, { recursive: true });
  const port = await freePort();
  const listens = { HOST: '127.0.0.1', PORT: `${port}` };
  // Readers of the blog find its pictures there; nothing is there yet.
  const env = {
    CONTENT_DIR: contentDir,
    DATA_DIR: join(path, 'var'),
    ORIGIN: 'https://blog.test',
    ...listens,
  };
  const astro = join(projectDir, 'node_modules/astro/bin/astro.mjs');
  dev = opened.use(startChild([astro, 'dev'], { cwd: projectDir, env }));
  await dev.line(new RegExp(String.raw`127\.0\.0\.1:${port}`));
  origin = `http://127.0.0.1:${port}`;
  browser = opened.use(await startBrowser());
});

afterAll(() => opened.disposeAsync());

function fileOf(slug: string): string {
  return join(contentDir, 'posts', `${slug}.md`);
}

/** Writes a post, and waits until its preview says `word`. */
async function write(slug: string, text: string, word: string): Promise<void> {
  await writeFile(fileOf(slug), text);
  const shown = async (): Promise<string> => (await fetch(`${origin}/preview/${slug}/`)).text();
  await waitFor(async () => (await shown()).includes(word), `${word} in the preview of ${slug}`);
}

/** The page of how a post appears, with no complaint of the browser's and nothing asked of others. */
async function look(slug: string, options: PageOptions, at: (page: Page) => Promise<void>): Promise<void> {
  await using tab = await browser.newPage(options);
  const answer = await tab.page.goto(`${origin}/preview/${slug}/`);
  expect(answer?.status()).toBe(200);
  await at(tab.page);
  expect(tab.errors).toEqual([]);
  expect(tab.offOrigin).toEqual([]);
}

function panel(page: Page, title: string): Locator {
  return page.locator('.panel', { has: page.getByRole('heading', { name: title }) });
}

test('beside each post a link leads to how it appears elsewhere, and back', async () => {
  await using tab = await browser.newPage({ javaScript: false });
  await tab.page.goto(`${origin}/posts/how-to-brew/`);
  await tab.page.getByRole('link', { name: 'How it appears elsewhere' }).click();
  expect(await tab.page.locator('h1').innerText()).toContain('How to brew');
  await tab.page.getByRole('link', { name: 'Back to the post' }).click();
  expect(new URL(tab.page.url()).pathname).toBe('/posts/how-to-brew/');
});

test('an article is title, summary and link on Mastodon, and folded elsewhere', async () => {
  await look('how-to-brew', {}, async (page) => {
    for (const title of ['In a timeline, light', 'Opened, light', 'In a timeline, dark', 'Opened, dark']) {
      const text = await panel(page, title).innerText();
      expect(text).toContain('Water first, then patience.');
      expect(text).not.toContain('the pot is the least of them');
    }
    const elsewhere = page.getByRole('region', { name: 'GoToSocial' });
    expect(await elsewhere.getByText('the pot is the least of them').isVisible()).toBe(false);
    await elsewhere.locator('summary', { hasText: 'Show more' }).click();
    expect(await elsewhere.getByText('the pot is the least of them').isVisible()).toBe(true);
  });
});

test('pictures are there, though they are not published', async () => {
  await look('how-to-brew', {}, async (page) => {
    const picture = panel(page, 'Opened, dark').getByAltText('A round green teapot on a cream cloth');
    await picture.scrollIntoViewIfNeeded();
    await expect
      .poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0);
  });
});

test('light and dark stand side by side, whatever the reader prefers', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    await look('first-cup', { scheme }, async (page) => {
      const colours = ['light', 'dark'].map((name) =>
        panel(page, `Opened, ${name}`).evaluate((element) => getComputedStyle(element).backgroundColor),
      );
      expect(await Promise.all(colours)).toEqual(['rgb(255, 255, 255)', 'rgb(24, 23, 32)']);
    });
  }
});

test('what is under a warning is folded away in the timeline', async () => {
  const text = '---\ntype: note\ndate: 2026-03-02\ncontentWarning: Shards\n---\n\nAnother cup.\n';
  await write('dropped', text, 'Shards');
  await look('dropped', { javaScript: false }, async (page) => {
    const timeline = panel(page, 'In a timeline, light');
    expect(await timeline.getByText('Another cup.').isVisible()).toBe(false);
    await timeline.getByText('Show more').click();
    expect(await timeline.getByText('Another cup.').isVisible()).toBe(true);
  });
});

test('a draft says that it is one, and whom nobody looked up', async () => {
  const text = '---\ntype: note\ndate: 2026-03-02\ndraft: true\n---\n\nHello @ann@social.test.\n';
  await write('early', text, 'Hello');
  await look('early', {}, async (page) => {
    const intro = await page.locator('.intro').innerText();
    expect(intro).toContain('Draft: nothing is sent');
    expect(intro).toContain('Not looked up from here: @ann@social.test.');
  });
});

test('the object and its activity are there as they leave', async () => {
  await look('first-cup', {}, async (page) => {
    await page.getByText('The activity: Create').click();
    const json = JSON.parse(await page.locator('details[open] pre').innerText()) as unknown;
    expect(json).toMatchObject({
      type: 'Create',
      object: { type: 'Note', id: 'https://blog.test/ap/objects/first-cup' },
    });
  });
});

test('when the file changes, so does the page that is open', async () => {
  const text = '---\ntype: note\ndate: 2026-03-03\n---\n\nBefore.\n';
  await write('changing', text, 'Before.');
  await look('changing', {}, async (page) => {
    await panel(page, 'Opened, dark').getByText('Before.').waitFor();
    await writeFile(fileOf('changing'), text.replace('Before', 'After'));
    await panel(page, 'Opened, dark').getByText('After.').waitFor();
  });
});

test('a mistake in a file is shown where that file is asked for, until it is mended, and told once', async () => {
  const text = await readFile(fileOf('spilt'), 'utf8');
  const ask = async (path: string) => {
    const answer = await fetch(`${origin}${path}`, { headers: { accept: 'text/html' } });
    return {
      status: answer.status,
      policy: answer.headers.get('content-security-policy'),
      body: await answer.text(),
    };
  };
  await writeFile(fileOf('spilt'), text.replace('---\n', '---\n<i>titel: x\n'));
  const path = '/posts/spilt/';
  await waitFor(async () => (await ask(path)).status === 500, 'the mistake is seen');
  const { body, policy } = await ask(path);
  expect(body).toContain('content/posts/spilt.md:2</code>');
  expect(body).toContain('&lt;i&gt;titel:</strong> is not a front matter key.');
  expect(body).toContain('use one of: title');
  expect(policy).toContain("default-src 'none'");
  const other = await ask('/posts/how-to-brew/');
  expect(other.status).toBe(200);
  expect(other.body).toContain('content/posts/spilt.md:2: &lt;i&gt;titel: is not a front matter key.');
  expect((await ask('/nodeinfo/2.1')).status).toBe(200);
  await writeFile(fileOf('spilt'), text);
  await waitFor(async () => (await ask(path)).status === 200, 'the mended file is shown');
  expect((await ask('/posts/how-to-brew/')).body).not.toContain('role="alert"');
  expect(dev.output().split('titel: is not a front matter key').length).toBe(2);
  expect(dev.output()).not.toContain('UnhandledRejection');
});

describe('markup in what is no markup is text', () => {
  const bad = '<img src=x onerror=alert(1)><script>alert(1)</script>';
  const header = `title: '${bad}'\ncontentWarning: '${bad}'\ndate: 2026-03-04\nimage: { src: teapot.png, alt: '${bad}' }`;

  async function isHarmless(page: Page): Promise<void> {
    expect(await page.locator('main script, main [onerror], main img[src="x"]').count()).toBe(0);
    expect(await page.locator('h1').innerText()).toContain(bad);
  }

  test('in a note', async () => {
    const poll = `poll: { options: ['${bad}', 'b'], closes: 2036-01-01 }`;
    await write('bad-note', `---\ntype: note\n${header}\n${poll}\n---\n\nIt was \`${bad}\`.\n`, 'It was');
    await look('bad-note', {}, async (page) => {
      await isHarmless(page);
      const opened = panel(page, 'Opened, light');
      expect(await opened.locator('summary').first().innerText()).toContain(bad);
      expect(await opened.locator('li').first().innerText()).toBe(bad);
    });
  });

  test('in an article, whose warning Mastodon reads as HTML', async () => {
    await write('bad-article', `---\n${header}\n---\n\nIt was \`${bad}\`.\n`, 'It was');
    await look('bad-article', {}, isHarmless);
  });
});

describe.each([
  [390, 'light'],
  [390, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const)('%i pixels wide, %s', (width, scheme) => {
  test.each(['how-to-brew', 'first-cup', 'spilt'])('%s fits, and axe objects to nothing', async (slug) => {
    await look(slug, { width, scheme }, async (page) => {
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  });
});

test('404: there is no such page of a post that is not there', async () => {
  expect((await fetch(`${origin}/preview/nowhere/`)).status).toBe(404);
});

test('no compiled theme has the page, or a link to it', async () => {
  await using theme = await compileTheme();
  const files = globSync('**/*.{mjs,js,css,html}', { cwd: theme.folder });
  expect(files.length).toBeGreaterThan(10);
  const texts = files.map((file) => readFileSync(join(theme.folder, file), 'utf8'));
  expect(texts.filter((text) => /How it appears elsewhere|social-paper|\/preview\//.test(text))).toEqual([]);
});
