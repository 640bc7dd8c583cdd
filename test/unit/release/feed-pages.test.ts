import { describe, expect, test } from 'vitest';
import type { Library, Post } from '../../../src/posts/post.ts';
import { pagesOf } from '../../../src/release/pages.ts';
import { author, bodyOf, libraryOf, postOf, site } from '../theme/sample.ts';

const bea = { ...author, handle: 'bea', name: 'Bea' };
const tea = postOf('tea', { tags: ['Tea'] });
const ice = postOf('ice', { tags: ['ice'], authors: ['bea'] });
const many = Array.from({ length: 50 }, (_, index) => postOf(`p${index}`));
const library = blogOf(tea, ice, ...many);

function blogOf(...posts: readonly Post[]): Library {
  return libraryOf(posts, { authors: [author, bea] });
}

function feedsIn(one: Library): ReadonlyMap<string, string> {
  const feeds = pagesOf(one, site).filter(({ path }) => /(?:feed|rss)\.(?:xml|json)$/.test(path));
  return new Map(feeds.map(({ path, key }) => [path, key]));
}

/** Bases of the feeds that would be drawn again, in all three forms. */
function redrawn(after: Library): readonly string[] {
  const before = feedsIn(library);
  const changed = [...feedsIn(after)].filter(([path, key]) => before.get(path) !== key).map(([path]) => path);
  const bases = [...new Set(changed.map((path) => path.slice(0, path.lastIndexOf('/') + 1)))];
  expect(changed).toHaveLength(bases.length * 3);
  return bases;
}

test('blog, tags and authors have a feed in each form', () => {
  expect([...feedsIn(blogOf(tea)).keys()]).toEqual(
    ['/', '/tags/tea/', '/authors/nadia/', '/authors/bea/'].flatMap((base) =>
      ['feed.xml', 'rss.xml', 'feed.json'].map((file) => `${base}${file}`),
    ),
  );
});

describe('what is drawn again after', () => {
  test.each<[string, Library, readonly string[]]>([
    ['nothing', structuredClone(library), []],
    [
      'an edit: the feeds that hold the post',
      blogOf({ ...tea, body: bodyOf('Other.') }, ice, ...many),
      ['/', '/tags/tea/', '/authors/nadia/'],
    ],
    [
      'an edit of an old post: none',
      blogOf(tea, ice, ...many.slice(0, -1), postOf('p49', { title: 'X' })),
      [],
    ],
    [
      'a new tag',
      blogOf(tea, { ...ice, tags: ['ice', 'tea'] }, ...many),
      ['/', '/tags/tea/', '/tags/ice/', '/authors/bea/'],
    ],
    ['an unlisted post: none', blogOf(postOf('hidden', { visibility: 'unlisted' }), tea, ice, ...many), []],
    [
      'a new name of an author: all, as any may name them',
      libraryOf(library.posts, { authors: [author, { ...bea, name: 'Beatrix' }] }),
      ['/', '/tags/tea/', '/tags/ice/', '/authors/nadia/', '/authors/bea/'],
    ],
    [
      'a new text of an author: none',
      libraryOf(library.posts, { authors: [author, { ...bea, body: bodyOf('Moved.') }] }),
      [],
    ],
  ])('%s', (_, after, expected) => {
    expect(redrawn(after)).toEqual(expected);
  });
});
