import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cachedBody } from '../../../src/posts/body-cache.ts';
import { loadLibrary } from '../../../src/posts/load.ts';
import type { BodyContext } from '../../../src/posts/markdown.ts';
import { renderBody } from '../../../src/posts/markdown.ts';
import { openPictures } from '../../../src/posts/pictures.ts';
import type { PostBody } from '../../../src/posts/post.ts';
import { now, png, temporaryFolder, writeBelow, writeContent } from './content-folder.ts';

const text = '## A\n\nb @ann@social.test #tea ![c](pot.png)\n';

/** A cache of its own, and a way to ask it that tells whether the body was drawn. */
async function setUp() {
  const contentDir = await temporaryFolder();
  const cacheDir = join(await temporaryFolder(), 'bodies');
  await writeBelow(contentDir, 'posts/pot.png', png(3, 4));
  const ask = async (
    markdown: string,
    change: Partial<BodyContext> = {},
  ): Promise<{ body: PostBody; drawn: boolean }> => {
    const at = {
      file: 'content/posts/a.md',
      lang: 'en',
      line: 5,
      directory: 'posts',
      origin: 'https://blog.test',
      pagePath: '/posts/a/',
    };
    const context = { ...at, pictures: openPictures(contentDir), ...change };
    let drawn = false;
    const body = await cachedBody(markdown, context, cacheDir, () => {
      drawn = true;
      return renderBody(markdown, context);
    });
    return { body, drawn };
  };
  return { contentDir, cacheDir, ask };
}

test('a body is drawn once, and comes back as it was', async () => {
  const { ask } = await setUp();
  const first = await ask(text);
  const second = await ask(text);
  expect([first.drawn, second.drawn]).toEqual([true, false]);
  expect(second.body).toEqual(first.body);
});

test.each([
  ['the text', { markdown: `${text}!` }, {}],
  ['the origin', {}, { origin: 'https://other.test' }],
  ['the address of the page', {}, { pagePath: '/posts/b/' }],
  ['the language', {}, { lang: 'de' }],
])('a body is drawn anew when %s changes', async (_, { markdown = text }: { markdown?: string }, change) => {
  const { ask } = await setUp();
  await ask(text);
  expect((await ask(markdown, change)).drawn).toBe(true);
});

test('a body is drawn anew when a picture changes', async () => {
  const { ask, contentDir } = await setUp();
  const { body } = await ask(text);
  await writeBelow(contentDir, 'posts/pot.png', png(3, 4, 'retouched'));
  const later = await ask(text);
  expect(later.drawn).toBe(true);
  expect(later.body.images[0]?.url).not.toBe(body.images[0]?.url);
});

test('a problem is told again when a picture is gone', async () => {
  const { ask, contentDir } = await setUp();
  await ask(text);
  await rename(join(contentDir, 'posts/pot.png'), join(contentDir, 'posts/other.png'));
  await expect(ask(text)).rejects.toThrow('There is no picture content/posts/pot.png.');
});

test('pictures are where the content is, wherever that has moved', async () => {
  const { ask } = await setUp();
  await ask(text);
  const moved = await temporaryFolder();
  await writeBelow(moved, 'posts/pot.png', png(3, 4));
  const { body, drawn } = await ask(text, { pictures: openPictures(moved) });
  expect(drawn).toBe(false);
  expect(body.images[0]?.source).toBe(join(moved, 'posts/pot.png'));
});

test.each([
  ['empty', () => ''],
  ['cut short', (kept: string) => kept.slice(0, -10)],
  ['changed', (kept: string) => kept.replace('social.test', 'evil.test')],
  ['not ours', () => '{"body":{}}'],
])('a file of the cache that is %s is as good as none', async (_, damage) => {
  const { ask, cacheDir } = await setUp();
  const first = await ask(text);
  const [name = ''] = await readdir(cacheDir);
  const kept = await readFile(join(cacheDir, name), 'utf8');
  await writeFile(join(cacheDir, name), damage(kept));
  const second = await ask(text);
  expect(second).toEqual({ body: first.body, drawn: true });
  expect(await readFile(join(cacheDir, name), 'utf8')).toBe(kept);
});

test('nothing but whole files is left in the cache by many loads at once', async () => {
  const contentDir = await writeContent({ 'posts/a.md': `---\ntitle: A\ndate: 2026-03-01\n---\n\nText\n` });
  const cacheDir = await temporaryFolder();
  const options = { contentDir, origin: 'https://blog.test', now, cacheDir };
  const libraries = await Promise.all([1, 2, 3, 4].map(() => loadLibrary(options)));
  for (const library of libraries) expect(library).toEqual(libraries[0]);
  expect(await loadLibrary(options)).toEqual(libraries[0]);
  expect((await readdir(cacheDir)).every((name) => /^[0-9a-f]{64}\.json$/.test(name))).toBe(true);
});
