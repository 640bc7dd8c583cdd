import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { loadEmoji, withEmoji } from '../../../src/posts/emoji.ts';
import { openPictures } from '../../../src/posts/pictures.ts';
import type { ContentProblem, PostEmoji } from '../../../src/posts/post.ts';
import { bodyOf } from '../theme/sample.ts';

const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#a05030' } })
  .png()
  .toBuffer();

async function contentWith(...files: readonly string[]): Promise<string> {
  const contentDir = await mkdtemp(join(tmpdir(), 'outward-emoji-'));
  await mkdir(join(contentDir, 'emoji'));
  for (const file of files) await writeFile(join(contentDir, 'emoji', file), png);
  return contentDir;
}

async function load(contentDir: string): Promise<[ReadonlyMap<string, PostEmoji>, ContentProblem[]]> {
  const problems: ContentProblem[] = [];
  return [await loadEmoji(openPictures(contentDir), problems), problems];
}

test('every picture in content/emoji is an emoji by the name of its file', async () => {
  const [emoji, problems] = await load(await contentWith('teapot.png', 'two_cups.png', '.DS_Store'));
  expect([...emoji.keys()]).toEqual(['teapot', 'two_cups']);
  expect(emoji.get('teapot')?.image).toMatchObject({ mediaType: 'image/png', alt: ':teapot:' });
  expect(problems).toEqual([]);
});

test('a name that nobody could write, and a file that is no picture, are told', async () => {
  const contentDir = await contentWith('Tea Pot.png');
  await writeFile(join(contentDir, 'emoji', 'kettle.png'), 'no picture');
  const [emoji, problems] = await load(contentDir);
  expect(emoji.size).toBe(0);
  expect(problems.map(({ file }) => file)).toEqual(['content/emoji/Tea Pot.png', 'content/emoji/kettle.png']);
});

test('a blog needs none', async () => {
  const [emoji, problems] = await load(await mkdtemp(join(tmpdir(), 'outward-emoji-')));
  expect([emoji.size, problems]).toEqual([0, []]);
});

const [known] = await load(await contentWith('teapot.png', 'cup.png'));

test('the page shows the picture; what is sent keeps the name', () => {
  const drawn = bodyOf('Tea :teapot: now', { html: '<p>Tea :teapot: now, :kettle: later</p>' });
  const { body, used } = withEmoji(drawn, ['About :cup:', undefined], known);
  expect(body.html).toMatch(
    /^<p>Tea <img class="emoji" src="\/media\/[0-9a-f]{8}-teapot\.png" alt=":teapot:" title=":teapot:" width="8" height="8"> now, :kettle: later<\/p>$/,
  );
  expect(body.federatedHtml).toBe(drawn.federatedHtml);
  expect(used.map(({ name }) => name)).toEqual(['teapot', 'cup']);
});

test.each([
  '<p><code>:teapot:</code></p>',
  '<pre><code class="x">a :teapot: b</code></pre>',
  '<p><img src="/a.png" alt="a > :teapot:"></p>',
  '<p><a href="https://x.test/:teapot:">x</a></p>',
])('code and attributes stay as they are: %s', (html) => {
  const { body, used } = withEmoji(bodyOf('x', { html }), [], known);
  expect(body.html).toBe(html);
  expect(used).toEqual([]);
});
