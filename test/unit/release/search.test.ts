import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { releaseFolder } from '../../../src/release/current.ts';
import { pagefindIndexer, searchRecords, type Indexer } from '../../../src/release/search.ts';
import { bodyOf, libraryOf, postOf } from '../theme/sample.ts';
import { openDesk } from './desk.ts';

const about = {
  slug: 'about',
  file: 'content/pages/about.md',
  title: 'About',
  lang: 'en',
  summary: undefined,
  body: bodyOf('Me.'),
};

describe('what can be found', () => {
  test('is listed posts with their tags, and pages', () => {
    const posts = [postOf('tea', { tags: ['Slow Tea'] }), postOf('quiet', { visibility: 'unlisted' })];
    expect(searchRecords(libraryOf(posts, { pages: [about] }))).toEqual([
      {
        path: '/posts/tea/',
        lang: 'en',
        title: 'On tea',
        date: '2026-03-01',
        html: '<p>All about tea.</p><p>#Slow Tea</p>',
      },
      { path: '/about/', lang: 'en', title: 'About', date: undefined, html: '<p>Me.</p>' },
    ]);
  });

  test('is of a text under a warning the warning alone', () => {
    const note = postOf('n', {
      type: 'note',
      title: '',
      contentWarning: 'a < b',
      body: bodyOf('Tarantula.'),
    });
    expect(searchRecords(libraryOf([note]))).toMatchObject([{ title: 'a < b', html: '<p>a &#60; b</p>' }]);
  });

  test('has the beginning of a note for a title', () => {
    const note = postOf('n', { type: 'note', title: '', body: bodyOf('x'.repeat(100)) });
    expect(searchRecords(libraryOf([note]))).toMatchObject([{ title: 'x'.repeat(60) }]);
  });
});

describe('the index in a release', () => {
  const posts = ['a', 'b', 'c'].map((slug) => postOf(slug));
  const counted = (): ReturnType<typeof vi.fn<Indexer>> =>
    vi.fn<Indexer>((records) => {
      const content = (text: string): Uint8Array => new TextEncoder().encode(text);
      const files = records.map(({ html, path }) => ({
        path: `fragment/${path.length}-${html.length}`,
        content: content(html),
      }));
      return Promise.resolve([
        ...files,
        { path: 'pagefind-entry.json', content: content(JSON.stringify(records)) },
      ]);
    });

  test('is that of the release before where nothing to be found has changed', async () => {
    const desk = openDesk();
    const indexer = counted();
    const first = await desk.build(posts, { indexer });
    const unlisted = postOf('d', { visibility: 'unlisted' });
    const second = await desk.build([unlisted, ...posts], { indexer, previous: first });
    expect(indexer).toHaveBeenCalledTimes(1);
    const path = '/pagefind/pagefind-entry.json';
    expect(second.resources[path]).toEqual(first.resources[path]);
    const file = join(releaseFolder(desk.dataDir, second.release), second.resources[path]?.file ?? '');
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(3);
  });

  test.each([
    ['a text', { body: bodyOf('Other words.') }],
    ['a title', { title: 'Anew' }],
    ['a post that is listed no more', { visibility: 'unlisted' as const }],
  ])('is made anew after a change of %s', async (_, changes) => {
    const desk = openDesk();
    const indexer = counted();
    const first = await desk.build(posts, { indexer });
    const edited = posts.map((post) => (post.slug === 'b' ? { ...post, ...changes } : post));
    const second = await desk.build(edited, { indexer, previous: first });
    expect(indexer).toHaveBeenCalledTimes(2);
    for (const [path, { file }] of Object.entries(second.resources).filter(([one]) =>
      one.startsWith('/pagefind/'),
    ))
      expect(await readFile(join(releaseFolder(desk.dataDir, second.release), file)), path).not.toHaveLength(
        0,
      );
  });
});

describe('Pagefind', () => {
  const records = [
    {
      path: '/posts/gr%C3%BCn/',
      lang: 'de',
      title: 'Tee & <b>"Kanne"',
      date: '2026-03-01',
      html: '<p>Heiß &lt; kalt</p>',
    },
    { path: '/about/', lang: 'en', title: 'About', date: undefined, html: '<p>Me.</p>' },
  ];

  test('makes one index of all languages, with title, date and language of each page', async () => {
    const files = await pagefindIndexer(records, 'de-AT');
    const entry = files.find(({ path }) => path === 'pagefind-entry.json');
    expect(JSON.parse(new TextDecoder().decode(entry?.content))).toMatchObject({
      languages: { de: { page_count: 2 } },
    });
    const fragments = files
      .filter(({ path }) => path.startsWith('fragment/'))
      .map(({ content }) => gunzipSync(content).toString())
      .map((text) => JSON.parse(text.slice(text.indexOf('{'))) as { readonly url: string });
    expect(fragments.find(({ url }) => url === '/posts/gr%C3%BCn/')).toMatchObject({
      content: expect.stringContaining('Heiß < kalt') as string,
      meta: { title: 'Tee & <b>"Kanne"', date: '2026-03-01', lang: 'de' },
    });
  });

  test('brings its reader along, and nothing to show results with', async () => {
    const names = (await pagefindIndexer(records, 'en')).map(({ path }) => path);
    expect(names.filter((name) => /\.(?:js|css)$/.test(name))).toEqual(['pagefind.js']);
    expect(names).toContain('wasm.en.pagefind');
  });

  test('makes the same of the same', async () => {
    expect(await pagefindIndexer(records, 'en')).toEqual(await pagefindIndexer(records, 'en'));
  });
});
