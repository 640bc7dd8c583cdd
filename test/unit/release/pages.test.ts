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

/** Pages that would be drawn again, besides those that show everything. */
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
  ];
  return [...keysOf(after)]
    .filter(([path, key]) => old.get(path) !== key && !general.includes(path))
    .map(([path]) => path)
    .toSorted();
}

function withPost(post: Post): Library {
  return libraryOf(library.posts.map((other) => (other.id === post.id ? post : other)));
}

test('a blog has a page for each post, tag, author and page, and those that show everything', () => {
  const paths = pagesOf(libraryOf([postOf('grün', { tags: ['Tee', 'tee'] })], { pages: [about] }), site).map(
    ({ path }) => path,
  );
  expect(paths).toEqual([
    '/',
    '/posts/gr%C3%BCn/',
    '/tags/tee/',
    '/authors/nadia/',
    '/%C3%BCber/',
    '/tags/',
    '/archive/',
    '/feed.xml',
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
      'a new title: the neighbours too, which name it',
      withPost({ ...b, title: 'Anew' }),
      ['/posts/a/', '/posts/b/', '/posts/c/', '/tags/all/', '/tags/tag-b/'],
    ],
    ['a new picture', withPost({ ...d, image: picture }), ['/posts/d/', '/tags/all/', '/tags/tag-d/']],
    ['closed comments', withPost({ ...a, comments: 'closed' }), ['/posts/a/', '/tags/all/', '/tags/tag-a/']],
    ['a new post', libraryOf([postOf('new'), ...library.posts]), ['/posts/a/', '/posts/new/']],
    ['a post that is gone', libraryOf([a, c, d]), ['/posts/a/', '/posts/c/', '/tags/all/']],
    [
      'a post that becomes unlisted',
      withPost({ ...b, visibility: 'unlisted' }),
      ['/posts/a/', '/posts/b/', '/posts/c/', '/tags/all/'],
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
