import { describe, expect, test } from 'vitest';
import type { Library, Page, Post } from '../../../src/posts/post.ts';
import { pagesOf } from '../../../src/release/pages.ts';
import { author, bodyOf, libraryOf, picture, postOf, site } from '../theme/sample.ts';

const about: Page = {
  slug: 'über',
  file: 'content/pages/über.md',
  title: 'About',
  lang: 'en',
  summary: undefined,
  body: bodyOf('Us.'),
};
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((slug) => postOf(slug, { tags: [`tag-${slug}`, 'All'] })) as [
  Post,
  Post,
  Post,
  Post,
];
const library = libraryOf([a, b, c, d]);

function keysOf(one: Library): ReadonlyMap<string, string> {
  return new Map(pagesOf(one, site).map(({ path, key }) => [path, key]));
}

/** Pages that would be drawn again, besides feeds, the page of the one year, and those that show everything. */
function changed(after: Library, before = library): readonly string[] {
  const old = keysOf(before);
  const general = [
    '/',
    '/tags/',
    '/archive/',
    '/feed.xml',
    '/sitemap.xml',
    '/robots.txt',
    '/404.html',
    '/authors/nadia/',
    ...['/notes/', '/series/', '/authors/', '/search/', '/archive/2026/'],
  ];
  return [...keysOf(after)]
    .filter(([path, key]) => old.get(path) !== key && !general.includes(path) && !isFeed.test(path))
    .map(([path]) => path)
    .toSorted();
}

const isFeed = /\/(?:feed\.xml|rss\.xml|feed\.json)$/;

function withPost(post: Post): Library {
  return libraryOf(library.posts.map((other) => (other.id === post.id ? post : other)));
}

test('a blog has a page for each post, tag, author and page, and those that show everything', () => {
  const paths = pagesOf(libraryOf([postOf('grün', { tags: ['Tee', 'tee'] })], { pages: [about] }), site).map(
    ({ path }) => path,
  );
  expect(paths.filter((path) => !isFeed.test(path))).toEqual([
    '/',
    '/posts/gr%C3%BCn/',
    '/tags/tee/',
    '/archive/2026/',
    '/authors/nadia/',
    '/%C3%BCber/',
    '/follow.svg',
    '/search/',
    '/notes/',
    '/series/',
    '/authors/',
    '/tags/',
    '/archive/',
    '/sitemap.xml',
    '/robots.txt',
    '/404.html',
  ]);
});

test('a page that is also an object, or the actor, says so', () => {
  const specs = pagesOf(libraryOf([a, postOf('page-only', { federate: false })]), site);
  const find = (path: string): unknown => specs.find((spec) => spec.path === path);
  expect(find('/posts/a/')).toMatchObject({ activity: site.objectId('id-a'), conversation: 'a' });
  expect(find('/posts/page-only/')).not.toHaveProperty('activity');
  expect(find('/posts/page-only/')).not.toHaveProperty('conversation');
  expect(find('/')).toMatchObject({ activity: site.actor });
  expect(find('/authors/nadia/')).toMatchObject({ activity: site.actor });
  expect(find('/archive/')).not.toHaveProperty('activity');
});

test('a page of a like or a boost leads to no object, and has no conversation', () => {
  const target = 'https://social.test/notes/1';
  const specs = pagesOf(
    libraryOf([postOf('like', { likeOf: target }), postOf('boost', { repostOf: target })]),
    site,
  );
  for (const path of ['/posts/like/', '/posts/boost/']) {
    const spec = specs.find((one) => one.path === path);
    expect(spec).not.toHaveProperty('activity');
    expect(spec).not.toHaveProperty('conversation');
  }
});

test('the same content has the same keys, however often it is read', () => {
  expect(changed(structuredClone(library))).toEqual([]);
});

