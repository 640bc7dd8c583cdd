import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { startBrowser, type PageOptions, type TestBrowser } from '../support/browser.ts';
import { startWholeBlog } from './whole-blog.ts';

/**
 * `npm run pictures` draws docs/pictures anew: the sample blog on a telephone and on a desk, by day and by night, with the
 * conversation that the tests have. What did not change comes out the same to the byte.
 */

const origin = 'https://postern.example';
const root = join(import.meta.dirname, '../..');
const pictures = join(root, 'docs/pictures');
const fonts = join(root, 'node_modules/@fontsource/source-serif-4/files');

interface Shot {
  readonly name: string;
  readonly path: string;
  /** What stands at the upper edge; by default the page's own. */
  readonly from?: string;
}

const shots: readonly Shot[] = [
  { name: 'home', path: '/' },
  { name: 'post', path: '/posts/the-host-may-shut-the-door/' },
  { name: 'conversation', path: '/posts/the-host-may-shut-the-door/', from: '#comments' },
];

const desks = [
  { name: 'phone', width: 390, height: 760 },
  { name: 'desktop', width: 1280, height: 800 },
] as const;

/** The program tells of itself as of `origin`; the browser is handed what it says, so that no port is in any picture. */
async function openAt(
  address: string,
  browser: TestBrowser,
  options: PageOptions,
): ReturnType<TestBrowser['newPage']> {
  const tab = await browser.newPage(options);
  await tab.page.route('**/*', async (route): Promise<void> => {
    if (route.request().resourceType() === 'eventsource') return route.abort(); // It would never end.
    const { pathname, search } = new URL(route.request().url());
    const response = await fetch(`${address}${pathname}${search}`);
    const headers = Object.fromEntries(response.headers);
    delete headers['content-encoding'];
    return route.fulfill({
      status: response.status,
      headers,
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  return tab;
}

/** Machines that run tests have no serif; readers' own have. Source Serif 4, which is of the same kind, stands in for theirs. */
async function useSerif(page: Page): Promise<void> {
  for (const style of ['normal', 'italic'])
    for (const weight of ['400', '600']) {
      const file = join(fonts, `source-serif-4-latin-${weight}-${style}.woff2`);
      await page.evaluate(
        async ({ bytes, style, weight }) => {
          const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
          const face = new FontFace('Serif of the pictures', data, {
            style,
            weight: weight === '600' ? '600 900' : weight,
          });
          document.fonts.add(await face.load());
        },
        { bytes: (await readFile(file)).toString('base64'), style, weight },
      );
    }
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':root { --font-text: "Serif of the pictures", serif; }');
    document.adoptedStyleSheets = [sheet];
  });
}

async function shoot(page: Page, { from }: Shot): Promise<Buffer> {
  await useSerif(page);
  await page.evaluate(async () => {
    await Promise.all(
      Array.from(document.images, async (image) => {
        image.loading = 'eager';
        await image.decode();
      }),
    );
    await document.fonts.ready;
  });
  if (from !== undefined)
    await page.evaluate(
      (selector) => document.querySelector(selector)?.scrollIntoView({ behavior: 'instant' }),
      from,
    );
  return page.screenshot({ animations: 'disabled', caret: 'hide' });
}

await using blog = await startWholeBlog({ origin });
await using browser = await startBrowser();
await mkdir(pictures, { recursive: true });
for (const shot of shots)
  for (const { name, width, height } of desks)
    for (const scheme of ['light', 'dark'] as const) {
      await using tab = await openAt(blog.address, browser, { width, scheme });
      await tab.page.setViewportSize({ width, height });
      await tab.page.goto(`${origin}${shot.path}`);
      const png = await sharp(await shoot(tab.page, shot))
        .png({ palette: true, effort: 10 })
        .toBuffer();
      const file = `${shot.name}-${name}-${scheme}.png`;
      await writeFile(join(pictures, file), png);
      console.log(`${file}: ${Math.round(png.length / 1000)} kB`);
    }
