import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser, type TestBrowser } from '../support/browser.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { postText, publishPost } from '../federation/scenario.ts';

let blog: Outward;
let browser: TestBrowser;

beforeAll(async () => {
  [blog, browser] = await Promise.all([startOutward({ name: 'blog.test' }), startBrowser()]);
  const drawing = sharp({ create: { width: 1700, height: 850, channels: 3, background: '#a05030' } });
  await drawing.png().toFile(join(blog.contentDir, 'posts', 'wide.png'));
  const front = 'image: { src: wide.png, alt: "A wall" }\n';
  await publishPost(blog, 'wide', postText('Wide', 'Look:\n\n![The same wall](wide.png)', front));
});

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await blog[Symbol.asyncDispose]();
});

test.each([
  [360, 480],
  [1280, 960],
])('at %i px the pictures of a post come as AVIF, %i dots wide', async (width, dots) => {
  await using tab = await browser.newPage({ width });
  await tab.page.goto(`${blog.origin}/posts/wide/`);
  for (const name of ['A wall', 'The same wall']) {
    const picture = tab.page.getByAltText(name, { exact: true });
    await picture.scrollIntoViewIfNeeded();
    const shown = (): Promise<string> => picture.evaluate((img) => (img as HTMLImageElement).currentSrc);
    await expect.poll(shown).toMatch(new RegExp(`/media/[0-9a-f]{8}-wide-${dots}\\.avif$`));
    await expect
      .poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0);
  }
  expect([tab.errors, tab.offOrigin]).toEqual([[], []]);
});