describe('what is drawn again after', () => {
  test.each<[string, Library, readonly string[]]>([
    [
      'an edit far down: the page, and lists that hold it',
      withPost({ ...b, body: { ...b.body, html: '<p>Other.</p>' } }),
      ['/posts/b/', '/tags/all/', '/tags/tag-b/'],
    ],
    [
      'a new title: the neighbours too, which name it, and related posts',
      withPost({ ...b, title: 'Anew' }),
      ['/posts/a/', '/posts/b/', '/posts/c/', '/posts/d/', '/tags/all/', '/tags/tag-b/'],
    ],
    ['a new picture', withPost({ ...d, image: picture }), ['/posts/d/', '/tags/all/', '/tags/tag-d/']],
    ['closed comments', withPost({ ...a, comments: 'closed' }), ['/posts/a/', '/tags/all/', '/tags/tag-a/']],
    ['a new post', libraryOf([postOf('new'), ...library.posts]), ['/posts/a/', '/posts/new/']],
    ['a post that is gone', libraryOf([a, c, d]), ['/posts/a/', '/posts/c/', '/posts/d/', '/tags/all/']],
    [
      'a post that becomes unlisted',
      withPost({ ...b, visibility: 'unlisted' }),
      ['/posts/a/', '/posts/b/', '/posts/c/', '/posts/d/', '/tags/all/'],
    ],
    ['a new page: only what shows everything', libraryOf(library.posts, { pages: [about] }), ['/%C3%BCber/']],
    [
      'a new text of the author: only the author’s page',
      libraryOf(library.posts, { authors: [{ ...author, body: bodyOf('Moved.') }] }),
      [],
    ],
    [
      'a new name of the author',
      libraryOf(library.posts, { authors: [{ ...author, name: 'N.' }] }),
      ['/posts/a/', '/posts/b/', '/posts/c/', '/posts/d/'],
    ],
  ])('%s', (_, after, expected) => {
    expect(changed(after)).toEqual(expected);
  });

  describe('a change of what neighbours say of an untitled note', () => {
    const note = postOf('b', { type: 'note', title: '', tags: [], body: bodyOf('Steam everywhere.') });
    const before = libraryOf([postOf('a'), note, postOf('c')]);
    test.each<[string, Partial<Post>]>([
      ['its first words', { body: bodyOf('Fog everywhere.') }],
      ['a warning, under which nothing may be shown', { contentWarning: 'steam' }],
      ['its language', { lang: 'sv' }],
      ['its address', { slug: 'b2' }],
    ])('%s', (_, changes) => {
      const after = libraryOf(before.posts.map((post) => (post === note ? { ...note, ...changes } : post)));
      expect(changed(after, before)).toEqual(expect.arrayContaining(['/posts/a/', '/posts/c/']));
    });

    test('but not what stands further down', () => {
      const long = 'word '.repeat(100);
      const withText = (text: string): Library =>
        libraryOf([postOf('a'), { ...note, body: bodyOf(text) }, postOf('c')]);
      expect(changed(withText(`${long} end`), withText(`${long} other end`))).toEqual(['/posts/b/']);
    });
  });

  describe('a translation', () => {
    const far = Array.from({ length: 2 }, (_, index) => postOf(`between${index}`));
    const original = postOf('pot');
    const translation = postOf('kanna', { lang: 'sv', translationOf: 'id-pot' });
    const before = libraryOf([translation, ...far, original]);
    test.each<[string, Partial<Post>, boolean]>([
      ['that moves', { slug: 'kannan' }, true],
      ['that is said to be in another language', { lang: 'nb' }, true],
      ['that is unlisted', { visibility: 'unlisted' }, true],
      ['that is one no more', { translationOf: undefined }, true],
      ['with other words', { body: bodyOf('Annat.') }, false],
    ])('%s: the original is drawn again: %s', (_, changes, expected) => {
      const after = libraryOf([{ ...translation, ...changes }, ...far, original]);
      expect(changed(after, before).includes('/posts/pot/')).toBe(expected);
    });
  });
});

describe('lists', () => {
  const paths = (one: Library): readonly string[] => [...keysOf(one).keys()];
  const on = (slug: string, date: string): Post => postOf(slug, { date: new Date(date) });
  const part = (slug: string, more: Partial<Post> = {}): Post =>
    postOf(slug, { series: { name: 'Slow Tea', part: undefined }, ...more });

  test('of a year stand alone, until the year beside it is another', () => {
    const [old, young] = [on('old', '2020-01-01'), on('young', '2026-01-01')];
    const before = libraryOf([young, old]);
    expect(paths(before)).toEqual(expect.arrayContaining(['/archive/2026/', '/archive/2020/']));
    const far = libraryOf([young, on('between', '2023-01-01'), old, on('first', '2019-01-01')]);
    expect(changed(far, before)).toEqual(expect.arrayContaining(['/archive/2020/', '/archive/2023/']));
    const edited = libraryOf([{ ...young, title: 'Anew' }, old]);
    expect(changed(edited, before)).not.toContain('/archive/2020/');
  });

  test('of older notes are drawn once, and left alone when notes are added', () => {
    const notes = (count: number): Library =>
      libraryOf(Array.from({ length: count }, (_, index) => postOf(`n${count - index}`, { type: 'note' })));
    expect(paths(notes(95))).toEqual(expect.arrayContaining(['/notes/', '/notes/1/', '/notes/2/']));
    expect(changed(notes(96), notes(95)).filter((path) => path.startsWith('/notes/'))).toEqual([]);
  });

  test('of a series are there, and each of its posts shows when one of them is called otherwise', () => {
    const [one, two, three] = [part('one'), part('two'), part('three')];
    const far = ['x', 'y', 'z'].map((slug) => postOf(slug));
    const before = libraryOf([three, two, ...far, one]);
    expect(paths(before)).toContain('/series/slow-tea/');
    const after = libraryOf([{ ...three, title: 'Anew' }, two, ...far, one]);
    const shown = changed(after, before);
    expect(shown).toEqual(expect.arrayContaining(['/posts/one/', '/posts/two/', '/series/slow-tea/']));
    expect(shown).not.toContain('/posts/y/');
  });

  test('of a series show when it has a translation', () => {
    const one = part('one');
    const translated = { lang: 'de', series: { name: 'Tee', part: 1 } };
    const before = libraryOf([one, postOf('eins', translated)]);
    const after = libraryOf([one, postOf('eins', { ...translated, translationOf: 'id-one' })]);
    expect(changed(after, before)).toContain('/series/slow-tea/');
  });

  test('and posts are not drawn again for the text of another part', () => {
    const [one, two] = [part('one'), part('two')];
    const far = ['x', 'y', 'z'].map((slug) => postOf(slug));
    const before = libraryOf([two, ...far, one]);
    const after = libraryOf([{ ...two, body: bodyOf('Other words.') }, ...far, one]);
    expect(changed(after, before)).not.toContain('/posts/one/');
  });

  test('name only what is listed', () => {
    const unlisted = part('one', { visibility: 'unlisted', date: new Date('2001-01-01') });
    expect(paths(libraryOf([unlisted]))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^\/(series|archive)\/./)]),
    );
  });
});

test('the search alone may run WebAssembly', () => {
  const may = pagesOf(library, site).filter(({ runsWasm }) => runsWasm);
  expect(may.map(({ path }) => path)).toEqual(['/search/']);
});
