import { describe, expect, test } from 'vitest';
import { feedsOf } from '../../../src/posts/feeds.ts';
import type { Post } from '../../../src/posts/post.ts';
import { author, libraryOf, postOf } from '../theme/sample.ts';

function slugsAt(base: string, posts: readonly Post[]): readonly string[] | undefined {
  return feedsOf(libraryOf(posts))
    .find((feed) => feed.base === base)
    ?.posts.map(({ slug }) => slug);
}

test('there is a feed of the blog, of each tag as its newest post spells it, and of each author', () => {
  const posts = [postOf('a', { tags: ['Grüner Tee'] }), postOf('b', { tags: ['grüner tee', 'ice'] })];
  const bea = { ...author, handle: 'bea' };
  expect(
    feedsOf(libraryOf(posts, { authors: [author, bea] })).map(({ about, base }) => [base, about]),
  ).toEqual([
    ['/', { kind: 'blog' }],
    ['/tags/gr%C3%BCner%20tee/', { kind: 'tag', tag: 'Grüner Tee' }],
    ['/tags/ice/', { kind: 'tag', tag: 'ice' }],
    ['/authors/nadia/', { kind: 'author', handle: 'nadia' }],
    ['/authors/bea/', { kind: 'author', handle: 'bea' }],
  ]);
});

describe('a feed', () => {
  const many = Array.from({ length: 60 }, (_, index) => postOf(`p${index}`, { tags: ['tea'] }));

  test.each([
    ['/', 50],
    ['/tags/tea/', 20],
    ['/authors/nadia/', 20],
  ])('at %s holds the %i newest posts', (base, count) => {
    expect(slugsAt(base, many)).toEqual(many.slice(0, count).map(({ slug }) => slug));
  });

  test.each(['unlisted', 'followers'] as const)('knows nothing of posts that are %s', (visibility) => {
    const posts = [postOf('secret', { visibility, tags: ['tea'] })];
    expect(slugsAt('/', posts)).toEqual([]);
    expect(slugsAt('/tags/tea/', posts)).toBeUndefined();
    expect(slugsAt('/authors/nadia/', posts)).toEqual([]);
  });

  test('of an author has what they wrote alone or with others', () => {
    const posts = [
      postOf('theirs', { authors: ['bea'] }),
      postOf('both', { authors: ['bea', 'nadia'] }),
      postOf('hers'),
    ];
    expect(slugsAt('/authors/nadia/', posts)).toEqual(['both', 'hers']);
  });
});
